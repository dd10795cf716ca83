"""The newest whole state of a run that goes on, where the disk has damaged a part of it."""

from __future__ import annotations

import dataclasses

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.runs import MODEL, Run, manifest
from cnn_desktop.engine.training import checkpoint
from cnn_desktop.engine.training.checkpoint import Checkpoint


def whole_state(run: Run) -> tuple[Checkpoint | None, tuple[str, ...]]:
    """Where `run` goes on from, and in sentences what is damaged and what takes its place.

    None: from the beginning. Raises UserError where there were epochs, and none of them can be read.
    """
    before, remark = checkpoint.newest(run)
    remarks = (remark,) if remark else ()
    if before is None or not before.history:
        return before, remarks
    try:
        manifest.require_whole(run.folder, MODEL)
    except UserError as error:
        epoch = len(before.history)
        remark = f"{error.message} The weights after epoch {epoch} take its place as the best so far."
        return _best_is_last(before), (*remarks, remark)
    return before, remarks


def _best_is_last(before: Checkpoint) -> Checkpoint:
    """The best epoch's weights are gone; those of the last one are in the checkpoint."""
    *earlier, last = before.history
    history = (*(dataclasses.replace(one, is_best=False) for one in earlier), dataclasses.replace(last, is_best=True))
    return Checkpoint(history, before.state)
