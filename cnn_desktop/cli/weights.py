"""Pretrained weights on the command line: refused before anything is loaded where they are missing, or downloaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnn_desktop.cli.output import Output
from cnn_desktop.core import weights_digests
from cnn_desktop.core.pretrained import IMAGENET, PUBLISHED, cached, file_of

if TYPE_CHECKING:
    from cnn_desktop.core.config import TrainingConfig
    from cnn_desktop.core.messages import ShouldStop

_ANY_SIZE = 64  # pixels: it plays no part in which weights are meant


def refuse_missing(config: TrainingConfig) -> None:
    """Raise UserError where the weights of `config` are not on this computer: where they are to be had, and how.

    What goes with no network at all is the engine's to refuse.
    """
    if config.architecture in PUBLISHED:
        file_of(config.architecture, _weights_of(config))


def download(config: TrainingConfig, output: Output, should_stop: ShouldStop) -> None:
    """Fetch the weights of ImageNet for `config`; other ones have to be there. Raises UserError, Cancelled."""
    key = config.architecture
    if key not in PUBLISHED or _weights_of(config) != IMAGENET or cached(key).is_file():
        return refuse_missing(config)
    from cnn_desktop.engine.networks.download import fetch

    published = PUBLISHED[key]
    output.note(f"Downloading {published.size} from {published.address}")
    output.note(f"{published.check}.")
    file = fetch(
        key,
        lambda done, total: output.progress(f"{done / 1e6:.1f} of {total / 1e6:.1f} MB"),
        should_stop,
    )
    output.note(f"Kept as {file}")
    if written_down := weights_digests.words(published):
        output.note(written_down)
    return None


def _weights_of(config: TrainingConfig) -> str:
    from cnn_desktop.core.config import completed

    return completed(config, _ANY_SIZE).weights or ""
