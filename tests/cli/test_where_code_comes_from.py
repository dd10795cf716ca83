"""Nothing is imported from the folder that the program is started in: a dataset may hold a `pickle.py`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import cnn_desktop
from cnn_desktop import __main__ as entry

STOLEN = ("json", "argparse", "pickle", "numpy", "multiprocessing", "socket", "selectors", "tempfile", "cv2")


@pytest.fixture
def hostile(tmp_path):
    """A folder of modules that would each leave a marker."""
    for name in STOLEN:
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'marker')!r}, 'w').close()\n")
    return tmp_path


def test_a_command_run_in_a_hostile_folder_imports_nothing_of_it(hostile):
    environment = os.environ | {"PYTHONPATH": str(Path(cnn_desktop.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-m", "cnn_desktop", "check", "."],
        cwd=hostile, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert not (hostile / "marker").exists()


def test_neither_do_the_processes_that_it_starts(hostile, monkeypatch):
    monkeypatch.setattr(sys, "path", ["", str(hostile), *sys.path])
    monkeypatch.setenv("PYTHONSAFEPATH", "")
    monkeypatch.chdir(hostile)
    entry.look_nowhere_else()
    assert not {"", str(hostile)} & set(sys.path)
    started = "import sys; import json; from multiprocessing.spawn import spawn_main"  # as `spawn` does
    subprocess.run([sys.executable, "-c", started], cwd=hostile, env=os.environ, timeout=60, check=True)
    assert not (hostile / "marker").exists()
