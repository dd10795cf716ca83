"""The states of the page of images as points."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core.messages import (
    DescribeSets,
    FindNearest,
    ImageSet,
    LoadThumbnails,
    NearestFound,
    Project,
    Projected,
    ProjectProgress,
    RequestFailed,
    SetsDescribed,
    ThumbnailReady,
    ThumbnailsDone,
    Unfold,
    Unfolded,
    UnfoldProgress,
)
from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
from cnn_desktop.gui.models.projection_model import ProjectionModel
from cnn_desktop.gui.projection.point_map import PointMap
from cnn_desktop.gui.screens.drawings import CLASSES, picture
from cnn_desktop.gui.screens.feature_maps_screens import look
from cnn_desktop.gui.screens.made_up_layers import small
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle

IMAGES, MANY = 640, 50_000


def model_of(stage: Stage) -> ProjectionModel:
    return stage.window.maps.projection


def projected(stage: Stage, ticket: int, images: int = IMAGES) -> Projected:
    """A cloud for each class, some of them running into each other; one image in nine is taken for a neighbour."""
    dice = np.random.default_rng(5)
    classes, true = len(CLASSES), np.sort(dice.integers(0, len(CLASSES), images))
    turn = true / classes * 2 * np.pi
    points = np.stack([np.cos(turn), np.sin(turn)], axis=1) * 4 + dice.normal(0, 1.3, (images, 2))
    wrong = dice.random(images) < 0.11
    predicted = np.where(wrong, (true + 1) % classes, true)
    files = tuple(f"{CLASSES[kind]}/{number:05}.jpg" for number, kind in enumerate(true.tolist()))
    request = stage.engines.projector.last(Project)
    return Projected(
        ticket, request.run, request.images, stage.home / "meadow", files, CLASSES, true, predicted,
        dice.uniform(0.5, 1, images).astype(np.float32), points.astype(np.float32),
        np.array([0.31, 0.17, 0.08]), 256, images, (), is_cached=False,
    )  # fmt: skip


def open_page(stage: Stage, images: int = IMAGES) -> None:
    """Up to the progress of the first set."""
    look(stage, small(), "block4_conv")
    for tab in stage.window.findChildren(FeatureMapsTab):
        tab.open_points()
    projector = stage.engines.projector
    request = projector.last(DescribeSets)
    sets: tuple[tuple[ImageSet, int], ...] = (
        ("validation", images), ("test", 640), ("kept", 5_000), ("training", 20_480), ("all", 21_760),
    )  # fmt: skip
    projector.say(SetsDescribed(request.ticket, request.run, sets))
    settle(0.1)


def show_points(stage: Stage, images: int = IMAGES) -> None:
    open_page(stage, images)
    request = stage.engines.projector.last(Project)
    stage.engines.projector.say(projected(stage, request.ticket, images))
    settle(0.1)


def _pictures(stage: Stage) -> None:
    """Whatever was asked for."""
    for request in [one for one in stage.engines.library.asked if isinstance(one, LoadThumbnails)]:
        for file in request.files:
            kind = file.parent.name if file.parent.name in CLASSES else CLASSES[0]
            number = int(file.stem) if file.stem.isdigit() else 0
            stage.engines.library.say(ThumbnailReady(request.ticket, file, picture(kind, number, 128, 128)))
        stage.engines.library.say(ThumbnailsDone(request.ticket))


def _choose(stage: Stage, place: int) -> None:
    model_of(stage).choose_place(place)
    request = stage.engines.projector.last(FindNearest)
    found = NearestFound(request.ticket, place, place + np.array([3, 9, 14, 2, 7, 21]), np.linspace(0.2, 0.6, 6))
    stage.engines.projector.say(found)
    settle(0.2)
    _pictures(stage)


def _reading(stage: Stage) -> None:
    open_page(stage)
    request = stage.engines.projector.last(Project)
    stage.engines.projector.say(ProjectProgress(request.ticket, 212, IMAGES))


def _ready(stage: Stage) -> None:
    show_points(stage)
    _choose(stage, 180)


def _selected(stage: Stage) -> None:
    show_points(stage)
    model_of(stage).choose_colouring("right")
    _choose(stage, 300)
    state = model_of(stage).state
    points = state.points
    model_of(stage).select(np.flatnonzero((points[:, 0] < -3) & (abs(points[:, 1]) < 2)))
    for _ in range(3):
        settle(0.2)
        _pictures(stage)
    for points_of in stage.window.findChildren(PointMap):
        points_of.setFocus()


def _unfolding(stage: Stage) -> None:
    show_points(stage)
    model_of(stage).choose_method("tsne")
    request = stage.engines.projector.last(Unfold)
    half = model_of(stage).state.points * 1.5 + np.random.default_rng(1).normal(0, 1, (IMAGES, 2))
    stage.engines.projector.say(UnfoldProgress(request.ticket, 320, 750, half.astype(np.float32)))


def _unfolded(stage: Stage) -> None:
    _unfolding(stage)
    request = stage.engines.projector.last(Unfold)
    projected_now = model_of(stage).state.projected
    assert projected_now is not None
    turn = projected_now.true / len(CLASSES) * 2 * np.pi
    apart = np.stack([np.cos(turn), np.sin(turn)], axis=1) * 9
    points = (apart + model_of(stage).state.points * 0.9).astype(np.float32)
    stage.engines.projector.say(Unfolded(request.ticket, request.images, 30.0, 0, np.arange(IMAGES), points, 0.71))


def _many(stage: Stage) -> None:
    show_points(stage, MANY)


def _failed(stage: Stage) -> None:
    open_page(stage)
    request = stage.engines.projector.last(Project)
    message = "None of the images of “meadow” can be read."
    stage.engines.projector.say(RequestFailed(message, "The first: It is not there any more.", "", request.ticket))


def _prepare(home: Path) -> None:
    several_runs(home)


SCREENS = (
    Screen("points-reading", _reading, _prepare),
    Screen("points-ready", _ready, _prepare),
    Screen("points-selected", _selected, _prepare),
    Screen("points-unfolding", _unfolding, _prepare),
    Screen("points-unfolded", _unfolded, _prepare),
    Screen("points-many", _many, _prepare),
    Screen("points-failed", _failed, _prepare),
)
