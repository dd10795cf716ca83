"""The engine keeps evidence and counts class folders, and says plainly where it cannot."""

import errno
import os

import numpy as np

from cnn_desktop.core import station_log
from cnn_desktop.core.class_folders import ClassFolder
from cnn_desktop.core.messages import CountPictures, EvidenceSaved, PicturesCounted, RequestFailed, SaveEvidence
from cnn_desktop.core.station import Decision
from cnn_desktop.engine.service import serve


def test_the_engine_keeps_evidence_and_says_plainly_where_it_cannot(tmp_path, monkeypatch):
    request = SaveEvidence(
        7, tmp_path / "e", Decision("pass", "good", 1.0, 5, 5), np.zeros((2, 2, 3), np.uint8), "n", 0
    )
    events = []
    serve([request], events.append, lambda: False)
    assert isinstance(events[0], EvidenceSaved)
    assert events[0].image.is_file()

    def full(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(station_log, "_append", full)
    serve([request], events.append, lambda: False)
    assert isinstance(events[1], RequestFailed)
    assert "could not be written into “e”" in events[1].message
    assert events[1].ticket == 7


def test_class_folders_are_counted_by_the_names_in_them(tmp_path):
    for name, images in (("cup 10", 2), ("cup 9", 1), ("empty", 0), (".trash", 4)):
        (tmp_path / name).mkdir()
        for number in range(images):
            (tmp_path / name / f"{number}.PNG").touch()
        (tmp_path / name / "notes.txt").touch()
    events = []
    serve([CountPictures(3, tmp_path), CountPictures(4, tmp_path / "none")], events.append, lambda: False)
    assert events == [
        PicturesCounted(
            3, tmp_path, (ClassFolder("cup 9", 1, 1), ClassFolder("cup 10", 2, 2), ClassFolder("empty", 0, 0))
        ),
        PicturesCounted(4, tmp_path / "none", ()),
    ]


def test_a_file_in_place_of_the_folder_is_told_plainly(tmp_path):
    (tmp_path / "photo.jpg").touch()
    events = []
    serve([CountPictures(3, tmp_path / "photo.jpg")], events.append, lambda: False)
    assert "could not be read" in events[0].message
