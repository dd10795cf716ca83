"""A lesson shown, its keys pressed and its fields written into."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


def shown(qtbot, lesson):
    qtbot.addWidget(lesson)
    lesson.resize(980, 700)
    with qtbot.waitActive(lesson):
        lesson.show()
    return lesson


def press(widget, *keys):
    for key in keys:
        QTest.keyClick(widget, key)


def write(field, text):
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
