"""The user's last network of their own, kept beside the settings from one launch to the next."""

from __future__ import annotations

import logging
from pathlib import Path

from cnn_desktop.core import paths
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.stack import files
from cnn_desktop.core.stack.layers import Stack

_log = logging.getLogger(__name__)


def file() -> Path:
    """A network file like any other, so that it can be opened, copied and sent."""
    return paths.settings_file().with_name("own-network.json")


def keep(stack: Stack) -> None:
    """Keep `stack`. A folder that cannot be written costs the memory of it, not the work in hand."""
    try:
        file().parent.mkdir(parents=True, exist_ok=True)
        files.save(file(), stack)
    except OSError as error:
        _log.warning("The network could not be kept in %s (%s).", file(), error)


def load() -> Stack | None:
    """The network kept last; None where there is none. Raises UserError, saying so, where the file is damaged."""
    if not file().exists():
        return None
    try:
        return files.load(file())
    except UserError as error:
        raise UserError(
            f"Your last network could not be read: {error.message}", hint="Put it together again, or open another."
        ) from error
