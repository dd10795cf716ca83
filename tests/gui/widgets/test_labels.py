"""Text is shown as it is written, wherever it came from."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label, tooltip

MARKUP = "<b>cats</b> & <img src='x'>"


def test_a_name_that_looks_like_markup_is_shown_letter_by_letter(qtbot):
    for kind in (Label, ElidedLabel):
        label = kind(MARKUP)
        qtbot.addWidget(label)
        assert label.textFormat() == Qt.TextFormat.PlainText
        assert label.text() == MARKUP


def test_a_tooltip_shows_markup_letter_by_letter():
    assert "<img" not in tooltip(MARKUP)
    assert "&lt;b&gt;cats" in tooltip(MARKUP)
    assert tooltip("") == ""


def test_a_long_name_is_shortened_and_whole_in_its_tooltip(qtbot):
    label = ElidedLabel("a-very-long-name-" * 10, elide=Qt.TextElideMode.ElideMiddle)
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    assert "a-very-long-name" in label.toolTip()
    assert label.minimumSizeHint().width() < 60
    label.resize(4_000, 20)
    assert label.toolTip() == ""


def test_a_line_break_in_a_file_name_does_not_break_the_row(qtbot):
    label = ElidedLabel("two\nlines.png")
    qtbot.addWidget(label)
    assert label.text() == "two lines.png"


def test_a_tone_is_a_property_the_style_sheet_asks_for(qtbot):
    label = Label("careful", tone="warning")
    qtbot.addWidget(label)
    label.set_tone("danger")
    assert label.property("tone") == "danger"
    assert isinstance(label, QLabel)


def test_what_cannot_be_shown_or_turns_the_rest_around_is_marked(qtbot):
    for kind in (Label, ElidedLabel):
        label = kind("a\u202egnp.exe")
        qtbot.addWidget(label)
        assert label.text() == "a\ufffdgnp.exe"
        label.setText("caf\udce9.png")
        assert label.text() == "caf\ufffd.png"
    assert "\u202e" not in tooltip("a\u202eb")
