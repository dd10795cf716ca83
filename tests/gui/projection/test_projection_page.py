"""The page of images as points: asked for when it is seen, moved, pointed at, selected, opened."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from cnn_desktop.core.messages import (
    DescribeSets,
    FindNearest,
    NearestFound,
    Project,
    Projected,
    ProjectProgress,
    RequestFailed,
    SetsDescribed,
    Unfold,
    Unfolded,
    UnfoldProgress,
)
from cnn_desktop.gui.models.projection_model import ProjectionModel
from cnn_desktop.gui.projection import words
from cnn_desktop.gui.projection.point_map import PointMap
from cnn_desktop.gui.projection.projection_page import ProjectionPage
from cnn_desktop.gui.widgets.image_wall import ImageWall

SETS = (("validation", 40), ("kept", 60))
SIDE = 8  # points in a row of the grid that the images lie in


class Scene:
    def __init__(self, engines, chosen):
        self.engine, self.chosen = engines.projector, chosen
        self.model = ProjectionModel(engines, chosen)

    @property
    def state(self):
        return self.model.state

    def open(self, sets=SETS):
        self.model.open()
        request = self.engine.last(DescribeSets)
        self.engine.say(SetsDescribed(request.ticket, request.run, sets))

    def answer(self, n=40, is_known=True):
        """A grid of points, its first half cats, one in ten wrong."""
        request = self.engine.last(Project)
        true = (np.arange(n) >= n // 2).astype(int)
        predicted = np.where(np.arange(n) % 10 == 3, 1 - true, true) if is_known else np.full(n, -1)
        points = np.stack(np.divmod(np.arange(n), SIDE), axis=1).astype(np.float32)
        files = tuple(f"{number:02}.jpg" for number in range(n))
        self.engine.say(
            Projected(
                request.ticket, request.run, request.images, self.chosen.run, files, ("cat", "dog"), true, predicted,
                np.full(n, 0.9, np.float32), points, np.array([0.4, 0.2]), 64, n, (), is_cached=False,
            )
        )  # fmt: skip


@pytest.fixture
def scene(engines, chosen):
    return Scene(engines, chosen)


@pytest.fixture
def page(scene, qtbot):
    page = ProjectionPage(scene.model)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    scene.open()
    scene.answer()
    return page


def test_nothing_is_asked_before_somebody_looks_and_the_first_set_comes_by_itself(scene):
    assert scene.engine.asked == []
    scene.open()
    assert scene.engine.last(Project).images == "validation"
    scene.engine.say(ProjectProgress(scene.engine.last(Project).ticket, 12, 40))
    assert (scene.state.done, scene.state.total, scene.state.phase) == (12, 40, "reading")
    scene.answer()
    assert (scene.state.phase, len(scene.state.points)) == ("ready", 40)
    scene.model.open()  # again: what is there stays
    assert len([one for one in scene.engine.asked if isinstance(one, DescribeSets)]) == 1


def test_t_sne_is_computed_when_it_is_wanted_and_known_the_next_time(scene):
    scene.open()
    scene.answer()
    scene.model.choose_perplexity(6)
    scene.model.choose_method("tsne")
    request = scene.engine.last(Unfold)
    assert (request.perplexity, request.seed, request.images) == (6.0, 0, "validation")
    half = np.ones((40, 2), np.float32)
    scene.engine.say(UnfoldProgress(request.ticket, 300, 750, half))
    assert scene.state.moving is half
    scene.engine.say(Unfolded(request.ticket, "validation", 6.0, 0, np.arange(0, 40, 2), half[::2], 0.5))
    assert (scene.state.is_busy, len(scene.state.points), scene.state.drawn[3]) == (False, 20, 6)
    scene.model.choose_method("pca")
    assert len(scene.state.points) == 40
    scene.model.choose_method("tsne")
    assert len([one for one in scene.engine.asked if isinstance(one, Unfold)]) == 1
    assert not scene.model.is_outdated
    scene.model.choose_seed(5)
    assert scene.model.is_outdated


def test_cancelled_it_goes_back_to_what_was_there(scene):
    scene.open()
    scene.answer()
    scene.model.choose_method("tsne")
    scene.model.cancel()
    assert scene.engine.done[-1] == "stop"
    assert (scene.state.method, scene.state.is_busy, len(scene.state.points)) == ("pca", False, 40)
    scene.model.choose_images("kept")
    scene.model.cancel()
    assert scene.state.images == "validation"


def test_cancelled_t_sne_leaves_nothing_of_it_in_the_picture(page, scene):
    scene.model.choose_method("tsne")
    ticket = scene.engine.last(Unfold).ticket
    scene.engine.say(UnfoldProgress(ticket, 9, 750, np.full((40, 2), 7, np.float32)))
    assert (points_of(page)._points == 7).all()
    scene.model.cancel()
    np.testing.assert_array_equal(points_of(page)._points, scene.state.projected.points)


def test_a_set_without_answers_is_coloured_by_its_classes(scene):
    scene.open()
    scene.answer()
    scene.model.choose_colouring("right")
    scene.model.choose_images("kept")
    scene.answer(60, is_known=False)
    assert (scene.state.colouring, scene.state.has_answers) == ("true", False)


def test_what_cannot_be_is_told_and_tried_again(scene):
    scene.open()
    scene.engine.say(RequestFailed("No image.", "Look.", "", scene.engine.last(Project).ticket))
    assert (scene.state.phase, scene.state.problem.message) == ("failed", "No image.")
    scene.model.try_again()
    scene.answer()
    assert scene.state.phase == "ready"


def test_another_run_begins_anew(scene, tmp_path):
    scene.open()
    scene.answer()
    scene.chosen.run_changed.emit(tmp_path)
    assert (scene.state.phase, scene.state.projected) == ("none", None)


def points_of(page):
    return page.findChild(PointMap)


def at(page, number):
    return QPoint(*(round(float(side)) for side in points_of(page)._pixels[number]))


def test_a_click_chooses_an_image_names_its_nearest_and_a_double_click_opens_it(page, scene, qtbot):
    QTest.mouseClick(points_of(page), Qt.MouseButton.LeftButton, pos=at(page, 13))
    request = scene.engine.last(FindNearest)
    assert (scene.state.place, request.place, request.images) == (13, 13, "validation")
    scene.engine.say(NearestFound(request.ticket, 13, np.array([12, 14]), np.array([0.1, 0.2])))
    assert scene.state.nearest is not None
    with qtbot.waitSignal(page.image_opened) as opened:
        QTest.mouseDClick(points_of(page), Qt.MouseButton.LeftButton, pos=at(page, 13))
    assert opened.args == [scene.state.file(13)]


def test_a_lasso_puts_the_images_it_encloses_on_the_wall(page, scene):
    points = points_of(page)
    inside = [number for number in range(40) if points._pixels[number][0] < at(page, 16).x() + 5]
    top, right, bottom = 2, at(page, 16).x() + 6, points.height() - 2
    QTest.mousePress(points, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, QPoint(2, top))
    for corner in (QPoint(right, top), QPoint(right, bottom), QPoint(2, bottom)):
        QTest.mouseMove(points, corner)
    QTest.mouseRelease(points, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, QPoint(2, bottom))
    assert scene.state.selected.tolist() == inside == list(range(24))
    tiles = page.findChild(ImageWall).model().tiles()
    assert [tile.file.name for tile in tiles] == [f"{number:02}.jpg" for number in inside]
    assert (tiles[3].true, tiles[3].class_name, tiles[4].is_right) == ("cat", "dog", True)


def test_the_keyboard_alone_goes_from_point_to_point_selects_and_leaves(page, scene, qtbot):
    points = points_of(page)
    points.setFocus()
    QTest.keyClick(points, Qt.Key.Key_Right)
    first = scene.state.place
    QTest.keyClick(points, Qt.Key.Key_Up)
    assert scene.state.place == first + 1  # the second component runs upwards
    QTest.keyClick(points, Qt.Key.Key_Space)
    assert scene.state.selected.tolist() == [first + 1]
    for _ in range(6):
        QTest.keyClick(points, Qt.Key.Key_Plus)
    QTest.keyClick(points, Qt.Key.Key_A)
    assert 0 < len(scene.state.selected) < 40
    assert first + 1 in scene.state.selected
    QTest.keyClick(points, Qt.Key.Key_0)
    QTest.keyClick(points, Qt.Key.Key_A)
    assert len(scene.state.selected) == 40
    with qtbot.waitSignal(page.image_opened):
        QTest.keyClick(points, Qt.Key.Key_Return)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert len(scene.state.selected) == 0
    with qtbot.waitSignal(page.left):
        QTest.keyClick(page, Qt.Key.Key_Escape)


def test_it_is_said_what_the_places_mean(page, scene):
    assert words.about(scene.state) == (
        "40 images by 64 features. The two axes hold 40 % and 20 % of their variance: what is apart here is apart, "
        "what is together may not be."
    )
    scene.model.choose_method("tsne")
    request = scene.engine.last(Unfold)
    found = Unfolded(request.ticket, "validation", 13.0, 0, np.arange(20), np.zeros((20, 2), np.float32), 0.5)
    scene.engine.say(found)
    assert "how far apart groups are, and how large, means little" in words.about(scene.state)
    assert words.about(scene.state).startswith("20 images of 40, some of each class: t-SNE of all would take too long.")
    assert "5,000" not in words.tip_of_tsne(scene.state)
    many = replace(scene.state, projected=replace(scene.state.projected, files=("a.png",) * 20_000))
    assert "Of 20,000 images it shows 5,000, some of each class" in words.tip_of_tsne(many)
