"""The parts of the large view: zoom that stays where one looks, a layer in the right place, words with their reason."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPixmap

from cnn_desktop.core.messages import Prediction
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.seen_area import seen_area
from cnn_desktop.gui.prediction.clipboard import pixels_of
from cnn_desktop.gui.prediction.detail.evidence_layer import evidence_pixmap
from cnn_desktop.gui.prediction.detail.judgement_words import seen_as, verdict, why
from cnn_desktop.gui.prediction.detail.zoom import Zoom
from cnn_desktop.gui.prediction.detail.zoom_view import ZoomView

WHOLE = Zoom(QSizeF(400, 300), QSizeF(200, 200))


def near(point, other):
    return (point - other).manhattanLength() < 1e-6


def test_what_lies_below_the_pointer_stays_there_while_zooming():
    pointer = QPointF(150, 90)
    before = WHOLE.to_picture(pointer)
    nearer = WHOLE.by(4, pointer)
    assert nearer.factor == pytest.approx(2.0)
    assert near(nearer.to_picture(pointer), before)


def test_zooming_out_ends_at_the_whole_image():
    assert WHOLE.by(4, QPointF(10, 10)).by(1 / 100, QPointF(10, 10)) == WHOLE


def test_the_picture_cannot_be_dragged_out_of_the_view():
    nearer = WHOLE.by(4, QPointF(100, 100)).moved(QPointF(10_000, 10_000))
    assert (nearer.place.left(), nearer.place.top()) == pytest.approx((0, 0))
    assert WHOLE.moved(QPointF(50, 0)) == WHOLE


@pytest.fixture
def view(qtbot):
    made = ZoomView()
    qtbot.addWidget(made)
    made.resize(200, 200)
    made.show()
    return made


def checkered(side=4):
    """Black and white squares of one pixel."""
    image = QImage(side, side, QImage.Format.Format_RGB32)
    for y in range(side):
        for x in range(side):
            image.setPixelColor(x, y, QColor("white" if (x + y) % 2 else "black"))
    return QPixmap.fromImage(image)


def test_enlarged_pixels_are_squares_and_no_blur(view):
    view.show_pixmap(checkered(), QSize(4, 4), is_new=True)
    image = view.grab().toImage()
    shades = {image.pixelColor(x, 75).lightness() for x in range(5, 195)}
    assert shades <= {0, 255}


def test_keys_zoom_show_the_whole_and_single_pixels(qtbot, view):
    view.show_pixmap(QPixmap(800, 600), QSize(800, 600), is_new=True)
    assert view.zoom.scale is None
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom.factor == pytest.approx(0.25 * 1.25)
    qtbot.keyClick(view, Qt.Key.Key_1)
    assert view.zoom.factor == 1
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.zoom.scale is None
    with qtbot.waitSignal(view.left) as left:
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert left.args == [1]


def test_a_sharper_picture_is_asked_for_and_changes_nothing_of_the_view(qtbot, view):
    view.show_pixmap(QPixmap(400, 300), QSize(4000, 3000), is_new=True)
    with qtbot.waitSignal(view.sharper_wanted):
        view.show_own_pixels()
    before = view.zoom
    view.show_pixmap(QPixmap(4000, 3000), QSize(4000, 3000), is_new=False)
    assert view.zoom == before


def test_a_thumbnail_that_is_replaced_keeps_what_is_in_view(view):
    view.show_pixmap(QPixmap(160, 120), QSize(160, 120), is_new=True)
    view.zoom_by(4)
    before = view.zoom.place
    view.show_pixmap(QPixmap(960, 720), QSize(960, 720), is_new=False)
    assert view.zoom.place == before


@pytest.mark.parametrize(("resize", "spot"), [("pad", (175, 60)), ("crop", (160, 65)), ("stretch", (175, 70))])
def test_the_layer_lies_where_the_network_saw_it(view, resize, spot):
    """The top right quarter of what was seen, on an image of 400 × 300 that fills 200 × 150 of the view."""
    evidence = np.zeros((64, 64), np.float32)
    evidence[:32, 32:] = 1
    ground = QPixmap(400, 300)
    ground.fill(QColor("black"))
    view.show_pixmap(ground, QSize(400, 300), is_new=True)
    view.show_layer(evidence_pixmap(evidence), seen_area(400, 300, Preparation(size=64, resize=resize)), 1.0)
    image = view.grab().toImage()
    assert image.pixelColor(*spot).red() > 200
    assert image.pixelColor(60, 60).red() == 0
    assert image.pixelColor(175, 130).red() == 0
    outside = image.pixelColor(175, 5)  # beside the image, where a padded layer would reach
    assert abs(outside.red() - outside.blue()) < 12


def test_evidence_is_transparent_where_there_is_none_and_in_two_hues(qapp):
    image = evidence_pixmap(np.array([[0.0, 1.0], [-1.0, 0.5]], np.float32)).toImage()
    nothing, strong, against, half = (image.pixelColor(QPoint(x, y)) for y in (0, 1) for x in (0, 1))
    assert nothing.alpha() == 0
    assert strong.alpha() == against.alpha() == 255
    assert half.alpha() == pytest.approx(128, abs=1)
    assert strong.red() > strong.blue()
    assert against.blue() > against.red()


def test_a_judgement_says_why():
    cat = (("cat", 0.52), ("dog", 0.48))
    assert verdict(Prediction(cat)) == "cat, 52\N{NO-BREAK SPACE}%"
    assert why(Prediction(cat), 0.8) == ""
    assert verdict(Prediction(cat, "unsure")) == "Not sure: perhaps cat, 52\N{NO-BREAK SPACE}%"
    assert why(Prediction(cat, "unsure"), 0.8) == "This run is sure from 80 % on."
    assert verdict(Prediction(cat, "unlike", 1.4)) == "Unlike the training images"
    assert "farther from them than 99 % of the validation images" in why(Prediction(cat, "unlike", 1.4), 0.8)


def test_it_is_told_how_the_network_sees_an_image():
    assert seen_as(Preparation(size=64)) == "64 × 64 pixels: the whole image, black beside it."
    assert "in grey: the square in the middle" in seen_as(Preparation(size=28, grey=True, resize="crop"))


def test_a_pasted_picture_lies_over_white_as_a_file_does():
    image = QImage(3, 2, QImage.Format.Format_ARGB32)
    image.fill(QColor(255, 0, 0, 0))
    image.setPixelColor(0, 0, QColor(10, 20, 30))
    pixels = pixels_of(image)
    assert pixels.shape == (2, 3, 3)
    assert pixels[0, 0].tolist() == [10, 20, 30]
    assert pixels[1, 2].tolist() == [255, 255, 255]
