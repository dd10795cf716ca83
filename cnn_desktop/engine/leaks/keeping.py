"""Makes a list of groups of what was found, so that every later training keeps it on one side."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cnn_desktop.core.dataset.group_lists import write_groups
from cnn_desktop.core.dataset.groups import find_groups
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.leaks.grouping import linked_groups
from cnn_desktop.core.leaks.model import Link


def keep_together(runs: Path, dataset: Path, links: Iterable[Link], group_by: str) -> Path:
    """Write the groups by `links` beside the runs; what the rule `group_by` keeps together stays so.

    Returns the list, for a rule `file:LIST`. Raises UserError where it cannot be written.
    """
    ties: list[tuple[str, ...]] = [(link.first, link.second) for link in links]
    if group_by:
        groups = find_groups(scan(dataset), group_by).groups
        ties += [tuple(image.file for image in images) for _, images in groups if len(images) > 1]
    return write_groups(runs, dataset, linked_groups(ties))
