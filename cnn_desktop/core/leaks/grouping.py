"""From links to groups: which of them lie across a split, and how many held-out images that concerns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cnn_desktop.core.dataset.model import SPLITS, ImageFile, SplitName
from cnn_desktop.core.dataset.split import Split
from cnn_desktop.core.leaks.model import LeakGroup, Leaking, LeakReport, Link

_MOST_GROUPS = 300  # that a report names
_MOST_LINKS = 20  # of a group


def linked_groups(ties: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """Files that belong together by `ties`, directly or by others; two or more each, in the order they were met."""
    leader: dict[str, str] = {}

    def led(file: str) -> str:
        while (above := leader.setdefault(file, file)) != file:
            leader[file] = file = leader.get(above, above)
        return file

    for first, *others in ties:
        for other in others:
            leader[led(other)] = led(first)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for file in leader:
        groups[led(file)].append(file)
    return [tuple(files) for files in groups.values() if len(files) > 1]


def report(
    folder: Path, split: Split, links: Sequence[Link], images: int, refused: Sequence[tuple[str, str]]
) -> LeakReport:
    """Which groups lie on more than one side of `split`. Images that it drops play no part."""
    of: dict[str, tuple[ImageFile, SplitName]] = {
        image.file: (image, side) for side in SPLITS for image in getattr(split, side)
    }
    links = [link for link in links if link.first in of and link.second in of]
    groups = linked_groups((link.first, link.second) for link in links)
    across = [files for files in groups if len({of[file][1] for file in files}) > 1]
    by_file = _links_across(links, of)
    across.sort(key=lambda files: (-len(files), files[0]))
    return LeakReport(
        folder,
        images,
        tuple(_leaking(side, across, of, len(getattr(split, side))) for side in SPLITS[1:] if getattr(split, side)),
        tuple(_told(files, of, by_file) for files in across[:_MOST_GROUPS]),
        len(across),
        len(groups),
        tuple(refused),
    )


def _links_across(links: Sequence[Link], of: Mapping[str, tuple[ImageFile, SplitName]]) -> Mapping[str, list[Link]]:
    """Those between two sides, by their first image."""
    found: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        if of[link.first][1] != of[link.second][1]:
            found[link.first].append(link)
    return found


def _told(
    files: tuple[str, ...], of: Mapping[str, tuple[ImageFile, SplitName]], by_file: Mapping[str, list[Link]]
) -> LeakGroup:
    """What is held out comes last, so that the images it was learned from stand before it."""
    ordered = tuple(sorted(files, key=lambda file: (SPLITS.index(of[file][1]), file)))
    links = sorted((link for file in files for link in by_file.get(file, ())), key=lambda link: -link.likeness)
    return LeakGroup(
        ordered,
        tuple(of[file][1] for file in ordered),
        tuple(of[file][0].class_name for file in ordered),
        tuple(links[:_MOST_LINKS]),
    )


def _leaking(
    side: SplitName, across: Sequence[tuple[str, ...]], of: Mapping[str, tuple[ImageFile, SplitName]], n: int
) -> Leaking:
    """Of `side`: those in one group with an image of a side that comes before it."""
    known = 0
    for files in across:
        sides = Counter(of[file][1] for file in files)
        if any(sides[before] for before in SPLITS[: SPLITS.index(side)]):
            known += sides[side]
    return Leaking(side, known, n)
