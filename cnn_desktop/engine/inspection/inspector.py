"""A run's network, ready to be looked into: its layers, and all their values for the image looked at last."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from cnn_desktop.core import images, mosaic
from cnn_desktop.core.calibration import Calibration
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array, every_class
from cnn_desktop.core.messages import (
    ChannelReady,
    LayerInfo,
    LayersDescribed,
    MapsReady,
    Pin,
    PinnedMap,
    Prediction,
    Receipt,
    ShowMaps,
)
from cnn_desktop.core.names import quoted
from cnn_desktop.core.pinning import pinned_map
from cnn_desktop.core.preparation import Pixels, prepare
from cnn_desktop.core.receptive_field import Pair
from cnn_desktop.core.runs import open_run
from cnn_desktop.core.surgery import Surgery
from cnn_desktop.engine.inspection.graph import graph_of, logits_of
from cnn_desktop.engine.inspection.overview import Overview
from cnn_desktop.engine.inspection.receipts import Bookkeeper
from cnn_desktop.engine.inspection.recording import Recorder, Recording
from cnn_desktop.engine.inspection.surgery import Surgeon
from cnn_desktop.engine.prediction import keras_network


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One image and what the network made of it, with its channels altered by `surgery`."""

    recording: Recording
    prediction: Prediction
    seen: Pixels  # (side, side, 1 or 3)
    image_size: Pair  # (height, width) before it was prepared
    surgery: Surgery = ()
    unaltered: Prediction | None = None  # what it would be without surgery, where there is any


class Inspector:
    """Raises UserError at birth where the run has no model yet, or it does not fit the run."""

    def __init__(self, folder: Path) -> None:
        self.run = open_run(folder)
        self.model = keras_network.load(self.run)
        self.recorder = Recorder(self.model, self.run.preparation.shape)
        self.graph = graph_of(self.recorder)
        self.overview = Overview(self.recorder)
        self.surgeon = Surgeon(self.recorder, self.graph)
        self._last: tuple[object, Look] | None = None  # by what the image was
        self._last_altered: Look | None = None  # of that image

    def describe(self, ticket: int = 0) -> LayersDescribed:
        logits, is_pre = logits_of(self.recorder)
        return LayersDescribed(
            ticket,
            self.run.folder,
            self.graph.layers,
            self.graph.nodes,
            self.run.classes,
            self.run.preparation,
            self.model.count_params(),
            logits,
            is_pre,
        )

    def layer(self, key: str, *, pre: bool = False) -> LayerInfo:
        """Raises UserError where there is none of that name, or it has nothing before its activation."""
        if key not in self.graph.by_key:
            near = difflib.get_close_matches(key, self.graph.by_key, n=1)
            advice = f"Did you mean “{near[0]}”? " if near else ""
            raise UserError(
                f"The network has no layer {quoted(key)}.", hint=f"{advice}`cnn-desktop layers` lists them."
            )
        layer = self.graph.by_key[key]
        if pre and not layer.activation:
            raise UserError(
                f"{quoted(key)} has no activation of its own, so there is nothing before it.",
                hint="Look at the layer itself.",
            )
        return layer

    def look_at(self, file: Path | None, pixels: Pixels | None, surgery: Surgery = ()) -> Look:
        """All values for the image of `file`, or of `pixels` (h, w, 3) RGB. The last one is remembered.

        Raises UserError where there is nothing that `surgery` names.
        """
        what: object = (file, file.stat().st_mtime_ns if file.exists() else 0) if file else _content(pixels)
        if self._last is None or self._last[0] != what:
            self._last, self._last_altered = (what, self._look_at(file, pixels)), None
        if not surgery:
            return self._last[1]
        if self._last_altered is None or self._last_altered.surgery != surgery:
            self._last_altered = self.altered(self._last[1], surgery)
        return self._last_altered

    def _look_at(self, file: Path | None, pixels: Pixels | None) -> Look:
        image = images.decode(file, fitting=self.run.preparation) if file else pixels
        assert image is not None
        look = self.look(image)
        if file is None:
            return look
        size = images.read_header(file)  # the file's own: it may have been decoded smaller
        return replace(look, image_size=(size.height, size.width))

    def altered(self, look: Look, surgery: Surgery) -> Look:
        """The same image in the network with altered channels. Raises UserError where there is nothing of that name."""
        recording = self.surgeon.record(look.seen[None], surgery)
        prediction = self.predicted(recording.answers)
        return replace(look, recording=recording, prediction=prediction, surgery=surgery, unaltered=look.prediction)

    def look(self, image: Pixels, surgery: Surgery = ()) -> Look:
        """All values for an image (h, w, 3) RGB. Not remembered."""
        seen = prepare(image, self.run.preparation)
        recording = self.recorder.record(seen[None])
        plain = Look(recording, self.predicted(recording.answers), seen, (image.shape[0], image.shape[1]))
        return self.altered(plain, surgery) if surgery else plain

    def predicted(self, answers: Array) -> Prediction:
        """What (1, outputs) answers mean, judged."""
        probabilities = every_class(answers)[0]
        order = np.argsort(-probabilities, kind="stable")
        ranked = tuple((self.run.classes[index], float(probabilities[index])) for index in order)
        calibration = Calibration.load(self.run.folder) or Calibration()
        return Prediction(ranked, calibration.judge(ranked[0][1], None))

    def values(self, look: Look, key: str, *, pre: bool = False) -> Array:
        """(rows, columns, channels) float32 of one layer."""
        self.layer(key, pre=pre)
        return mosaic.as_maps(look.recording.of(key, pre=pre)[0])

    def maps(self, request: ShowMaps) -> MapsReady:
        """The answer to a request for all channels of a layer."""
        self.layer(request.layer, pre=request.pre)  # before the work
        look = self.look_at(request.file, request.pixels, request.surgery)
        values = self.values(look, request.layer, pre=request.pre)
        told = mosaic.statistics(values)
        levels = mosaic.levels_of(values, told, request.scale, request.is_signed, request.limits)
        own = None
        if request.surgery:
            plain = self.look_at(request.file, request.pixels)
            own = mosaic.statistics(self.values(plain, request.layer, pre=request.pre))
        return MapsReady(
            request.ticket,
            request.layer,
            request.pre,
            levels.levels,
            levels.limits,
            levels.is_constant,
            levels.is_signed,
            told,
            look.prediction,
            look.seen,
            look.image_size,
            look.unaltered,
            own,
        )

    def channel(self, look: Look, key: str, channel: int, *, pre: bool = False, ticket: int = 0) -> ChannelReady:
        """One map at full precision. Raises UserError where the layer has no such channel."""
        values = self.values(look, key, pre=pre)
        self.require_channel(key, channel)
        one = np.ascontiguousarray(values[..., channel])
        counts, edges = mosaic.histogram(one)
        return ChannelReady(
            ticket,
            key,
            channel,
            pre,
            one,
            float(one.min()),
            float(one.mean(dtype=np.float64)),
            float(one.max()),
            float((one == 0).mean()),
            counts,
            edges,
        )

    def receipt(self, look: Look, key: str, row: int, column: int, channel: int, *, pre: bool = False) -> Receipt:
        """How one number comes about. Raises UserError where the layer has no such place."""
        self.require_channel(key, channel)
        rows, columns = self.layer(key, pre=pre).size
        if not (0 <= row < rows and 0 <= column < columns):
            raise UserError(
                f"{quoted(key)} has no place ({row}, {column}).", hint=f"Its maps have {rows} × {columns} places."
            )
        gain = partial(self.surgeon.gain, look.surgery)
        keeper = Bookkeeper(self.recorder, look.recording, self.graph, gain)
        return keeper.receipt(key, row, column, channel, pre=pre)

    def pinned(self, look: Look, pins: Sequence[Pin]) -> tuple[PinnedMap, ...]:
        """What is shown of `pins`. Raises UserError where the network has not all of them."""
        self.require_pins(pins)
        return tuple(pinned_map(pin, self.values(look, pin.layer, pre=pin.pre)[..., pin.channel]) for pin in pins)

    def require_pins(self, pins: Sequence[Pin]) -> None:
        """Raise UserError where the network has not all of `pins`."""
        for pin in pins:
            self.layer(pin.layer, pre=pin.pre)
            self.require_channel(pin.layer, pin.channel)

    def require_channel(self, key: str, channel: int) -> None:
        """Raise UserError where layer `key` has no such channel."""
        count = self.layer(key).channels
        if not 0 <= channel < count:
            raise UserError(f"{quoted(key)} has no channel {channel}.", hint=f"Its channels are 0 to {count - 1:,}.")


def _content(pixels: Pixels | None) -> object:
    if pixels is None:
        raise TypeError("There is neither a file nor pixels to look at.")
    return pixels.shape, hash(pixels.tobytes())
