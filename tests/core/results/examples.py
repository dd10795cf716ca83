"""One message of each kind about results and corrections."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.edits import Edit, Edits
from cnn_desktop.core.messages import (
    CompareRuns,
    CopyCorrected,
    EditsRead,
    ImagesMended,
    Mend,
    MendImages,
    ReadEdits,
    ReadResults,
    ResultsRead,
    RunsCompared,
    RunWritten,
    TakeRunAway,
)
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.results.comparison import ComparedRun, Comparison, Setting
from cnn_desktop.core.results.difference import Paired
from cnn_desktop.core.results.of_run import RunResults, split_result
from cnn_desktop.core.runs import Predictions, Run

FOLDER = Path("/pictures/owls \N{SNOWMAN}")
FILE = "owl \udcff/1.png"


def _results() -> RunResults:
    run = Run(FOLDER, TrainingConfig(dataset=FOLDER, runs=FOLDER), ("a", "b"), Preparation(size=8), 0.0)
    stored = Predictions(
        np.array([0, 1]), np.array([[0.9, 0.1], [0.6, 0.4]], np.float32), np.array(["a/1.png", "b/2.png"])
    )
    return RunResults(
        FOLDER, ("a", "b"), run.config, (), None, None, (split_result(run, "validation", stored, 2.0),)
    )  # fmt: skip


RESULTS_MESSAGES = (
    ReadResults(1, FOLDER),
    ResultsRead(1, _results()),
    CompareRuns(1, (FOLDER, FOLDER), "validation", 1),
    RunsCompared(
        1,
        Comparison(
            "validation", (ComparedRun(FOLDER), ComparedRun(FOLDER, problem="It is gone.")), 0,
            (None, Paired(3, ("a/1.png",), (), 1)), (Setting("seed", (0, 1)),),
        ),
    ),
    TakeRunAway(1, FOLDER, FOLDER, "report"),
    RunWritten(1, FOLDER, "table"),
    MendImages(1, FOLDER, FOLDER, (Mend(FILE, "owl", "cat", "owl"),)),
    ReadEdits(1, FOLDER, FOLDER),
    CopyCorrected(1, FOLDER, FOLDER, FOLDER),
    ImagesMended(1, "It is done."),
    EditsRead(1, FOLDER, Edits({FILE: Edit(FILE, "owl", "0f")}, "x"), can_undo=True, can_redo=False),
)  # fmt: skip
