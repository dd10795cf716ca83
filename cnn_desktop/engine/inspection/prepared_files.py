"""Many image files, read and prepared on threads a few blocks ahead of the network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core import images
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.preparation import Pixels, Preparation, prepare
from cnn_desktop.engine.prediction.blocks import in_blocks

BLOCK = 16  # images at a time

Prepared: TypeAlias = tuple[Path, Pixels | UserError]


def prepared_blocks(files: Sequence[Path], preparation: Preparation) -> Iterator[list[Prepared]]:
    """`BLOCK` files at a time, in order: what the network sees of each, or the UserError that says why not."""

    def read(file: Path) -> Prepared:
        try:
            return file, prepare(images.decode(file, fitting=preparation), preparation)
        except UserError as error:
            return file, error

    block: list[Prepared] = []
    for one in in_blocks(files, BLOCK, lambda some: [read(file) for file in some]):
        block.append(one)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block
