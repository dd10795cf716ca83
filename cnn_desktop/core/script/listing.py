"""Which image served what in a run, as it used it: corrected labels and what could not be read are settled."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, TypeAlias

from cnn_desktop.core import json_files
from cnn_desktop.core.dataset.model import SPLITS
from cnn_desktop.core.dataset.split import Split
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.core.runs import SPLIT, Run

_JPEG = frozenset({".jpg", ".jpeg", ".jpe", ".jfif"})  # never transparent, nor of 16 bit, and decoded smaller at need

Kind: TypeAlias = Literal["jpeg", "other"]


@dataclass(frozen=True, slots=True)
class Listing:
    """`rows`: (file, class, split) of every image, training first."""

    rows: tuple[tuple[str, str, str], ...]

    @property
    def splits(self) -> tuple[str, ...]:
        """Those that have images."""
        return tuple(name for name in SPLITS if any(split == name for _, _, split in self.rows))

    @property
    def kinds(self) -> frozenset[Kind]:
        """Of the images, by the ends of their names."""
        suffixes = {PurePath(file).suffix.lower() for file, _, _ in self.rows}
        return frozenset("jpeg" if suffix in _JPEG else "other" for suffix in suffixes)

    def to_csv(self) -> str:
        """The list as the script reads it."""
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(("file", "class", "split"))
        table.writerows(self.rows)
        return text.getvalue()


def listing_of(run: Run) -> Listing:
    """The images of `run`. Raises UserError where it does not say which they are."""
    try:
        split = Split.from_json(json_files.read(run.folder / SPLIT, json_files.MOST_BYTES_OF_IMAGES))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{quoted(run.name)} does not say which images it used ({error}).", hint="Train again, then export."
        ) from error
    left_out = {one.file for one in run.skipped}
    return Listing(
        tuple(
            (one.file, one.class_name, name)
            for name in SPLITS
            for one in getattr(split, name)
            if one.file not in left_out
        )
    )
