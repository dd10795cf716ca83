"""The shared widgets: what they say, and that the keyboard reaches them."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QLabel

from cnn_desktop.gui.theme import LIGHT, theme
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.fold import Fold
from cnn_desktop.gui.widgets.pages import CurrentPages
from cnn_desktop.gui.widgets.pixels import fitted, pixmap_of
from cnn_desktop.gui.widgets.probability_bars import ProbabilityBars, percent
from cnn_desktop.gui.widgets.status_chip import StatusChip
from cnn_desktop.gui.widgets.tab_row import TabRow
from cnn_desktop.gui.widgets.thumbnail_strip import ThumbnailStrip


@pytest.fixture(autouse=True)
def light(qapp):
    theme().apply(qapp, "light")


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (1.0, "100 %"),
        (0.99999, "> 99.9 %"),
        (0.9971, "99.7 %"),
        (0.714, "71 %"),
        (0.0104, "1 %"),
        (0.004, "0.4 %"),
        (0.0004, "< 0.1 %"),
        (0.0, "< 0.1 %"),
    ],
)
def test_a_share_is_never_rounded_to_a_certainty(share, text):
    assert percent(share) == text


def ranked(count):
    return tuple((f"class {number}", 1 / (number + 2)) for number in range(count))


def test_five_classes_are_all_shown_and_more_on_request(qtbot):
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.show()
    more = bars.findChild(type(buttons.link("")))
    bars.show_ranked(ranked(5))
    assert more.isHidden()
    bars.show_ranked(ranked(8))
    assert more.text() == "3 more classes"
    short = bars.sizeHint().height()
    more.click()
    assert bars.sizeHint().height() > short
    assert more.text() == "Show the first five"
    bars.show_ranked(ranked(6))
    more.click()
    assert more.text() == "1 more class"


def test_of_ten_thousand_classes_a_hundred_are_shown_at_most(qtbot):
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    more = bars.findChild(type(buttons.link("")))
    bars.show_ranked(tuple((f"class {number}", 1e-4) for number in range(10_000)))
    assert more.text() == "95 of 9,995 more classes"
    more.click()
    drawn = next(child for child in bars.children() if getattr(child, "accessibleDescription", str)())
    assert drawn.accessibleDescription().count(";") == 99


def test_the_bars_are_told_to_a_screen_reader(qtbot):
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.show_ranked((("cat", 0.8), ("dog", 0.2)))
    drawn = next(child for child in bars.children() if getattr(child, "accessibleDescription", str)())
    assert drawn.accessibleDescription() == "cat 80 %; dog 20 %"


def test_the_bar_of_the_first_class_is_as_long_as_its_share(qtbot):
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.resize(400, 60)
    bars.show_ranked((("cat", 0.5), ("dog", 0.5)))
    bars.show()
    image = bars.grab().toImage()
    row = [image.pixelColor(x, 14) for x in range(image.width())]
    filled = sum(colour == QColor(LIGHT.fill) for colour in row)
    track = sum(colour == QColor(LIGHT.raised) for colour in row)
    assert filled == pytest.approx(track, rel=0.08)


def test_a_fold_shows_the_values_in_force_while_it_is_closed(qtbot):
    fold = Fold("Advanced", "Adam · seed 0")
    qtbot.addWidget(fold)
    fold.show()
    assert not fold.is_open
    with qtbot.waitSignal(fold.opened) as opened:
        qtbot.mouseClick(fold.findChild(type(buttons.plain(""))), Qt.MouseButton.LeftButton)
    assert opened.args == [True]
    assert fold.is_open


def test_a_disabled_button_says_why(qtbot):
    button = buttons.primary("Start", "play")
    qtbot.addWidget(button)
    buttons.allow(button, "Choose a folder first.")
    assert not button.isEnabled()
    assert "Choose a folder first." in button.toolTip()
    buttons.allow(button)
    assert button.isEnabled()
    assert button.toolTip() == ""


def test_an_icon_button_has_a_name(qtbot):
    button = buttons.icon_button("x", "Dismiss")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Dismiss"
    assert "Dismiss" in button.toolTip()


def test_a_card_without_a_title_has_no_title_row(qtbot):
    card = Card()
    qtbot.addWidget(card)
    card.show()
    bare = card.sizeHint().height()
    card.set_title("Runs")
    assert card.sizeHint().height() > bare
    assert card.accessibleName() == "Runs"


def test_an_empty_state_says_what_will_be_there(qtbot):
    state = EmptyState("image", "Drop images here", "Each gets its class.", [buttons.primary("Choose…")])
    qtbot.addWidget(state)
    assert state.accessibleName() == "Drop images here"
    state.show_words("That did not work", "Choose another one.")
    assert state.accessibleDescription() == "Choose another one."


def test_the_tabs_are_reached_by_arrow_keys(qtbot):
    row = TabRow()
    qtbot.addWidget(row)
    for name in ("Train", "Results", "Predict"):
        row.add(name, "image")
    row.show()
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Right)
    assert row.currentIndex() == 1
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.tabRect(2).center())
    assert row.currentIndex() == 2
    assert not row.grab().isNull()


def test_the_chip_hides_while_there_is_nothing_to_tell(qtbot):
    chip = StatusChip()
    qtbot.addWidget(chip)
    chip.show_status("Training clothes · epoch 9 of 30", "accent")
    assert chip.accessibleName() == "Training clothes · epoch 9 of 30"
    assert chip.grab().toImage().pixelColor(QPoint(16, 16)) == QColor(LIGHT.accent)
    chip.show_status("", "muted")
    assert chip.isHidden()


def test_pixels_become_the_same_pixels_on_screen(qapp):
    pixels = np.zeros((3, 5, 3), np.uint8)
    pixels[1, 2] = (10, 200, 30)
    image = pixmap_of(pixels[:, ::1]).toImage()
    assert (image.width(), image.height()) == (5, 3)
    assert image.pixelColor(2, 1) == QColor(10, 200, 30)


def test_a_whole_picture_fits_into_the_middle_of_its_place(qapp):
    assert fitted(QPixmap(200, 100), QRect(0, 0, 100, 100)) == QRect(0, 25, 100, 50)


def test_a_strip_shows_as_many_pictures_as_fit(qtbot):
    strip = ThumbnailStrip(side=40)
    qtbot.addWidget(strip)
    red = QPixmap(40, 40)
    red.fill(QColor("red"))
    strip.show_pixmaps([red, None, red])
    assert strip.sizeHint().width() == 3 * 40 + 2 * 4
    strip.resize(84, 40)
    assert strip.grab().toImage().pixelColor(20, 20) == QColor("red")


def test_pages_want_the_room_of_the_one_that_is_shown(qtbot):
    pages, low, high = CurrentPages(), QLabel("one line"), QLabel("many\n" * 20)
    qtbot.addWidget(pages)
    for page in (low, high):
        pages.addWidget(page)
    assert pages.sizeHint().height() == low.sizeHint().height()
    assert pages.heightForWidth(200) < high.sizeHint().height()  # what a scroll area asks
    pages.setCurrentWidget(high)
    assert pages.sizeHint().height() == high.sizeHint().height()
