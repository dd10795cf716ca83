from __future__ import annotations

from pathlib import Path

import pytest

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import StageProgress
from cnn_desktop.core.progress import Progress, advance, asked_to_pause, asked_to_start
from cnn_desktop.gui.training import words
from tests.gui.examples import batch, epoch, finished, score, started, summary


def plain(text: str) -> str:
    return text.replace(words.GAP, " ")


def running(*events) -> Progress:
    state = advance(asked_to_start(Progress()), started(TrainingConfig(dataset=Path("/d"), runs=Path("/r"), epochs=30)))
    for event in events:
        state = advance(state, event)
    return state


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (3, "a few seconds left"),
        (47, "45 s left"),
        (240, "4 min left"),
        (3_600, "60 min left"),
        (7_290, "2 h left"),
        (8_000, "2 h 15 min left"),
        (-1, ""),
        (float("nan"), ""),
        (float("inf"), ""),
    ],
)
def test_time_left_is_as_exact_as_one_can_know(seconds, said):
    assert plain(words.time_left(seconds)) == said


def test_a_score_is_never_without_its_n_and_its_interval():
    assert plain(words.score(score(334, 359))) == "93.0 %, between 89.9 and 95.2 %, of 359 validation images"
    assert plain(words.score(score(1, 1, "test"))) == "100.0 %, between 20.7 and 100.0 %, of 1 test image"


def test_epoch_and_pace_of_a_run():
    state = running(epoch(1), batch(2, 3, left=240))
    assert words.epoch(state) == "Epoch 2 of 30"
    assert plain(words.pace(state)) == "batch 3 of 5 · 412 images/s · 4 min left"
    assert "left" not in words.pace(asked_to_pause(state)), "while it is paused nothing gets less"


def test_a_run_watched_by_its_folder_tells_what_the_folder_tells():
    state = running(epoch(1), epoch(2))
    assert words.epoch(state) == "Epoch 3 of 30"
    assert plain(words.pace(state)) == "400 images/s · 2 min left"
    assert words.pace(running()) == "the first epoch is under way"


def test_every_stage_has_words_and_its_count():
    assert words.stage(StageProgress("decoding", 812, 1377)) == "Reading the images: 812 of 1,377"
    assert words.stage(StageProgress("building")) == "Building the network"
    assert words.stage(None)


@pytest.mark.parametrize(
    ("reason", "best", "said"),
    [
        ("completed", 2, "All 3 epochs done; epoch 2 is kept"),
        ("no_improvement", 1, "Ended after 3 epochs, when nothing improved any more; epoch 1 is kept"),
        ("stopped", 3, "Stopped after 3 epochs; epoch 3 is kept"),
        ("stopped", 0, "Stopped before the first epoch was whole"),
    ],
)
def test_the_end_of_a_run_says_which_epoch_is_kept(reason, best, said):
    epochs = (epoch(1), epoch(2), epoch(3))
    assert plain(words.kept_epoch(finished(reason=reason, best_epoch=best), epochs)).startswith(said)


def test_problems_are_counted_by_kind():
    assert words.problems(summary()) == ""
    found = summary(warnings=("a.", "b."), duplicates=(("x", "y"),))
    assert plain(words.problems(found)) == "1 duplicate, 2 warnings"
