"""The network looked into last, shared by all desks that look inside: two in memory would be one too many."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.engine.service.kept_network import KeptNetwork

if TYPE_CHECKING:
    from cnn_desktop.engine.inspection.inspector import Inspector


def inspector_of(run: Path) -> Inspector:
    """Raises UserError where the run has no model that fits."""
    return _KEPT.of(run)


def _open(run: Path) -> Inspector:
    from cnn_desktop.engine import runtime

    runtime.load()
    from cnn_desktop.engine.inspection.inspector import Inspector

    return Inspector(run)


_KEPT = KeptNetwork(_open)
