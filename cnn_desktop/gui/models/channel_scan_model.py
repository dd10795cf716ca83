"""What the channels of the layer that is shown answer to all images of the dataset. QtCore only.

What an earlier scan found is there by itself. A new one takes minutes and is asked for; it has a process of its own, so
that maps and predictions go on beside it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnn_desktop.core import runs
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    ChannelsNotScanned,
    ChannelsScanned,
    EngineExited,
    Event,
    MapsReady,
    RequestCancelled,
    RequestFailed,
    ScanChannels,
    ScanChannelsProgress,
    ScannedChannels,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engine_client import EngineClient
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.newest_wish import NewestWish
from cnn_desktop.gui.models.patches_model import PatchesModel
from cnn_desktop.gui.models.tickets import next_ticket

if TYPE_CHECKING:
    from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel

REST_MS = 400  # a layer is looked up after it has been looked at for so long

ScanPhase: TypeAlias = Literal["no-folder", "looking", "unknown", "scanning", "known", "failed"]
Subject: TypeAlias = tuple[Path, str, bool]  # run, layer, before its activation


@dataclass(frozen=True, slots=True, eq=False)
class ScanState:
    """`channels` are of the layer that is shown; `layer` says which is scanned: another perhaps, or several."""

    phase: ScanPhase = "no-folder"
    folder: Path | None = None
    images: int = 0  # in the folder, as far as that is known
    layer: str = ""
    done: int = 0
    total: int = 0
    begun: float = 0.0  # monotonic seconds
    channels: ScannedChannels | None = None
    problem: Problem | None = None


class ChannelScanModel(QObject):
    """Looks nothing up before somebody `watch`es. `patches` are pictures for the chosen channel."""

    changed = Signal(object)  # ScanState

    def __init__(self, engines: Engines, maps: FeatureMapsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines, self._maps = engines, maps
        self.patches = PatchesModel(engines, maps, self)
        self._state = ScanState()
        self._subject: Subject | None = None
        self._scanned: Subject | None = None  # what the process at work looks at
        self._ticket = 0
        self._client: EngineClient | None = None
        self._is_watched = False
        self._known = NewestWish(engines.studio)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._look_up)
        engines.studio.event_arrived.connect(self._on_studio)
        maps.maps_changed.connect(self._on_maps)

    @property
    def state(self) -> ScanState:
        return self._state

    def watch(self, is_watched: bool) -> None:
        """Whether somebody looks at what a scan tells."""
        self._is_watched = is_watched
        self._on_maps(self._maps.maps)

    def choose_folder(self, folder: Path) -> None:
        """Other images than those of the dataset."""
        self._show(ScanState("looking", folder))
        self._look_up()

    @Slot()
    def scan(self) -> None:
        """Look through the folder with the layer that is shown."""
        self.scan_with(())

    def scan_with(self, also: tuple[str, ...]) -> None:
        """Look through the folder with the layer that is shown, and in the same pass with the layers `also`."""
        folder, subject = self._state.folder, self._subject
        if folder is None or subject is None or self._client is not None:
            return
        run, layer, pre = subject
        self._scanned, self._ticket = subject, next_ticket()
        self._client = self._engines.training_engine()
        self._client.event_arrived.connect(self._on_scan)
        layers = len({layer, *also})
        said = layer if layers == 1 else f"{layers:,} layers"
        self._show(ScanState("scanning", folder, self._state.images, said, begun=time.monotonic()))
        self._client.ask(ScanChannels(self._ticket, run, folder, layer, pre, also=also))

    @Slot()
    def cancel(self) -> None:
        """End the scan at once: its process goes."""
        if self._client is not None:
            self._let_go()
            self._show(replace(self._state, phase="unknown", problem=None))
            self._engines.prepare_training()

    def close(self) -> None:
        self._let_go()

    # ------------------------------------------------------------ asking

    @Slot(object)
    def _on_maps(self, maps: MapsReady | None) -> None:
        run = self._maps.state.run
        if maps is None or run is None:
            self._subject = None
            self._known.drop()
            return
        subject = run, maps.layer, maps.pre
        if subject == self._subject or not self._is_watched:
            return
        folder = self._state.folder if self._subject and self._subject[0] == run else _dataset(run)
        self._subject = subject
        if self._client is None:  # a scan that is under way is told of to its end
            self._show(ScanState("looking" if folder else "no-folder", folder))
            self._rest.start()

    @Slot()
    def _look_up(self) -> None:
        folder, subject = self._state.folder, self._subject
        if folder is not None and subject is not None and self._client is None:
            run, layer, pre = subject
            make = partial(ScanChannels, run=run, dataset=folder, layer=layer, pre=pre, only_if_known=True)
            self._known.want(make)

    # ------------------------------------------------------------ hearing

    @Slot(object)
    def _on_studio(self, event: Event) -> None:
        if not self._known.hear(event) or self._client is not None:
            return
        folder = self._state.folder
        match event:
            case ChannelsScanned(channels=channels):
                self._show(ScanState("known", folder, channels.images, channels.layer, channels=channels))
            case ChannelsNotScanned(images=images):
                self._show(ScanState("unknown", folder, images))
            case RequestFailed(message=message, hint=hint):
                self._show(ScanState("failed", folder, problem=Problem(message, hint)))
            case _:
                self._show(ScanState("unknown", folder))

    @Slot(object)
    def _on_scan(self, event: Event) -> None:
        if not isinstance(event, EngineExited) and getattr(event, "ticket", None) != self._ticket:
            return
        match event:
            case ScanChannelsProgress(done=done, total=total):
                self._show(replace(self._state, done=done, total=total))
            case ChannelsScanned(channels=channels):
                self._end(ScanState("known", self._state.folder, channels.images, channels.layer, channels=channels))
            case RequestFailed(message=message, hint=hint, details=details):
                self._end(ScanState("failed", self._state.folder, problem=Problem(message, hint, details)))
            case RequestCancelled():
                self._end(ScanState("unknown", self._state.folder))
            case EngineExited(message=message, hint=hint, details=details):
                said = message or "The process that looked through the images ended."
                self._end(ScanState("failed", self._state.folder, problem=Problem(said, hint or "Try again.", details)))
            case _:
                pass

    def _end(self, state: ScanState) -> None:
        is_of_shown = self._scanned == self._subject
        self._let_go()
        if is_of_shown:
            self._show(state)
        else:  # another layer is looked at by now: what was found is kept on disk
            self._show(ScanState("looking", self._state.folder))
            self._look_up()
        self._engines.prepare_training()

    def _let_go(self) -> None:
        client, self._client, self._ticket = self._client, None, 0
        if client is not None:
            client.event_arrived.disconnect(self._on_scan)
            client.close()

    def _show(self, state: ScanState) -> None:
        self._state = state
        self.changed.emit(state)
        self.patches.show_scan(state.folder, state.channels)


def _dataset(run: Path) -> Path | None:
    """The folder a run was trained on, where it is still there."""
    try:
        folder = runs.open_run(run).config.dataset
    except UserError:  # a model of another program
        return None
    return folder if folder.is_dir() else None
