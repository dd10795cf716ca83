"""What people corrected on the Results tab, heeded by a training and recorded with its run."""

from __future__ import annotations

from cnn_desktop.core import files, journal, json_files, reading
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset import edits
from cnn_desktop.core.dataset.edits import Edits
from cnn_desktop.core.dataset.model import Dataset
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.runs import Run


def in_force(config: TrainingConfig) -> Edits:
    """What the journal beside the runs says of the dataset now. Raises UserError where it cannot be read."""
    return edits.edits_of(journal.read(config.runs / journal.FILE), config.dataset)


def heed(dataset: Dataset, found: Edits) -> Dataset:
    """`dataset` as it was corrected. Raises UserError where too little is left of it."""
    return edits.heeded(dataset, found, lambda file: reading.digest(reading.read_file(file)))


def record(run: Run, found: Edits) -> None:
    """Keep with the run what it heeded: the state of the journal."""
    files.write_json(run.folder / edits.FILE, found.to_json())


def recorded(run: Run) -> Edits:
    """What the run heeded; nothing where it is of an older version."""
    try:
        return Edits.from_json(json_files.read(run.folder / edits.FILE, json_files.MOST_BYTES_OF_IMAGES))
    except FileNotFoundError:
        return Edits()
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"The corrections of “{run.name}” are damaged ({error}).",
            hint="Start a new run; the best model is still there.",
        ) from error
