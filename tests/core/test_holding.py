"""A run belongs to the first window that has it open, and to the next one when that is gone, however it went."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cnn_desktop.core.runs.holding import Hold

_HOLDS = """
import sys
from pathlib import Path
from cnn_desktop.core.runs.holding import Hold
hold = Hold(Path(sys.argv[1]))
print(hold.take(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path):
    """Another process that has the run open."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        yield process
        process.kill()


def test_the_second_may_not_until_the_first_is_killed(other, tmp_path):
    hold = Hold(tmp_path)
    assert not hold.take()
    other.kill()
    other.wait()
    assert hold.take()
    assert hold.take()


def test_a_hold_is_given_on(tmp_path):
    one, other = Hold(tmp_path), Hold(tmp_path)
    assert (one.take(), other.take()) == (True, False)
    one.release()
    assert (other.take(), one.take()) == (True, False)
    other.release()


def test_a_folder_that_is_gone_is_not_made_anew(tmp_path):
    hold = Hold(tmp_path / "gone")
    assert hold.take()
    assert not (tmp_path / "gone").exists()
