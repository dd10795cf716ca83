"""Names from the file system in sentences: one line, nothing invisible, nothing that turns the rest around.

For people only: files are always opened by the name they really have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

# Control characters, marks that reorder the text after them, and bytes that are no UTF-8 (kept as surrogates).
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def shown_name(name: str) -> str:
    """`name` with a visible mark for each character that cannot be shown."""
    return _INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", name)


def quoted(name: str) -> str:
    """`name` as it stands in a sentence."""
    return f"“{shown_name(name)}”"


def quoted_folder(folder: Path) -> str:
    """The last part of a folder's path as it stands in a sentence; of “.” too."""
    return quoted(folder.absolute().name or str(folder))


def listed(names: Sequence[str], most: int = 3) -> str:
    """“a”, “b” and 5 more."""
    shown = [quoted(name) for name in names[:most]]
    return joined([*shown, f"{len(names) - most:,} more"] if len(names) > most else shown)


def joined(words: Sequence[str]) -> str:
    """a, b and c."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def counted(n: int, one: str, many: str = "") -> str:
    """1 image; 1,234 images; 2 classes."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"
