from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QPushButton

from cnn_desktop.core.augmentation import LIMITS, STRENGTHS, Augmentation
from cnn_desktop.core.messages import AugmentationPreviewed, PreviewAugmentation
from cnn_desktop.gui.training.augmentation_dialog import AMOUNTS, HOLD, AugmentationDialog
from cnn_desktop.gui.training.tile_grid import TileGrid
from tests.gui.examples import summary

RED, BLUE = (200, 0, 0), (0, 0, 200)


@pytest.fixture
def dialog(tab, load, training):
    load(summary(classes=("left", "right")))
    tab.columns.preview_augmentation()
    return tab.findChild(AugmentationDialog)


def answer(engines) -> None:
    """Red as varied, blue as they are."""
    request = engines.library.last(PreviewAugmentation)
    originals, varied = (np.full((len(request.files), 8, 8, 3), colour, np.uint8) for colour in (BLUE, RED))
    engines.library.say(AugmentationPreviewed(request.ticket, request.files, originals, varied))


def button(dialog, text: str) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text() == text)


def said(dialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible()).replace("\xa0", " ")


def colour_at(grid: TileGrid, number: int) -> QColor:
    return grid.grab().toImage().pixelColor(grid.place(number).center())


def test_every_amount_has_a_slider_up_to_its_limit(dialog):
    assert {amount.name for amount in AMOUNTS} == set(LIMITS)
    for amount in AMOUNTS:
        assert dialog._sliders[amount.name].maximum() == round(LIMITS[amount.name] * amount.scale)


def test_the_tiles_follow_the_sliders_and_the_settings_keep_what_they_say(dialog, training, engines):
    assert "± 8 %" in said(dialog)
    dialog._sliders["rotate"].setValue(15)
    assert training.settings.resolved.variations == Augmentation(shift=0.08, rotate=15)
    assert "± 15°" in said(dialog)
    answer(engines)
    assert engines.library.last(PreviewAugmentation).vary.rotate == 15
    dialog._flip.click()
    assert training.settings.resolved.variations.flip


def test_an_amount_between_two_steps_stays_exact_until_it_is_moved(dialog, training):
    exact = Augmentation(shift=2 / 32)
    training.settings.vary(exact)
    assert training.settings.resolved.variations == exact
    dialog._sliders["zoom"].setValue(20)
    assert training.settings.resolved.variations == Augmentation(shift=2 / 32, zoom=0.2)


def test_a_tile_shows_its_original_while_it_is_pointed_at(dialog, engines, qtbot):
    answer(engines)
    grid = dialog.findChild(TileGrid)
    assert colour_at(grid, 1) == QColor(*RED)
    qtbot.mouseMove(grid, grid.place(1).center())
    qtbot.mousePress(grid, Qt.MouseButton.LeftButton, pos=grid.place(1).center())
    assert colour_at(grid, 1) == QColor(*BLUE)
    assert colour_at(grid, 0) == QColor(*RED)
    assert "right/0.png, as it is" in said(dialog)
    qtbot.mousePress(grid, Qt.MouseButton.LeftButton, pos=QPoint(0, 0))
    assert colour_at(grid, 1) == QColor(*RED)
    assert HOLD in said(dialog)


def test_all_originals_show_while_space_is_held(dialog, engines, qtbot):
    answer(engines)
    grid = dialog.findChild(TileGrid)
    grid.setFocus()
    qtbot.keyPress(grid, Qt.Key.Key_Space)
    assert [colour_at(grid, number) for number in range(2)] == [QColor(*BLUE)] * 2
    qtbot.keyRelease(grid, Qt.Key.Key_Space)
    assert colour_at(grid, 0) == QColor(*RED)


def test_another_draw_asks_for_one(dialog, engines):
    answer(engines)
    first = engines.library.last(PreviewAugmentation)
    button(dialog, "Another draw").click()
    assert engines.library.last(PreviewAugmentation).seed != first.seed


def test_back_to_light_and_back_to_the_recipe(dialog, training):
    back = button(dialog, "Back to “light”")
    assert not back.isEnabled()
    assert "in force" in back.toolTip()
    dialog._sliders["zoom"].setValue(20)
    assert back.isEnabled()
    back.click()
    assert training.settings.resolved.strength == "light"
    assert training.settings.resolved.variations == STRENGTHS["light"]
    training.settings.write("architecture", "fish-binary")
    assert back.text() == "Back to the recipe"
    assert not back.isEnabled()


def test_a_flip_is_hinted_at_where_left_and_right_matter(dialog):
    assert dialog._flip_hint.text() == "Flips change the meaning of “left” and “right”."
    assert dialog._flip_hint.property("tone") == "muted"
    dialog._flip.click()
    assert dialog._flip_hint.property("tone") == "warning"


def test_closing_it_stops_asking(dialog, training, engines):
    answer(engines)
    button(dialog, "Done").click()
    before = len(engines.library.asked)
    training.settings.vary(Augmentation(zoom=0.3))
    assert not [one for one in engines.library.asked[before:] if isinstance(one, PreviewAugmentation)]
