"""What is hidden gives the keyboard to a place of the same page, and only if it had it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from cnn_desktop.gui.widgets.putting_away import show_or_put_away


@pytest.fixture
def page(qtbot):
    """Three fields in a column, the second one in a holder."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    whole.first, whole.holder, whole.last = QLineEdit(), QWidget(), QLineEdit()
    whole.held = QPushButton()
    QVBoxLayout(whole.holder).addWidget(whole.held)
    for part in (whole.first, whole.holder, whole.last):
        column.addWidget(part)
    qtbot.addWidget(whole)
    whole.show()
    return whole


def test_the_keyboard_goes_where_it_is_sent(page):
    page.held.setFocus()
    show_or_put_away(page.holder, False, instead=page.first)
    assert page.focusWidget() is page.first
    assert not page.holder.isVisible()
    show_or_put_away(page.holder, True, instead=page.last)
    assert page.holder.isVisible()
    assert page.focusWidget() is page.first


def test_who_did_not_have_it_takes_it_from_nobody(page):
    page.last.setFocus()
    show_or_put_away(page.holder, False, instead=page.first)
    assert page.focusWidget() is page.last
