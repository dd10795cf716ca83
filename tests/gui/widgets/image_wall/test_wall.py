"""A wall shows any number of tiles, is used by keys, and asks only for the pictures that are in view."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAccessible

from cnn_desktop.gui.widgets.image_wall import Arrangement, ImageWall, Tile, WallBar, WallModel


class Pictures(dict):
    """What has arrived."""


def tiles(count, start=0):
    return [Tile(Path(f"/p/{n}.png"), f"class {n % 3}", 0.3 + n % 70 / 100) for n in range(start, start + count)]


@pytest.fixture
def pictures():
    return Pictures()


@pytest.fixture
def model(qapp):
    return WallModel()


@pytest.fixture
def wall(qtbot, model, pictures):
    made = ImageWall(model, pictures, "Images")
    qtbot.addWidget(made)
    made.resize(620, 500)
    made.show()
    return made


def key(qtbot, wall, *keys, modifier=Qt.KeyboardModifier.NoModifier):
    for one in keys:
        qtbot.keyClick(wall, one, modifier)
    return wall.currentIndex().row()


def test_the_columns_share_the_width_without_a_ragged_edge(wall, model):
    model.add(tiles(30))
    grid = wall.grid()
    assert grid.columns == 4
    rest = wall.contentsRect().width() - grid.columns * grid.size.width() - wall.verticalScrollBar().sizeHint().width()
    assert 0 <= rest < grid.columns


def test_keys_move_the_cursor_by_tiles_lines_and_pages(qtbot, wall, model):
    model.add(tiles(100))
    wall.choose_first()
    assert key(qtbot, wall, Qt.Key.Key_Right, Qt.Key.Key_Down) == 1 + 4
    assert key(qtbot, wall, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Left) == 0
    assert key(qtbot, wall, Qt.Key.Key_PageDown) == 2 * 4
    assert key(qtbot, wall, Qt.Key.Key_End) == 99
    assert wall.verticalScrollBar().value() == wall.verticalScrollBar().maximum()
    assert key(qtbot, wall, Qt.Key.Key_Home) == 0
    assert wall.verticalScrollBar().value() == 0


def test_shift_selects_in_reading_order_and_control_a_selects_all(qtbot, wall, model):
    model.add(tiles(20))
    wall.choose_first()
    key(qtbot, wall, Qt.Key.Key_Right)
    key(qtbot, wall, Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert [tile.file.stem for tile in wall.selected()] == ["1", "2", "3", "4", "5"]
    key(qtbot, wall, Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    assert len(wall.selected()) == 20


def test_control_and_a_click_add_one_tile_to_the_selection(qtbot, wall, model):
    model.add(tiles(8))
    middles = [wall.visualRect(model.index(row)).center() for row in (0, 5)]
    qtbot.mouseClick(wall.viewport(), Qt.MouseButton.LeftButton, pos=middles[0])
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(wall.viewport(), Qt.MouseButton.LeftButton, control, middles[1])
    assert [tile.file.stem for tile in wall.selected()] == ["0", "5"]


def test_enter_opens_the_tile_at_the_cursor(qtbot, wall, model):
    model.add(tiles(3))
    wall.choose_first()
    with qtbot.waitSignal(wall.tile_opened) as opened:
        key(qtbot, wall, Qt.Key.Key_Right, Qt.Key.Key_Return)
    assert opened.args[0].file.stem == "1"


def test_only_pictures_in_view_are_asked_for(qtbot, wall, model):
    model.add(tiles(5_000))
    with qtbot.waitSignal(wall.wanted) as wanted:
        wall.scrollToBottom()
    (files,) = wanted.args
    assert 8 <= len(files) <= 16
    assert files[-1] == Path("/p/4999.png")


def test_a_picture_is_painted_when_it_arrives(qtbot, wall, model, pictures):
    model.add(tiles(2))
    red = np.zeros((20, 20, 3), np.uint8)
    red[..., 0] = 255
    before = wall.viewport().grab().toImage()
    pictures[Path("/p/1.png")] = red
    wall.picture_arrived(Path("/p/1.png"))
    place = wall.visualRect(model.index(1))
    spot = place.topLeft() + QPoint(place.width() // 2, place.width() // 2)
    image = wall.viewport().grab().toImage()
    assert image.pixelColor(spot).getRgb()[:3] == (255, 0, 0)
    assert before.pixelColor(spot) != image.pixelColor(spot)


def test_answers_that_join_in_another_order_leave_the_cursor_on_its_image(wall, model):
    model.add(tiles(10))
    model.arrange(Arrangement("surest"))
    wall.setCurrentIndex(model.index(4))
    chosen = wall.chosen()
    model.add([Tile(Path("/p/sure.png"), "class 1", 1.0)])
    assert model.tile(0).file.stem == "sure"
    assert wall.chosen() == chosen
    assert wall.currentIndex().row() == 5


def test_what_is_filtered_out_is_no_longer_selected(wall, model):
    model.add(tiles(9))
    wall.setCurrentIndex(model.index(1))
    wall.selectionModel().select(model.index(2), QItemSelectionModel.SelectionFlag.Select)
    model.arrange(Arrangement(class_name="class 2"))
    assert [tile.file.stem for tile in wall.selected()] == ["2"]
    assert model.rowCount() == 3


def test_another_judgement_shows_at_once_and_the_filter_follows(model):
    model.add(tiles(4))
    model.arrange(Arrangement(judgement="unsure"))
    assert model.rowCount() == 0
    model.rejudge(["sure", "unsure", "unlike", "unsure"])
    assert [tile.file.stem for tile in model.tiles()] == ["1", "3"]


def test_a_screen_reader_finds_a_list_of_sentences(wall, model):
    model.add(tiles(3))
    found = QAccessible.queryAccessibleInterface(wall)
    assert found.role() == QAccessible.Role.List
    assert found.childCount() == 3
    assert found.child(2).text(QAccessible.Text.Name) == "2.png: class 2, 32 %"


def test_true_and_predicted_class_are_told_apart_by_a_mark(wall, model):
    model.show_tiles([Tile(Path("a.png"), "fern", 0.9, true="fern")])
    right = wall.viewport().grab().toImage()
    model.show_tiles([Tile(Path("a.png"), "fern", 0.9, true="daisy")])
    assert wall.viewport().grab().toImage() != right


def test_the_bar_filters_counts_and_shows_all_again(qtbot, model):
    bar = WallBar(model)
    qtbot.addWidget(bar)
    bar.show()
    model.add(tiles(9))
    qtbot.keyClicks(bar._search, "8")
    assert (model.rowCount(), bar._count.text()) == (1, "1 of 9 images")
    assert bar._all.isVisible()
    bar._all.click()
    assert (model.rowCount(), bar._count.text()) == (9, "")
    bar._class.refresh()
    assert [bar._class.itemText(row) for row in range(bar._class.count())] == [
        "All classes", "class 0 · 3", "class 1 · 3", "class 2 · 3",
    ]  # fmt: skip


def test_laying_out_fifty_thousand_tiles_takes_no_more_than_ten(wall, model):
    model.add(tiles(50_000))
    assert len(wall._in_view()) <= 16
    assert wall.grid().height == 12_500 * wall.grid().size.height()
    wall.scrollTo(model.index(49_999))
    assert wall.indexAt(wall.visualRect(model.index(49_999)).center()).row() == 49_999
