"""What a Dask worker is asked to do: have one run of a study trained that lies in a folder it shares with us."""

from __future__ import annotations

import platform
import threading
import time
from pathlib import Path

from cnn_desktop.conductor.crew import Crew
from cnn_desktop.conductor.queue import or_requested, train_apart
from cnn_desktop.core.names import quoted
from cnn_desktop.core.study import PlannedRun, StudyFolder, open_study
from cnn_desktop.core.study.folder import is_study
from cnn_desktop.core.wishes import AskWish

_one_at_a_time = threading.Lock()  # a worker may have several threads; two trainings would share one processor
_LOOK_EVERY_S = 0.5


def train_remotely(folder: str, number: int) -> str:
    """Train the run `number` of the study in `folder`. Returns why it failed; empty where it did not."""
    if not is_study(Path(folder)):
        return (
            f"The worker on {quoted(platform.node())} does not see the folder {quoted(folder)}."
            " Workers need dataset and runs folder under the paths they have here."
        )
    with _one_at_a_time:
        opened = open_study(Path(folder))
        return _train(opened, opened.study.runs[number - 1])


def _train(opened: StudyFolder, planned: PlannedRun) -> str:
    wish = or_requested(opened, lambda: "go on")
    if opened.is_stop_requested() or not _await_others(opened, planned, wish):
        return ""
    with Crew() as crew:
        return train_apart(opened, planned, crew, lambda event: None, wish).problem


def _await_others(opened: StudyFolder, planned: PlannedRun, wish: AskWish) -> bool:
    """Until nobody trains it: a worker taken for lost may, or its last sign of life be too young to tell.

    False where it is to stop meanwhile.
    """
    while (run := opened.run_of(planned)) is not None and run.status == "training":
        if wish() == "stop":
            return False
        time.sleep(_LOOK_EVERY_S)
    return True
