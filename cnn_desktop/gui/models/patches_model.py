"""Pictures of what the chosen channel answers to, cut out by the library engine. QtCore only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import CropPatches, Event, PatchesCropped, PatchWish, ScannedChannels
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.newest_wish import NewestWish

if TYPE_CHECKING:
    from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel

MOST = 5  # of each kind
SIDE = 80  # pixels: twice what is shown, for screens of high density


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """What the unit at `row`, `column` saw in `file` when it came to `value`. No `pixels`: not there, or not yet."""

    file: Path
    row: int
    column: int
    value: float
    pixels: Pixels | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Patches:
    """Those a channel likes most, the strongest first, and such as it usually meets."""

    channel: int
    top: tuple[Patch, ...] = ()
    typical: tuple[Patch, ...] = ()


class PatchesModel(QObject):
    """The newest channel wins."""

    changed = Signal(object)  # Patches, or None: nothing is known of the layer

    def __init__(self, engines: Engines, maps: FeatureMapsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._maps = maps
        self._folder: Path | None = None
        self._scanned: ScannedChannels | None = None
        self._patches: Patches | None = None
        self._wish = NewestWish(engines.library)
        engines.library.event_arrived.connect(self._on_event)
        maps.one.chosen.connect(self._on_channel)

    def show_scan(self, folder: Path | None, scanned: ScannedChannels | None) -> None:
        if scanned is not self._scanned:
            self._folder, self._scanned, self._patches = folder, scanned, None
            self._on_channel(self._maps.one.channel)

    @Slot(object)
    def _on_channel(self, channel: int) -> None:
        scanned, folder, network = self._scanned, self._folder, self._maps.state.network
        if scanned is None or folder is None or network is None or channel >= len(scanned.top):
            self._wish.drop()
            self._show(None)
            return
        if self._patches is not None and self._patches.channel == channel:
            return
        top = _patches(folder, scanned, channel, is_typical=False)
        typical = _patches(folder, scanned, channel, is_typical=True)
        self._show(Patches(channel, top, typical))
        wishes = tuple(PatchWish(one.file, one.row, one.column) for one in (*top, *typical))
        self._wish.want(
            partial(
                CropPatches, layer=scanned.layer, wishes=wishes, nodes=network.nodes,
                preparation=network.preparation, side=SIDE,
            )
        )  # fmt: skip

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if self._wish.hear(event) and isinstance(event, PatchesCropped) and self._patches is not None:
            every = (*self._patches.top, *self._patches.typical)
            seen = [replace(one, pixels=pixels) for one, pixels in zip(every, event.patches, strict=True)]
            first = len(self._patches.top)
            self._show(replace(self._patches, top=tuple(seen[:first]), typical=tuple(seen[first:])))

    def _show(self, patches: Patches | None) -> None:
        self._patches = patches
        self.changed.emit(patches)


def _patches(folder: Path, scanned: ScannedChannels, channel: int, *, is_typical: bool) -> tuple[Patch, ...]:
    which = (
        (scanned.typical, scanned.typical_values, scanned.typical_places)
        if is_typical
        else (scanned.top, scanned.top_values, scanned.top_places)
    )
    images, values, places = (part[channel][:MOST] for part in which)
    return tuple(
        Patch(folder / scanned.files[image], int(row), int(column), float(value))
        for image, value, (row, column) in zip(images, values, places, strict=True)
    )
