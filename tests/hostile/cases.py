"""A case of the corpus: a name, the kind of door, and who draws it in a folder."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Draw = Callable[[Path, Path], Path]  # a folder of its own, and the marker; what to open


@dataclass(frozen=True)
class Case:
    kind: str
    name: str
    draw: Draw


CASES: list[Case] = []


def case(kind: str) -> Callable[[Draw], Draw]:
    def keep(draw: Draw) -> Draw:
        CASES.append(Case(kind, draw.__name__, draw))
        return draw

    return keep


def payload(marker: Path) -> bytes:
    """A pickle that writes the marker when it is loaded."""

    class Payload:
        def __reduce__(self):
            return (open, (str(marker), "w"))

    return pickle.dumps(Payload())
