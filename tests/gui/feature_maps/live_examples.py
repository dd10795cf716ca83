"""What is read on a tab that follows the camera, and its buttons."""

from PySide6.QtWidgets import QLabel, QPushButton


def words(bench):
    return " | ".join(label.text() for label in bench.tab.findChildren(QLabel) if label.isVisible())


def button(bench, text):
    return next(one for one in bench.tab.findChildren(QPushButton) if one.text() == text and one.isVisible())
