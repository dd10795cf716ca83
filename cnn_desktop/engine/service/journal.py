"""Keeps what people say about images: notes it in the journal, copies images into datasets and takes copies back.

Never loads TensorFlow.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from cnn_desktop.core import journal, reading
from cnn_desktop.core.dataset import additions
from cnn_desktop.core.dataset.additions import Place
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.journal import EVERYTHING, Entry, Scope, Step
from cnn_desktop.core.messages import AddedToDataset, AddToDataset, ImageSaved, RedoLast, SaveImage, UndoLast, Undone
from cnn_desktop.core.names import counted, quoted
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.service.desk import Desk, Handlers


class JournalDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {SaveImage: self._save, AddToDataset: self._add, UndoLast: self._undo, RedoLast: self._redo}

    def _save(self, request: SaveImage) -> None:
        target = request.target
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            additions.put(Place(target.parent, target.name, made_class=False), png(request.pixels))
        except FileExistsError as error:
            raise UserError(
                f"The image was not saved: there is something named {quoted(target.name)} already.",
                hint="Choose another name.",
            ) from error
        except OSError as error:
            raise UserError(
                f"The image could not be saved as {quoted(str(target))}: {error.strerror or error}.",
                hint="Choose another place, or free some space.",
            ) from error
        self.emit(ImageSaved(request.ticket, target))

    def _add(self, request: AddToDataset) -> None:
        entry, note = add(request)
        file = None if request.only_notes else request.dataset / entry.file
        self.emit(AddedToDataset(request.ticket, file, entry.class_name, entry.id, note))

    def _undo(self, request: UndoLast) -> None:
        self.emit(undo(request.journal, request.ticket, request.of))

    def _redo(self, request: RedoLast) -> None:
        self.emit(redo(request.journal, request.ticket, request.of))


def add(request: AddToDataset) -> tuple[Entry, str]:
    """Note, and copy; the entry, and what is to be told about the journal itself. Raises UserError."""
    content, names = _content_of(request)
    with journal.locked(request.journal):
        note = journal.read(request.journal).note
        if request.only_notes:
            entry = _entry(request, content, str(request.file or ""))
            journal.append(request.journal, entry)
            return entry, note
        while True:
            place = additions.find_place(request.dataset, request.class_name, names)
            entry = _entry(request, content, place.file, place.made_class)
            journal.append(request.journal, entry)  # first: no copy lies in a dataset that the journal does not know
            try:
                additions.put(place, content)
            except FileExistsError:  # somebody was quicker: another name
                _take_back(request.journal, entry)
            except UserError:
                _take_back(request.journal, entry)
                raise
            else:
                return entry, note


def undo(file: Path, ticket: int = 0, of: Scope = EVERYTHING) -> Undone:
    """Take the last entry of the journal `file` back, with its batch. Raises UserError where its copy was changed."""
    with journal.locked(file):
        entries = journal.read(file).to_undo(of)
        if not entries:
            return Undone(ticket, "", "There is nothing to take back.")
        message = _taken_back(file, entries)
        _take_back(file, *entries)
        return Undone(ticket, entries[0].id, message)


def redo(file: Path, ticket: int = 0, of: Scope = EVERYTHING) -> Undone:
    """Do again what was taken back last, with its batch. Raises UserError where that cannot be."""
    with journal.locked(file):
        entries = journal.read(file).to_redo(of)
        if not entries:
            return Undone(ticket, "", "There is nothing to do again.")
        message = _done_again(file, entries)
        now = time.time()
        journal.append(file, *(Step(id=journal.new_id(), time=now, kind="redone", of=one.id) for one in entries))
        return Undone(ticket, entries[0].id, message)


def _taken_back(file: Path, entries: tuple[Entry, ...]) -> str:
    """Undo what the entries did to files; what was done, in a sentence."""
    entry, what = entries[0], _shown(*entries)
    match entry.kind:
        case "added":
            is_there = additions.take_back(_place(entry), entry.digest, _kept(file, entry))
            return f"Took {what} back out of {quoted(entry.dataset.name)}." if is_there else f"{what} was gone already."
        case "relabelled":
            return f"Took the correction of {what} back."
        case "left_out":
            return f"No longer left out: {what}."
        case "noted":
            return f"Forgot what was said of {what}."


def _done_again(file: Path, entries: tuple[Entry, ...]) -> str:
    """Do again what the entries did to files; what was done, in a sentence."""
    entry, what = entries[0], _shown(*entries)
    match entry.kind:
        case "added":
            try:
                content = reading.read_file(_kept(file, entry))
                additions.put(_place(entry), content)
            except FileExistsError as error:
                raise UserError(f"There is another file {what} by now.", hint="Add the image anew instead.") from error
            return f"Added {what} to {quoted(entry.dataset.name)} again."
        case "relabelled":
            return f"Corrected {what} again."
        case "left_out":
            return f"Left {what} out again."
        case "noted":
            return f"Noted {what} again."


def png(pixels: Pixels) -> bytes:
    """`pixels` (h, w, 3) RGB as a PNG file."""
    from cnn_desktop.core.cv import cv2

    return bytes(cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))[1])


def _content_of(request: AddToDataset) -> tuple[bytes, Iterator[str]]:
    """The bytes of the image, and the names that its copy may get."""
    if request.file is not None:
        try:
            return reading.read_file(request.file), additions.names_like(request.file.name)
        except UserError as error:
            raise UserError(f"{quoted(request.file.name)} was not added: {error.message}", hint=error.hint) from error
    if request.pixels is None:
        raise ValueError("neither a file nor pixels")
    return png(request.pixels), additions.names_in(request.group)


def _entry(request: AddToDataset, content: bytes, file: str, made_class: bool = False) -> Entry:
    return Entry(
        id=journal.new_id(),
        time=time.time(),
        kind="noted" if request.only_notes else "added",
        dataset=request.dataset.absolute(),
        file=file,
        class_name=request.class_name,
        predicted=request.predicted,
        digest=reading.digest(content),
        made_class=made_class,
    )


def _take_back(file: Path, *entries: Entry) -> None:
    now = time.time()
    journal.append(file, *(Step(id=journal.new_id(), time=now, kind="undone", of=one.id) for one in entries))


def _place(entry: Entry) -> Place:
    return Place(entry.dataset, entry.file, entry.made_class)


def _kept(file: Path, entry: Entry) -> Path:
    return file.parent / additions.KEPT / entry.id


def _shown(entry: Entry, *others: Entry) -> str:
    if others:
        return counted(1 + len(others), "image")
    return quoted(entry.file) if entry.file else "the image"
