"""What the channels of layers answer to many images: statistics, which never wake, and the images each likes most.

One pass over the images for all layers that are asked about; each image is reduced to a few numbers a channel where
it is computed. Kept on disk, layer by layer: asked again, it is read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from cnn_desktop.core.dataset.layout import find_layout
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.image_search import find_images
from cnn_desktop.core.messages import ScannedChannels, ShouldStop
from cnn_desktop.core.names import quoted_folder
from cnn_desktop.engine.inspection import kept_scans
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.inspection.prepared_files import BLOCK, prepared_blocks
from cnn_desktop.engine.inspection.reduction import Moment, Reduction
from cnn_desktop.engine.inspection.tally import Tally

Report = Callable[[int, int], None]


def scan(
    inspector: Inspector, dataset: Path, moments: Sequence[Moment], *, report: Report, should_stop: ShouldStop
) -> list[tuple[ScannedChannels, bool]]:
    """The channels of each of `moments` over all images in `dataset`, and whether that was known already.

    Raises UserError where the folder holds no image that can be read, Cancelled where it was to stop.
    """
    files, places = _subject(inspector, dataset, moments)
    found = {moment: kept_scans.read(place) for moment, place in places.items()}
    missing = [moment for moment, scanned in found.items() if scanned is None]
    if missing:
        told = _look_through(inspector, dataset, files, missing, report=report, should_stop=should_stop)
        for moment, scanned in told.items():
            found[moment] = scanned
            kept_scans.keep(places[moment], scanned)
    else:
        report(len(files), len(files))
    return [(scanned, moment not in missing) for moment, scanned in found.items() if scanned is not None]


def known(inspector: Inspector, dataset: Path, moment: Moment) -> tuple[ScannedChannels | None, int]:
    """What is kept of an earlier scan of the same, and how many files there are. Raises UserError like `scan`."""
    files, places = _subject(inspector, dataset, [moment])
    return kept_scans.read(places[moment]), len(files)


def _subject(inspector: Inspector, dataset: Path, moments: Sequence[Moment]) -> tuple[list[Path], dict[Moment, Path]]:
    """The files to look through, and where the answer of each layer is kept."""
    for key, pre in moments:
        inspector.layer(key, pre=pre)
    files = list(find_images([dataset]))
    if not files:
        raise UserError(
            f"There are no images in {quoted_folder(dataset)}.", hint="Choose a folder that holds some, or one image."
        )
    subject = kept_scans.subject_of(inspector.run, dataset, files)
    return files, {(key, pre): kept_scans.place(subject, key, pre=pre) for key, pre in moments}


def _look_through(
    inspector: Inspector,
    dataset: Path,
    files: Sequence[Path],
    moments: Sequence[Moment],
    *,
    report: Report,
    should_stop: ShouldStop,
) -> dict[Moment, ScannedChannels]:
    reduce = Reduction(inspector, moments)
    class_of = _classes(dataset)
    classes = tuple(dict.fromkeys(class_of.values()))
    tallies = [Tally(inspector.layer(key).channels, len(classes), len(files)) for key, _ in moments]
    names: list[str] = []
    refused: list[tuple[str, str]] = []
    for done, block in enumerate(prepared_blocks(files, inspector.run.preparation), start=1):
        if should_stop():
            raise Cancelled
        good = [(kept_scans.name_of(file, dataset), one) for file, one in block if not isinstance(one, UserError)]
        refused += [
            (kept_scans.name_of(file, dataset), one.message) for file, one in block if isinstance(one, UserError)
        ]
        if good:
            labels = np.array([classes.index(class_of[name]) if name in class_of else -1 for name, _ in good])
            parts = reduce(np.stack([pixels for _, pixels in good]))
            for tally, part in zip(tallies, parts, strict=True):
                tally.add(part, len(names), labels)
            names += [name for name, _ in good]
        report(min(done * BLOCK, len(files)), len(files))
    if not names:
        raise UserError(
            f"None of the images in {quoted_folder(dataset)} can be read.",
            hint=f"The first: {refused[0][1]}",
        )
    return {
        (key, pre): tally.told(key, pre, tuple(names), tuple(refused), classes)
        for (key, pre), tally in zip(moments, tallies, strict=True)
    }


def _classes(dataset: Path) -> dict[str, str]:
    """The class of each file, by its name relative to `dataset`; empty where its folders tell of none."""
    try:
        layout = find_layout(dataset, lambda: None)
    except UserError:  # images without classes can be scanned as well
        return {}
    return {os.path.normpath(one.file): one.class_name for one in layout.candidates}
