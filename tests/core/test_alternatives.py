"""What else could be done: offered where it makes sense, and always a configuration that can be trained."""

from pathlib import Path

import pytest

from cnn_desktop.core import alternatives, architectures
from cnn_desktop.core.config import TrainingConfig, completed


def of(architecture: str, *, training: int, size: int, **settings):
    config = completed(TrainingConfig(dataset=Path(), runs=Path(), architecture=architecture, **settings), size)
    return config, alternatives.alternatives(config, training, size)


def test_for_many_small_photos_there_are_the_two_presets_made_for_them():
    _, found = of("cifar10-vgg", training=50_000, size=32)
    assert [(one.gain, dict(one.changes)["architecture"]) for one in found] == [
        ("faster", "cifar10-fast"),
        ("better", "cifar10-best"),
    ]


def test_for_few_large_photos_there_are_a_pretrained_network_and_smaller_images():
    _, found = of("residual", training=600, size=128)
    assert [(one.gain, one.changes) for one in found] == [
        ("better", (("architecture", "mobilenet-v2"),)),
        ("faster", (("image_size", 64),)),
    ]


def test_a_pretrained_network_may_learn_less_or_more():
    assert [one.gain for one in of("mobilenet-v2", training=600, size=224)[1]] == ["better"]
    assert [one.gain for one in of("mobilenet-v2", training=600, size=224, method="fine-tune")[1]] == ["faster"]


def test_digits_and_the_size_a_paper_chose_are_left_alone():
    assert of("mnist", training=50_000, size=28)[1] == ()
    assert of("xray", training=300, size=128)[1] == ()


@pytest.mark.parametrize("key", [entry.key for entry in architectures.ARCHITECTURES if entry.kind != "own"])
def test_every_alternative_is_a_configuration_that_can_be_trained(key):
    for training, size in ((50_000, 32), (600, 300)):
        config, found = of(key, training=training, size=size, seed=7)
        for one in found:
            other = alternatives.changed(config, one, size)
            assert other != config
            assert other.seed == 7
            assert completed(other, size) == other


def test_what_is_not_faster_after_all_is_not_offered():
    faster = of("residual", training=600, size=128)[1][1]
    assert alternatives.is_worth_it(faster, 100.0, 50.0)
    assert not alternatives.is_worth_it(faster, 100.0, 95.0)
