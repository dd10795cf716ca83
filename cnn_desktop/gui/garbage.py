"""Python's cyclic garbage, collected in the Qt thread only.

The collector runs in whatever thread happens to allocate, the listeners of the engines among them, and a widget that
dies outside the Qt thread can take the program with it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 1_000


class GarbageCollector(QObject):
    """Stands in for the automatic collector, from its making to `stop`. Make it in the Qt thread, after start-up."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.collect()
        gc.freeze()  # what start-up made is there to stay: a full collection of it took 11 to 21 ms
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(_EVERY_MS)

    @Slot()
    def collect(self) -> None:
        """Collect each generation that is due, as the automatic collector would."""
        for generation, (count, threshold) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)):
            if 0 < threshold < count:
                gc.collect(generation)

    def stop(self) -> None:
        """Hand back to the automatic collector."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
