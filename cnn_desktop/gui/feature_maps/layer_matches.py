"""Which layers a few typed words mean: by name, by what they do, by size. Pure: no widget."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cnn_desktop.core.messages import LayerInfo
from cnn_desktop.gui.feature_maps import words


def matches(layers: Sequence[LayerInfo], text: str) -> tuple[LayerInfo, ...]:
    """Those of which every word of `text` tells, in the order of computing; none where there is no word.

    “dw relu”, “depthwise”, “batchnorm”, “28x28”: upper and lower case, “×” and “x” are alike.
    """
    wanted = _plain(text).split()
    return tuple(layer for layer in layers if wanted and all(word in _told(layer) for word in wanted))


def _told(layer: LayerInfo) -> str:
    return _plain(f"{layer.key} {layer.type} {words.kind(layer)} {words.size(layer.output)}")


def _plain(text: str) -> str:
    """A size is one word: “28 × 28 × 1,280” is 28x28x1280."""
    return re.sub(r"(?<=\d)\s*[x×]\s*(?=\d)", "x", text.casefold().replace(",", ""))
