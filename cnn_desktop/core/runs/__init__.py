"""A run on disk: one folder that holds everything about one training, and from which every view can be rebuilt.

Files are written by `engine.training`; this package names them, reads them and says what state a run is in. A model
that another program made is a run too, without a training: it has classes, a preparation and a network.
"""

from cnn_desktop.core.runs.keeping import read_note, rename, write_note
from cnn_desktop.core.runs.making import create_run, decide, keep_imported
from cnn_desktop.core.runs.names import (
    CHECKPOINT,
    CHECKPOINT_BEFORE,
    CONFIG,
    ENVIRONMENT,
    HISTORY,
    LOG,
    MANIFEST,
    MODEL,
    NOTE,
    RESULT,
    SKIPPED,
    SPLIT,
    Damaged,
    Status,
    told_as_damaged,
)
from cnn_desktop.core.runs.opening import is_run, list_runs, open_run
from cnn_desktop.core.runs.records import Predictions, RunResult
from cnn_desktop.core.runs.run import Run

__all__ = [
    "CHECKPOINT",
    "CHECKPOINT_BEFORE",
    "CONFIG",
    "ENVIRONMENT",
    "HISTORY",
    "LOG",
    "MANIFEST",
    "MODEL",
    "NOTE",
    "RESULT",
    "SKIPPED",
    "SPLIT",
    "Damaged",
    "Predictions",
    "Run",
    "RunResult",
    "Status",
    "create_run",
    "decide",
    "is_run",
    "keep_imported",
    "list_runs",
    "open_run",
    "read_note",
    "rename",
    "told_as_damaged",
    "write_note",
]
