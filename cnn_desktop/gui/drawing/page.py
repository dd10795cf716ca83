"""The Draw page: the sheet on the left, what the network takes it for on the right."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSlider, QWidget

from cnn_desktop.core.messages import PictureReady
from cnn_desktop.gui.drawing import words
from cnn_desktop.gui.drawing.answer import AnswerCard
from cnn_desktop.gui.drawing.pad import Pad
from cnn_desktop.gui.models.drawing import Drawing
from cnn_desktop.gui.models.drawing_model import THINNEST, WIDEST, DrawingModel, DrawingState
from cnn_desktop.gui.models.feedback_model import FeedbackModel
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import IconLabel, Label
from cnn_desktop.gui.widgets.pixels import pixmap_of

ANSWER_WIDTHS = (304, 520)  # pixels; the smallest and the widest
_SLIDER = 100  # steps between the thinnest pen and the widest


class DrawPage(QWidget):
    """Shows a `DrawingModel`, and the `FeedbackModel` of what is drawn."""

    maps_asked = Signal()  # of the drawing, while it is drawn

    def __init__(self, model: DrawingModel, feedback: FeedbackModel) -> None:
        super().__init__()
        self._model = model
        self._pad = Pad()
        self._answer = AnswerCard(feedback)
        self._build()
        self._bind()
        self.show_drawing(model.drawing)
        self.show_state(model.state)

    def _build(self) -> None:
        sheet = Card()
        sheet.body.addLayout(self._build_tools())
        self._hint = QWidget()
        self._hint_words = Label(tone="muted", wrap=True)
        row = QHBoxLayout(self._hint)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(IconLabel("info", "accent"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._hint_words, 1)
        sheet.body.addWidget(self._hint)
        sheet.body.addWidget(self._pad, 1)
        self._answer.setMinimumWidth(ANSWER_WIDTHS[0])
        self._answer.setMaximumWidth(ANSWER_WIDTHS[1])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE + SPACE // 2)
        whole.addWidget(sheet, 71)
        whole.addWidget(self._answer, 29)

    def _build_tools(self) -> QHBoxLayout:
        self._paper = buttons.plain("Dark on light")
        self._board = buttons.plain("Light on dark")
        self._grounds = QButtonGroup(self)
        for button in (self._paper, self._board):
            button.setCheckable(True)
            self._grounds.addButton(button)
        self._width = QSlider(Qt.Orientation.Horizontal)
        self._width.setRange(0, _SLIDER)
        self._width.setMinimumWidth(7 * SPACE)
        self._width.setMaximumWidth(15 * SPACE)
        self._width.setAccessibleName("Width of the pen")
        self._width.setValue(round((self._model.pen_width - THINNEST) / (WIDEST - THINNEST) * _SLIDER))
        pen = Label("Pen", tone="muted")
        pen.setBuddy(self._width)
        self._undo = buttons.plain("Undo", "arrow-counter-clockwise")
        self._redo = buttons.plain("Redo", "arrow-clockwise")
        self._clear = buttons.plain("Clear", "trash")
        self._inside = buttons.icon_button("squares-four", "Draw with the feature maps beside it")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for widget in (self._paper, self._board):
            row.addWidget(widget)
        row.addSpacing(SPACE)
        row.addWidget(pen)
        row.addWidget(self._width)
        row.addStretch()
        for widget in (self._undo, self._redo, self._clear):
            row.addWidget(widget)
        row.addWidget(self._inside)
        return row

    def _bind(self) -> None:
        model = self._model
        self._pad.began.connect(model.begin)
        self._pad.moved.connect(model.extend)
        self._paper.clicked.connect(partial(self._choose_ground, False))
        self._board.clicked.connect(partial(self._choose_ground, True))
        self._width.valueChanged.connect(self._on_width)
        self._inside.clicked.connect(self.maps_asked)
        for button, act, *keys in (
            (self._undo, model.undo, "Ctrl+Z"),
            (self._redo, model.redo, "Ctrl+Shift+Z", "Ctrl+Y"),
            (self._clear, model.clear, "Delete"),
        ):
            button.clicked.connect(act)
            for key in keys:
                shortcut = QShortcut(QKeySequence(key), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(act)
        model.drawing_changed.connect(self.show_drawing)
        model.picture_arrived.connect(self._on_picture)
        model.state_changed.connect(self.show_state)

    # ------------------------------------------------------------ showing

    @Slot(object)
    def show_drawing(self, drawing: Drawing) -> None:
        is_board = self._model.is_light_on_dark
        self._pad.show_drawing(drawing, is_light_on_dark=is_board)
        (self._board if is_board else self._paper).setChecked(True)
        has_photo = self._model.state.file is not None
        buttons.allow(self._undo, "" if drawing.past else "Nothing is drawn yet.")
        buttons.allow(self._redo, "" if drawing.future else "Nothing was undone.")
        buttons.allow(self._clear, "" if drawing.strokes or has_photo else "The sheet is empty.")
        for button, key in ((self._undo, "Ctrl+Z"), (self._redo, "Ctrl+Y"), (self._clear, "Delete")):
            if button.isEnabled():
                button.setToolTip(key)

    @Slot(object)
    def show_state(self, state: DrawingState) -> None:
        hint = words.hint(state.preparation)
        self._hint_words.setText(hint)
        self._hint.setVisible(bool(hint))
        self._answer.show_state(state, self._model.drawing, self._model.pixels_of)

    @Slot(object)
    def _on_picture(self, event: PictureReady) -> None:
        self._pad.show_photo(pixmap_of(event.pixels))

    # ------------------------------------------------------------ asking

    def _choose_ground(self, is_light_on_dark: bool, _checked: bool) -> None:
        self._model.choose_ground(is_light_on_dark=is_light_on_dark)

    @Slot(int)
    def _on_width(self, value: int) -> None:
        self._model.pen_width = THINNEST + value / _SLIDER * (WIDEST - THINNEST)
