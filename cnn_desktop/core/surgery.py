"""Channel surgery as a value: which channels of which layers are muted, heard alone, or made stronger or weaker.

Says what is wished; the engine multiplies. The run and its model are never changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from cnn_desktop.core.evaluation import Array

STEP = 2.0  # by how much a channel is made stronger or weaker at a time
LARGEST, SMALLEST = 64.0, 1 / 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """What is done to the channels of one layer where they leave it; after the activation that is part of it.

    `layer` is the key of one call. While any channel is in `solo`, all others are silent. `every_call`: at each call of
    that layer alike.
    """

    layer: str
    muted: frozenset[int] = frozenset()
    solo: frozenset[int] = frozenset()
    factors: tuple[tuple[int, float], ...] = ()  # channel and what it is multiplied by, in order of the channels
    every_call: bool = False

    @property
    def changes_nothing(self) -> bool:
        return not (self.muted or self.solo or self.factors)

    @property
    def channels(self) -> tuple[int, ...]:
        """Those that are named, in order."""
        return tuple(sorted(self.muted | self.solo | {channel for channel, _ in self.factors}))

    def factor(self, channel: int) -> float:
        """What was set for `channel`, muted or not."""
        return dict(self.factors).get(channel, 1.0)

    def gain(self, channel: int) -> float:
        """What `channel` is multiplied by."""
        if channel in self.muted or (self.solo and channel not in self.solo):
            return 0.0
        return self.factor(channel)

    def gains(self, channels: int) -> Array:
        """(channels,) float32. Raises IndexError where one is named that the layer does not have."""
        gains = np.full(channels, 0.0 if self.solo else 1.0, np.float32)
        for channel in self.channels:
            gains[channel] = self.gain(channel)
        return gains


Surgery: TypeAlias = tuple[Alteration, ...]  # at most one for each layer key, in the order they were begun


def of_layer(surgery: Surgery, layer: str) -> Alteration:
    """What is done to `layer` itself; one that changes nothing where it is not among them."""
    return next((one for one in surgery if one.layer == layer), Alteration(layer=layer))


def toggle_mute(surgery: Surgery, layer: str, channel: int) -> Surgery:
    """Silence `channel`, or let it be heard again. It is not heard alone any more."""
    one = of_layer(surgery, layer)
    return _with(surgery, replace(one, muted=one.muted ^ {channel}, solo=one.solo - {channel}))


def toggle_solo(surgery: Surgery, layer: str, channel: int) -> Surgery:
    """Let `channel` be heard alone, together with others that are; or take it out of those."""
    one = of_layer(surgery, layer)
    return _with(surgery, replace(one, solo=one.solo ^ {channel}, muted=one.muted - {channel}))


def amplify(surgery: Surgery, layer: str, channel: int, times: float) -> Surgery:
    """Multiply `channel` once more by `times`, within what is sensible. It is not muted any more."""
    one = of_layer(surgery, layer)
    factor = min(max(one.factor(channel) * times, SMALLEST), LARGEST)
    others = tuple(pair for pair in one.factors if pair[0] != channel)
    factors = others if factor == 1.0 else tuple(sorted((*others, (channel, factor))))
    return _with(surgery, replace(one, factors=factors, muted=one.muted - {channel}))


def restore(surgery: Surgery, layer: str, channel: int) -> Surgery:
    """Take back what was done to `channel`."""
    one = of_layer(surgery, layer)
    factors = tuple(pair for pair in one.factors if pair[0] != channel)
    return _with(surgery, replace(one, muted=one.muted - {channel}, solo=one.solo - {channel}, factors=factors))


def restore_layer(surgery: Surgery, layer: str) -> Surgery:
    """Take back all that was done to `layer`."""
    return tuple(one for one in surgery if one.layer != layer)


def at_every_call(surgery: Surgery, layer: str, *, is_wanted: bool) -> Surgery:
    """Whether what is done to `layer` is done at each call of it."""
    return _with(surgery, replace(of_layer(surgery, layer), every_call=is_wanted))


def covering(surgery: Surgery, layer: str, calls: tuple[str, ...]) -> Surgery:
    """Those that `layer` feels; `calls` are the keys of all calls of it, its own among them."""
    return tuple(one for one in surgery if one.layer == layer or (one.every_call and one.layer in calls))


def told(surgery: Surgery) -> str:
    """“conv_2: channels 3, 5 muted; conv_4: only channel 7”, for a line of text."""
    return "; ".join(f"{one.layer}{' (every call)' if one.every_call else ''}: {done_to(one)}" for one in surgery)


def done_to(one: Alteration) -> str:
    """“channels 3, 5 muted, channel 7 × 2”: what is done to the channels of one layer."""
    parts = []
    if one.solo:
        parts.append(f"only {_listed(one.solo)}")
    if one.muted:
        parts.append(f"{_listed(one.muted)} muted")
    parts += [f"channel {channel} × {factor:g}" for channel, factor in one.factors if channel not in one.muted]
    return ", ".join(parts)


def _listed(channels: frozenset[int], most: int = 12) -> str:
    what = "channel" if len(channels) == 1 else "channels"
    shown = f"{what} {', '.join(map(str, sorted(channels)[:most]))}"
    return f"{shown} and {len(channels) - most:,} more" if len(channels) > most else shown


def _with(surgery: Surgery, one: Alteration) -> Surgery:
    """`one` in the place of what was done to its layer before; gone where it changes nothing."""
    kept = [one if before.layer == one.layer else before for before in surgery]
    if all(before.layer != one.layer for before in surgery):
        kept.append(one)
    return tuple(alteration for alteration in kept if not alteration.changes_nothing)
