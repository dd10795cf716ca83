"""Cyclic garbage dies in the Qt thread, whatever thread makes it due."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject

from cnn_desktop.gui.garbage import GarbageCollector


class Knot(QObject):
    """Garbage that only the collector can find."""

    def __init__(self):
        super().__init__()
        self.itself = self


@pytest.fixture
def collector(qtbot):
    collector = GarbageCollector()
    yield collector
    collector.stop()
    assert gc.isenabled()


def make_garbage():
    """Enough that the automatic collector would set in."""
    for _ in range(100 * gc.get_threshold()[0]):
        knot = []
        knot.append(knot)


def test_another_thread_collects_nothing(collector):
    knot = weakref.ref(Knot())
    thread = threading.Thread(target=make_garbage)
    thread.start()
    thread.join()
    assert knot() is not None
    collector.collect()
    assert knot() is None


def test_the_timer_collects_what_is_due(collector, qtbot):
    knot = weakref.ref(Knot())
    make_garbage()
    qtbot.waitUntil(lambda: knot() is None, timeout=10_000)
