"""Leaks across a split, suspicious labels and shortcuts, as they are found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from cnn_desktop.core.leaks.model import LeakGroup, Leaking, LeakReport, Link
from cnn_desktop.core.messages import (
    FindSuspects,
    LeaksFound,
    LeaksProgress,
    LoadThumbnails,
    LookForLeaks,
    ProbeShortcuts,
    ShortcutsProbed,
    SuspectsFound,
    ThumbnailReady,
    ThumbnailsDone,
)
from cnn_desktop.core.shortcuts.alterations import WAYS
from cnn_desktop.core.shortcuts.model import Altered, ShortcutReport
from cnn_desktop.core.suspects.model import Suspects
from cnn_desktop.gui.results.run_page import LABELS, SHORTCUTS
from cnn_desktop.gui.screens.drawings import picture
from cnn_desktop.gui.screens.results_screens import draw_thumbnails, prepare_runs, show_run_page
from cnn_desktop.gui.screens.stage import Screen, Stage, settle
from cnn_desktop.gui.screens.training_screens import load
from cnn_desktop.gui.training.training_tab import TrainingTab

_SIDES = ("training", "validation", "training", "test")


def _look(stage: Stage) -> int:
    load(stage)
    for tab in stage.window.findChildren(TrainingTab):
        tab.columns.look_for_leaks()
    return stage.engines.searcher.last(LookForLeaks).ticket


def _looking(stage: Stage) -> None:
    stage.engines.searcher.say(LeaksProgress(_look(stage), "reading", 812, 1794))


def _leaks(stage: Stage) -> None:
    folder = stage.home / "Pictures" / "meadow"
    report = LeakReport(
        folder, 1794, (Leaking("validation", 31, 359), Leaking("test", 12, 179)),
        tuple(_group(number) for number in range(9)), 41, 57,
    )  # fmt: skip
    stage.engines.searcher.say(LeaksFound(_look(stage), report))
    _answer_thumbnails(stage)


def _clean(stage: Stage) -> None:
    report = LeakReport(stage.home, 1794, (Leaking("validation", 0, 359),), (), 0, 57)
    stage.engines.searcher.say(LeaksFound(_look(stage), report))


def _group(number: int) -> LeakGroup:
    name = ("daisy", "fern", "shell")[number % 3]
    files = tuple(f"{name}/IMG_{40 * number + frame:04}.jpg" for frame in range(2 + number % 3))
    turned = Link(files[0], files[1], "alike", 0.96, (90, 0, 17)[number % 3], number % 2 == 1)
    link = turned if number % 4 else Link(files[0], files[1], "burst", 0.71)
    return LeakGroup(files, _SIDES[: len(files)], (name,) * len(files), (link,))  # type: ignore[arg-type]


def _answer_thumbnails(stage: Stage) -> None:
    settle(0.1)
    request = stage.engines.library.last(LoadThumbnails)
    for file in request.files:
        pixels = picture(file.parent.name, int(file.stem[-3:]) // 40, request.side, request.side)
        stage.engines.library.say(ThumbnailReady(request.ticket, file, pixels))
    stage.engines.library.say(ThumbnailsDone(request.ticket))


def _labels(stage: Stage) -> None:
    """The mistakes of the run stand in for suspects."""
    show_run_page(LABELS, stage)
    result = stage.window.answers.state.of_split
    assert result is not None
    worst = result.by_worth[:24]
    stage.window.answers.suspects.ask()
    request = stage.engines.projector.last(FindSuspects)
    sure = result.confidence[worst]
    found = Suspects(
        result.folder, result.classes, tuple(map(str, result.files[worst])), ("validation",) * 24,
        result.labels[worst], result.predicted[worst], np.asarray(1 - sure), sure, 1794, 1794, 5, 0.93,
    )  # fmt: skip
    stage.engines.projector.say(SuspectsFound(request.ticket, request.run, found))
    draw_thumbnails(stage)


def _before(stage: Stage) -> None:
    show_run_page(LABELS, stage)


def _shortcuts(stage: Stage) -> None:
    show_run_page(SHORTCUTS, stage)
    plain = Altered("", 328, 359)
    right = {"border": 196, "centre": 310, "grey": 301, "blurred": 322, "turned": 325, "darker": 298}
    ways = tuple(replace(plain, way=way, right=right[way], lost=330 - right[way], gained=2) for way in WAYS)
    stage.window.answers.shortcuts.ask()
    request = stage.engines.projector.last(ProbeShortcuts)
    report = ShortcutReport("validation", plain, ways, 0.34)
    stage.engines.projector.say(ShortcutsProbed(request.ticket, request.run, report))


def _prepare(home: Path) -> None:
    prepare_runs(home)


SCREENS = (
    Screen("leaks-looking", _looking),
    Screen("leaks-found", _leaks),
    Screen("leaks-none", _clean),
    Screen("results-labels-before", _before, _prepare),
    Screen("results-labels", _labels, _prepare),
    Screen("results-shortcuts", _shortcuts, _prepare),
)
