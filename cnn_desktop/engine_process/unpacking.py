"""Read what a child says as data: messages of ours and arrays, and nothing that their reading would run.

A child opens files of strangers, and is locked in for that (`core.confinement`). Plain pickle would let one that was
taken over run what it likes in the program; here a name that is none of these ends the reading.
"""

from __future__ import annotations

import enum
import io
import pickle
from dataclasses import is_dataclass
from typing import Any

_OURS = ("cnn_desktop.core.", "cnn_desktop.engine_process.frames")
_OTHERS = {
    "builtins": {"set", "frozenset", "complex", "bytearray", "slice", "range"},
    "collections": {"OrderedDict", "deque"},
    "pathlib": {"Path", "PosixPath", "WindowsPath", "PurePath", "PurePosixPath", "PureWindowsPath"},
    "numpy": {"ndarray", "dtype"},
    "numpy.core.multiarray": {"_reconstruct", "scalar"},
    "numpy._core.multiarray": {"_reconstruct", "scalar"},
    "numpy.core.numeric": {"_frombuffer"},
    "numpy._core.numeric": {"_frombuffer"},
    "_codecs": {"encode"},  # bytes, in the older protocols
}


class Unknown(Exception):
    """Something that no process of ours says."""


def unpacked(content: bytes) -> Any:
    """What a child sent. Raises Unknown where that is no message of ours."""
    try:
        return _Reader(io.BytesIO(content)).load()
    except Unknown:
        raise
    except Exception as error:  # whatever broken pickles raise: it was not said by ours
        raise Unknown(f"{type(error).__name__}: {error}") from error


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """As `pickle` asks for everything that has a name."""
        if name in _OTHERS.get(module, ()):
            return super().find_class(module, name)
        if module.startswith(_OURS):
            found = super().find_class(module, name)
            is_value = isinstance(found, type) and (is_dataclass(found) or issubclass(found, enum.Enum | tuple))
            if is_value and found.__module__.startswith(_OURS):
                return found
        raise Unknown(f"{module}.{name}"[:200])
