"""What a search for leaks means, in plain sentences, the same in every door."""

from __future__ import annotations

from cnn_desktop.core.leaks.model import Leaking, LeakReport
from cnn_desktop.core.names import counted


def verdict(report: LeakReport) -> str:
    """In a sentence."""
    if report.is_clean:
        return "No near-duplicates, turned copies or burst frames lie across the split."
    parts = [_of_side(one) for one in report.leaking if one.images]
    return " ".join(parts) or f"{counted(report.groups_total, 'group')} of alike images lie across the split."


def meaning(report: LeakReport) -> str:
    """What follows from it."""
    if report.is_clean:
        alike = f" {counted(report.linked, 'group')} of alike images lie on one side each." if report.linked else ""
        return f"{counted(report.images, 'image')} were held against each other.{alike}"
    return "Of these the score says how well the network remembers, not how well it sees."


def _of_side(one: Leaking) -> str:
    share = f"{100 * one.images / one.of:.0f} %" if one.images * 200 >= one.of else "under 1 %"
    has = "has" if one.images == 1 else "have"
    where = "training" if one.side == "validation" else "training or validation"
    return f"{one.images:,} of {one.of:,} {one.side} images ({share}) {has} a near-duplicate in {where}."
