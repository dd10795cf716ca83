"""What a folder holds, through and through, by the names in it alone. Opens no file and follows no link."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cnn_desktop.core.dataset.model import Skipped
from cnn_desktop.core.dataset.natural_order import natural
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted, quoted_folder

# A folder that holds nothing but these holds no class; any other file may be an image, whatever its name.
_DOCUMENTS = (
    ".txt", ".md", ".rst", ".csv", ".tsv", ".json", ".jsonl", ".xml", ".yaml", ".yml", ".html", ".htm", ".pdf", ".doc",
    ".docx", ".xls", ".xlsx", ".odt", ".ods", ".py", ".ipynb", ".mat", ".npy", ".npz", ".h5", ".hdf5", ".keras",
    ".pkl", ".pt", ".pth", ".tflite", ".zip", ".tar", ".gz", ".rar", ".7z", ".db", ".ini", ".log", ".sh", ".bat",
)  # fmt: skip
_IMAGES = (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".bmp", ".dib", ".webp", ".tif", ".tiff", ".gif")
_SIDE_FILES = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"))


@dataclass(slots=True, eq=False)
class Folder:
    """One folder. As long as it is not `is_listed`, it may hold anything."""

    name: str
    path: str  # relative to the dataset, ends in "/" except for the dataset itself
    files: list[str] = field(default_factory=list)
    folders: list[Folder] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    is_listed: bool = False

    def walk(self) -> Iterator[Folder]:
        """The folder itself and all below."""
        pending = [self]
        while pending:
            folder = pending.pop()
            yield folder
            pending += folder.folders

    def may_hold_images(self) -> bool:
        return any(not folder.is_listed or any(map(_may_be_image, folder.files)) for folder in self.walk())


def list_tree(top: Path, on_entry: Callable[[Folder], object]) -> Folder:
    """All that lies in `top`. Calls `on_entry` for each file with the tree as far as it is known; it may raise.

    Outer folders come first, side by side in natural order: what they are called is known before what they hold.
    Raises UserError where there is no such folder.
    """
    _require_folder(top)
    root, seen = Folder(top.name, ""), set[tuple[int, int]]()
    pending = deque([root])
    while pending:
        folder = pending.popleft()
        path = os.path.join(top, folder.path)
        try:
            status = os.stat(path)
            if (status.st_dev, status.st_ino) not in seen:  # a mount or junction may lead back up
                seen.add((status.st_dev, status.st_ino))
                _list_one(folder, path, lambda: on_entry(root))
        except OSError as error:
            folder.skipped.append(Skipped(folder.path, f"The folder could not be opened: {_reason(error)}."))
        folder.is_listed = True
        by_name = {sub.name: sub for sub in folder.folders}
        folder.folders = [by_name[name] for name in natural(by_name)]
        pending += folder.folders
    return root


def is_side_file(name: str) -> bool:
    """Whether it is hidden, or one of the operating system's own."""
    return name.startswith(".") or name.lower() in _SIDE_FILES


def is_image_name(file: str) -> bool:
    return file.lower().endswith(_IMAGES)


def _may_be_image(file: str) -> bool:
    return not file.lower().endswith(_DOCUMENTS)


def _require_folder(top: Path) -> None:
    try:
        os.scandir(top).close()
    except NotADirectoryError as error:
        raise UserError(f"{quoted_folder(top)} is a file, not a folder.", hint="Choose a folder of images.") from error
    except FileNotFoundError as error:
        raise UserError(
            f"There is no folder {quoted(str(top))}.", hint="Check the name, and whether its drive is connected."
        ) from error
    except (OSError, ValueError) as error:
        raise UserError(
            f"The folder {quoted(str(top))} could not be opened: {_reason(error)}.",
            hint="Check its permissions, and whether its drive is connected.",
        ) from error


def _list_one(folder: Folder, path: str, on_entry: Callable[[], object]) -> None:
    with os.scandir(path) as entries:
        for entry in entries:
            on_entry()
            if entry.is_symlink():
                folder.skipped.append(Skipped(folder.path + entry.name, "It is a link; links are not followed."))
            elif entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") and entry.name != "__MACOSX":
                    folder.folders.append(Folder(entry.name, f"{folder.path}{entry.name}/"))
            elif not entry.is_file(follow_symlinks=False):
                folder.skipped.append(Skipped(folder.path + entry.name, "It is a pipe or a device, not a file."))
            elif is_side_file(entry.name):
                why = "It is a hidden file or one of the operating system's own."
                folder.skipped.append(Skipped(folder.path + entry.name, why))
            else:
                folder.files.append(entry.name)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "you may not read it"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
