"""The sheet in place of the image: every stroke runs through the network, and what a unit sees is framed on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.receptive_field import Box
from cnn_desktop.gui.drawing.pad import Pad
from cnn_desktop.gui.models.drawing import Drawing
from cnn_desktop.gui.models.drawing_model import DrawingModel
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons


class DrawingPane(QWidget):
    """Shows a `DrawingModel`, the same sheet as on the Predict tab. `left`: the drawing is done."""

    left = Signal()

    def __init__(self, model: DrawingModel) -> None:
        super().__init__()
        self._model = model
        self.pad = Pad()
        self._field = _Field(self.pad)
        self._undo = buttons.icon_button("arrow-counter-clockwise", "Undo a stroke (Ctrl+Z)")
        self._clear = buttons.icon_button("trash", "Clear the sheet")
        self._ground = buttons.icon_button("circle-half", "Dark on light, or light on dark")
        self._done = buttons.quiet("Done", "check")
        self._done.setToolTip("See it as the network does")
        row = QHBoxLayout()
        row.setSpacing(0)
        for button in (self._undo, self._clear, self._ground):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._done)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self.pad, 1)
        column.addLayout(row)
        self.pad.setMinimumSize(120, 120)
        self.pad.began.connect(model.begin)
        self.pad.moved.connect(model.extend)
        self._undo.clicked.connect(model.undo)
        self._clear.clicked.connect(model.clear)
        self._ground.clicked.connect(self._on_ground)
        self._done.clicked.connect(self.left)
        model.drawing_changed.connect(self.show_drawing)
        self.show_drawing(model.drawing)

    @Slot(object)
    def show_drawing(self, drawing: Drawing) -> None:
        self.pad.show_drawing(drawing, is_light_on_dark=self._model.is_light_on_dark)
        buttons.allow(self._undo, "" if drawing.past else "Nothing is drawn yet.")
        buttons.allow(self._clear, "" if drawing.strokes else "The sheet is empty.")

    def show_field(self, box: Box | None, side: int) -> None:
        """What a unit sees, on a sheet of `side` pixels; None: nothing is marked."""
        self._field.show_box(box, side)

    @Slot()
    def _on_ground(self) -> None:
        self._model.choose_ground(is_light_on_dark=not self._model.is_light_on_dark)


class _Field(QWidget):
    """A frame over the pad that lets the pen through."""

    def __init__(self, pad: Pad) -> None:
        super().__init__(pad)
        self._box: Box | None = None
        self._side = 1
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        pad.installEventFilter(self)

    def show_box(self, box: Box | None, side: int) -> None:
        self._box, self._side = box, max(1, side)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._box is None or self._box.width >= self._side <= self._box.height:
            return
        painter = QPainter(self)
        sheet = min(self.width(), self.height())
        scale = sheet / self._side
        left, top = (self.width() - sheet) / 2, (self.height() - sheet) / 2
        box = self._box
        frame = QRectF(left + box.left * scale, top + box.top * scale, box.width * scale, box.height * scale)
        for colour, width in ((QColor(0, 0, 0, 160), 4), (QColor("#ffffff"), 2)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(frame.adjusted(1, 1, -1, -1))
        painter.end()
