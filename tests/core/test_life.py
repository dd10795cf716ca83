"""A run that trains on another computer is seen to, where its lock is not."""

import os
import platform
import subprocess
import sys
import time

import pytest

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs import create_run, life


@pytest.fixture
def run(tmp_path):
    config = TrainingConfig(dataset=tmp_path, runs=tmp_path, name="run")
    return create_run(config, ("cat", "dog"), Preparation(size=8))


def test_a_run_that_another_computer_trains_counts_as_training_and_is_left_alone(run, monkeypatch):
    with run.locked():
        assert life.elsewhere(run.folder) == ""  # here the lock says it
        name = platform.node()
        monkeypatch.setattr(platform, "node", lambda: "another")
        assert life.elsewhere(run.folder) == name
    (run.folder / "alive").write_text(name)
    assert run.status == "training"
    with pytest.raises(UserError, match=f"trained on the computer “{name}”"), run.locked():
        pass


def test_a_sign_that_is_no_longer_renewed_is_of_a_computer_that_broke_down(run, monkeypatch):
    (run.folder / "alive").write_text("another")
    long_ago = time.time() - 120
    os.utime(run.folder / "alive", (long_ago, long_ago))
    assert run.status == "interrupted"
    with run.locked():
        assert run.status == "training"
    assert not (run.folder / "alive").exists()


def test_the_lock_of_a_process_that_was_killed_is_taken_over(run):
    holding = (
        "import sys, threading; from pathlib import Path; from cnn_desktop.core.runs import open_run\n"
        "with open_run(Path(sys.argv[1])).locked():\n"
        "    print('held', flush=True)\n"
        "    threading.Event().wait(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", holding, str(run.folder)], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        assert run.status == "training"
        with pytest.raises(UserError, match="being trained by another process"), run.locked():
            pass
        other.kill()
        other.wait()
    assert run.status == "interrupted"
    with run.locked():
        assert run.status == "training"


def test_a_clock_that_was_put_right_leaves_no_sign_for_ever(run):
    (run.folder / "alive").write_text("another")
    in_three_days = time.time() + 3 * 86_400
    os.utime(run.folder / "alive", (in_three_days, in_three_days))
    assert run.status == "interrupted"


def test_a_kill_on_this_computer_is_seen_at_once_for_the_lock_says_so(run):
    (run.folder / "alive").write_text(platform.node())
    assert run.status == "interrupted"
