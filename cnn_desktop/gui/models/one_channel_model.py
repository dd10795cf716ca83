"""One channel looked at closely: its exact values, its kernel, and how one of its values comes about. QtCore only.

`FeatureMapsModel` says which; the map itself can be shown at once from the levels that came with its layer.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import (
    ChannelReady,
    Event,
    ExplainPixel,
    KernelsReady,
    MapsReady,
    PixelExplained,
    Receipt,
    RequestFailed,
    ShowChannel,
    ShowKernels,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.core.receptive_field import Pair
from cnn_desktop.core.surgery import Surgery
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.feature_maps_state import ChosenImage
from cnn_desktop.gui.models.newest_wish import NewestWish

Explained: TypeAlias = Receipt | Problem | None  # None: not asked yet


class OneChannelModel(QObject):
    """Which channel and which unit (row, column) of it, and what is known of them."""

    chosen = Signal(object)  # int: the channel
    unit_changed = Signal(object)  # (row, column)
    values_changed = Signal(object)  # ChannelReady | None
    kernels_changed = Signal(object)  # KernelsReady | None
    receipt_changed = Signal(object)  # Explained

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = Path()
        self._image: ChosenImage | None = None
        self._surgery: Surgery = ()
        self._maps: MapsReady | None = None
        self._channel = 0
        self._unit: Pair = (0, 0)
        self._is_largest = False  # the unit was not chosen: it is where the largest value is
        self._wants_receipts = False
        self._values, self._kernels, self._receipts = (NewestWish(engines.studio) for _ in range(3))
        engines.studio.event_arrived.connect(self._on_event)

    @property
    def channel(self) -> int:
        return self._channel

    @property
    def unit(self) -> Pair:
        return self._unit

    def set_source(self, run: Path, image: ChosenImage | None, surgery: Surgery = ()) -> None:
        """What the maps shown next are of; no image: of a camera, of which nothing exact can be asked."""
        self._values.drop()
        self._run, self._image, self._surgery = run, image, surgery

    def show(self, maps: MapsReady, channel: int, unit: Pair | None) -> None:
        """Look at `channel`. `unit` None: at its largest value."""
        self._maps, self._channel = maps, channel
        self._is_largest = unit is None
        level = maps.levels[channel]
        row, column = np.unravel_index(int(level.argmax()), level.shape) if unit is None else unit
        self._unit = int(row), int(column)
        self.chosen.emit(channel)
        self.values_changed.emit(None)
        self.unit_changed.emit(self._unit)
        self._ask()

    def renew(self, maps: MapsReady) -> None:
        """Other maps like those before: the channel and the unit stay."""
        self._maps = maps

    def choose_unit(self, unit: Pair) -> None:
        if self._maps is None:
            return
        self._is_largest = False
        rows, columns = self._maps.levels.shape[1:]
        self._unit = min(max(unit[0], 0), rows - 1), min(max(unit[1], 0), columns - 1)
        self.unit_changed.emit(self._unit)
        self._ask_for_receipt()

    def explain(self, is_wanted: bool) -> None:
        """Whether receipts are to be seen: only then they are asked for."""
        self._wants_receipts = is_wanted
        self._ask_for_receipt()

    def clear(self) -> None:
        self._maps = None
        for wish in (self._values, self._kernels, self._receipts):
            wish.drop()
        for changed in (self.values_changed, self.kernels_changed, self.receipt_changed):
            changed.emit(None)

    def _ask(self) -> None:
        maps, image = self._maps, self._image
        if maps is None:
            return
        if image is not None:
            self._values.want(
                partial(
                    ShowChannel, run=self._run, layer=maps.layer, channel=self._channel, file=image.file,
                    pixels=image.pixels, pre=maps.pre, surgery=self._surgery,
                )
            )  # fmt: skip
        self._kernels.want(partial(ShowKernels, run=self._run, layer=maps.layer, channel=self._channel))
        self._ask_for_receipt()

    def _ask_for_receipt(self) -> None:
        maps, image = self._maps, self._image
        if maps is None or image is None or not self._wants_receipts:
            return
        row, column = self._unit
        self._receipts.want(
            partial(
                ExplainPixel, run=self._run, layer=maps.layer, row=row, column=column, channel=self._channel,
                file=image.file, pixels=image.pixels, pre=maps.pre, surgery=self._surgery,
            )
        )  # fmt: skip

    def _move_to_largest(self, values: Array) -> None:
        """Exactly: several values have the last level where a scale ends before the largest."""
        if self._is_largest and values[self._unit] < values.max():
            row, column = np.unravel_index(int(values.argmax()), values.shape)
            self._unit = int(row), int(column)
            self.unit_changed.emit(self._unit)
            self._ask_for_receipt()

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if self._values.hear(event) and isinstance(event, ChannelReady):
            self.values_changed.emit(event)
            self._move_to_largest(event.values)
        if self._kernels.hear(event):
            self.kernels_changed.emit(event if isinstance(event, KernelsReady) else None)
        if self._receipts.hear(event):
            match event:
                case PixelExplained(receipt=receipt):
                    self.receipt_changed.emit(receipt)
                case RequestFailed(message=message, hint=hint, details=details):
                    self.receipt_changed.emit(Problem(message, hint, details))
                case _:
                    self.receipt_changed.emit(Problem("This value could not be explained.", "Click it once more."))
