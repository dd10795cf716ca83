"""What the clipboard holds as a file is decoded by a process, and no trace of it stays on the disk."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QMimeData

from cnn_desktop.core.messages import ClassifyPixels, LoadPicture, PictureReady, RequestFailed
from cnn_desktop.gui.models import pasted_content
from cnn_desktop.gui.models.prediction_model import PredictionModel
from cnn_desktop.gui.prediction.clipboard import content_in


@pytest.fixture
def model(engines, chosen):
    return PredictionModel(engines, chosen)


def test_it_is_decoded_by_the_locked_in_process_and_classified(model, engines):
    model.classify_content(b"encoded")
    asked = engines.classifier.last(LoadPicture)
    assert asked.file.read_bytes() == b"encoded"
    assert not any(isinstance(one, ClassifyPixels) for one in engines.classifier.asked)
    engines.classifier.say(PictureReady(asked.ticket, asked.file, np.zeros((4, 6, 3), np.uint8), 6, 4))
    assert not asked.file.exists()
    assert engines.classifier.last(ClassifyPixels).pixels.shape == (4, 6, 3)


def test_what_cannot_be_read_is_told_and_leaves_no_file(qtbot, model, engines):
    model.classify_content(b"encoded")
    asked = engines.classifier.last(LoadPicture)
    with qtbot.waitSignal(model.problem_raised) as raised:
        engines.classifier.say(RequestFailed("It is damaged.", "", "", asked.ticket))
    assert raised.args[0].message == "The picture on the clipboard cannot be read. It is damaged."
    assert not asked.file.exists()


def test_the_newest_wins_and_what_is_too_large_is_refused(qtbot, model, engines, monkeypatch):
    model.classify_content(b"older")
    older = engines.classifier.last(LoadPicture)
    model.classify_content(b"newer")
    assert not older.file.exists()
    engines.classifier.say(PictureReady(older.ticket, older.file, np.zeros((4, 6, 3), np.uint8), 6, 4))
    assert not any(isinstance(one, ClassifyPixels) for one in engines.classifier.asked)
    monkeypatch.setattr(pasted_content, "MOST_BYTES", 3)
    with qtbot.waitSignal(model.problem_raised) as raised:
        model.classify_content(b"large")
    assert "too large" in raised.args[0].message
    assert not engines.classifier.last(LoadPicture).file.exists()


@pytest.mark.parametrize(
    ("kinds", "taken"),
    [
        (["image/svg+xml", "image/jpeg", "image/png"], b"image/png"),
        (["image/svg+xml"], None),
        (["image/gif"], b"image/gif"),
    ],
)
def test_only_formats_that_files_are_read_in_are_taken(kinds, taken):
    data = QMimeData()
    for kind in kinds:
        data.setData(kind, kind.encode())
    assert content_in(data) == taken
    assert content_in(None) is None
