"""Many small photos get the preset that was tuned on such; everything else the one that suits most."""

from pathlib import Path

import pytest

from cnn_desktop.core.architectures import DEFAULT
from cnn_desktop.core.dataset.model import DatasetSummary
from cnn_desktop.core.suggestion import MANY, MANY_SMALL_PHOTOS, may_be_many, suggested_architecture


def summary(images, size, splits, *, is_grey):
    return DatasetSummary(Path("/pictures"), (), images, splits, (), 0, (), 0, (), size, is_grey)


@pytest.mark.parametrize(
    ("images", "size", "grey", "splits", "key"),
    [
        (MANY, 32, False, (), MANY_SMALL_PHOTOS),
        (60_000, 32, False, (("training", 50_000), ("test", 10_000)), MANY_SMALL_PHOTOS),
        (MANY - 1, 32, False, (), DEFAULT),
        (MANY + 500, 32, False, (("training", MANY - 500), ("test", 1_000)), DEFAULT),
        (MANY, 64, False, (), DEFAULT),
        (MANY, 32, True, (), DEFAULT),  # digits have presets of their own
    ],
)
def test_the_images_decide(images, size, grey, splits, key):
    assert suggested_architecture(summary(images, size, splits, is_grey=grey)) == key


def test_files_are_counted_wherever_they_lie_and_only_so_far(tmp_path, monkeypatch):
    monkeypatch.setattr("cnn_desktop.core.suggestion.MANY", 4)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for number in range(2):
            (tmp_path / name / f"{number}.png").touch()
    assert may_be_many(tmp_path)
    (tmp_path / "a" / "0.png").unlink()
    assert not may_be_many(tmp_path)
    assert not may_be_many(tmp_path / "nowhere")
