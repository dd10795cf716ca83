"""Small pictures of five made-up classes, drawn at run time, no two alike. For screens only."""

from __future__ import annotations

import math
import random

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPen, QRadialGradient

from cnn_desktop.core.preparation import Pixels

CLASSES = ("daisy", "fern", "mushroom", "pebble", "shell")


def picture(class_name: str, number: int, width: int = 160, height: int = 160) -> Pixels:
    """(height, width, 3) RGB; the same for the same arguments."""
    dice = random.Random(f"{class_name} {number}")
    image = QImage(width, height, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _ground(painter, dice, width, height)
    side = min(width, height)
    painter.translate(width / 2 + dice.uniform(-0.06, 0.06) * width, height / 2 + dice.uniform(-0.06, 0.06) * height)
    painter.scale(side / 100 * dice.uniform(0.8, 1.1), side / 100 * dice.uniform(0.8, 1.1))
    painter.rotate(dice.uniform(-20, 20))
    _DRAW[class_name](painter, dice)
    painter.end()
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine())
    return lines[:, : 3 * width].reshape(height, width, 3).copy()


def _ground(painter: QPainter, dice: random.Random, width: int, height: int) -> None:
    hue, value = dice.choice((95, 120, 30, 210, 45)), dice.randint(90, 190)
    gradient = QLinearGradient(0, 0, width * dice.uniform(-0.3, 0.3), height)
    gradient.setColorAt(0, QColor.fromHsv(hue, 50, min(255, value + 50)))
    gradient.setColorAt(1, QColor.fromHsv(hue, 90, value - 40))
    painter.fillRect(0, 0, width, height, gradient)


def _daisy(painter: QPainter, dice: random.Random) -> None:
    petals, hue = dice.randint(9, 14), dice.choice((0, 330, 50))
    painter.setPen(QPen(QColor(120, 120, 120, 90), 0.6))
    painter.setBrush(QColor.fromHsv(hue, dice.choice((0, 20, 70)), 250))
    for number in range(petals):
        painter.save()
        painter.rotate(360 * number / petals)
        painter.drawEllipse(QRectF(-6, -38, 12, 30))
        painter.restore()
    painter.setBrush(QColor.fromHsv(45, 200, 240))
    painter.drawEllipse(QPointF(0, 0), 11, 11)


def _fern(painter: QPainter, dice: random.Random) -> None:
    green = QColor.fromHsv(dice.randint(90, 130), 180, dice.randint(90, 150))
    painter.setPen(QPen(green, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(0, 44), QPointF(0, -42))
    painter.setBrush(green)
    for number in range(11):
        at, length = 38 - 7.4 * number, 26 * math.sin(math.pi * (number + 2) / 13)
        for way in (-1, 1):
            painter.save()
            painter.translate(0, at)
            painter.rotate(way * 62)
            painter.drawEllipse(QRectF(-2.4, -length, 4.8, length))
            painter.restore()


def _mushroom(painter: QPainter, dice: random.Random) -> None:
    painter.setPen(QPen(QColor(60, 40, 30, 120), 0.8))
    painter.setBrush(QColor(236, 226, 205))
    painter.drawRoundedRect(QRectF(-8, -4, 16, 44), 7, 7)
    painter.setBrush(QColor.fromHsv(dice.choice((2, 14, 25)), 190, dice.randint(150, 215)))
    painter.drawChord(QRectF(-34, -36, 68, 66), 0, 180 * 16)
    painter.setBrush(QColor(250, 245, 235))
    for _ in range(7):
        painter.drawEllipse(QPointF(dice.uniform(-22, 22), dice.uniform(-24, -8)), 3, 2.4)


def _pebble(painter: QPainter, dice: random.Random) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for left, top, size in ((-16, 12, 22), (18, 14, 19), (0, -14, 25)):
        shade, x, y = dice.randint(90, 190), left + dice.uniform(-4, 4), top + dice.uniform(-4, 4)
        gradient = QRadialGradient(QPointF(x - 6, y - 7), size * 1.5)
        gradient.setColorAt(0, QColor(shade + 60, shade + 56, shade + 50))
        gradient.setColorAt(1, QColor(shade - 40, shade - 42, shade - 40))
        painter.setBrush(gradient)
        painter.drawEllipse(QPointF(x, y), size, size * dice.uniform(0.65, 0.85))


def _shell(painter: QPainter, dice: random.Random) -> None:
    hue = dice.choice((20, 10, 350, 40))
    for number in range(9, 0, -1):
        painter.setPen(QPen(QColor.fromHsv(hue, 110, 150), 1))
        painter.setBrush(QColor.fromHsv(hue, 30 + 9 * number, 250))
        painter.drawPie(QRectF(-4.4 * number, -40 + 36 - 4.2 * number, 8.8 * number, 8.4 * number), 20 * 16, 140 * 16)
    for number in range(9):
        angle = math.radians(25 + 130 * number / 8)
        painter.drawLine(QPointF(0, -2), QPointF(39 * math.cos(angle), -2 - 37 * math.sin(angle)))


_DRAW = {"daisy": _daisy, "fern": _fern, "mushroom": _mushroom, "pebble": _pebble, "shell": _shell}
