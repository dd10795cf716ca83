"""The installed PySide6 keeps its references: 6.12.0 lost one to None on every void call, and aborted after minutes."""

import sys

import pytest
from PySide6.QtCore import QLineF, QPointF, QRectF, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QLabel, QWidget

CALLS = 1_000


def painter_calls(painter, _widget, _label):
    painter.setPen(QColor(1, 2, 3))
    painter.drawLine(QLineF(0, 0, 5, 5))
    painter.translate(0, 0)


def path_calls(_painter, _widget, _label):
    path = QPainterPath()
    path.moveTo(QPointF(1, 1))
    path.lineTo(QPointF(2, 2))
    path.addRect(QRectF(0, 0, 4, 4))


def widget_calls(_painter, widget, label):
    widget.update()
    widget.setToolTip("tip")
    label.setText("text")
    label.setVisible(False)


def timer_calls(_painter, widget, _label):
    timer = QTimer(widget)
    timer.setInterval(5)
    timer.stop()
    timer.setParent(None)


def boolean_calls(painter, widget, _label):
    painter.isActive()
    widget.isVisible()
    widget.hasFocus()


@pytest.mark.parametrize("calls", [painter_calls, path_calls, widget_calls, timer_calls, boolean_calls])
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None, True and False are immortal from Python 3.12 on")
def test_no_call_loses_a_reference(qapp, calls):
    image = QImage(9, 9, QImage.Format.Format_RGB32)
    painter, widget, label = QPainter(image), QWidget(), QLabel()
    try:
        for _ in range(50):  # what is made once, is made here
            calls(painter, widget, label)
        before = [sys.getrefcount(one) for one in (None, True, False)]
        for _ in range(CALLS):
            calls(painter, widget, label)
        drift = [sys.getrefcount(one) - count for one, count in zip((None, True, False), before, strict=True)]
        assert min(drift) > -CALLS / 10, f"lost references to None, True, False: {drift}"
    finally:
        painter.end()
        widget.deleteLater()
        label.deleteLater()


def test_the_pair_of_versions_known_to_abort_is_not_installed():
    import PySide6

    assert not (PySide6.__version_info__[:2] == (6, 12) and sys.version_info < (3, 12))
