"""Labels that people corrected and images that they left out: heeded when a dataset is read, never written into it.

Folded from the journal (`core.journal`). The files of the user stay as they are, byte for byte.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from natsort import natsorted

from cnn_desktop.core.dataset.model import Dataset, ImageFile, Skipped
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.journal import Journal, Kind, Scope
from cnn_desktop.core.names import counted, quoted_folder
from cnn_desktop.core.staleness import place_of

FILE = "edits.json"  # in a run folder: the edits that its training heeded
KINDS: tuple[Kind, ...] = ("relabelled", "left_out")


@dataclass(frozen=True, slots=True)
class Edit:
    """One image is to be taken for another class, or not at all (`class_name` is empty)."""

    file: str  # relative to the dataset, with forward slashes
    class_name: str
    digest: str  # of the content it was said of

    @property
    def leaves_out(self) -> bool:
        return not self.class_name


@dataclass(frozen=True, slots=True)
class Edits:
    """Those in force for one dataset, by file. `journal` names the last line that was read: the journal's state."""

    by_file: Mapping[str, Edit] = field(default_factory=dict)
    journal: str = ""

    def __len__(self) -> int:
        return len(self.by_file)

    @property
    def words(self) -> str:
        """“2 labels corrected, 1 image left out”; empty where nothing is."""
        left_out = sum(edit.leaves_out for edit in self.by_file.values())
        corrected = len(self) - left_out
        parts = [f"{counted(corrected, 'label')} corrected"] if corrected else []
        parts += [f"{counted(left_out, 'image')} left out"] if left_out else []
        return ", ".join(parts)

    def to_json(self) -> dict[str, Any]:
        """Plain values for `FILE`."""
        found = self.by_file.values()
        rows = [{"file": one.file, "class": one.class_name or None, "digest": one.digest} for one in found]
        return {"format": 1, "journal": self.journal, "edits": rows}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Edits:
        """The inverse of `to_json`. Raises KeyError or TypeError where the values are no edits."""
        found = (Edit(str(row["file"]), str(row["class"] or ""), str(row["digest"])) for row in values["edits"])
        return cls({one.file: one for one in found}, str(values["journal"]))


def scope(dataset: Path) -> Scope:
    """Which entries are taken back where `dataset` is corrected."""
    return Scope(KINDS, dataset.absolute())


def edits_of(journal: Journal, dataset: Path) -> Edits:
    """What is in force for `dataset`; of several edits of an image, the newest."""
    place, found = place_of(dataset), dict[str, Edit]()
    for standing in journal.state():
        entry = standing.entry
        if standing.undone_by or entry.kind not in KINDS or place_of(entry.dataset) != place:
            continue
        found.pop(entry.file, None)  # the newest stands last
        name = entry.class_name if entry.kind == "relabelled" else ""
        found[entry.file] = Edit(entry.file, name, entry.digest)
    return Edits(found, journal.lines[-1].id if journal.lines else "")


def heeded(dataset: Dataset, edits: Edits, digest_of: Callable[[Path], str]) -> Dataset:
    """`dataset` as it was corrected. `digest_of` tells the content of a file; raises UserError where it cannot.

    An edit holds for the content it was made for: of a file that was changed since, it is left alone and told in a
    warning. Raises UserError where fewer than two classes are left.
    """
    if not edits:
        return dataset
    images, skipped, passed_over = list[ImageFile](), list(dataset.skipped), 0
    for image in dataset.images:
        edit = edits.by_file.get(image.file)
        if edit and not _holds(dataset.folder / image.file, edit, digest_of):
            passed_over, edit = passed_over + 1, None
        if edit is None:
            images.append(image)
        elif edit.leaves_out:
            skipped.append(Skipped(image.file, "You left it out."))
        else:
            images.append(dataclasses.replace(image, class_name=edit.class_name))
    return _assembled(dataset, images, skipped, passed_over)


def _holds(file: Path, edit: Edit, digest_of: Callable[[Path], str]) -> bool:
    try:
        return digest_of(file) == edit.digest
    except UserError:
        return False  # who decodes it says why


def _assembled(dataset: Dataset, images: list[ImageFile], skipped: list[Skipped], passed_over: int) -> Dataset:
    learnable = {image.class_name for image in images if image.split in (None, "training")}
    new = sorted(learnable - set(dataset.classes))
    classes = tuple(name for name in dataset.classes if name in learnable)
    if len(classes) + len(new) < 2:
        raise UserError(
            f"Fewer than two classes of {quoted_folder(dataset.folder)} are left: the other images were left out.",
            hint="Take corrections back on the Results tab.",
        )
    kept = {image.file for image in images if image.class_name in learnable}
    groups = (tuple(file for file in files if file in kept) for files in dataset.duplicates)
    warnings = dataset.warnings
    if passed_over:
        were = "was" if passed_over == 1 else "were"
        warnings += (f"{counted(passed_over, 'correction')} {were} passed over: the image changed since.",)
    return dataclasses.replace(
        dataset,
        classes=tuple(natsorted([*classes, *new])) if new else classes,
        images=tuple(image for image in images if image.file in kept),
        skipped=tuple(skipped),
        duplicates=tuple(files for files in groups if len(files) > 1),
        warnings=warnings,
    )
