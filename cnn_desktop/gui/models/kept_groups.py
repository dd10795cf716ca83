"""Which list of groups the leak guard wrote for which dataset: in force whenever that dataset is chosen again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cnn_desktop.core import settings

MOST = 50  # datasets


def rule_for(dataset: Path | None) -> str:
    """The rule to keep together by; empty: none is kept."""
    return str(settings.load().groups.get(str(dataset), "")) if dataset else ""


def keep(dataset: Path, rule: str) -> None:
    """From now on, `rule` is in force for `dataset`; empty: no longer."""
    kept = settings.load()
    others = {name: one for name, one in kept.groups.items() if name != str(dataset)}
    newest = ([(str(dataset), rule)] if rule else []) + list(others.items())
    groups = dict(newest[:MOST])
    if groups != kept.groups:
        settings.save(replace(kept, groups=groups))
