"""The Learn pane: a list of lessons at the left, the chosen one beside it. A lesson is made when it is first seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem

from cnn_desktop.gui.learn.alexnet import AlexNetLesson
from cnn_desktop.gui.learn.convolution import ConvolutionLesson
from cnn_desktop.gui.learn.lesson import Lesson
from cnn_desktop.gui.learn.loss import LossLesson
from cnn_desktop.gui.learn.output_size import OutputSizeLesson
from cnn_desktop.gui.learn.pooling import PoolingLesson
from cnn_desktop.gui.learn.regularisation import RegularisationLesson
from cnn_desktop.gui.models.own_numbers import OwnNumbers
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.page import Page
from cnn_desktop.gui.widgets.pages import Pages

LIST_WIDTH = 232  # pixels
ABOUT = "Worked examples of the papers, computed. Change any number."
ROW = 44  # pixels; the height of a row of the list


class LearnPage(Page):
    """`left` says that somebody wants to go back to the maps."""

    left = Signal()

    def __init__(self, own: OwnNumbers) -> None:
        """`own`: numbers of the network one looks into."""
        super().__init__()
        self._makers: tuple[tuple[str, Callable[[], Lesson]], ...] = (
            ("Convolution", ConvolutionLesson),
            ("Output size", OutputSizeLesson),
            ("Pooling", PoolingLesson),
            ("Activation functions", _activation),
            ("Softmax and loss", LossLesson),
            ("L2 and dropout", lambda: RegularisationLesson(own)),
            ("AlexNet’s parameters", AlexNetLesson),
        )
        self._made: dict[int, Lesson] = {}
        self._list = QListWidget()
        self._list.setAccessibleName("Lessons")
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for number, (title, _) in enumerate(self._makers, start=1):
            item = QListWidgetItem(f"{number}   {title}")
            item.setSizeHint(QSize(LIST_WIDTH - 4 * SPACE, ROW))
            self._list.addItem(item)
        self._back = buttons.plain("Back to the maps", "arrow-left")
        self._pages = Pages()
        self._lay_out()
        self._back.clicked.connect(self.left)
        self._list.currentRowChanged.connect(self._show)
        self._list.itemActivated.connect(self._enter)
        for keys, slot in (("Esc", self.left.emit), ("PgUp", self._go_back), ("PgDown", self._go_on)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _lay_out(self) -> None:
        card = Card("Learn")
        card.setFixedWidth(LIST_WIDTH)
        card.body.addWidget(self._list, 1)
        card.body.addWidget(Label(ABOUT, tone="muted", wrap=True))
        card.body.addSpacing(SPACE)
        card.body.addWidget(self._back)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(card)
        row.addWidget(self._pages, 1)

    @property
    def lesson(self) -> Lesson | None:
        """The one in sight."""
        return self._made.get(self._list.currentRow())

    def open(self) -> None:
        """Show the lesson where one left off, ready for the keyboard."""
        self._list.setCurrentRow(max(0, self._list.currentRow()))  # marks it, too: the keyboard alone does not
        self._list.setFocus()

    def show_lesson(self, number: int) -> None:
        """From 0."""
        self._list.setCurrentRow(number)

    @Slot(int)
    def _show(self, number: int) -> None:
        if number not in self._made:
            self._made[number] = self._makers[number][1]()
            self._pages.addWidget(self._made[number])
        self._pages.setCurrentWidget(self._made[number])

    @Slot()
    def _enter(self) -> None:
        """Into the lesson, by Enter."""
        if self.lesson is not None:
            self.lesson.first.setFocus()

    @Slot()
    def _go_on(self) -> None:
        self._list.setCurrentRow(min(self._list.currentRow() + 1, self._list.count() - 1))

    @Slot()
    def _go_back(self) -> None:
        self._list.setCurrentRow(max(self._list.currentRow() - 1, 0))


def _activation() -> Lesson:
    from cnn_desktop.gui.learn.activation import ActivationLesson  # with pyqtgraph, 0.2 s: not before it is seen

    return ActivationLesson()
