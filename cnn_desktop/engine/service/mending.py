"""Corrects labels and leaves images out, in the journal alone; copies a dataset as it was corrected.

Never loads TensorFlow.
"""

from __future__ import annotations

import time
from pathlib import Path

from cnn_desktop.core import journal, reading
from cnn_desktop.core.dataset import edits
from cnn_desktop.core.dataset.model import Dataset
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.journal import Entry
from cnn_desktop.core.messages import (
    CopyCorrected,
    CopyDone,
    CopyProgress,
    EditsRead,
    ImagesMended,
    Mend,
    MendImages,
    ReadEdits,
)
from cnn_desktop.core.names import counted, quoted
from cnn_desktop.engine.service.desk import Desk, Handlers


class MendingDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {MendImages: self._mend, ReadEdits: self._read, CopyCorrected: self._copy}

    def _mend(self, request: MendImages) -> None:
        self.emit(ImagesMended(request.ticket, mend(request)))

    def _read(self, request: ReadEdits) -> None:
        kept, own = journal.read(request.journal), edits.scope(request.dataset)
        self.emit(
            EditsRead(
                request.ticket,
                request.dataset,
                edits.edits_of(kept, request.dataset),
                can_undo=bool(kept.to_undo(own)),
                can_redo=bool(kept.to_redo(own)),
                note=kept.note,
            )
        )

    def _copy(self, request: CopyCorrected) -> None:
        from cnn_desktop.core.dataset.corrected_copy import copy_corrected, refuse_bad_target
        from cnn_desktop.core.dataset.scan import scan

        refuse_bad_target(request.dataset, request.target)
        tell = self.reporter(lambda done, total: self.emit(CopyProgress(request.ticket, done, total)))
        original = scan(request.dataset, should_stop=self.should_stop)
        corrected = corrected_dataset(original, request.journal)
        done = copy_corrected(original, corrected, request.target, tell, self.should_stop)
        self.emit(CopyDone(request.ticket, request.target, done.copied, done.refused))


def mend(request: MendImages) -> str:
    """Enter it; what was done, in a sentence. Raises UserError where an image cannot be read; nothing is entered."""
    batch = journal.new_id() if len(request.mends) > 1 else ""
    entries = [_entry(request, one, batch) for one in request.mends]
    with journal.locked(request.journal):
        journal.append(request.journal, *entries)
    return _told(request.mends)


def corrected_dataset(original: Dataset, file: Path) -> Dataset:
    """`original` as the journal `file` corrects it. Raises UserError."""
    found = edits.edits_of(journal.read(file), original.folder)
    return edits.heeded(original, found, lambda image: reading.digest(reading.read_file(image)))


def _entry(request: MendImages, one: Mend, batch: str) -> Entry:
    try:
        content = reading.read_file(request.dataset / one.file)
    except UserError as error:
        raise UserError(f"{quoted(one.file)} was not corrected: {error.message}", hint=error.hint) from error
    return Entry(
        id=journal.new_id(),
        time=time.time(),
        kind="relabelled" if one.class_name else "left_out",
        dataset=request.dataset.absolute(),
        file=one.file,
        class_name=one.class_name or one.was,
        predicted=one.predicted,
        digest=reading.digest(content),
        was=one.was,
        batch=batch,
    )


def _told(mends: tuple[Mend, ...]) -> str:
    first = mends[0]
    what = quoted(first.file.rpartition("/")[2]) if len(mends) == 1 else counted(len(mends), "image")
    count = "counts" if len(mends) == 1 else "count"
    if not first.class_name:
        return f"{what} {'is' if len(mends) == 1 else 'are'} left out from the next training on."
    if len({one.class_name for one in mends}) > 1:
        return f"The labels of {what} are corrected from the next training on."
    return f"{what} {count} as {quoted(first.class_name)} from the next training on."
