"""Small pieces that all scripts are made of: names that cannot end the text they stand in, lines that are indented."""

from __future__ import annotations

import pprint
from collections.abc import Sequence

from cnn_desktop.core.names import shown_name

WIDTH = 110  # characters of a line


def indented(text: str) -> str:
    """`text` as the body of a function."""
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


def safe(text: str) -> str:
    """`text` where it cannot end the docstring that it stands in."""
    return shown_name(text).replace("\\", "/").replace('"', "'")


def classes(names: Sequence[str]) -> str:
    """The line that names the classes in their order."""
    listed = pprint.pformat(list(names), width=WIDTH - 10, compact=True).replace("\n", "\n          ")
    return f"CLASSES = {listed}"
