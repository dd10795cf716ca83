"""The states of the Train tab before a run: from empty to planned and set up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea, QWidget

from cnn_desktop.core import settings
from cnn_desktop.core.dataset.model import DatasetSummary
from cnn_desktop.core.messages import (
    ArchitectureReady,
    ClassesListed,
    DatasetReady,
    DescribeArchitecture,
    DescribeGroups,
    GroupsReady,
    LoadThumbnails,
    PlanTraining,
    RequestFailed,
    ScanDataset,
    ScanProgress,
    ThumbnailReady,
    ThumbnailsDone,
    TrainingPlanned,
)
from cnn_desktop.gui.models.plan_model import ASK_AFTER_MS
from cnn_desktop.gui.screens import meadow
from cnn_desktop.gui.screens.drawings import picture
from cnn_desktop.gui.screens.stage import Screen, Stage, settle
from cnn_desktop.gui.training.settings_form import SettingsForm
from cnn_desktop.gui.training.training_tab import TrainingTab
from cnn_desktop.gui.training.watch_row import WatchRow


def _scan(stage: Stage, found: DatasetSummary) -> int:
    """Choose the folder, and hear its classes."""
    stage.window.dataset.choose(found.folder)
    ticket = stage.engines.library.last(ScanDataset).ticket
    listed = tuple((one.name, one.images) for one in found.classes)
    stage.engines.library.say(ClassesListed(ticket, found.folder, listed))
    return ticket


def load(stage: Stage, found: DatasetSummary | None = None) -> None:
    """A dataset with its thumbnails and its table of layers."""
    found = found or meadow.summary(stage.home / "Pictures" / "meadow")
    ticket = _scan(stage, found)
    stage.engines.library.say(DatasetReady(ticket, found))
    settle()
    _answer_thumbnails(stage, found)
    asked = stage.engines.studio.last(DescribeArchitecture)
    rows = meadow.layers()
    total = sum(layer.parameters for layer in rows)
    stage.engines.studio.say(
        ArchitectureReady(asked.ticket, asked.plan.architecture, "Residual network (small)", total, rows)
    )


def _answer_thumbnails(stage: Stage, found: DatasetSummary) -> None:
    """All examples, also those that only a larger window shows."""
    answered = 0
    stage.window.dataset.want_thumbnails(found.folder / file for one in found.classes for file in one.examples)
    while True:
        requests = [request for request in stage.engines.library.asked if isinstance(request, LoadThumbnails)]
        if len(requests) == answered:
            return
        for request in requests[answered:]:
            for file in request.files:
                pixels = picture(file.parent.name, int(file.stem[-3:]), request.side, request.side)
                stage.engines.library.say(ThumbnailReady(request.ticket, file, pixels))
            answered += 1
            stage.engines.library.say(ThumbnailsDone(request.ticket))


def _remember_folders(home: Path) -> None:
    names = ("meadow", "beach", "X-rays, left and right hand")
    recent = tuple(str(home / "Pictures" / name) for name in names)
    settings.save(replace(settings.load(home / "settings.json"), recent_folders=recent), home / "settings.json")


def _empty(stage: Stage) -> None:
    """As the window opens."""


def _refused(stage: Stage) -> None:
    stage.window.dataset.choose(stage.home / "Pictures" / "holiday")
    ticket = stage.engines.library.last(ScanDataset).ticket
    stage.engines.library.say(
        RequestFailed(
            "“holiday” holds images of one class only: “dog”.",
            "Choose a folder with one sub-folder for each class, at least two.",
            ticket=ticket,
        )
    )


def _scanning(stage: Stage) -> None:
    ticket = _scan(stage, meadow.summary(stage.home / "Pictures" / "meadow"))
    stage.engines.library.say(ScanProgress(ticket, 640, sum(meadow.COUNTS)))


def _review(stage: Stage) -> None:
    load(stage)
    for tab in stage.window.findChildren(TrainingTab):
        tab.columns.review_problems()


def _thousand(stage: Stage) -> None:
    load(stage, meadow.many_classes(stage.home / "Pictures" / "species"))


def _planned(stage: Stage) -> None:
    """How long it would take, and other ways."""
    load(stage)
    settle(ASK_AFTER_MS / 1000 + 0.2)
    for seconds in (1_480.0, 130.0, 390.0):
        ticket = stage.engines.spare.last(PlanTraining).ticket
        stage.engines.spare.say(TrainingPlanned(ticket, seconds, seconds / 20, 1_240_000_000, "bfloat16", 1.84))


def _advanced(stage: Stage) -> None:
    load(stage)
    for tab in stage.window.findChildren(TrainingTab):
        tab.columns.open_advanced()
    for field, text in (("learning_rate", "fast"), ("test", "0.1")):
        stage.window.training.settings.write(field, text)


def _watching(stage: Stage) -> None:
    load(stage)
    for tab in stage.window.findChildren(TrainingTab):
        tab.columns.open_advanced()
    stage.window.training.settings.watch_each_class()
    settle()
    for row in stage.window.findChildren(WatchRow):
        for area in (one for one in stage.window.findChildren(QScrollArea) if one.isAncestorOf(row)):
            _keep_in_view(area, row)


def _grouped(stage: Stage) -> None:
    load(stage)
    for tab in stage.window.findChildren(TrainingTab):
        tab.columns.open_advanced()
    stage.window.training.settings.write("group_by", "number")
    settle()
    stage.engines.library.say(GroupsReady(stage.engines.library.last(DescribeGroups).ticket, meadow.GROUPS))
    settle()
    for form in stage.window.findChildren(SettingsForm):
        for area in (one for one in stage.window.findChildren(QScrollArea) if one.isAncestorOf(form)):
            _keep_in_view(area, form.row("validation"))


def _keep_in_view(area: QScrollArea, row: QWidget) -> None:
    """`row` at the top, in every size of the window."""
    content = area.widget()
    assert content is not None

    def scroll() -> None:
        area.verticalScrollBar().setValue(row.mapTo(content, QPoint()).y())

    area.verticalScrollBar().rangeChanged.connect(scroll)
    scroll()


SCREENS = (
    Screen("train-empty", _empty),
    Screen("train-empty-recent", _empty, _remember_folders),
    Screen("train-refused", _refused, _remember_folders),
    Screen("train-scanning", _scanning),
    Screen("train-loaded", load),
    Screen("train-problems", _review),
    Screen("train-thousand-classes", _thousand),
    Screen("train-planned", _planned),
    Screen("train-advanced", _advanced),
    Screen("train-watching", _watching),
    Screen("train-keep-together", _grouped),
)
