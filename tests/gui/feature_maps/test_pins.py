"""In the window: a key and a button pin, a tile goes there, its cross and Delete let it go."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QToolTip

from cnn_desktop.core.messages import MOST_PINS, Pin
from cnn_desktop.gui.feature_maps.mosaic import Mosaic
from cnn_desktop.gui.feature_maps.pin_button import LET_GO, PIN
from cnn_desktop.gui.feature_maps.pin_row import PinRow
from cnn_desktop.gui.models.pins_model import ENOUGH
from tests.gui.feature_maps.test_feature_maps_tab import Looking


@pytest.fixture
def looking(qtbot, tmp_path):
    looking = Looking(qtbot, tmp_path)
    looking.model.open_file(tmp_path / "photo.jpg")
    looking.answer()
    yield looking
    looking.model.close()


def button(looking):
    return next(one for one in looking.tab.findChildren(QToolButton) if one.accessibleName() in (PIN, LET_GO))


def tiles(looking):
    return looking.part(PinRow).tiles


def pin(looking, layer, channel):
    looking.model.look_closely(layer, channel)
    looking.answer()
    QTest.keyClick(looking.part(Mosaic), Qt.Key.Key_K)
    looking.answer()
    QApplication.processEvents()  # a tile is shown behind the key


def test_the_row_takes_no_room_before_anything_is_pinned(looking):
    assert not looking.part(PinRow).isVisible()
    button(looking).click()
    assert looking.part(PinRow).isVisible()
    button(looking).click()
    assert not looking.part(PinRow).isVisible()


def test_a_tile_shows_the_map_and_says_where_it_belongs(looking):
    pin(looking, "block2_conv", 7)
    (tile,) = tiles(looking)
    assert tile.accessibleName() == "Pinned: channel 7 of block2_conv"
    picture = tile.grab().toImage()
    colours = {picture.pixelColor(x, y).rgb() for x in range(5, 43) for y in range(5, 43)}
    assert len(colours) > 10
    assert "maximum" in tile._said()


def test_a_click_goes_there_from_another_layer(looking):
    pin(looking, "block2_conv", 7)
    looking.model.choose_layer("block3_conv")
    looking.answer()
    QTest.mouseClick(tiles(looking)[0], Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    looking.answer()
    assert looking.model.pins.here == Pin("block2_conv", 7)


def test_the_cross_lets_go_and_the_map_does_not(looking):
    pin(looking, "block2_conv", 7)
    tile = tiles(looking)[0]
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton, pos=tile._cross().center())
    assert looking.model.pins.pins == ()


def test_tiles_are_used_by_keyboard_alone(looking):
    for channel in (1, 2):
        pin(looking, "block2_conv", channel)
    looking.model.choose_layer("block3_conv")
    looking.answer()
    first, second = tiles(looking)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert looking.tab.focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Return)
    looking.answer()
    assert looking.model.pins.here == Pin("block2_conv", 2)
    QTest.keyClick(second, Qt.Key.Key_Left)
    QTest.keyClick(first, Qt.Key.Key_Delete)
    assert looking.model.pins.pins == (Pin("block2_conv", 2),)
    assert looking.tab.focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Delete)
    assert looking.tab.focusWidget() is looking.part(Mosaic)


def test_the_button_says_what_it_does_and_why_not(looking):
    for channel in range(MOST_PINS):
        pin(looking, "block2_conv", channel)
    assert button(looking).accessibleName() == LET_GO
    looking.model.choose_channel(MOST_PINS)
    assert not button(looking).isEnabled()
    assert ENOUGH in button(looking).toolTip()


def test_six_tiles_have_room_in_the_smallest_window(looking):
    for channel in range(MOST_PINS):
        pin(looking, "block4_conv", channel)
    QApplication.processEvents()
    row = looking.part(PinRow)
    assert row.width() <= row.parentWidget().width()
    assert all(tile.geometry().right() < row.width() for tile in row.tiles)
    assert looking.tab.minimumSizeHint().width() <= 1280


def test_the_tooltip_shows_a_layers_name_as_it_is_written(looking, monkeypatch):
    pin(looking, "block2_conv", 7)
    tile, told = tiles(looking)[0], []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _widget: told.append(text))
    for place in (QPoint(20, 20), tile._cross().center()):
        QApplication.sendEvent(tile, QHelpEvent(QEvent.Type.ToolTip, place, tile.mapToGlobal(place)))
    assert "block2_conv, channel 7" in told[0]
    assert "Delete" in told[1]
