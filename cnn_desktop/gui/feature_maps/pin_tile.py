"""One pinned channel: its map, small, and where it belongs; a click goes there, Delete or its cross lets it go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip

from cnn_desktop.core.messages import Pin, PinnedMap
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.icons import paint_icon
from cnn_desktop.gui.theme import SMALL, theme
from cnn_desktop.gui.widgets.label import tooltip
from cnn_desktop.gui.widgets.pixels import CORNER

MAP, PADDING, CROSS = 40, 4, 16  # pixels
LEAST, MOST = 92, 156  # pixels; how wide a tile is
_LET_GO = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class PinTile(QAbstractButton):
    """Paints only while a camera is followed; its words are made when they are asked for."""

    let_go = Signal()
    stepped = Signal(object)  # int: to the tile before (−1) or behind (1)

    def __init__(self, pin: Pin) -> None:
        super().__init__()
        self.pin = pin
        self._map: PinnedMap | None = None
        self._plain: Palette = ()
        self._signed: Palette = ()
        self.setCheckable(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(LEAST)
        self.setMaximumWidth(MOST)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._is_here = False
        moment = ", before activation" if pin.pre else ""
        self.setAccessibleName(f"Pinned: channel {pin.channel} of {shown_name(pin.layer)}{moment}")

    def show_map(self, one: PinnedMap) -> None:
        self._map = one
        self.update()

    def show_palettes(self, plain: Palette, signed: Palette) -> None:
        self._plain, self._signed = plain, signed
        self.update()

    def show_here(self, is_here: bool) -> None:
        """Whether it is the channel that is looked at."""
        if is_here != self._is_here:
            self._is_here = is_here
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(MOST, MAP + 2 * PADDING)

    # ------------------------------------------------------------ told by hand

    def _cross(self) -> QRect:
        return QRect(self.width() - CROSS - 3, 3, CROSS, CROSS)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._cross().contains(event.position().toPoint()):
            self.setDown(False)
            self.let_go.emit()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case key if key in _LET_GO:
                self.let_go.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case Qt.Key.Key_Left:
                self.stepped.emit(-1)
            case Qt.Key.Key_Right:
                self.stepped.emit(1)
            case _:
                super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            is_cross = self._cross().contains(event.pos())
            QToolTip.showText(event.globalPos(), tooltip("Let it go (Delete)" if is_cross else self._said()), self)
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _LET_GO:
            event.accept()  # else the same key would take back what was done to the channel that is looked at
            return True
        return super().event(event)

    def _said(self) -> str:
        one, pin = self._map, self.pin
        lines = [f"{pin.layer}, channel {pin.channel}{', before activation' if pin.pre else ''}"]
        if one is not None:
            lines.append(f"mean {words.number(one.mean, 3)}  ·  maximum {words.number(one.maximum, 3)}")
        return "\n".join([*lines, "Click to look at it closely"])

    # ------------------------------------------------------------ drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = theme().tokens, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_focus = self.hasFocus()
        edge, thickness = (tokens.accent, 2) if has_focus or self._is_here else (tokens.border, 1)
        painter.setPen(QPen(QColor(edge), thickness))
        is_over = self.underMouse()
        painter.setBrush(QColor(tokens.pressed if self.isDown() else tokens.raised if is_over else tokens.surface))
        half = thickness / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), CORNER, CORNER)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._draw_map(painter, QRectF(PADDING, PADDING, MAP, MAP))
        left = PADDING + MAP + 8
        room = QRect(left, 0, self.width() - left - 6, self.height())
        self._draw_words(painter, room)
        if is_over or has_focus:
            cross = self._cross()
            painter.fillRect(cross, painter.brush())
            paint_icon(painter, cross.adjusted(2, 2, -2, -2), "x", "muted")
        painter.end()

    def _draw_map(self, painter: QPainter, place: QRectF) -> None:
        palette = self._signed if self._map is not None and self._map.is_signed else self._plain
        if self._map is None or not palette:
            painter.fillRect(place, QColor(theme().tokens.raised))
            return
        levels = self._map.levels
        rows, columns = levels.shape
        scale = min(place.width() / columns, place.height() / rows)
        where = QRectF(0, 0, scale * columns, scale * rows)
        where.moveCenter(place.center())
        image = QImage(levels.data, columns, rows, columns, QImage.Format.Format_Indexed8)
        image.setColorTable(list(palette))
        painter.drawImage(where, image.convertToFormat(QImage.Format.Format_RGB32))

    def _draw_words(self, painter: QPainter, room: QRect) -> None:
        tokens, font = theme().tokens, QFont(self.font())
        font.setPixelSize(SMALL)
        font.setWeight(QFont.Weight.DemiBold)
        middle = room.center().y()
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        number = f"Channel {self.pin.channel}"
        if painter.fontMetrics().horizontalAdvance(number) > room.width():
            number = str(self.pin.channel)
        first = QRect(room.left(), middle - SMALL - 5, room.width(), SMALL + 6)
        painter.drawText(first, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, number)
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted))
        layer = f"{shown_name(self.pin.layer)}{' (before)' if self.pin.pre else ''}"
        said = painter.fontMetrics().elidedText(layer, Qt.TextElideMode.ElideMiddle, room.width())
        second = QRect(room.left(), middle + 1, room.width(), SMALL + 6)
        painter.drawText(second, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)
