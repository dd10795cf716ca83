"""How any number of any map comes about, in float64, down to the value that Keras has.

A layer that works value by value (normalisation, activation) continues the receipt of the layer before it, so that one
receipt leads from the window through sum, bias and normalisation to what the activation makes of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from keras import layers

from cnn_desktop.core import mosaic
from cnn_desktop.core.messages import Receipt
from cnn_desktop.engine.inspection.graph import Graph
from cnn_desktop.engine.inspection.reaches import PREPARING
from cnn_desktop.engine.inspection.receipts import places, windows
from cnn_desktop.engine.inspection.receipts.account import Account, Place, Work, applied
from cnn_desktop.engine.inspection.recording import INPUT, Recorder, Recording

NOT_TOLD = "not told"  # the kind of a receipt of a layer that we cannot explain


@dataclass(frozen=True, slots=True, eq=False)
class Bookkeeper:
    """Writes receipts for one image; `gain` says what each channel of a layer is multiplied by where it leaves it."""

    recorder: Recorder
    recording: Recording
    graph: Graph
    gain: Callable[[str, int], float] = lambda _key, _channel: 1.0

    def receipt(self, key: str, row: int, column: int, channel: int, *, pre: bool = False) -> Receipt:
        """Of one value of layer `key`, which must be there."""
        values = mosaic.as_maps(self.recording.of(key, pre=pre)[0])
        keras = float(values[row, column, channel])
        account, source = self._account(key, Place(row, column, channel), pre=pre)
        return Receipt(
            key, pre, row, column, channel, account.kind, source,
            account.top, account.left, account.dilation, account.window, account.inside, account.kernel,
            tuple(account.lines), account.value, keras, span=float(values.max() - values.min()),
        )  # fmt: skip

    def _account(self, key: str, place: Place, *, pre: bool = False) -> tuple[Account, str]:
        """The account of one value, and the key its window is of."""
        if key == INPUT:
            image = mosaic.as_maps(self.recording.of(INPUT)[0])
            return Account("the image").add("pixel", place.of(image)), INPUT
        call, sources = self.graph.calls[key], self.graph.by_key[key].inputs
        work = Work(call, self.recorder, self.recording)
        account = _fresh(work, place, list(sources))
        source = sources[account.source] if account and account.source < len(sources) else ""
        if account is None:
            account, source = self._continued(work, place, sources)
        if call.pre is not None and not pre:
            beside = mosaic.as_maps(self.recording.of(key, pre=True)[0])[place.row, place.column]
            function = call.layer.activation
            account.add(*applied(function, account.value, np.asarray(beside, np.float64), place.channel))
        gain = self.gain(key, place.channel)
        if gain != 1 and not pre and account.kind != NOT_TOLD:
            account.add("× gain, by surgery", account.value * gain, gain)
        account.lines = [line if line.layer else replace(line, layer=key) for line in account.lines]
        return account, source

    def _continued(self, work: Work, place: Place, sources: tuple[str, ...]) -> tuple[Account, str]:
        """What works value by value goes on with the account of the value it is given."""
        step = next((step for kinds, step in places.IN_PLACE if isinstance(work.layer, kinds)), None)
        if step is None and isinstance(work.layer, layers.Layer):
            value = place.of(mosaic.as_maps(work.raw(work.call.output)))
            return Account(NOT_TOLD).add(f"as Keras computes “{type(work.layer).__name__}”", value), ""
        before = sources[0] if sources else ""
        if before and not isinstance(work.layer, PREPARING) and self._made_by(before, work):
            account, source = self._account(before, place)
        else:
            account, source = Account("value by value").add("its input", place.of(work.input())), before
        return (step or places.function)(work, account, place), source

    def _made_by(self, key: str, work: Work) -> bool:
        """Whether layer `key` put out the very values that came in."""
        return key == INPUT or self.graph.calls[key].output is work.call.inputs[0]


def _fresh(work: Work, place: Place, sources: list[str]) -> Account | None:
    """The account of a layer that begins one; None for those that work value by value."""
    for kinds, write in windows.WRITERS:
        if isinstance(work.layer, kinds):
            return write(work, place)
    name = type(work.layer).__name__
    if name in places.MERGES:
        return places.merged(work, place, sources)
    if isinstance(work.layer, layers.Concatenate) or name == "Concatenate":
        return places.joined(work, place, sources)
    return places.moved(work, place) if name in places.MOVES else None
