"""The theme: readable in light and dark, changed live, complete."""

import itertools
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel

from cnn_desktop.core import paths
from cnn_desktop.gui.theme import DARK, LIGHT, Theme, style_sheet, theme

SURFACES = ("background", "surface", "raised")
TEXT = ("text", "muted", "accent", "success", "warning", "danger")
FILLS = ("fill", "fill_hover", "fill_pressed")
GRAPHICS = ("outline", "training", "validation", "accent", "fill")


def luminance(colour):
    def linear(value):
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue, _ = colour.getRgbF()
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one, other):
    """WCAG 2.2, 1 to 21."""
    low, high = sorted((luminance(QColor(one)), luminance(QColor(other))))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_wcag_defines_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
class TestContrast:
    @pytest.mark.parametrize(("text", "surface"), list(itertools.product(TEXT, SURFACES)))
    def test_text_is_readable_on_every_surface(self, tokens, text, surface):
        assert contrast(getattr(tokens, text), getattr(tokens, surface)) >= 4.5

    @pytest.mark.parametrize("surface", ["pressed", "selection"])
    def test_text_is_readable_where_something_is_pressed_or_selected(self, tokens, surface):
        assert contrast(tokens.text, getattr(tokens, surface)) >= 4.5

    @pytest.mark.parametrize("fill", FILLS)
    def test_the_primary_button_is_readable_in_every_state(self, tokens, fill):
        assert contrast(tokens.on_accent, getattr(tokens, fill)) >= 4.5

    @pytest.mark.parametrize(("graphic", "surface"), list(itertools.product(GRAPHICS, ("background", "surface"))))
    def test_lines_that_carry_meaning_are_seen(self, tokens, graphic, surface):
        assert contrast(getattr(tokens, graphic), getattr(tokens, surface)) >= 3

    def test_the_curves_are_seen_on_the_shade_of_overfitting(self, tokens):
        for series in (tokens.training, tokens.validation):
            assert contrast(series, tokens.overfitting) >= 3

    def test_the_ring_of_a_chosen_tile_is_seen_on_its_ground(self, tokens):
        assert contrast(tokens.accent, tokens.selection) >= 3

    def test_the_drawings_of_the_style_sheet_have_the_colours_of_the_tokens(self, tokens):
        roles = {"caret-down": "muted", "caret-up": "muted", "check": "on_accent", "check-plain": "text",
                 "dash": "on_accent", "dot": "on_accent", "caret-down-disabled": "disabled",
                 "caret-up-disabled": "disabled", "arrow-left": "text", "arrow-right": "text", "arrow-up": "text",
                 "folder-plus": "text"}  # fmt: skip
        drawings = list(paths.resource("theme", tokens.name).glob("*.svg"))
        assert {drawing.stem for drawing in drawings} == set(roles)
        for drawing in drawings:
            assert f'stroke="{getattr(tokens, roles[drawing.stem])}"' in drawing.read_text()

    def test_every_name_in_the_style_sheet_is_a_token(self, tokens):
        sheet = style_sheet(tokens)
        assert "$" not in sheet
        for drawing in re.findall(r'url\("(.+?)"\)', sheet):
            assert Path(drawing).is_file()


def test_the_choice_of_the_user_wins_and_the_change_is_told(qapp):
    dressed = Theme()
    told = []
    dressed.changed.connect(told.append)
    dressed.apply(qapp, "dark")
    assert dressed.tokens is DARK
    assert qapp.palette().window().color() == QColor(DARK.background)
    dressed.apply(qapp, "light")
    assert told == [DARK, LIGHT]
    theme().apply(qapp, "light")


def test_the_system_is_followed_live(qapp, monkeypatch):
    followed = Theme()
    scheme = [Qt.ColorScheme.Dark]
    hints = type(qapp.styleHints())
    monkeypatch.setattr(hints, "colorScheme", lambda _: scheme[0])
    followed.apply(qapp, "system")
    assert followed.tokens is DARK
    scheme[0] = Qt.ColorScheme.Light
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert followed.tokens is LIGHT


def test_digits_are_as_wide_as_each_other(qapp):
    theme().apply(qapp, "light")
    label = QLabel("1")
    label.ensurePolished()
    assert label.fontMetrics().horizontalAdvance("1111") == label.fontMetrics().horizontalAdvance("8888")
    assert label.fontInfo().family() == "Inter"


def test_names_in_any_script_keep_a_width_of_their_own(qapp):
    theme().apply(qapp, "light")
    metrics = QFontMetrics(QApplication.font())
    for name in ("貓", "собака", "كلب", "कुत्ता"):
        assert metrics.horizontalAdvance(name) > 0


def test_a_font_file_that_is_missing_costs_the_font_only(qapp, monkeypatch, caplog):
    monkeypatch.setattr("cnn_desktop.gui.theme.FONT_FILES", ("Nothing.otf",))
    with caplog.at_level("WARNING"):
        Theme().apply(qapp, "light")
    assert "Nothing.otf" in caplog.text
    assert qapp.font().pixelSize() == 13
    monkeypatch.undo()
    Theme().apply(qapp, "light")
    assert qapp.font().family() == "Inter"
    assert isinstance(qapp.font(), QFont)
