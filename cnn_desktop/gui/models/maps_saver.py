"""Feature maps taken away: a layer or a channel as a picture, arrays or a table; a folder as arrays. QtCore only.

The studio engine writes; one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import (
    Colours,
    EngineExited,
    Event,
    ExplanationSaved,
    FolderMapsSaved,
    MapsSaved,
    RequestCancelled,
    RequestFailed,
    SaveFolderMaps,
    SaveFolderMapsProgress,
    SaveLocated,
    SaveMaps,
)
from cnn_desktop.core.names import counted
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.feature_maps_state import engine_scale
from cnn_desktop.gui.models.tickets import next_ticket

if TYPE_CHECKING:
    from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel


@dataclass(frozen=True, slots=True)
class SaveState:
    """`target` is what was written last, or is being written; `said` how it ended."""

    target: Path | None = None
    is_busy: bool = False
    done: int = 0  # images of a folder
    total: int = 0
    said: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Appearance:
    """How the maps are shown: what a saved picture repeats."""

    colours: Colours
    order: Array  # the channels, as they are shown one after another


class MapsSaver(QObject):
    """`save` what is shown."""

    changed = Signal(object)  # SaveState

    def __init__(self, engines: Engines, maps: FeatureMapsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio, self._maps = engines.studio, maps
        self._state = SaveState()
        self._ticket = 0
        engines.studio.event_arrived.connect(self._on_event)

    @property
    def state(self) -> SaveState:
        return self._state

    def save(self, target: Path, appearance: Appearance, *, channel: int | None, is_bare: bool = False) -> None:
        """All channels of the layer that is shown, or one, to `target`; its ending says as what."""
        shown = self._maps.state
        image, run = shown.image, shown.run
        if image is None or run is None:
            return
        scale, is_signed = engine_scale(shown.scale)
        self._begin(target)
        self._studio.ask(
            SaveMaps(
                self._ticket, run, shown.layer, target, image.file, image.pixels, shown.pre, self._maps.surgery.surgery,
                channel=channel, scale=scale, is_signed=is_signed, colours=appearance.colours, order=appearance.order,
                name=image.name, is_bare=is_bare,
            )
        )  # fmt: skip

    def save_where_it_looked(self, target: Path, opacity: float, *, is_bare: bool = False) -> None:
        """Where the class of the answer was found, over the image."""
        shown, maps = self._maps.state, self._maps.maps
        image, run = shown.image, shown.run
        if image is None or run is None or maps is None:
            return
        self._begin(target)
        self._studio.ask(
            SaveLocated(
                self._ticket, run, maps.prediction.class_name, target, image.file, image.pixels,
                self._maps.surgery.surgery, image.name, opacity, is_bare,
            )
        )  # fmt: skip

    def save_folder(self, folder: Path, target: Path) -> None:
        """The layer's values for all images of `folder`."""
        shown = self._maps.state
        if shown.run is not None:
            self._begin(target)
            self._studio.ask(SaveFolderMaps(self._ticket, shown.run, shown.layer, folder, target, shown.pre))

    @Slot()
    def cancel(self) -> None:
        if self._state.is_busy:
            self._studio.stop()

    def _begin(self, target: Path) -> None:
        self._ticket = next_ticket()
        self._show(SaveState(target, is_busy=True))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, EngineExited) and self._state.is_busy:
            self._fail(Problem(event.message or "The process that looks into networks ended.", "Save it once more."))
        if not self._ticket or getattr(event, "ticket", None) != self._ticket:
            return
        match event:
            case SaveFolderMapsProgress(done=done, total=total):
                self._show(replace(self._state, done=done, total=total))
            case MapsSaved(target=target) | ExplanationSaved(target=target):
                self._end(f"Saved as “{target.name}”.")
            case FolderMapsSaved(target=target, images=images, refused=refused):
                left = f"; {counted(len(refused), 'file')} could not be read" if refused else ""
                self._end(f"Values of {counted(images, 'image')} saved as “{target.name}”{left}.")
            case RequestFailed(message=message, hint=hint, details=details):
                self._fail(Problem(message, hint, details))
            case RequestCancelled():
                self._end("Cancelled; nothing was saved.")
            case _:
                pass

    def _end(self, said: str) -> None:
        self._ticket = 0
        self._show(SaveState(self._state.target, said=said))

    def _fail(self, problem: Problem) -> None:
        self._ticket = 0
        self._show(SaveState(self._state.target, problem=problem))

    def _show(self, state: SaveState) -> None:
        self._state = state
        self.changed.emit(state)
