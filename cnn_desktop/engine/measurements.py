"""What was measured on this computer and holds for the next run: how fast a network trains, and in which numbers.

A small JSON file in the cache folder. Keys are digests of everything that the measured depends on. One that is lost or
damaged is measured anew; one that cannot be kept costs a few seconds the next time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cnn_desktop import __version__
from cnn_desktop.core import files, json_files, paths
from cnn_desktop.engine import environment, runtime

_MOST = 300  # measurements kept, the newest


def key(*parts: Any) -> str:
    """What tells this measurement from others, by `parts` (JSON) and the computer it is made on."""
    computer = [__version__, version("tensorflow"), environment.processor(), os.cpu_count(), runtime.load()]
    return hashlib.blake2b(json.dumps([computer, parts], sort_keys=True).encode(), digest_size=16).hexdigest()


def recall(name: str) -> dict[str, Any] | None:
    """What was measured under this key; None where nothing was."""
    values = _read().get(name)
    return values if isinstance(values, dict) else None


def remember(name: str, values: dict[str, Any]) -> None:
    """Keep `values` under this key."""
    kept = _read()
    kept.pop(name, None)
    newest = dict(list({**kept, name: values}.items())[-_MOST:])
    with contextlib.suppress(OSError):  # a full disk: it is measured again
        _file().parent.mkdir(parents=True, exist_ok=True)
        files.write_json(_file(), newest)


def _read() -> dict[str, Any]:
    try:
        values = json_files.read(_file())
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _file() -> Path:
    return paths.cache_folder() / "measurements.json"
