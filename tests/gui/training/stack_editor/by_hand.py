"""What a person sees of the editor of layers, clicks, drags and types."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton

from cnn_desktop.gui.training.stack_editor.columns import ROW, columns


def button(within, text: str):
    """The visible button that says `text`, or is called so."""
    found = (*within.findChildren(QPushButton), *within.findChildren(QToolButton))
    return next(one for one in found if one.isVisible() and text in (one.text().split("\xa0")[0], one.accessibleName()))


def click(qtbot, within, text: str) -> None:
    qtbot.mouseClick(button(within, text), Qt.MouseButton.LeftButton)


def choose(menu_button: QPushButton, text: str) -> None:
    """Choose an entry of the button's menu."""
    actions: list[QAction] = menu_button.menu().actions()
    next(action for action in actions if action.text() == text).trigger()


def said(within) -> str:
    return "\n".join(label.text() for label in within.findChildren(QLabel) if label.isVisible()).replace("\xa0", " ")


def point(layers, place: int, column: str = "title") -> QPoint:
    """The middle of a row’s column, in the viewport."""
    rect = layers.visualRect(layers.model().index(place + 1, 0))
    left, width = getattr(columns(layers.viewport().width()), column)
    return QPoint(left + width // 2, rect.top() + ROW // 2)


def drag(qtbot, layers, source: int, target: int, *, below: bool = False, drop: bool = True) -> None:
    viewport, at = layers.viewport(), point(layers, target) + QPoint(0, ROW // 3 if below else -ROW // 3)
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=point(layers, source))
    for share in (3, 2, 1):
        start = point(layers, source)
        send_move(viewport, start + (at - start) / share)
    if drop:
        qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=at)


def send_move(viewport, at: QPoint) -> None:
    """With the button held: QTest's own moves hold none."""
    left = Qt.MouseButton.LeftButton
    moved = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(at),
        QPointF(viewport.mapToGlobal(at)),
        left,
        left,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, moved)


def type_into(qtbot, field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
