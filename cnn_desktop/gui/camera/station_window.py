"""A station at a workbench, full screen: the camera, and pass or fail in words and colours, seen from afar."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cnn_desktop.core.station import Decision
from cnn_desktop.gui.camera import station_words, words
from cnn_desktop.gui.camera.live_view import LiveView
from cnn_desktop.gui.camera.visibility import HoldWhileSeen
from cnn_desktop.gui.icons import paint_icon
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.camera_state import Frame
from cnn_desktop.gui.models.station_model import StationModel
from cnn_desktop.gui.theme import RADIUS, SPACE, theme
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label


class StationWindow(QDialog):
    """Shows a `StationModel` that was started; leaving it stops the model."""

    def __init__(self, camera: CameraModel, model: StationModel, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._camera, self._model = camera, model
        self.setWindowTitle(station_words.TITLE)
        self._view = LiveView()
        self._panel = VerdictPanel()
        self._counts = Label(size="title")
        self._kept = ElidedLabel(tone="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._leave = buttons.plain("Leave", "sign-out")
        self._leave.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Space decides, whatever was clicked
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self._counts)
        foot.addWidget(self._kept, 1)
        foot.addWidget(Label(station_words.KEYS, tone="muted"))
        foot.addWidget(self._leave)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self._view, 52)
        row.addWidget(self._panel, 48)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(row, 1)
        column.addLayout(foot)

        self._leave.clicked.connect(self.reject)
        self.finished.connect(model.stop)
        camera.frame_arrived.connect(self._on_frame)
        camera.state_changed.connect(self._show)
        model.state_changed.connect(self._show)
        model.decided.connect(self._on_decided)
        self._hold = HoldWhileSeen(self, camera)
        if camera.frame:
            self._on_frame(camera.frame)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Space | Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_PageDown:  # what pedals send
                if not event.isAutoRepeat():
                    self._model.decide()
            case _:
                super().keyPressEvent(event)

    @Slot()
    def _show(self) -> None:
        state, camera = self._model.state, self._camera.state
        self._view.mirror(camera.wish.is_mirrored)
        self._view.show_chip(*words.chip(camera))
        self._view.show_stale(words.LOST if camera.phase == "lost" else "")
        if camera.phase in ("opening", "closed", "failed"):
            self._view.show_pixels(None)
        self._panel.show_verdict(*station_words.verdict(state, camera), station_words.reason(state, camera))
        self._counts.setText(station_words.counts(state))
        self._kept.setText(station_words.kept(state))
        self._kept.set_tone("danger" if state.problem else "muted")

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        if self.isVisible():
            self._view.show_pixels(frame.pixels)

    @Slot(object)
    def _on_decided(self, decision: Decision) -> None:
        if self._model.state.wish.is_loud and decision.verdict in ("fail", "check"):
            QApplication.beep()


class VerdictPanel(QWidget):
    """One word and its icon on its colour, as large as there is room, and a line that says why."""

    def __init__(self) -> None:
        super().__init__()
        self._word, self._icon, self._role, self._reason = "", "", "muted", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_verdict(self, word: str, icon_name: str, role: str, reason: str) -> None:
        self._word, self._icon, self._role, self._reason = word, icon_name, role, reason
        self.setAccessibleName(f"{word}. {reason}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_quiet = self._role == "muted"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.raised if is_quiet else getattr(tokens, self._role)))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        ink = "text" if is_quiet else "surface"  # as readable on the colours as they are on it
        side = min(self.width() // 3, self.height() // 4)
        middle = self.height() // 2
        paint_icon(painter, QRect((self.width() - side) // 2, middle - side - SPACE, side, side), self._icon, ink)
        painter.setPen(QColor(getattr(tokens, ink)))
        painter.setFont(self._word_font())
        word = QRect(0, middle, self.width(), painter.fontMetrics().height())
        painter.drawText(word, int(Qt.AlignmentFlag.AlignCenter), self._word)
        font = QFont(self.font())
        font.setPixelSize(max(15, self.height() // 32))
        painter.setFont(font)
        below = QRect(2 * SPACE, word.bottom() + SPACE, self.width() - 4 * SPACE, self.height() - word.bottom() - SPACE)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), self._reason)
        painter.end()

    def _word_font(self) -> QFont:
        """As large as the word fits."""
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        font.setPixelSize(100)
        wide = max(1, QFontMetrics(font).horizontalAdvance(self._word))
        font.setPixelSize(max(24, min(self.height() // 4, 100 * (self.width() - 6 * SPACE) // wide)))
        return font
