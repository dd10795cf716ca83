"""Icons take the colour of their token, whatever theme comes later."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.theme import DARK, LIGHT, theme


def colour_of(pixmap):
    image = pixmap.toImage()
    colours = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    opaque = [colour for colour in colours if colour.alpha() > 250]
    assert opaque, "nothing was drawn"
    return opaque[0]


@pytest.fixture(autouse=True)
def light(qapp):
    theme().apply(qapp, "light")
    yield
    theme().apply(qapp, "light")


def test_an_icon_follows_the_theme_without_being_made_again(qapp):
    shown = icon("square", "danger")
    assert colour_of(shown.pixmap(QSize(64, 64))) == QColor(LIGHT.danger)
    theme().apply(qapp, "dark")
    assert colour_of(shown.pixmap(QSize(64, 64))) == QColor(DARK.danger)


def test_a_disabled_icon_looks_disabled():
    assert colour_of(icon("square").pixmap(QSize(64, 64), QIcon.Mode.Disabled)) == QColor(LIGHT.disabled)


def test_a_name_that_phosphor_has_not_is_an_error_at_once():
    with pytest.raises(KeyError):
        icon("no-such-icon")
