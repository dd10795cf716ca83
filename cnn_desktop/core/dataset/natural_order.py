"""Names as people order them: 2 before 10, upper case beside lower case; the same on every disk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from natsort import natsort_keygen, ns

_any_key = natsort_keygen(alg=ns.IGNORECASE)
_with_lengths = re.compile("[0-9]+").sub


def natural(names: Iterable[str], keep_going: Callable[[], object] = lambda: None) -> list[str]:
    """`names` in natural order. Calls `keep_going` for each, which may raise to end it."""
    ordered = sorted(names)
    key_of = _ascii_key if all(map(str.isascii, ordered)) else _any_key

    def key(name: str) -> Any:
        keep_going()
        return key_of(name)

    return sorted(ordered, key=key)


def _ascii_key(name: str) -> str:
    """What orders ASCII names as natsort does, in a quarter of its time: each number behind its number of digits."""
    return _with_lengths(_with_length, name.lower())


def _with_length(number: re.Match[str]) -> str:
    digits = number[0].lstrip("0")
    return f"\0{chr(len(digits))}{digits}"  # no name holds \0, so that a number comes before any letter
