"""Whatever goes wrong in a real child becomes one plain sentence and a way on."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cnn_desktop.core.messages import (
    EngineExited,
    EngineReady,
    EngineSilent,
    EpochDone,
    RequestCancelled,
    RequestFailed,
    ResumeTraining,
    ScanDataset,
    StageProgress,
    WarmUp,
)
from tests.engine_process import fake_mains
from tests.engine_process.helpers import talking, training, until

NO_EPOCH = "No epoch was whole yet: start again."
HALF = "Set the batch size to 16, or choose a smaller image size"
AGAIN = "If that happens again, set the batch size to 16, or choose a smaller image size."
EPOCH_KEPT = "The last whole epoch is kept: choose Resume to go on from it."


@pytest.fixture
def talk(tmp_path):
    log = tmp_path / "engine.log"
    with talking(fake_mains.failing, log=log, silence_s=1, patience_s=1) as talk:
        until(
            lambda: log.exists() and log.read_text(), "the start"
        )  # which takes its time, and is not the silence meant
        yield talk


@pytest.mark.parametrize(
    ("failure", "message", "hint"),
    [
        ("abort", "The training ended abruptly: a library it uses gave up (abort).", f"{NO_EPOCH} {AGAIN}"),
        (
            "crash",
            "The training ended abruptly: a library it uses crashed (bad memory access).",
            f"{NO_EPOCH} {AGAIN}",
        ),
        (
            "kill",
            "The training was ended, most likely because the computer ran out of memory.",
            f"{HALF}. {NO_EPOCH}",
        ),
        (
            "greed",
            "The training was ended because the computer ran out of memory.",
            f"{HALF}. {NO_EPOCH}",
        ),
        (
            "native greed",
            "The training was ended because the computer ran out of memory.",
            f"{HALF}. {NO_EPOCH}",
        ),
        ("exit", "The training ended unexpectedly (exit code 7).", NO_EPOCH),
        ("bug", "The training ended unexpectedly (exit code 1).", NO_EPOCH),
    ],
)
def test_a_dying_training_is_one_plain_sentence(talk, tmp_path, failure, message, hint):
    talk.engine.ask(training(tmp_path, failure))
    ending = talk.wait_for(EngineExited)
    assert (ending.message, ending.hint, ending.expected) == (message, hint, False)
    assert "RequestFailed" not in talk.kinds()


@pytest.mark.parametrize(("failure", "words"), [("bug", "ZeroDivisionError: boom"), ("crash", "Segmentation fault")])
def test_the_last_words_of_a_process_are_kept_for_a_report(talk, tmp_path, failure, words):
    talk.engine.ask(training(tmp_path, failure))
    details = talk.wait_for(EngineExited).details
    assert words in details
    assert "Extension modules" not in details


def test_the_words_of_an_earlier_process_are_not_taken_for_its_own(talk, tmp_path):
    log = tmp_path / "engine.log"
    log.write_text("MemoryError of yesterday\n" + log.read_text())
    talk.engine.ask(training(tmp_path, "exit"))
    assert talk.wait_for(EngineExited).message == "The training ended unexpectedly (exit code 7)."


def test_a_run_with_whole_epochs_can_be_gone_on_with(talk):
    talk.engine.ask(ResumeTraining(Path("abort")))
    talk.wait_for(EpochDone)
    assert talk.wait_for(EngineExited).hint == (
        f"{EPOCH_KEPT} If that happens again, choose a smaller batch size or image size."
    )


def test_each_question_that_a_dying_helper_leaves_open_is_answered(talk):
    talk.engine.ask(ScanDataset(5, Path("abort")))
    failed = talk.wait_for(RequestFailed, ticket=5)
    ending = talk.wait_for(EngineExited)
    sentence = "A helper process of the program ended abruptly: a library it uses gave up (abort)."
    assert (failed.message, failed.hint) == (ending.message, ending.hint) == (sentence, "Try again.")


def test_a_question_left_open_at_closing_counts_as_cancelled(talk):
    talk.engine.ask(ScanDataset(5, Path("hang")))
    talk.wait_for(StageProgress)
    talk.engine.kill()
    talk.wait_for(RequestCancelled, ticket=5)
    assert talk.wait_for(EngineExited).expected


def test_a_hang_is_told_once_and_ended_after_a_stop(talk, tmp_path):
    talk.engine.ask(training(tmp_path, "hang"))
    silent = talk.wait_for(EngineSilent)
    assert silent.seconds > 1
    assert silent.message == "The training has given no sign of life for 1 s."
    assert silent.hint == (
        "Wait if the computer is busy with something else; otherwise choose Stop: the last whole epoch is kept."
    )
    time.sleep(1.5)
    talk.engine.stop()
    ending = talk.wait_for(EngineExited)
    assert ending.message == "The training did not answer to Stop for 1 s, so it was ended."
    assert (ending.hint, ending.expected) == (NO_EPOCH, False)
    assert talk.kinds().count("EngineSilent") == 1


def test_a_newer_scan_frees_a_helper_that_hangs_in_the_older_one(talk):
    talk.engine.ask(ScanDataset(1, Path("hang")))
    talk.wait_for(StageProgress)
    talk.engine.ask(ScanDataset(2, Path("hang")))
    assert {talk.wait_for(RequestFailed).ticket, talk.wait_for(RequestFailed).ticket} == {1, 2}
    assert not talk.wait_for(EngineExited).expected


def test_a_silence_can_end_well(talk, tmp_path):
    talk.engine.ask(training(tmp_path, "doze"))
    talk.wait_for(EngineSilent)
    talk.wait_for(EpochDone)
    talk.engine.stop()
    talk.wait_for(RequestCancelled)


def test_a_training_that_heard_the_stop_may_take_its_time_to_save(talk, tmp_path):
    talk.engine.ask(training(tmp_path, "save slowly"))
    talk.wait_for(StageProgress)
    talk.engine.stop()
    talk.wait_for(RequestCancelled)
    assert "EngineExited" not in talk.kinds()


def test_an_engine_without_work_is_not_silent(talk, tmp_path):
    talk.engine.ask(training(tmp_path, "mistake"))
    talk.wait_for(RequestFailed)
    silences = talk.kinds().count("EngineSilent")  # a busy computer may have taken long to answer
    time.sleep(2)  # twice as long as a child at work may be silent
    assert talk.kinds().count("EngineSilent") == silences


def test_a_hanging_child_is_closed_by_force(tmp_path):
    with talking(fake_mains.failing) as talk:
        talk.engine.ask(training(tmp_path, "hang"))
        talk.wait_for(StageProgress)
        begun = time.monotonic()
        talk.engine.close(timeout=0.5)
        assert talk.wait_for(EngineExited).expected
        assert time.monotonic() - begun < 4


@pytest.mark.parametrize(
    ("failure", "message", "hint"),
    [
        ("mistake", "The folder is empty.", "Choose another one."),
        (
            "bug",
            "Something went wrong inside the program (ZeroDivisionError: boom).",
            "Try again. If it happens again, copy the details into a report.",
        ),
        (
            "greed",
            "There is not enough memory for a batch size of 128.",
            "Set the batch size to 64, or choose a smaller image size.",
        ),
        (
            "exhausted",
            "There is not enough memory for a batch size of 128.",
            "Set the batch size to 64, or choose a smaller image size.",
        ),
        (
            "full disk",
            "The disk is full: “/disk/run/checkpoint”.",
            "Free some space, then try again; a run that was under way goes on with Resume.",
        ),
    ],
)
def test_the_service_tells_every_failure_and_lives_on(tmp_path, failure, message, hint):
    with talking(fake_mains.service_with_fake_training) as talk:
        talk.engine.ask(training(tmp_path, failure, batch_size=128))
        failed = talk.wait_for(RequestFailed)
        assert (failed.message, failed.hint) == (message, hint)
        assert ("Traceback" in failed.details) == (failure == "bug")
        talk.engine.ask(WarmUp(ticket=3))
        assert talk.wait_for(EngineReady) == EngineReady("CPU, fake", ticket=3)


def test_the_service_closes_a_stopped_request(tmp_path):
    with talking(fake_mains.service_with_fake_training) as talk:
        talk.engine.ask(training(tmp_path, "wait"))
        talk.engine.ask(WarmUp(ticket=3))
        talk.engine.stop()
        talk.wait_for(RequestCancelled, ticket=0)
