"""Pictures taken with the camera into the class folders of a dataset: classes, recordings, and bad frames thrown away.

The camera's engine counts and writes; this throws away only what was recorded here, into the trash. QtCore only.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QFile, QObject, QTimer, Signal, Slot

from cnn_desktop.core import class_folders, paths
from cnn_desktop.core.class_folders import ClassFolder
from cnn_desktop.core.messages import (
    CountPictures,
    EngineExited,
    Event,
    FrameSaved,
    PicturesCounted,
    RecordingStopped,
    RequestCancelled,
    RequestFailed,
    StartRecording,
    StopRecording,
)
from cnn_desktop.core.names import counted, quoted
from cnn_desktop.core.preparation import Pixels, shrink
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.tickets import next_ticket

PER_SECOND, MOST_PER_SECOND = 5, 30
ENOUGH = 20  # pictures of a class to begin with
_THUMBNAIL = 96  # pixels, the longer side


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """A frame recorded since the folder was opened."""

    file: Path
    thumbnail: Pixels  # (h, w, 3) RGB


@dataclass(frozen=True, slots=True)
class CollectState:
    """`folder` None: nothing is collected. `recording`: the class that frames are written into now."""

    folder: Path | None = None
    classes: tuple[ClassFolder, ...] = ()
    chosen: str = ""
    recording: str = ""
    per_second: int = PER_SECOND
    is_mirrored: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.classes)

    @property
    def filled(self) -> tuple[ClassFolder, ...]:
        """The classes with pictures in them."""
        return tuple(one for one in self.classes if one.images)

    @property
    def why_unusable(self) -> str:
        """What stands against using the pictures; empty: nothing."""
        if len(self.filled) < 2:
            return "Record at least two classes first."
        too_few = next((one for one in self.filled if one.images < 2), None)
        return f"{quoted(too_few.name)} needs a second picture." if too_few else ""


class CollectModel(QObject):
    """`open` a folder, `add` and `choose` a class, `start` and `stop` recording."""

    state_changed = Signal(object)  # CollectState
    recorded_changed = Signal(object)  # str: the class whose recorded frames are others now
    opened_changed = Signal(object)  # bool
    used = Signal(object, object)  # Path of the dataset and str, its group rule
    problem_raised = Signal(object)  # Problem

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engines.camera
        self._state = CollectState()
        self._recorded: dict[str, list[Recorded]] = {}  # by class
        self._takes: set[tuple[str, str]] = set()  # class and take, of what was recorded here
        self._count_ticket = self._record_ticket = 0
        self._to_trash: deque[Recorded] = deque()
        self._untrashed = 0
        self._trash = QTimer(self)
        self._trash.setInterval(0)  # one file a turn of the event loop
        self._trash.timeout.connect(self._trash_next)
        self._engine.event_arrived.connect(self._on_event)

    @property
    def state(self) -> CollectState:
        return self._state

    @property
    def is_open(self) -> bool:
        return self._state.folder is not None

    def recorded(self, class_name: str) -> tuple[Recorded, ...]:
        """The frames recorded since the folder was opened, oldest first."""
        return tuple(self._recorded.get(class_name, ()))

    # ------------------------------------------------------------ folder and classes

    @Slot()
    def open_new(self) -> None:
        """Collect into a folder of today."""
        self.open(paths.pictures_folder() / time.strftime("pictures %Y-%m-%d"))

    def open(self, folder: Path) -> None:
        """Collect into `folder`; what lies in it is counted."""
        self.stop()
        self._recorded, self._takes = {}, set()
        was_open = self.is_open
        self._show(CollectState(folder, per_second=self._state.per_second, is_mirrored=self._state.is_mirrored))
        self._count_ticket = next_ticket()
        self._engine.ask(CountPictures(self._count_ticket, folder))
        if not was_open:
            self.opened_changed.emit(True)

    @Slot()
    def close(self) -> None:
        """Go back without using the pictures; they stay where they are."""
        self.stop()
        if self.is_open:
            self._show(replace(self._state, folder=None, classes=(), chosen=""))
            self.opened_changed.emit(False)

    @Slot()
    def use(self) -> None:
        """Make the folder the dataset, with takes kept together where every class has two of them or more."""
        folder = self._state.folder
        if folder is None or self._state.why_unusable:
            return
        has_takes = all(one.takes >= 2 for one in self._state.filled)
        self.close()
        self.used.emit(folder, class_folders.TAKES_TOGETHER if has_takes else "")

    def why_not_called(self, name: str, instead_of: str = "") -> str:
        """Why a class cannot be called `name`; empty where it can."""
        return class_folders.problem_of_name(name, [one for one in self._state.names if one != instead_of])

    def add(self, name: str) -> None:
        """A further class, which is chosen. Its folder is made by its first recording."""
        if not self.why_not_called(name):
            classes = (*self._state.classes, ClassFolder(name, 0, 0))
            self._show(replace(self._state, classes=classes, chosen=name))

    def choose(self, name: str) -> None:
        """Record into this class next; not while another is recorded."""
        if name in self._state.names and not self._state.recording:
            self._show(replace(self._state, chosen=name))

    def rename(self, before: str, name: str) -> None:
        """Call a class, and its folder, by another name."""
        folder = self._state.folder
        if folder is None or name == before or self._state.recording or self.why_not_called(name, before):
            return
        try:
            if (folder / before).exists():
                (folder / before).rename(folder / name)
        except OSError as error:
            self.problem_raised.emit(
                Problem(
                    f"The class {quoted(before)} could not be renamed: {error.strerror or error}.",
                    "Close what uses its folder, then try again.",
                )
            )
            return
        recorded = self._recorded.pop(before, [])
        self._recorded[name] = [replace(one, file=folder / name / one.file.name) for one in recorded]
        self._takes = {(name if of == before else of, take) for of, take in self._takes}
        classes = tuple(replace(one, name=name) if one.name == before else one for one in self._state.classes)
        chosen = name if self._state.chosen == before else self._state.chosen
        self._show(replace(self._state, classes=classes, chosen=chosen))
        self.recorded_changed.emit(name)

    def set_rate(self, per_second: int) -> None:
        self._show(replace(self._state, per_second=per_second))

    def save_mirrored(self, is_mirrored: bool) -> None:
        self._show(replace(self._state, is_mirrored=is_mirrored))

    # ------------------------------------------------------------ recording

    @Slot()
    def start(self) -> None:
        """Write frames into the chosen class until `stop`."""
        state = self._state
        if state.folder is None or not state.chosen or state.recording:
            return
        self._record_ticket = next_ticket()
        self._show(replace(state, recording=state.chosen))
        self._engine.ask(
            StartRecording(self._record_ticket, state.folder / state.chosen, float(state.per_second), state.is_mirrored)
        )

    @Slot()
    def stop(self) -> None:
        if self._state.recording:
            self._show(replace(self._state, recording=""))
            self._engine.ask(StopRecording(next_ticket()))

    # ------------------------------------------------------------ throwing away

    def throw_away(self, files: tuple[Path, ...]) -> None:
        """Move frames that were recorded here into the system's trash."""
        wanted = set(files)
        self._to_trash.extend(one for frames in self._recorded.values() for one in frames if one.file in wanted)
        self._trash.start()

    @Slot()
    def _trash_next(self) -> None:
        if not self._to_trash:
            self._trash.stop()
            if self._untrashed:
                files, self._untrashed = counted(self._untrashed, "picture"), 0
                said = f"{files} could not be moved to the trash."
                self.problem_raised.emit(Problem(said, "Delete them in the folder of their class."))
            return
        one = self._to_trash.popleft()
        name = one.file.parent.name
        if one.file.exists() and not QFile.moveToTrash(str(one.file)):
            self._untrashed += 1
            return
        if one in self._recorded.get(name, ()):
            self._recorded[name].remove(one)
            self._change_count(name, -1)
            self.recorded_changed.emit(name)

    # ------------------------------------------------------------ hearing

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case PicturesCounted(ticket=ticket, classes=classes) if ticket == self._count_ticket != 0:
                self._on_counted(classes)
            case FrameSaved(ticket=ticket, file=file, thumbnail=pixels) if ticket == self._record_ticket != 0:
                self._on_saved(file, pixels)
            case RecordingStopped(ticket=ticket) if ticket == self._record_ticket != 0:
                self._show(replace(self._state, recording=""))  # the camera was closed
            case RequestFailed() | RequestCancelled():
                self._on_refused(event)
            case EngineExited(expected=False) if self._state.recording:
                self._show(replace(self._state, recording=""))
            case _:
                pass

    def _on_counted(self, found: tuple[ClassFolder, ...]) -> None:
        self._count_ticket = 0
        new = tuple(one for one in self._state.classes if one.name not in {old.name for old in found})
        chosen = self._state.chosen or (found[0].name if found else "")
        self._show(replace(self._state, classes=(*found, *new), chosen=chosen))

    def _on_saved(self, file: Path, thumbnail: Pixels) -> None:
        """Late ones count too: they were written before the recording was stopped."""
        if file.parent.parent != self._state.folder:
            return
        name, take = file.parent.name, class_folders.take_of(file.name)
        self._recorded.setdefault(name, []).append(Recorded(file, shrink(thumbnail, _THUMBNAIL)))
        is_new = (name, take) not in self._takes
        self._takes.add((name, take))
        self._change_count(name, 1, takes=int(is_new))
        self.recorded_changed.emit(name)

    def _change_count(self, name: str, images: int, takes: int = 0) -> None:
        classes = tuple(
            replace(one, images=one.images + images, takes=one.takes + takes) if one.name == name else one
            for one in self._state.classes
        )
        self._show(replace(self._state, classes=classes))

    def _on_refused(self, event: RequestFailed | RequestCancelled) -> None:
        if event.ticket == self._record_ticket != 0:
            self._record_ticket = 0
            self._show(replace(self._state, recording=""))
        elif event.ticket == self._count_ticket != 0:
            self._count_ticket = 0
            if self._state.folder:
                self.close()
        else:
            return
        if isinstance(event, RequestFailed):
            self.problem_raised.emit(Problem.told_by(event))

    def _show(self, state: CollectState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
