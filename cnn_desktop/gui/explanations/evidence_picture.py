"""The image as the network sees it, grey under its evidence; and the numbers its colours stand for."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.explanations import AGAINST, FOR
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.explanations import words
from cnn_desktop.gui.prediction.detail.evidence_layer import evidence_pixmap
from cnn_desktop.gui.theme import SMALL, theme
from cnn_desktop.gui.widgets.pixels import CORNER, draw_thumbnail, fitted, pixmap_of

BAR = 8  # pixels; the height of the colours
_LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)


class EvidencePicture(QWidget):
    """Without evidence the image has its own colours."""

    def __init__(self) -> None:
        super().__init__()
        self._colours, self._grey, self._layer = QPixmap(), QPixmap(), QPixmap()
        self._opacity = 1.0
        self._seen: Pixels | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)

    def show_seen(self, seen: Pixels | None) -> None:
        """(side, side, 1 or 3) RGB."""
        if seen is self._seen:
            return
        self._seen = seen
        if seen is None:
            self._colours = self._grey = QPixmap()
        else:
            rgb = seen if seen.shape[2] == 3 else seen.repeat(3, axis=2)
            grey = np.rint(rgb @ _LUMINANCE).astype(np.uint8)[..., None].repeat(3, axis=2)
            self._colours, self._grey = pixmap_of(rgb), pixmap_of(grey)
        self.update()

    def show_evidence(self, values: Array | None) -> None:
        """(side, side), −1..1."""
        self._layer = QPixmap() if values is None else evidence_pixmap(values)
        self.update()

    def set_opacity(self, opacity: float) -> None:
        self._opacity = opacity
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, 360)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_covered = not self._layer.isNull() and self._opacity > 0
        base = self._grey if is_covered else self._colours
        if base.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme().tokens.raised))
            painter.drawRoundedRect(self.rect(), CORNER, CORNER)
        else:
            place = QRect(fitted(base, self.rect()))
            draw_thumbnail(painter, place, base)
            if is_covered:
                painter.setOpacity(self._opacity)
                draw_thumbnail(painter, place, self._layer)
        painter.end()


class EvidenceScale(QWidget):
    """From as much against the class as there is for it; zero in the middle, in no colour."""

    def __init__(self) -> None:
        super().__init__()
        self._strongest = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_strongest(self, strongest: float) -> None:
        """What the full colour stands for, in units of the logit."""
        self._strongest = strongest
        self.setAccessibleName(
            f"Orange speaks for the class, up to {words.amount(strongest)}; blue against it, "
            f"down to {words.amount(-strongest)}"
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, BAR + 18)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, BAR + 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(SMALL)
        painter.setFont(font)
        left = painter.fontMetrics().horizontalAdvance("against") + 8
        right = painter.fontMetrics().horizontalAdvance("for") + 8
        bar = QRectF(left, 2, max(1, self.width() - left - right), BAR)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for at, colour in ((0.0, QColor(*AGAINST)), (0.5, QColor(tokens.raised)), (1.0, QColor(*FOR))):
            gradient.setColorAt(at, colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
        painter.setPen(QColor(tokens.muted))
        line = QRect(0, 0, self.width(), BAR + 4)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "against")
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "for")
        under = QRect(round(bar.left()), BAR + 4, round(bar.width()), 14)
        for text, side in (
            (words.amount(-self._strongest), Qt.AlignmentFlag.AlignLeft),
            ("0", Qt.AlignmentFlag.AlignHCenter),
            (words.amount(self._strongest), Qt.AlignmentFlag.AlignRight),
        ):
            painter.drawText(under, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
