"""A comparison that was killed is told from one that was stopped, or is done."""

import os
import subprocess
import sys

import pytest

from cnn_desktop.core.study import list_studies, listed
from tests.core.study.examples import begun, keep_run

KILLED = """
import os, signal, sys
from pathlib import Path
from cnn_desktop.core.study import open_study

with open_study(Path(sys.argv[1])).locked():
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def killed(tmp_path):
    """A study whose queue was worked through when its process was killed."""
    opened = begun(tmp_path)
    without_coverage = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_PROCESS")}
    subprocess.run([sys.executable, "-c", KILLED, opened.folder], env=without_coverage, check=False)
    return opened


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_one_that_was_killed_has_broken_off_until_it_is_gone_on_with(killed, tmp_path):
    [one] = list_studies(tmp_path)
    assert 0 <= listed(one).broke_off_s < 60
    with one.locked():
        assert listed(one).is_training
        assert listed(one).broke_off_s is None
    assert listed(one).broke_off_s is None, "it was left in order"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_one_of_which_nothing_is_left_is_done_however_it_ended(killed):
    for planned in killed.study.runs:
        keep_run(killed, planned, 9)
    assert listed(killed).broke_off_s is None


def test_one_that_never_trained_has_not_broken_off(tmp_path):
    assert listed(begun(tmp_path)).broke_off_s is None
