"""Ctrl-C and SIGTERM: the first asks, the second quits, and what there is to keep is kept."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cnn_desktop.core.runs import open_run


def start_training(shapes: Path, runs: Path) -> subprocess.Popen[str]:
    patient = (  # the computer of a test may be busy with others
        "import sys; from cnn_desktop.cli import interruption, program\n"
        "interruption.LEAVE_AFTER_S = 50\n"
        "sys.exit(program.main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", patient, "train", str(shapes), "--runs", str(runs), "--name", "stopped"]
    command += ["--architecture", "lenet5", "--epochs", "100000", "--patience", "0", "--precision", "float32", "--json"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert json.loads(child.stdout.readline())["epoch"] == 1
    return child


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_signal_stops_and_keeps_the_best(shapes, tmp_path):
    child = start_training(shapes, tmp_path)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 128 + signal.SIGINT
    end = json.loads(out.splitlines()[-1])
    assert (end["event"], end["stopped_early"]) == ("finished", True)
    run = open_run(tmp_path / "stopped")
    assert run.status == "stopped"
    assert run.model_file.is_file()
    assert "Stopping after this batch and keeping the best" in err


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_either_signal_asks_and_names_the_exit_code(number, capfd):
    from cnn_desktop.cli.interruption import heard

    with heard() as interruption:
        signal.raise_signal(number)
        assert interruption.is_asked()
        assert interruption.exit_code == 128 + number
    assert "Stopping after this batch" in capfd.readouterr().err


def in_a_process(body: str) -> subprocess.CompletedProcess[str]:
    """The handler alone, in a process that never looks whether it is asked to stop."""
    code = f"import os, signal, threading\nfrom cnn_desktop.cli import interruption\n{body}\nprint('still here')"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=50)


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(
    "body",
    [
        "with interruption.heard():\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    os.kill(os.getpid(), signal.SIGINT)",
        "with interruption.heard() as one, one.at_once():\n"
        "    os.kill(os.getpid(), signal.SIGINT)",
    ],
    ids=["the second", "the first, before there is anything to keep"],
)  # fmt: skip
def test_a_signal_quits_at_once(body):
    answer = in_a_process(body)
    assert (answer.returncode, answer.stdout) == (130, "")


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_who_asked_is_not_kept_waiting_for_what_takes_longer():
    answer = in_a_process(
        "interruption.LEAVE_AFTER_S = 0.1\n"
        "with interruption.heard():\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    threading.Event().wait(60)"
    )
    assert (answer.returncode, answer.stdout) == (143, "")
    assert "All whole epochs are kept: go on with --resume." in answer.stderr


def test_afterwards_signals_are_as_before():
    from cnn_desktop.cli.interruption import heard

    before = signal.getsignal(signal.SIGINT)
    with heard() as interruption:
        assert signal.getsignal(signal.SIGINT) != before
        assert not interruption.is_asked()
    assert signal.getsignal(signal.SIGINT) == before
