from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.dataset.model import ClassSummary
from cnn_desktop.core.messages import (
    AugmentationPreviewed,
    EngineExited,
    PreviewAugmentation,
    RequestCancelled,
    RequestFailed,
)
from cnn_desktop.gui.models.augmentation_preview import TILES, AugmentationPreview, examples
from tests.gui.examples import FOLDER, summary


@pytest.fixture
def preview(training) -> AugmentationPreview:
    return training.preview


def asked(engines) -> list[PreviewAugmentation]:
    return [request for request in engines.library.asked if isinstance(request, PreviewAugmentation)]


def answer(engines) -> AugmentationPreviewed:
    request = asked(engines)[-1]
    pixels = np.zeros((len(request.files), 4, 4, 3), np.uint8)
    event = AugmentationPreviewed(request.ticket, request.files, pixels, pixels)
    engines.library.say(event)
    return event


def test_it_asks_for_the_images_as_they_will_be_trained_on(preview, training, engines):
    training.settings.write("grey", "grey")
    preview.open()
    (request,) = asked(engines)
    assert request.files == tuple(FOLDER / f"{name}/{n}.png" for n in range(3) for name in ("apple", "pear"))
    assert request.preparation == training.settings.resolved.preparation
    assert (request.preparation.size, request.preparation.grey) == (96, True)
    assert request.vary == training.settings.resolved.variations
    assert preview.state.tiles is None
    event = answer(engines)
    assert preview.state.tiles is event


def test_while_one_answer_is_awaited_only_the_newest_wish_is_kept(preview, training, engines):
    preview.open()
    for shift in (0.1, 0.2, 0.3):
        training.settings.vary(Augmentation(shift=shift))
    assert len(asked(engines)) == 1
    answer(engines)
    assert [request.vary.shift for request in asked(engines)] == [0.08, 0.3]
    answer(engines)
    assert len(asked(engines)) == 2


def test_another_draw_is_another_seed_and_settings_that_vary_nothing_ask_nothing(preview, training, engines):
    preview.open()
    answer(engines)
    training.settings.write("epochs", "3")
    assert len(asked(engines)) == 1
    preview.draw_again()
    first, second = asked(engines)
    assert dataclasses.replace(second, seed=first.seed, ticket=first.ticket) == first
    assert second.seed != first.seed


def test_it_asks_nothing_while_it_is_closed_and_forgets_the_pixels(preview, training, engines):
    training.settings.vary(Augmentation(flip=True))
    assert asked(engines) == []
    preview.open()
    answer(engines)
    preview.close()
    assert preview.state.tiles is None
    training.settings.vary(Augmentation(zoom=0.2))
    assert len(asked(engines)) == 1
    preview.open()
    assert asked(engines)[-1].vary.zoom == 0.2


def test_answers_to_nobody_are_dropped(preview, engines):
    preview.open()
    preview.close()
    answer(engines)
    assert preview.state.tiles is None


def test_what_goes_wrong_is_said_and_the_next_wish_is_asked(preview, training, engines):
    preview.open()
    engines.library.say(RequestFailed("Not now.", "Later.", ticket=asked(engines)[-1].ticket))
    assert preview.state.problem == "Not now. Later."
    training.settings.vary(Augmentation(zoom=0.2))
    answer(engines)
    assert preview.state.problem == ""


@pytest.mark.parametrize("gone", ["cancelled", "exited"])
def test_an_answer_that_will_never_come_is_asked_for_again(preview, engines, gone):
    preview.open()
    ticket = asked(engines)[-1].ticket
    engines.library.say(RequestCancelled(ticket) if gone == "cancelled" else EngineExited(-9, expected=False))
    assert len(asked(engines)) == 2


def test_images_that_are_gone_are_said_to_be(preview, engines):
    preview.open()
    nothing = np.zeros((0, 4, 4, 3), np.uint8)
    engines.library.say(AugmentationPreviewed(asked(engines)[-1].ticket, (), nothing, nothing))
    assert "None of these images can be read" in preview.state.problem


def test_the_images_are_taken_from_every_class_in_turn():
    few = ClassSummary("few", 1, ("few/0.png",))
    many = ClassSummary("many", 50, tuple(f"many/{n}.png" for n in range(8)))
    none = ClassSummary("none", 0)
    found = examples(dataclasses.replace(summary(), classes=(many, few, none, many)))
    assert [str(file.relative_to(FOLDER)) for file in found[:4]] == [
        "many/0.png",
        "few/0.png",
        "many/0.png",
        "many/1.png",
    ]
    assert len(found) == TILES
