"""What people said about images and did to datasets, one JSON line each, in a file beside the runs.

Nothing is ever rewritten: taking something back is a further line. Lines are written under a lock and reach the disk
before anybody is told; a line that a power cut left torn is passed over, and told. Touches no image: copies are put
into datasets by `core.dataset.additions`, corrected labels are heeded by `core.dataset.edits`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

import filelock

from cnn_desktop.core import json_files, reading
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.files import sync_folder
from cnn_desktop.core.names import counted

FILE = "journal.jsonl"  # in the runs folder

# copied into the dataset; said only; its label corrected, or left out, when the dataset is next read for a training
Kind: TypeAlias = Literal["added", "noted", "relabelled", "left_out"]
Turn: TypeAlias = Literal["undone", "redone"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_MOST_BYTES = 1 << 29  # a million lines
_WAIT_S = 10.0  # for another program of ours that writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing done to an image of a dataset."""

    id: str
    time: float  # seconds since the epoch
    kind: Kind
    dataset: Path
    file: str  # relative to the dataset, with forward slashes; of one that was only noted, as it was given
    class_name: str  # of one that was left out: its label
    predicted: str  # what the network said
    digest: str  # of the file's content: `core.reading.digest`
    made_class: bool = False  # its class folder was made for it
    was: str = ""  # of one that was relabelled: its label before
    batch: str = ""  # entries of one batch are taken back together; empty: it stands alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An entry taken back, or done again."""

    id: str
    time: float  # seconds since the epoch
    kind: Turn
    of: str  # the entry


Line: TypeAlias = Entry | Step


@dataclass(frozen=True, slots=True)
class Scope:
    """Which entries somebody may take back: of some kinds, and of one dataset or of any (None)."""

    kinds: tuple[Kind, ...] = KINDS
    dataset: Path | None = None

    def holds(self, entry: Entry) -> bool:
        return entry.kind in self.kinds and self.dataset in (None, entry.dataset)


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry as it stands now. `undone_by`: the step that took it back; empty: it is in force."""

    entry: Entry
    undone_by: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """All lines in the order they were written. `note` tells in a sentence of lines that cannot be read."""

    lines: tuple[Line, ...] = ()
    note: str = ""

    def state(self) -> tuple[Standing, ...]:
        """Every entry as it stands, oldest first."""
        standing: dict[str, Standing] = {}
        for line in self.lines:
            match line:
                case Entry():
                    standing[line.id] = Standing(line)
                case Step(of=of) if of in standing:
                    undone_by = line.id if line.kind == "undone" else ""
                    standing[of] = dataclasses.replace(standing[of], undone_by=undone_by)
        return tuple(standing.values())

    @property
    def last_in_force(self) -> Entry | None:
        """What would be taken back next."""
        return next(iter(self.to_undo()), None)

    @property
    def next_to_redo(self) -> Entry | None:
        """What was taken back last, where nothing new was done since."""
        return next(iter(self.to_redo()), None)

    def to_undo(self, of: Scope = EVERYTHING) -> tuple[Entry, ...]:
        """What would be taken back next, with the rest of its batch; the newest first."""
        standing = [one.entry for one in reversed(self.state()) if not one.undone_by and of.holds(one.entry)]
        return _batch(standing[0], standing) if standing else ()

    def to_redo(self, of: Scope = EVERYTHING) -> tuple[Entry, ...]:
        """What was taken back last, with the rest of its batch, where nothing new was done since."""
        undone = {one.undone_by: one.entry for one in self.state() if one.undone_by and of.holds(one.entry)}
        for line in reversed(self.lines):
            if isinstance(line, Entry) and of.holds(line):
                return ()
            if line.id in undone:
                return _batch(undone[line.id], list(undone.values()))
        return ()


def new_id() -> str:
    """A name that no other line has."""
    return uuid.uuid4().hex


def read(file: Path) -> Journal:
    """The journal in `file`; empty where there is none yet. Raises UserError where it cannot be read."""
    try:
        content = reading.read_bounded(file, _MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):  # who would write into such a folder says what is wrong with it
        return Journal()
    except OSError as error:
        raise UserError(
            f"The journal “{file}” could not be read: {error.strerror or error}.",
            hint="Check that the file is yours, and whether its drive is connected.",
        ) from error
    except ValueError as error:
        raise UserError(f"The journal “{file}” could not be read: {error}.", hint="Move it away.") from error
    *whole, torn = content.split(b"\n")
    lines, unread = list[Line](), 0
    for text in whole:
        try:
            lines.append(_from_json(json_files.parse(text)))
        except (ValueError, KeyError, TypeError):
            unread += bool(text.strip())
    return Journal(tuple(lines), _note(unread + bool(torn.strip())))


@contextlib.contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the journal for writing; the system frees it even after `kill -9`. Raises UserError where it is taken."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(file.with_name(f".{file.name}.lock"))
        lock.acquire(timeout=_WAIT_S)
    except filelock.Timeout as error:
        raise UserError(
            "Another CNN Desktop is writing its journal.", hint="Wait until it is done, and try again."
        ) from error
    except OSError as error:
        raise _unwritable(file, error) from error
    try:
        yield
    finally:
        lock.release()


def append(file: Path, *lines: Line) -> None:
    """Add `lines`, and return when the disk has them. Call it while it is `locked`. Raises UserError."""
    content = b"".join(json.dumps(_to_json(line)).encode("ascii") + b"\n" for line in lines)
    try:
        is_new = not file.exists()
        with file.open("ab") as journal:
            if journal.tell() and not _ends_whole(file):
                content = b"\n" + content  # what a power cut left torn stays a line of its own
            journal.write(content)
            journal.flush()
            os.fsync(journal.fileno())
        if is_new:
            sync_folder(file.parent)
    except OSError as error:
        raise _unwritable(file, error) from error


def _batch(entry: Entry, entries: list[Entry]) -> tuple[Entry, ...]:
    """`entry` and those of `entries` that were made together with it."""
    return tuple(one for one in entries if one.batch == entry.batch) if entry.batch else (entry,)


def _unwritable(file: Path, error: OSError) -> UserError:
    return UserError(
        f"The journal “{file}” could not be written: {error.strerror or error}.",
        hint="Check that the runs folder is yours, and that there is room on its drive.",
    )


def _ends_whole(file: Path) -> bool:
    with file.open("rb") as journal:
        journal.seek(-1, os.SEEK_END)
        return journal.read(1) == b"\n"


def _note(unread: int) -> str:
    if not unread:
        return ""
    verb = "was" if unread == 1 else "were"
    return f"{counted(unread, 'line')} of the journal {verb} passed over: a power cut may have cut it short."


def _to_json(line: Line) -> dict[str, Any]:
    values = dataclasses.asdict(line)
    when = datetime.datetime.fromtimestamp(line.time, datetime.UTC)
    values["time"] = when.isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(line, Entry):
        values["dataset"] = str(line.dataset)
    return values


def _from_json(values: dict[str, Any]) -> Line:
    """Raises ValueError, KeyError or TypeError where this is no line of ours."""
    when = datetime.datetime.fromisoformat(values["time"])
    if when.tzinfo is None:
        raise ValueError("a time without its zone")
    time = when.timestamp()
    if values["kind"] in get_args(Turn):
        return Step(id=str(values["id"]), time=time, kind=values["kind"], of=str(values["of"]))
    if values["kind"] not in get_args(Kind):
        raise ValueError(values["kind"])
    words = {name: str(values[name]) for name in ("id", "file", "class_name", "predicted", "digest")}
    words |= {name: str(values.get(name, "")) for name in ("was", "batch")}
    made_class = bool(values.get("made_class"))
    return Entry(time=time, kind=values["kind"], dataset=Path(values["dataset"]), made_class=made_class, **words)
