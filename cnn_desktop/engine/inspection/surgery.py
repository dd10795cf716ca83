"""A network with its channels made silent, stronger or weaker: each is multiplied by a gain where it leaves its layer.

The gains of all channels are one argument of one traced function, so that whatever is altered is answered at once. The
model is left as it was. With all gains 1 the answers are those of the network: a product with 1 is exact.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np
import tensorflow as tf

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.names import quoted
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.surgery import Surgery, covering
from cnn_desktop.engine.inspection.graph import Graph
from cnn_desktop.engine.inspection.recording import INPUT, Recorder, Recording, recording


class Surgeon:
    """Traces the altered network when it is first asked for, or beforehand. `recorder` and `graph` are of its model."""

    def __init__(self, recorder: Recorder, graph: Graph) -> None:
        self._recorder, self._graph = recorder, graph
        self.spans = spans_of(recorder)
        self._lock = threading.Lock()
        self._made: AlteredRecorder | None = None
        self._preparing: threading.Thread | None = None

    def prepare(self) -> None:
        """Trace beside other work: it takes a second, and the first alteration should be answered at once."""
        if self._made is None and self._preparing is None:
            self._preparing = threading.Thread(target=self._look_once, name="preparing-surgery")
            self._preparing.start()

    def gains(self, surgery: Surgery) -> Array:
        """(channels of all layers,) float32: what each is multiplied by.

        Raises UserError for a layer or channel that is not there, and for the answers themselves.
        """
        for one in surgery:
            self._check(one.layer, one.channels)
        gains = np.ones(sum(span.stop - span.start for span in self.spans.values()), np.float32)
        for key, span in self.spans.items():
            for one in covering(surgery, key, self._graph.by_key[key].calls):
                gains[span] *= one.gains(span.stop - span.start)
        return gains

    def gain(self, surgery: Surgery, key: str, channel: int) -> float:
        """What one channel of the call `key` is multiplied by."""
        return float(np.prod([one.gain(channel) for one in covering(surgery, key, self._graph.by_key[key].calls)]))

    def record(self, prepared: Pixels, surgery: Surgery) -> Recording:
        """As `Recorder.record`, of the altered network."""
        return self._altered.record_with(prepared, self.gains(surgery))

    def answers(self, prepared: Pixels, gains: Array) -> Array:
        """(n, outputs) float32 for (n, side, side, channels) uint8; nothing else is kept of the images."""
        return np.asarray(self._answers(tf.cast(prepared, tf.float32), gains).numpy(), np.float32)

    @property
    def _altered(self) -> AlteredRecorder:
        with self._lock:
            if self._made is None:
                self._made = AlteredRecorder(self._recorder, self.spans)
            return self._made

    def _look_once(self) -> None:
        """TensorFlow does the second half of its preparations at the first look."""
        self.record(np.zeros((1, *self._recorder.shape), np.uint8), ())

    @cached_property
    def _answers(self) -> Any:
        return self._altered.answers_only()

    def _check(self, key: str, channels: Sequence[int]) -> None:
        layer = self._graph.by_key.get(key)
        if layer is None:
            raise UserError(f"The network has no layer {quoted(key)}.", hint="`cnn-desktop layers` lists them.")
        if key not in self.spans:
            raise UserError(
                f"{quoted(key)} holds the answers themselves, or no numbers; its channels cannot be altered.",
                hint="Choose a layer before it.",
            )
        wrong = [channel for channel in channels if not 0 <= channel < layer.channels]
        if wrong:
            raise UserError(
                f"{quoted(key)} has no channel {wrong[0]}.", hint=f"Its channels are 0 to {layer.channels - 1:,}."
            )


class AlteredRecorder(Recorder):
    """A `Recorder` of the same model that takes gains beside the images."""

    def __init__(self, plain: Recorder, spans: dict[str, slice]) -> None:
        self._spans = spans
        self._channels = sum(span.stop - span.start for span in spans.values())
        super().__init__(plain.model, plain.shape)

    def record_with(self, prepared: Pixels, gains: Array) -> Recording:
        """Values for (n, *shape) uint8 of 0..255 with `gains` (channels of all layers,)."""
        answer, values = self._compute(tf.cast(prepared, tf.float32), gains)
        return Recording(np.asarray(answer.numpy(), np.float32), values)

    def answers_only(self) -> Any:
        """A function from images and gains to the answers."""

        def trace(images: Any, gains: Any) -> Any:
            with recording([], partial(scaled, self._spans, gains)):
                return self.model(scaled(self._spans, gains, INPUT, images), training=False)

        return tf.function(trace, input_signature=self._signature(), autograph=False)

    def _signature(self) -> list[Any]:
        return [tf.TensorSpec((None, *self.shape), tf.float32), tf.TensorSpec((self._channels,), tf.float32)]

    def _traced(self) -> Any:
        def trace(images: Any, gains: Any) -> Any:
            return self._trace(scaled(self._spans, gains, INPUT, images), partial(scaled, self._spans, gains))

        traced = tf.function(trace, input_signature=self._signature(), autograph=False)
        traced.get_concrete_function()
        return traced


def scaled(spans: dict[str, slice], gains: Any, key: str, tensor: Any) -> Any:
    """What `key` puts out, multiplied by its part of `gains`."""
    span = spans.get(key)
    return tensor if span is None else tensor * tf.cast(gains[span], tensor.dtype)


def spans_of(recorder: Recorder) -> dict[str, slice]:
    """Where the gains of each call lie among those of all: of the image, and of every layer but the last."""
    found, end = {}, 0
    sizes = [(INPUT, recorder.image), *((call.key, call.output) for call in recorder.calls[:-1])]
    for key, tensor in sizes:
        if tensor.dtype.is_floating and tensor.shape.rank > 1:
            begin, end = end, end + int(tensor.shape[-1])
            found[key] = slice(begin, end)
    return found
