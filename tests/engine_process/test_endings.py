"""Silence is counted, and an end is put into words, without any process."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnn_desktop.core.messages import ScanDataset, StartTraining, WarmUp
from cnn_desktop.engine_process.endings import Ending, explain, explain_silence, smaller_batch
from cnn_desktop.engine_process.ledger import Ledger
from cnn_desktop.engine_process.watch import Verdict, Watch


@pytest.mark.parametrize(
    ("exit_code", "words"),
    [
        (-6, "gave up (abort)"),
        (0xC0000409, "gave up (abort)"),  # on Windows
        (-11, "crashed (bad memory access)"),
        (-7, "crashed (bad memory access)"),
        (0xC0000005, "crashed (bad memory access)"),  # on Windows
        (-4, "needs a newer processor"),
        (-15, "was ended from outside this program"),
        (-64, "ended unexpectedly (exit code -64)"),
        (0, "ended unexpectedly (exit code 0)"),
        (None, "ended unexpectedly (exit code None)"),
    ],
)
def test_every_exit_code_has_words(exit_code, words):
    message, hint = explain(Ending(exit_code=exit_code))
    assert words in message
    assert message.startswith("A helper process of the program ")
    assert hint == "Try again."


@pytest.mark.parametrize("words", ["MemoryError", "OOM when allocating", "std::bad_alloc", "Insufficient memory"])
def test_words_about_memory_in_the_log_explain_any_end(words):
    message, hint = explain(Ending(exit_code=-6, last_words=f"line\n{words}\nline", was_training=True, has_epochs=True))
    assert message == "The training was ended because the computer ran out of memory."
    assert hint == (
        "Choose a smaller batch size or image size. The last whole epoch is kept: choose Resume to go on from it."
    )


@pytest.mark.parametrize(
    ("exit_code", "words", "half"),
    [(-9, "", 16), (-6, "", 16), (-11, "", 16), (1, "bad_alloc", 16), (-15, "", 0), (1, "", 0)],
)
def test_where_memory_may_have_run_out_half_the_batch_is_proposed(exit_code, words, half):
    ending = Ending(exit_code=exit_code, last_words=words, was_training=True, batch_size=32, has_epochs=True)
    assert smaller_batch(ending) == half
    assert ("et the batch size to 16, or choose a smaller image size." in explain(ending)[1]) == bool(half)
    assert smaller_batch(replace(ending, was_training=False)) == 0
    assert smaller_batch(replace(ending, batch_size=1)) == 0
    assert smaller_batch(replace(ending, deaf_for=15.0)) == 0


def test_a_silent_helper_can_be_waited_for_or_cancelled():
    assert explain_silence(90, is_training=False) == (
        "A helper process of the program has given no sign of life for 90 s.",
        "Wait if the computer is busy with something else; otherwise choose Cancel.",
    )


def test_a_silence_is_told_once_and_again_after_a_sign_of_life():
    watch = Watch(silence_s=2, patience_s=5)
    verdicts = [watch.pass_time(1, is_ending=False) for _ in range(5)]
    assert [verdict is Verdict.TELL for verdict in verdicts] == [False, False, True, False, False]
    watch.heard()
    verdicts = [watch.pass_time(1, is_ending=False) for _ in range(3)]
    assert verdicts[-1] is Verdict.TELL


def test_patience_counts_from_the_stop_and_anew_after_a_sign_of_life():
    watch = Watch(silence_s=1000, patience_s=2)
    for _ in range(100):
        assert watch.pass_time(1, is_ending=False) is Verdict.NOTHING
    assert [watch.pass_time(1, is_ending=True) for _ in range(2)] == [Verdict.NOTHING] * 2
    watch.heard()
    assert [watch.pass_time(1, is_ending=True) for _ in range(3)] == [Verdict.NOTHING] * 2 + [Verdict.GIVE_UP]


def test_the_ledger_knows_what_is_to_end_early(tmp_path):
    ledger = Ledger()
    first, second = ledger.enter(ScanDataset(1, tmp_path)), ledger.enter(WarmUp())
    assert not ledger.is_ending
    third = ledger.enter(ScanDataset(2, tmp_path))
    assert ledger.is_ending
    ledger.cross_out(first.number)
    assert not ledger.is_ending
    ledger.end_all()
    ledger.hears(third.number)
    assert not ledger.is_ending  # the import of libraries cannot end early
    ledger.cross_out(second.number)
    assert ledger.close() == [third.request]
    assert ledger.enter(WarmUp()) is None


def test_the_ledger_knows_a_training_when_it_sees_one():
    ledger = Ledger()
    ledger.enter(WarmUp())
    assert not ledger.is_training
    ledger.enter(StartTraining(config=None))
    assert ledger.is_training
