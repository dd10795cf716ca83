"""What the layer rail lists: the blocks of the network in a row, the chosen one open. Pure: no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cnn_desktop.core.messages import LayerInfo
from cnn_desktop.gui.feature_maps import words

ALL_OPEN = 24  # layers; a network with no more has no closed blocks


@dataclass(frozen=True, slots=True)
class Entry:
    """A layer, or a closed block: `key` is what a click chooses, of a block its last layer; `keys` are all it holds."""

    key: str
    title: str
    below: str
    block: str  # the open block it is in; empty: none
    keys: tuple[str, ...]

    @property
    def layers(self) -> int:
        return len(self.keys)


def entries(layers: Sequence[LayerInfo], chosen: str) -> tuple[Entry, ...]:
    """In the order of computing."""
    found: list[Entry] = []
    for _, group in groupby(layers, key=lambda layer: layer.block or layer.key):
        members = list(group)
        block = members[0].block
        is_open = len(members) == 1 or len(layers) <= ALL_OPEN or any(one.key == chosen for one in members)
        if is_open:
            heading = block if len(members) > 1 else ""
            found += [
                Entry(one.key, _short(one, heading), words.size(one.output), heading, (one.key,)) for one in members
            ]
        else:
            keys = tuple(one.key for one in members)
            found.append(Entry(keys[-1], block, f"{len(members)} layers", "", keys))
    return tuple(found)


def found_entries(layers: Sequence[LayerInfo]) -> tuple[Entry, ...]:
    """Of a search: each by its whole name."""
    return tuple(Entry(one.key, one.key, words.size(one.output), "", (one.key,)) for one in layers)


def _short(layer: LayerInfo, heading: str) -> str:
    """The name without what the heading says already."""
    name = layer.key.rsplit("/", 1)[-1]
    if heading and name.startswith(heading) and len(name) > len(heading) + 1:
        return name[len(heading) :].lstrip("_-./ ")
    return name
