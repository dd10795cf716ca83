"""A name out of a file is text and nothing else, wherever the window shows it.

The states with most names; `python -m tests.gui.names_walk` goes through all of them.
"""

from __future__ import annotations

import subprocess
import sys

STATES = (
    "predict-unlike", "predict-model-checked", "results-mistakes", "train-watching", "train-problems", "station-fail",
)  # fmt: skip


def test_names_are_plain_text_in_every_label_tooltip_title_table_and_picture():
    walk = [sys.executable, "-m", "tests.gui.names_walk", *STATES]
    ended = subprocess.run(walk, capture_output=True, text=True, timeout=200, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "0 of them with names of their own, 0 faults" in ended.stdout
