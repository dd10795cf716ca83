"""What is read from, and done on, the Results tab in its tests."""

from PySide6.QtWidgets import QListView, QPushButton

from cnn_desktop.gui.results.answers_card import AnswersCard
from cnn_desktop.gui.results.run_list import RunList
from cnn_desktop.gui.widgets.image_wall import ImageWall
from cnn_desktop.gui.widgets.label import Label


def read(qtbot, runs):
    with qtbot.waitSignal(runs.runs_changed):
        runs.refresh()


def button(tab, text):
    return next(one for one in tab.findChildren(QPushButton) if one.text() == text and one.isVisible())


def rows(tab) -> list[str]:
    model = tab.findChild(RunList).findChild(QListView).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def shown(tab) -> list[str]:
    model = card(tab).findChild(ImageWall).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def card(tab) -> AnswersCard:
    return next((one for one in tab.findChildren(AnswersCard) if one.isVisible()), tab.findChild(AnswersCard))


def words(widget) -> str:
    return " ".join(label.text() for label in widget.findChildren(Label) if label.isVisibleTo(widget))
