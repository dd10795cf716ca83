"""The maps of one layer as they follow a camera, on a thread of their own: read a frame, look, write the maps, tell.

Calls what a look at an image calls (`Inspector.look`). What was told has to be taken before the next frame is looked
at: who shows slowly gets fewer frames, not older ones.
"""

from __future__ import annotations

import threading
import time
from functools import partial
from pathlib import Path

import numpy as np

from cnn_desktop.core import live_maps, mosaic
from cnn_desktop.core.array_ring import ArrayRing
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.core.held_scale import HeldScale
from cnn_desktop.core.messages import (
    ChannelStatistics,
    Emit,
    LiveLook,
    LiveMapsReady,
    OverviewReady,
    Pin,
    PinnedMap,
    RequestFailed,
)
from cnn_desktop.core.mosaic import Levels
from cnn_desktop.core.pinning import pinned_map
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.surgery import Surgery
from cnn_desktop.engine.camera.newest import Rate
from cnn_desktop.engine.failures import closing_event
from cnn_desktop.engine.inspection.inspector import Inspector, Look
from cnn_desktop.engine.inspection.live_evidence import LiveEvidence

POLL_S = 0.002  # whether there is a frame, or the maps were taken: 0.5 % of a processor
OVERVIEW_S, OVERVIEW_SHARE = 0.25, 12  # as often as this, but never more than a twelfth of the time


class LiveMaps:
    """From `start` to `close`. Events carry `ticket`; they come from a thread of its own."""

    def __init__(self, ticket: int, inspector: Inspector, frames: Path, look: LiveLook, emit: Emit) -> None:
        """Raises UserError where there is no such layer, OSError where the frames are gone."""
        self._ticket, self._inspector, self._emit = ticket, inspector, emit
        self._wanted = look
        self._require(look)
        self._frames = FrameRing.open(frames)
        seen = inspector.run.preparation.shape
        self._ring = ArrayRing.create(live_maps.room_for(inspector.graph.layers, seen[0] * seen[1] * seen[2]))
        self._scale, self._rate = HeldScale(), Rate()
        self._pin_scales: dict[Pin, HeldScale] = {}
        self._evidence: dict[bool, LiveEvidence | str] = {}  # with altered channels and without; or why there is none
        self._preparing: threading.Thread | None = None  # of the evidence
        self._number = 0  # of the maps told last
        self._overview_due = 0.0  # monotonic seconds
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live-maps", daemon=True)

    @property
    def ring(self) -> Path:
        return self._ring.path

    def start(self) -> None:
        self._thread.start()

    def change(self, look: LiveLook) -> None:
        """From the next frame on. Raises UserError where there is no such layer."""
        self._require(look)
        self._wanted = look

    def close(self) -> None:
        """No event comes after this."""
        self._closing.set()
        self._thread.join()
        if self._preparing:
            self._preparing.join()
        self._frames.close()
        self._ring.close()

    def _require(self, look: LiveLook) -> None:
        self._inspector.layer(look.layer, pre=look.pre)
        self._inspector.require_pins(look.pins)
        if look.surgery:  # traced now, and not while a frame waits
            size = self._inspector.run.preparation.size
            self._inspector.look(np.zeros((size, size, 3), np.uint8), look.surgery)

    # ------------------------------------------------------------ the thread

    def _run(self) -> None:
        frame: tuple[int, float, Pixels] | None = None
        shown: LiveLook | None = None
        try:
            while self._is_taken():
                newest, wanted = self._frames.take(), self._wanted
                frame = newest or frame
                if frame is None or (newest is None and wanted == shown):
                    self._closing.wait(POLL_S)
                    continue
                if shown is None or _scaled(wanted) != _scaled(shown):
                    self._scale.reset()
                if shown is None or (wanted.pins, wanted.surgery) != (shown.pins, shown.surgery):
                    self._pin_scales = {pin: HeldScale() for pin in wanted.pins}
                shown = wanted
                self._show(*frame, wanted)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is told; nothing follows
            self._emit(closing_event(error, self._ticket, None))

    def _show(self, frame: int, captured: float, pixels: Pixels, wanted: LiveLook) -> None:
        look = self._inspector.look(pixels, wanted.surgery)
        values = self._inspector.values(look, wanted.layer, pre=wanted.pre)
        told = mosaic.statistics(values)
        levels = self._levels(values, told, wanted)
        channel = min(wanted.channel, values.shape[-1] - 1)
        one = self._inspector.channel(look, wanted.layer, channel, pre=wanted.pre)
        evidence, problem = self._found(look, wanted)
        pinned = tuple(self._pinned(look, pin) for pin in wanted.pins)
        arrays = live_maps.packed(levels, told, look.seen, one, evidence, pinned)
        self._number += 1
        self._ring.write(arrays, self._number, captured)
        self._emit(
            LiveMapsReady(
                self._ticket, self._number, frame, captured, wanted.layer, wanted.pre, channel, levels.is_signed,
                look.prediction, look.image_size, self._rate.tick(),
                look.prediction.class_name if evidence is not None else "", problem, look.unaltered, wanted.pins,
            )
        )  # fmt: skip
        self._tell_overview(look)

    def _is_taken(self) -> bool:
        """Wait until what was told last was taken: only then is a frame looked at that is new. False: it is closing."""
        while self._ring.taken < self._number and not self._closing.wait(POLL_S / 2):
            pass
        return not self._closing.is_set()

    def _levels(self, values: Array, told: ChannelStatistics, wanted: LiveLook) -> Levels:
        is_signed = wanted.is_signed
        if is_signed is None:
            is_signed = self._scale.is_signed or bool(told.minimum.min() < 0)
        best = mosaic.limits_of(values, told, wanted.scale, is_signed)
        limits = self._scale.held(best, time.monotonic(), is_signed=is_signed)
        return mosaic.levels_of(values, told, wanted.scale, is_signed, limits)

    # ------------------------------------------------------------ beside the maps

    def _pinned(self, look: Look, pin: Pin) -> PinnedMap:
        values = self._inspector.values(look, pin.layer, pre=pin.pre)
        return pinned_map(pin, values[..., pin.channel], self._pin_scales[pin], time.monotonic())

    def _tell_overview(self, look: Look) -> None:
        begun = time.monotonic()
        if begun < self._overview_due:
            return
        self._emit(OverviewReady(self._ticket, self._inspector.overview.of(look.recording), look.prediction))
        ended = time.monotonic()
        self._overview_due = ended + max(OVERVIEW_S, OVERVIEW_SHARE * (ended - begun))

    def _found(self, look: Look, wanted: LiveLook) -> tuple[Array | None, str]:
        """Where the class was found, or why that is not told; neither while the way to it is prepared."""
        if not wanted.with_evidence:
            return None, ""
        evidence = self._evidence.get(bool(wanted.surgery))
        if isinstance(evidence, LiveEvidence):
            return evidence.of(look), ""
        if evidence is None and (self._preparing is None or not self._preparing.is_alive()):
            prepare = partial(self._prepare_evidence, wanted.surgery)
            self._preparing = threading.Thread(target=prepare, name="live-evidence", daemon=True)
            self._preparing.start()
        return None, evidence or ""

    def _prepare_evidence(self, surgery: Surgery) -> None:
        """Tracing takes a second or two: meanwhile the maps go on."""
        which = bool(surgery)
        try:
            self._evidence[which] = LiveEvidence(self._inspector, surgery)
        except UserError as error:
            self._evidence[which] = f"{error.message} {error.hint}".strip()
        except Exception as error:  # noqa: BLE001 - whatever it was, it is told with the next frame; the maps go on
            failed = closing_event(error, self._ticket, None)
            self._evidence[which] = failed.message if isinstance(failed, RequestFailed) else ""


def _scaled(look: LiveLook) -> tuple[object, ...]:
    """What the scale is of: another one of these, and it begins anew."""
    return look.layer, look.pre, look.scale, look.is_signed, look.surgery
