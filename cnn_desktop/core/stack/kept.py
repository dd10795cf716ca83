"""The user's last network of their own, and one still in the making, kept beside the settings between launches."""

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


def draft_file() -> Path:
    return paths.settings_file().with_name("own-network-draft.json")


def keep_draft(stack: Stack) -> None:
    """Keep a network whose making was broken off. Otherwise as `keep`."""
    try:
        draft_file().parent.mkdir(parents=True, exist_ok=True)
        files.save(draft_file(), stack)
    except OSError as error:
        _log.warning("The draft could not be kept in %s (%s).", draft_file(), error)


def take_draft() -> Stack | None:
    """The draft kept last, which is then no longer kept; None where there is none, or it is damaged (logged)."""
    try:
        draft = files.load(draft_file())
    except UserError as error:
        if draft_file().exists():
            _log.warning("The draft could not be read: %s", error.message)
        return None
    draft_file().unlink(missing_ok=True)
    return draft


def has_draft() -> bool:
    return draft_file().exists()
