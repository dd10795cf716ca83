from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnn_desktop.core import paths, settings
from cnn_desktop.core.messages import (
    ClassesListed,
    DatasetReady,
    EngineExited,
    LoadThumbnails,
    RequestCancelled,
    RequestFailed,
    SamplesReady,
    ScanDataset,
    ScanProgress,
    ThumbnailReady,
    ThumbnailsDone,
    WriteSamples,
)
from cnn_desktop.gui.models import thumbnails
from cnn_desktop.gui.models.dataset_model import DatasetModel
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from tests.gui.examples import FOLDER, answer_scan, summary

PIXELS = np.zeros((4, 4, 3), np.uint8)


@pytest.fixture
def model(engines):
    return DatasetModel(engines)


@pytest.fixture
def states(model):
    heard = []
    model.state_changed.connect(heard.append)
    return heard


def test_a_chosen_folder_goes_from_listing_over_progress_to_a_summary(model, engines, states):
    model.choose(FOLDER)
    ticket = engines.library.last(ScanDataset).ticket
    engines.library.say(ClassesListed(ticket, FOLDER, (("apple", 50), ("pear", 49))))
    engines.library.say(ScanProgress(ticket, 30, 99), DatasetReady(ticket, summary()))

    assert [state.phase for state in states] == ["scanning", "scanning", "scanning", "ready"]
    assert [(one.name, one.images) for one in states[1].classes] == [("apple", 50), ("pear", 49)]
    assert (states[2].checked, states[2].total) == (30, 99)
    assert model.state.summary == summary()
    assert model.state.classes == summary().classes


def test_the_first_classes_of_a_large_folder_are_there_before_its_files_are_counted(model, engines, states):
    model.choose(FOLDER)
    ticket = engines.library.last(ScanDataset).ticket
    engines.library.say(ClassesListed(ticket, FOLDER, (("apple", 50),), are_all=False))
    engines.library.say(ClassesListed(ticket, FOLDER, (("apple", 50), ("pear", 49))))
    assert [(len(state.classes), state.found, state.total) for state in states] == [(0, 0, 0), (1, 50, 0), (2, 99, 99)]


def test_the_folder_chosen_last_wins_whatever_answers_arrive(model, engines):
    model.choose(Path("/pictures/first"))
    stale = engines.library.last(ScanDataset).ticket
    model.choose(FOLDER)
    assert engines.library.done.count("stop") == 1, "the first scan is given up"
    engines.library.say(ScanProgress(stale, 7, 8), DatasetReady(stale, summary(Path("/pictures/first"))))
    engines.library.say(RequestCancelled(stale), RequestFailed("Too late.", ticket=stale))
    assert model.state.phase == "scanning"
    assert model.state.checked == 0
    answer_scan(engines)
    assert model.state.folder == FOLDER


def test_cancelling_a_scan_brings_back_the_dataset_shown_before(model, engines):
    model.choose(FOLDER)
    answer_scan(engines)
    model.choose(Path("/pictures/huge"))
    model.choose(Path("/pictures/huger"))
    model.cancel()
    assert model.state.folder == FOLDER
    assert model.state.phase == "ready"
    answer_scan(engines, summary(Path("/pictures/huger")))
    assert model.state.folder == FOLDER, "the answer of a cancelled scan is dropped"


def test_cancelling_the_first_scan_leaves_the_tab_empty(model, engines):
    model.choose(FOLDER)
    model.cancel()
    assert model.state.phase == "empty"


def test_a_folder_that_cannot_be_used_says_so_and_loses_nothing(model, engines):
    model.choose(FOLDER)
    answer_scan(engines)
    model.choose(Path("/pictures/holiday"))
    ticket = engines.library.last(ScanDataset).ticket
    engines.library.say(RequestFailed("“holiday” holds no sub-folders.", "Choose another folder.", ticket=ticket))
    assert model.state.folder == FOLDER
    assert model.state.problem.message == "“holiday” holds no sub-folders."
    model.choose(FOLDER)
    assert model.state.problem is None, "the next choice forgets it"


def test_the_engine_dying_during_a_scan_is_said_with_a_way_on(model, engines):
    model.choose(FOLDER)
    engines.library.say(EngineExited(-9, expected=False, message="The system ended it for lack of memory."))
    assert model.state.phase == "empty"
    assert model.state.problem.message == "The system ended it for lack of memory."
    assert model.state.problem.hint


def test_the_sample_digits_are_written_and_then_looked_through(model, engines, states):
    model.try_samples()
    asked = engines.library.last(WriteSamples)
    assert asked.folder == paths.samples_folder() / "digits"
    engines.library.say(SamplesReady(asked.ticket, asked.folder))
    assert engines.library.last(ScanDataset).folder == asked.folder
    assert [state.phase for state in states] == ["writing", "scanning"]


def test_recent_folders_survive_a_restart_newest_first(model, engines):
    recent = []
    model.recent_changed.connect(recent.append)
    for folder in (FOLDER, Path("/pictures/second")):
        model.choose(folder)
        answer_scan(engines, summary(folder))
    assert recent[-1] == (Path("/pictures/second"), FOLDER)
    assert DatasetModel(FakeEngines()).recent == (Path("/pictures/second"), FOLDER)


def test_a_folder_that_failed_is_not_remembered(model, engines):
    model.choose(FOLDER)
    engines.library.say(RequestFailed("No.", ticket=engines.library.last(ScanDataset).ticket))
    assert model.recent == ()


def test_damaged_settings_cost_the_recent_folders_and_nothing_else(model, engines):
    paths.settings_file().parent.mkdir(parents=True, exist_ok=True)
    paths.settings_file().write_bytes(b"\xff{")
    assert model.recent == ()
    model.choose(FOLDER)
    answer_scan(engines)
    assert settings.load().recent_folders == (str(FOLDER),)


def test_thumbnails_in_view_are_asked_for_once_and_kept(model, engines):
    model.choose(FOLDER)
    answer_scan(engines)
    arrived = []
    model.thumbnail_arrived.connect(arrived.append)
    files = [FOLDER / "apple/0.png", FOLDER / "apple/1.png"]
    model.want_thumbnails(files)
    asked = engines.library.last(LoadThumbnails)
    assert asked.files == tuple(files)
    engines.library.say(ThumbnailReady(asked.ticket, files[0], PIXELS), ThumbnailsDone(asked.ticket))
    assert arrived == [files[0]]
    assert model.thumbnail(files[0]) is PIXELS
    assert model.thumbnail(files[1]) is None
    model.want_thumbnails(files)
    assert engines.library.last(LoadThumbnails) is asked, "an unreadable file is not asked for again"


def test_what_scrolled_into_view_comes_before_what_left_it(model, engines, monkeypatch):
    monkeypatch.setattr(thumbnails, "BATCH", 2)
    model.choose(FOLDER)
    answer_scan(engines)
    files = [FOLDER / f"apple/{number}.png" for number in range(8)]
    model.want_thumbnails(files[:6])
    first = engines.library.last(LoadThumbnails)
    model.want_thumbnails(files[6:])
    engines.library.say(ThumbnailsDone(first.ticket))
    assert engines.library.last(LoadThumbnails).files == tuple(files[6:])


def test_a_new_folder_does_not_wait_for_the_thumbnails_of_the_old(model, engines):
    model.choose(FOLDER)
    answer_scan(engines)
    model.want_thumbnails([FOLDER / "apple/0.png"])
    stale = engines.library.last(LoadThumbnails).ticket
    model.choose(Path("/pictures/second"))
    assert engines.library.done[-1] == "stop"
    engines.library.say(ThumbnailReady(stale, FOLDER / "apple/0.png", PIXELS), RequestCancelled(stale))
    assert model.thumbnail(FOLDER / "apple/0.png") is None
    assert model.state.phase == "scanning"


def test_only_so_many_thumbnails_are_kept(model, engines, monkeypatch):
    monkeypatch.setattr(thumbnails, "MOST", 2)
    model.choose(FOLDER)
    answer_scan(engines)
    files = [FOLDER / f"apple/{number}.png" for number in range(3)]
    model.want_thumbnails(files)
    ticket = engines.library.last(LoadThumbnails).ticket
    engines.library.say(*(ThumbnailReady(ticket, file, PIXELS) for file in files), ThumbnailsDone(ticket))
    assert model.thumbnail(files[0]) is None
    model.want_thumbnails(files[:1])
    assert engines.library.last(LoadThumbnails).files == (files[0],), "what was let go is loaded again"
