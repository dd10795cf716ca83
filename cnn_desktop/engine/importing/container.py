"""Open the file of a foreign model: what it is, its description (JSON) and its weights. Loads neither Keras nor code.

Two kinds are read: `.keras` (a zip of JSON and HDF5) and `.h5`. Everything has a limit, and is checked before it is
unpacked.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from cnn_desktop.core import reading
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.engine.importing.arrays import HINT, Arrays, opened

MOST_BYTES = 2**30  # of a file, packed or not
_MOST_CONFIG = 16 * 2**20  # bytes; EfficientNet-B7 has 1 MB
_DEEPEST = 100  # brackets in brackets
_MOST_RATIO = 20  # how far a part may be packed; Keras packs nothing
_ZIP, _HDF5 = b"PK\x03\x04", b"\x89HDF\r\n\x1a\n"
_CONFIG, _WEIGHTS, _METADATA = "config.json", "model.weights.h5", "metadata.json"
_READ = "Keras models (.keras, .h5) are opened, also those of Teachable Machine (export: Tensorflow, Keras)."


@dataclass(frozen=True, slots=True)
class Container:
    """An open model: `config` describes the network. `is_legacy`: an `.h5`, where weights have the names of layers."""

    config: dict[str, Any]
    arrays: Arrays
    is_legacy: bool
    keras_version: str  # as the file tells it


@contextmanager
def open_container(file: Path, most_bytes: int = MOST_BYTES) -> Iterator[Container]:
    """Open `file`. Raises UserError where it is no Keras model, or one that is not to be trusted."""
    kind, size = _kind(file)
    if size > most_bytes:
        raise UserError(
            f"{quoted(file.name)} is too large: {size / 2**30:.1f} GB.",
            hint=f"Models up to {most_bytes >> 30} GB are opened.",
        )
    if kind == "hdf5":
        with opened(file, most_bytes) as arrays:
            yield _legacy(file, arrays)
    else:
        config, weights, version = _unpacked(file, most_bytes)
        with opened(BytesIO(weights), most_bytes) as arrays:
            yield Container(config, arrays, False, version)


def _kind(file: Path) -> tuple[str, int]:
    if file.is_dir():
        raise UserError(
            f"{quoted(file.name)} is a folder, not a Keras model.",
            hint=f"A SavedModel holds code and is not opened. {_READ}",
        )
    try:
        reading.require_plain(file)
        size = file.stat().st_size
        with file.open("rb") as content:
            head = content.read(16)
    except OSError as error:
        raise UserError(f"{quoted(file.name)} cannot be read: {error.strerror or error}.", hint=_READ) from error
    except ValueError as error:
        raise UserError(f"{quoted(file.name)} is no model: {error}.", hint=_READ) from error
    if head.startswith(_HDF5):
        return "hdf5", size
    if head.startswith(_ZIP):
        return "zip", size
    what = "It is empty." if not head else "It is no Keras model."
    if head[4:8] == b"TFL3":
        what = "It is a TensorFlow Lite model, which holds no layers to look into."
    raise UserError(f"{quoted(file.name)} cannot be opened. {what}", hint=_READ)


def _legacy(file: Path, arrays: Arrays) -> Container:
    text = arrays.attribute("", "model_config")
    if text is None:
        raise UserError(
            f"{quoted(file.name)} holds weights only, and not the network that they are for.",
            hint="Save the whole model: model.save(…), not model.save_weights(…).",
        )
    version = arrays.attribute("", "keras_version")
    return Container(_parsed(_bytes(text)), arrays, True, _bytes(version or b"").decode("ascii", "replace"))


def _unpacked(file: Path, most_bytes: int) -> tuple[dict[str, Any], bytes, str]:
    """The description, the weights and the version of Keras out of a `.keras` file."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = {member.filename: member for member in archive.infolist()}
            if _CONFIG not in members or _WEIGHTS not in members:
                raise UserError(f"{quoted(file.name)} is a zip archive, but no Keras model.", hint=_READ)
            for member in members.values():
                _check_member(member, most_bytes)
            config = _parsed(archive.read(_CONFIG))
            metadata = _parsed(archive.read(_METADATA)) if _METADATA in members else {}
            return config, archive.read(_WEIGHTS), str(metadata.get("keras_version", ""))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, RuntimeError, EOFError) as error:
        raise UserError(
            f"{quoted(file.name)} is damaged, or only a part of a file.", hint="Copy or download it again."
        ) from error


def _check_member(member: zipfile.ZipInfo, most_bytes: int) -> None:
    """Only what a network needs: a description and numbers."""
    if member.filename not in (_CONFIG, _WEIGHTS, _METADATA) and not (member.is_dir() or member.file_size == 0):
        raise UserError(f"The model carries a file that no network needs: {quoted(member.filename)}.", hint=HINT)
    most = most_bytes if member.filename == _WEIGHTS else _MOST_CONFIG
    if member.file_size > min(most, _MOST_RATIO * member.compress_size + 2**20):
        raise UserError(f"{quoted(member.filename)} in the model unpacks to more than a network needs.", hint=HINT)


def _parsed(text: bytes) -> dict[str, Any]:
    """JSON of a bounded size and depth, without NaN."""
    if len(text) > _MOST_CONFIG:
        raise UserError("The description of the network is longer than any network needs.", hint=HINT)
    if _depth(text) > _DEEPEST:
        raise UserError("The description of the network is nested deeper than any network.", hint=HINT)
    try:
        values = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise damaged() from error
    if not isinstance(values, dict):
        raise damaged()
    return values


def damaged() -> UserError:
    """For a description that cannot be followed."""
    return UserError("The description of the network is damaged.", hint="Copy or download the file again.")


def _depth(text: bytes) -> int:
    """How deep brackets are nested; those within strings count too, which no name of a layer makes many."""
    deepest = depth = 0
    for byte in text:
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
