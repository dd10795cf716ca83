"""A copy of a dataset with the corrections in it: a new folder, one sub-folder a class. The dataset stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from cnn_desktop.core.copying import Copied, copy_into, folder_name
from cnn_desktop.core.dataset.model import Dataset, ImageFile
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.names import quoted, quoted_folder


def refuse_bad_target(dataset: Path, target: Path) -> None:
    """Raises UserError where `target` is not a new or empty folder outside `dataset`."""
    if target.resolve().is_relative_to(dataset.resolve()):
        raise UserError(
            f"{quoted_folder(target)} lies in the dataset itself, which stays as it is.",
            hint="Choose a folder elsewhere.",
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError(f"{quoted_folder(target)} is not empty.", hint="Name a new folder, or choose an empty one.")


def copy_corrected(
    original: Dataset,
    corrected: Dataset,
    target: Path,
    on_progress: Callable[[int, int], None],
    should_stop: Callable[[], bool],
) -> Copied:
    """Copy every image of `corrected` into `target`, in the folder of its class; those that kept it keep their place.

    Raises UserError where the target is not fit for it, Cancelled where it was told to stop; what was copied stays.
    """
    refuse_bad_target(original.folder, target)
    label = {image.file: image.class_name for image in original.images}
    copied, refused = 0, list[tuple[Path, str]]()
    for number, image in enumerate(corrected.images, start=1):
        if should_stop():
            raise Cancelled
        folder = target / _folder(image, label[image.file])
        try:
            folder.mkdir(parents=True, exist_ok=True)
            copy_into(folder, original.folder / image.file)
            copied += 1
        except UserError as error:
            refused.append((original.folder / image.file, error.message))
        except OSError as error:
            raise UserError(
                f"After {copied:,} images nothing more could be written to {quoted(str(target))}:"
                f" {error.strerror or error}.",
                hint="Free some space, or choose a folder on another disk.",
            ) from error
        on_progress(number, len(corrected.images))
    return Copied(copied, tuple(refused))


def _folder(image: ImageFile, before: str) -> Path:
    """Where it lay; where its class changed, the same beside it with the other class's name."""
    parts = PurePosixPath(image.file).parent.parts
    if image.class_name == before:
        return Path(*parts)
    if before not in parts:
        return Path(folder_name(image.class_name))
    return Path(*parts[: parts.index(before)], folder_name(image.class_name))
