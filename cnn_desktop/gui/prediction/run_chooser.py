"""The combo box of networks: the runs of the runs folder, newest first, and the ways to open another one."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QListView, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter

from cnn_desktop.core.names import counted, shown_name
from cnn_desktop.core.staleness import ADVICE
from cnn_desktop.gui.models.runs_model import RunEntry
from cnn_desktop.gui.widgets.label import tooltip
from cnn_desktop.gui.widgets.probability_bars import percent

WIDEST = 560  # pixels

IN_SHORT = Qt.ItemDataRole.UserRole + 1  # the run without its facts, for where there is no room for them
MOST_NAMES = 12  # classes that are named

_OPEN = "Open a run…"
_OPEN_MODEL = "Open a Keras or Teachable Machine model…"


class RunChooser(QComboBox):
    """Tells what was chosen; what is shown as chosen is told to it."""

    run_chosen = Signal(object)  # Path
    open_asked = Signal()
    model_asked = Signal()  # of another program

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[RunEntry, ...] = ()
        self._run: Path | None = None
        self.setView(QListView())  # the plain popup of Fusion takes no style
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        self.setMaximumWidth(WIDEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Network to classify with")
        self.activated.connect(self._on_activated)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Without room for all, name and score alone; a long name with “…”: a style sheet would cut it off."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        kind, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room, metrics = self.style().subControlRect(kind, option, part, self).width() - 4, self.fontMetrics()
        text = self.currentText()
        if metrics.horizontalAdvance(text) > room:
            text = self.currentData(IN_SHORT) or text
        option.currentText = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
        painter.drawComplexControl(kind, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def show_runs(self, entries: tuple[RunEntry, ...], run: Path | None) -> None:
        """`run` may lie outside the runs folder: it is then listed first."""
        self._entries, self._run = entries, run
        self.clear()
        if run is not None and all(entry.folder != run for entry in entries):
            self._add(run.name, run, str(run))
        for entry in entries:
            self._add(_title(entry, _facts(entry)), entry.folder, _explained(entry), _title(entry))
        if self.count():
            self.insertSeparator(self.count())
        self._add(_OPEN, None, "")
        self._add(_OPEN_MODEL, None, "")
        self._show_chosen()

    def show_chosen(self, run: Path | None) -> None:
        """Another run is in force."""
        if run != self._run:
            self.show_runs(self._entries, run)

    def _add(self, text: str, run: Path | None, explained: str, in_short: str = "") -> None:
        self.addItem(shown_name(text), run)
        self.setItemData(self.count() - 1, shown_name(in_short), IN_SHORT)
        self.setItemData(self.count() - 1, tooltip(explained), Qt.ItemDataRole.ToolTipRole)

    def _show_chosen(self) -> None:
        rows = (row for row in range(self.count()) if self._run is not None and self.itemData(row) == self._run)
        self.setCurrentIndex(next(rows, -1))
        shown = self.itemData(self.currentIndex(), Qt.ItemDataRole.ToolTipRole) if self.currentIndex() >= 0 else ""
        self.setToolTip(str(shown or ""))

    @Slot(int)
    def _on_activated(self, row: int) -> None:
        run = self.itemData(row)
        if isinstance(run, Path):
            self.run_chosen.emit(run)
        else:
            is_model = self.itemText(row) == _OPEN_MODEL
            self._show_chosen()
            (self.model_asked if is_model else self.open_asked).emit()


def _title(entry: RunEntry, facts: tuple[str, ...] = ()) -> str:
    """“meadow · 92 % · 5 classes · 64 pixels · 2026-11-20 · stale”."""
    accuracy = (percent(entry.validation.accuracy),) if entry.validation else ()
    return " · ".join((entry.name, *accuracy, *facts, *(("stale",) if entry.stale else ())))


def _facts(entry: RunEntry) -> tuple[str, ...]:
    day = time.strftime("%Y-%m-%d", time.localtime(entry.created))
    return counted(len(entry.classes), "class", "classes"), counted(entry.image_size, "pixel"), day


def _explained(entry: RunEntry) -> str:
    created = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.created))
    made = "opened" if entry.status == "imported" else "trained"
    size = f"{entry.image_size} × {entry.image_size} pixels"
    named = ", ".join(map(shown_name, entry.classes[:MOST_NAMES])) + (", …" if len(entry.classes) > MOST_NAMES else "")
    lines = [
        f"{entry.architecture}, {size}, {made} {created}",
        f"{counted(len(entry.classes), 'class', 'classes')}: {named}",
    ]
    if entry.validation:
        low, high = entry.validation.interval
        lines.append(
            f"Right on {percent(entry.validation.accuracy)} of {entry.validation.n:,} validation images "
            f"(95 % interval {percent(low)} to {percent(high)})"
        )
    if entry.stale:
        lines.append(f"Stale: {entry.stale.words}. {ADVICE}")
    return "\n".join([*lines, str(entry.folder)])
