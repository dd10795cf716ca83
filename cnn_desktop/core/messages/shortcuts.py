"""Does a network look at the wrong thing? Its images altered, and scored again (`core.shortcuts`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cnn_desktop.core.dataset.model import SplitName

if TYPE_CHECKING:  # it is made of the values of many modules
    from cnn_desktop.core.shortcuts.model import ShortcutReport


@dataclass(frozen=True, slots=True)
class ProbeShortcuts:
    """Score `split` as it is and in each altered way. `ShortcutsProgress`…, then `ShortcutsProbed`."""

    ticket: int
    run: Path
    split: SplitName = "validation"


@dataclass(frozen=True, slots=True)
class ShortcutsProgress:
    """At most ten of these a second."""

    ticket: int
    done: int  # images, in all ways at once
    total: int


@dataclass(frozen=True, slots=True)
class ShortcutsProbed:
    ticket: int
    run: Path
    report: ShortcutReport


Request: TypeAlias = ProbeShortcuts
Event: TypeAlias = ShortcutsProgress | ShortcutsProbed
