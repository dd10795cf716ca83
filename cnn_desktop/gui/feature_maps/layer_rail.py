"""The layers from the image to the answer, to choose one: a row that is scrolled, with the blocks closed but one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy

from cnn_desktop.core.messages import LayerInfo
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.feature_maps.edge_painting import LANE, draw_edge
from cnn_desktop.gui.feature_maps.rail_edges import Edge, edges
from cnn_desktop.gui.feature_maps.rail_entries import Entry, entries, found_entries
from cnn_desktop.gui.theme import BODY, RADIUS, SMALL, SPACE, theme

CHIP = 44  # pixels; the height
HEADING = 16  # pixels; the name of an open block, above its layers
BAR = 12  # pixels; the scroll bar
WIDEST = 180  # pixels; a longer name is shortened
NO_MATCH = "No layer has these words in its name, type or size."
GAP = 13  # pixels between two layers, for the arrow from one to the next


@dataclass(frozen=True, slots=True)
class _Chip:
    entry: Entry
    left: int
    width: int

    @property
    def rect(self) -> QRect:
        return QRect(self.left, HEADING + 2, self.width, CHIP)


class LayerRail(QAbstractScrollArea):
    """Left and Right go from layer to layer."""

    layer_chosen = Signal(object)  # str: its key
    layer_stepped = Signal(object)  # int

    def __init__(self) -> None:
        super().__init__()
        self._layers: tuple[LayerInfo, ...] = ()
        self._chosen = ""
        self._only: tuple[LayerInfo, ...] | None = None
        self._silent: dict[str, int] = {}
        self._chips: tuple[_Chip, ...] = ()
        self._edges: tuple[Edge, ...] = ()
        self._pointed = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Layers")
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        theme().changed.connect(self.viewport().update)

    # ------------------------------------------------------------ told from outside

    def show_layers(self, layers: tuple[LayerInfo, ...], chosen: str) -> None:
        """`chosen` is brought into view."""
        if layers is self._layers and chosen == self._chosen:
            return
        self._layers, self._chosen = layers, chosen
        self.setAccessibleDescription(chosen)
        self._lay_out()
        self._reveal()

    def show_only(self, layers: tuple[LayerInfo, ...] | None) -> None:
        """Of the layers those that somebody searches for; None: all."""
        if layers != self._only:
            self._only = layers
            self._lay_out()
            self._reveal()

    def show_silent(self, silent: dict[str, int]) -> None:
        """How many channels of a layer say nothing for this image."""
        self._silent = silent
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(600, HEADING + CHIP + self._lanes() + BAR + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def _lanes(self) -> int:
        """The height of what runs below the row."""
        most = max((edge.lane for edge in self._edges), default=0)
        return LANE * most + 4 if most else 0

    # ------------------------------------------------------------ laying out

    def _fonts(self) -> tuple[QFont, QFont]:
        name, below = QFont(self.font()), QFont(self.font())
        name.setPixelSize(BODY)
        name.setWeight(QFont.Weight.Medium)
        below.setPixelSize(SMALL)
        return name, below

    def _lay_out(self) -> None:
        name, below = (QFontMetrics(font) for font in self._fonts())
        chips: list[_Chip] = []
        left, block = 2, ""
        shown = entries(self._layers, self._chosen) if self._only is None else found_entries(self._only)
        for entry in shown:
            if entry.block != block:
                left += SPACE if chips else 0
                block = entry.block
            text = max(name.horizontalAdvance(shown_name(entry.title)), below.horizontalAdvance(entry.below))
            width = min(WIDEST, text + 2 * SPACE + 4)
            chips.append(_Chip(entry, left, width))
            left += width + GAP
        self._chips = tuple(chips)
        lanes_before = self._lanes()
        self._edges = edges(self._layers, shown)
        if self._lanes() != lanes_before:
            self.updateGeometry()
        bar = self.horizontalScrollBar()
        bar.setPageStep(self.viewport().width())
        bar.setSingleStep(80)
        bar.setRange(0, max(0, left - self.viewport().width()))
        self.viewport().update()

    def _reveal(self) -> None:
        """The chosen layer in the middle, so that its neighbours are seen; else the first."""
        chip = next((chip for chip in self._chips if chip.entry.key == self._chosen), None)
        if chip is not None:
            bar = self.horizontalScrollBar()
            bar.setValue(chip.left + chip.width // 2 - self.viewport().width() // 2)
        else:
            self.horizontalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        self._reveal()

    # ------------------------------------------------------------ drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scroll, width = self.horizontalScrollBar().value(), self.viewport().width()
        painter.translate(-scroll, 0)
        if self._only == ():
            painter.setPen(QColor(theme().tokens.muted))
            painter.drawText(QRect(scroll + 2, HEADING + 2, width, CHIP), Qt.AlignmentFlag.AlignVCenter, NO_MATCH)
        self._draw_headings(painter, scroll)
        self._draw_edges(painter, scroll, scroll + width)
        for chip in self._chips:
            if chip.left + chip.width >= scroll and chip.left <= scroll + width:
                self._draw_chip(painter, chip)
        painter.end()

    def _draw_headings(self, painter: QPainter, scroll: int) -> None:
        _, below = self._fonts()
        painter.setFont(below)
        for block in dict.fromkeys(chip.entry.block for chip in self._chips if chip.entry.block):
            members = [chip for chip in self._chips if chip.entry.block == block]
            left, right = members[0].left, members[-1].left + members[-1].width
            painter.setPen(QPen(QColor(theme().tokens.border), 1))
            painter.drawLine(left, HEADING - 1, right, HEADING - 1)
            painter.setPen(QColor(theme().tokens.muted))
            shown = QRect(max(left, min(scroll + 2, right - 80)), 0, right - left, HEADING - 2)
            painter.drawText(shown, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown_name(block))

    def _draw_edges(self, painter: QPainter, left: int, right: int) -> None:
        """Those of the chosen layer last, and in its colour: where it comes from, and who takes from it."""
        tokens = theme().tokens
        chosen = next((place for place, chip in enumerate(self._chips) if chip.entry.key == self._chosen), -1)
        for edge in sorted(self._edges, key=lambda edge: chosen in (edge.source, edge.target)):
            source, target = (self._chips[place].rect for place in (edge.source, edge.target))
            if target.right() < left or source.left() > right:
                continue
            is_of_chosen = chosen in (edge.source, edge.target)
            colour = QColor(tokens.accent if is_of_chosen else tokens.outline)
            draw_edge(painter, source, target, edge.lane, colour, 2 if is_of_chosen and edge.lane else 1)

    def _draw_chip(self, painter: QPainter, chip: _Chip) -> None:
        tokens, entry, place = theme().tokens, chip.entry, chip.rect
        is_chosen = entry.key == self._chosen and entry.layers == 1
        if is_chosen:
            painter.setPen(QPen(QColor(tokens.accent), 2 if self.hasFocus() else 1))
            painter.setBrush(QColor(tokens.selection))
        else:
            painter.setPen(QPen(QColor(tokens.border), 1))
            painter.setBrush(QColor(tokens.raised if entry.key == self._pointed else tokens.surface))
        painter.drawRoundedRect(place, RADIUS, RADIUS)
        name, below = self._fonts()
        inner = place.adjusted(SPACE + 2, 5, -SPACE, -5)
        painter.setFont(name)
        painter.setPen(QColor(tokens.text if entry.layers == 1 else tokens.muted))
        title = painter.fontMetrics().elidedText(
            shown_name(entry.title), Qt.TextElideMode.ElideMiddle, inner.width() + 4
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
        painter.setFont(below)
        painter.setPen(QColor(tokens.muted))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, entry.below)
        if self._silent.get(entry.key) and entry.layers == 1:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.danger))
            painter.drawEllipse(place.right() - 9, place.top() + 5, 5, 5)

    # ------------------------------------------------------------ pointer and keys

    def _chip_at(self, point: QPoint) -> _Chip | None:
        x = point.x() + self.horizontalScrollBar().value()
        if not HEADING <= point.y() <= HEADING + CHIP + 4:
            return None
        return next((chip for chip in self._chips if chip.left <= x < chip.left + chip.width), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        chip = self._chip_at(event.position().toPoint())
        if chip is not None:
            self.layer_chosen.emit(chip.entry.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        chip = self._chip_at(event.position().toPoint())
        self._pointed = chip.entry.key if chip else ""
        self.viewport().setToolTip(self._explained(chip.entry) if chip else "")
        self.viewport().update()

    def _explained(self, entry: Entry) -> str:
        silent = self._silent.get(entry.key)
        if entry.layers > 1:
            return f"{shown_name(entry.title)}: {entry.layers} layers"
        said = f"{shown_name(entry.key)}, {entry.below}"
        return f"{said}: {silent:,} channels are silent for this image" if silent else said

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._pointed = ""
            self.viewport().update()
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - turned)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_PageUp:
                self.layer_stepped.emit(-1)
            case Qt.Key.Key_Right | Qt.Key.Key_PageDown:
                self.layer_stepped.emit(1)
            case Qt.Key.Key_Home if self._layers:
                self.layer_chosen.emit(self._layers[0].key)
            case Qt.Key.Key_End if self._layers:
                self.layer_chosen.emit(self._layers[-1].key)
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
