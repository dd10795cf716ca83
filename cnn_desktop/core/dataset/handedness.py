"""Whether class names suggest that a mirrored image means something else: left and right hands, digits, letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PAIRS = (  # a class of each side
    ("left", "right"), ("links", "rechts"), ("linke", "rechte"), ("gauche", "droite"), ("izquierda", "derecha"),
    ("izquierdo", "derecho"), ("sinistra", "destra"), ("sinistro", "destro"), ("esquerda", "direita"),
    ("esquerdo", "direito"), ("l", "r"), ("lh", "rh"), ("east", "west"), ("clockwise", "counterclockwise"),
    ("clockwise", "anticlockwise"), ("cw", "ccw"), ("sinister", "dexter"),
)  # fmt: skip
_NUMBERS = frozenset(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
_ALIKE = frozenset("08AHIMOTUVWXYovwx")  # the same in the mirror


def what_flips_change(classes: Sequence[str]) -> str:
    """What a flip would make of some of `classes`: “left” and “right”, or digits and letters. Empty: nothing known."""
    words = [set(re.findall(r"[^\W\d_]+", name.casefold())) for name in classes]
    for one, other in _PAIRS:
        if any(one in each for each in words) and any(other in each for each in words):
            return f"“{one}” and “{other}”"
    signs = [name.strip() for name in classes if len(name.strip()) == 1 and name.strip().isalnum()]
    changed = [sign for sign in signs if sign not in _ALIKE]
    if len(signs) >= 2 and 2 * len(signs) >= len(classes) and changed:
        return f"digits and letters such as “{changed[-1]}”"
    if len(classes) >= 2 and all(name.casefold().strip() in _NUMBERS for name in classes):
        return "digits"
    return ""
