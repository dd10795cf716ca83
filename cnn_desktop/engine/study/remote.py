"""What a Dask worker is asked to do: train one run of a study that lies in a folder it shares with us."""

from __future__ import annotations

import platform
import threading
import time
from pathlib import Path

from cnn_desktop.core.errors import Cancelled
from cnn_desktop.core.messages import ShouldStop
from cnn_desktop.core.names import quoted
from cnn_desktop.core.study import PlannedRun, StudyFolder, open_study
from cnn_desktop.core.study.folder import is_study

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
        from cnn_desktop.engine import runtime

        runtime.load()
        opened = open_study(Path(folder))
        return _train(opened, opened.study.runs[number - 1])


def _train(opened: StudyFolder, planned: PlannedRun) -> str:
    from cnn_desktop.engine.study.one_run import train_planned
    from cnn_desktop.engine.study.queue import or_requested, told

    stop = or_requested(opened, lambda: False)
    if opened.is_stop_requested():
        return ""
    try:
        _await_others(opened, planned, stop)
        train_planned(opened, planned, lambda event: None, stop)
    except Cancelled:
        return ""
    except Exception as error:  # noqa: BLE001 - whatever it was, it is told in the run's line, and the worker lives on
        return told(error, planned)
    return ""


def _await_others(opened: StudyFolder, planned: PlannedRun, should_stop: ShouldStop) -> None:
    """A worker that was taken for lost may still train it, or its last sign of life be too young to tell."""
    while (run := opened.run_of(planned)) is not None and run.status == "training":
        if should_stop():
            raise Cancelled
        time.sleep(_LOOK_EVERY_S)
