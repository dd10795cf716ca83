"""The progress of a run is a pure fold over its events."""

from __future__ import annotations

from functools import reduce
from pathlib import Path

import pytest

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.messages import (
    BatchDone,
    EngineExited,
    EngineReady,
    EngineSilent,
    EpochDone,
    PrecisionTried,
    RequestCancelled,
    RequestFailed,
    ScanProgress,
    StageProgress,
    TrainingFinished,
    TrainingStarted,
    WaitingForDisk,
)
from cnn_desktop.core.progress import (
    MOST_POINTS,
    Problem,
    Progress,
    advance,
    asked_to_continue,
    asked_to_pause,
    asked_to_start,
    asked_to_stop,
)

RUN = Path("/runs/first")
CONFIG = TrainingConfig(dataset=Path("/data"), runs=Path("/runs"), epochs=3)
STARTED = TrainingStarted(RUN, CONFIG, ("a", "b"), (("training", 8),), 4)
SCORE = Score("validation", 10, 0.9, (0.6, 0.98), 0.9, 0.9, 0.5)
PREPARING = asked_to_start(Progress())
RUNNING = advance(PREPARING, STARTED)


def epoch(number, *, is_best=True):
    return EpochDone(number, 3, 1.0 / number, 0.5, 1.0 / number, 0.5, 1.0, 100.0, is_best=is_best)


def batch(number, of=4, in_epoch=1):
    return BatchDone(in_epoch, number, of, 1.0, 0.5, 100.0, 10.0)


def finished(reason):
    return TrainingFinished(RUN, 2, reason, SCORE, None)


def fold(progress, *events):
    return reduce(advance, events, progress)


def test_a_run_is_prepared_runs_and_is_finished():
    assert Progress().phase == "idle"
    assert PREPARING.phase == "preparing"
    stage = StageProgress("decoding", 1, 8)
    assert advance(PREPARING, stage).stage == stage
    progress = fold(PREPARING, stage, STARTED)
    assert (progress.phase, progress.stage, progress.run, progress.config) == ("running", None, RUN, CONFIG)
    progress = fold(progress, batch(4), epoch(1), finished("completed"))
    assert (progress.phase, progress.epochs, progress.batch) == ("finished", (epoch(1),), batch(4))
    assert progress.finished == finished("completed")


def test_a_new_start_forgets_the_run_before():
    assert asked_to_start(fold(RUNNING, epoch(1), finished("completed"))) == Progress(phase="preparing")


def test_the_epochs_before_a_resume_are_there_from_the_start():
    started = TrainingStarted(RUN, CONFIG, ("a", "b"), (), 4, history=(epoch(1), epoch(2)))
    assert fold(PREPARING, started, epoch(3)).epochs == (epoch(1), epoch(2), epoch(3))


@pytest.mark.parametrize(
    ("reason", "phase"), [("completed", "finished"), ("no_improvement", "finished"), ("stopped", "stopped")]
)
def test_only_a_run_stopped_by_hand_counts_as_stopped(reason, phase):
    assert advance(RUNNING, finished(reason)).phase == phase


def test_a_pause_holds_until_it_is_ended():
    paused = asked_to_pause(RUNNING)
    assert paused.phase == "paused"
    assert advance(paused, batch(1)).phase == "paused"  # was on its way when the pause was asked
    assert asked_to_continue(paused).phase == "running"


@pytest.mark.parametrize("progress", [Progress(), PREPARING, asked_to_stop(RUNNING)])
def test_what_does_not_run_cannot_be_paused_or_continued(progress):
    assert asked_to_pause(progress) == progress
    assert asked_to_continue(progress) == progress


def test_a_stop_is_remembered_until_the_run_has_ended():
    stopping = asked_to_stop(PREPARING)
    assert fold(stopping, STARTED, batch(1)).phase == "stopping"
    assert fold(stopping, STARTED, finished("stopped")).phase == "stopped"
    assert asked_to_stop(Progress()) == Progress()


def test_a_run_cancelled_before_it_began_leaves_nothing():
    assert fold(asked_to_stop(PREPARING), StageProgress("scanning"), RequestCancelled()) == Progress()


def test_the_best_epoch_is_the_last_that_was_best():
    assert Progress().best is None
    progress = fold(RUNNING, epoch(1), epoch(2), epoch(3, is_best=False))
    assert progress.best == epoch(2)


def test_a_failure_says_what_happened_and_what_to_do():
    failed = fold(RUNNING, StageProgress("finishing"), RequestFailed("The disk is full.", "Free some space.", "why"))
    assert (failed.phase, failed.stage) == ("failed", None)
    assert failed.problem == Problem("The disk is full.", "Free some space.", "why")
    assert failed.run == RUN


def test_a_process_that_dies_fails_its_run():
    failed = advance(RUNNING, EngineExited(-6, False, "It gave up.", "Resume.", "last words"))
    assert (failed.phase, failed.problem) == ("failed", Problem("It gave up.", "Resume.", "last words"))


def test_a_process_that_goes_without_a_word_before_the_end_fails_its_run():
    failed = advance(RUNNING, EngineExited(0, expected=True))
    assert failed.problem == Problem("The training process ended before the run was finished.")


@pytest.mark.parametrize("event", [EngineExited(0, True), RequestFailed("late"), RequestCancelled()])
def test_the_end_of_the_process_changes_nothing_of_a_finished_run(event):
    done = advance(RUNNING, finished("completed"))
    assert advance(done, event) == done


def test_a_silence_is_noticed_until_the_run_is_heard_of_again():
    silent = advance(RUNNING, EngineSilent(90, "No sign of life.", "Wait."))
    assert (silent.phase, silent.notice) == ("running", Problem("No sign of life.", "Wait."))
    assert advance(silent, batch(1)).notice is None
    waiting = advance(RUNNING, WaitingForDisk("The disk is full.", "It waits."))
    assert (waiting.phase, waiting.notice) == ("running", Problem("The disk is full.", "It waits."))
    assert advance(Progress(), EngineSilent(90, "No sign of life.", "Wait.")) == Progress()


@pytest.mark.parametrize("event", [EngineReady("CPU"), ScanProgress(1, 2, 3)])
def test_events_of_others_change_nothing(event):
    assert advance(RUNNING, event) is RUNNING


def test_a_point_lies_where_its_batch_lies_in_the_epochs():
    points = fold(RUNNING, batch(2, of=4, in_epoch=3)).points
    assert [(point.at, point.loss, point.accuracy) for point in points] == [(2.5, 1.0, 0.5)]


def test_a_night_s_run_keeps_a_bounded_curve_that_spans_all_of_it():
    batches = 5 * MOST_POINTS
    progress = fold(RUNNING, *(batch(number, of=batches) for number in range(1, batches + 1)))
    at = [point.at for point in progress.points]
    assert MOST_POINTS / 2 <= len(at) <= MOST_POINTS
    assert at == sorted(at)
    assert at[0] < 0.01
    assert at[-1] > 0.99
    assert progress.batch.batch == batches


def test_what_a_trial_found_faster_is_kept_for_the_run():
    tried = PrecisionTried("bfloat16", 500.0, 950.0)
    assert tried.gain == pytest.approx(1.9)
    assert advance(advance(PREPARING, tried), STARTED).tried == tried
