"""The network to begin with, where none is named: for many small photos the preset that is tuned on such."""

from __future__ import annotations

import argparse

from cnn_desktop.cli.output import Output

_NAMES = ("preset", "architecture", "layers")
_NOT_FOR_ALL = ("image_size", "activation", "pooling", "normalise", "dropout", "weights", "method")  # what not all take


def choose_network(options: argparse.Namespace, output: Output) -> None:
    """Name a preset in `options` where nothing says which network is meant, and say so.

    Looks through the dataset only where it holds enough files. Raises UserError where that holds no dataset.
    """
    from cnn_desktop.core.suggestion import may_be_many, suggested_architecture

    is_named = any(getattr(options, name) is not None for name in _NAMES + _NOT_FOR_ALL)
    if is_named or options.dataset is None or not may_be_many(options.dataset):
        return
    from cnn_desktop.core.architectures import DEFAULT, architecture
    from cnn_desktop.core.dataset.scan import scan, summarise

    key = suggested_architecture(summarise(scan(options.dataset)))
    if key != DEFAULT:
        options.preset = key
        title = architecture(key).title
        output.note(f"Many small photos: trained by the preset {key}, “{title}”. --preset names another.")
