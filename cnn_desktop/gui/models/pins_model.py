"""Channels that stay in view while one looks at other layers and images, each run with its own. QtCore only."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.live_maps import LiveFrame
from cnn_desktop.core.messages import MOST_PINS, Event, MapsReady, Pin, PinnedMap, PinnedReady, ShowPinned
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.newest_wish import NewestWish

if TYPE_CHECKING:
    from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel

NO_MAPS = "There are no maps yet."
ENOUGH = f"{MOST_PINS} channels are pinned, as many as there is room for. Let one of them go first."


class PinsModel(QObject):
    """Asks for the pinned channels behind the maps of an image; those of a camera come with its frames."""

    changed = Signal(object)  # tuple[Pin, ...]
    shown = Signal(object)  # tuple[PinnedMap, ...]: of the image that is looked at

    def __init__(self, engines: Engines, maps: FeatureMapsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._maps = maps
        self._pins: dict[Path, tuple[Pin, ...]] = {}
        self._run: Path | None = None
        self._asked: tuple[object, ...] = ()  # what the newest answer, or the wish for it, is of
        self._wish = NewestWish(engines.studio)
        engines.studio.event_arrived.connect(self._on_event)
        maps.maps_changed.connect(self._on_maps)
        maps.live_shown.connect(self._on_live)

    @property
    def pins(self) -> tuple[Pin, ...]:
        """Of the run that is looked into, in the order they were pinned in."""
        return self._pins.get(self._run, ()) if self._run else ()

    @property
    def here(self) -> Pin | None:
        """The channel that is looked at, whether it is pinned or not."""
        maps = self._maps.maps
        return Pin(maps.layer, self._maps.one.channel, maps.pre) if maps is not None else None

    @property
    def reason_not(self) -> str:
        """Why the channel that is looked at can be neither pinned nor let go; empty where it can."""
        if self.here is None:
            return NO_MAPS
        return ENOUGH if len(self.pins) >= MOST_PINS and self.here not in self.pins else ""

    # ------------------------------------------------------------ what a person does

    @Slot()
    def toggle(self) -> None:
        """Pin the channel that is looked at, or let it go."""
        here = self.here
        if here is None or self.reason_not:
            return
        if here in self.pins:
            self.let_go(here)
        else:
            self._show((*self.pins, here))

    def let_go(self, pin: Pin) -> None:
        self._show(tuple(one for one in self.pins if one != pin))

    def go_to(self, pin: Pin) -> None:
        """Look at it closely."""
        self._maps.look_closely(pin.layer, pin.channel, pre=pin.pre)

    # ------------------------------------------------------------ asking and hearing

    def _show(self, pins: tuple[Pin, ...]) -> None:
        if self._run is not None:
            self._pins[self._run] = pins
            self.changed.emit(pins)
            self._ask()

    @Slot(object)
    def _on_maps(self, maps: MapsReady | None) -> None:
        run = self._maps.state.run
        if run != self._run:
            self._run, self._asked = run, ()
            self._wish.drop()
            self.changed.emit(self.pins)
        if maps is not None:
            self._ask()

    def _ask(self) -> None:
        """Where anything is asked for: other pins, another image, or other channels altered."""
        state, surgery, pins = self._maps.state, self._maps.surgery.surgery, self.pins
        image, run = state.image, state.run
        if not pins or image is None or run is None or self._maps.maps is None:
            self._asked = ()
            return
        asked = (pins, image, surgery)
        if asked != self._asked:
            self._asked = asked
            make = partial(
                ShowPinned, run=run, pins=pins, file=image.file, pixels=image.pixels, surgery=surgery
            )  # fmt: skip
            self._wish.want(make)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if not self._wish.hear(event):
            return
        if isinstance(event, PinnedReady):
            self._tell(event.maps)
        else:
            self._asked = ()  # the page of the maps says what went wrong; they are asked for again with the next maps

    @Slot(object)
    def _on_live(self, frame: LiveFrame) -> None:
        if frame.pinned:
            self._tell(frame.pinned)

    def _tell(self, maps: tuple[PinnedMap, ...]) -> None:
        self.shown.emit(tuple(one for one in maps if one.pin in self.pins))
