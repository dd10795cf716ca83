"""Who feeds whom in the layer rail: straight to the next in the row, or in a lane below, past those between. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnn_desktop.core.messages import LayerInfo
from cnn_desktop.gui.feature_maps.rail_entries import Entry

MOST_LANES = 4


@dataclass(frozen=True, slots=True)
class Edge:
    """From one place in the row to a later one. `lane` 0: there is nothing between them; else how far below it runs."""

    source: int
    target: int
    lane: int = 0


def edges(layers: Sequence[LayerInfo], entries: Sequence[Entry]) -> tuple[Edge, ...]:
    """Of all that is shown; what happens within a closed block is not. In the order of their targets."""
    places = {key: place for place, entry in enumerate(entries) for key in entry.keys}
    pairs = {
        (places[source], places[layer.key])
        for layer in layers
        for source in layer.inputs
        if source in places and layer.key in places and places[source] < places[layer.key]
    }
    taken: list[list[tuple[int, int]]] = [[] for _ in range(MOST_LANES)]
    found = []
    for source, target in sorted(pairs, key=lambda pair: (pair[1] - pair[0], pair)):  # the shortest nearest the row
        if target == source + 1:
            found.append(Edge(source, target))
            continue
        free = (lane for lane, others in enumerate(taken) if all(target <= a or source >= b for a, b in others))
        lane = next(free, MOST_LANES - 1)
        taken[lane].append((source, target))
        found.append(Edge(source, target, lane + 1))
    return tuple(sorted(found, key=lambda edge: (edge.target, edge.source)))
