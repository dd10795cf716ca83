"""The curves of several runs in one plot: what each reached after every epoch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from cnn_desktop.core.messages import EpochDone
from cnn_desktop.core.results.comparison import Comparison
from cnn_desktop.gui.results import series
from cnn_desktop.gui.results.diagram import Axis, Diagram, Line, Picture, Point, nice_ticks, per_cent
from cnn_desktop.gui.theme import SPACE, Tokens, theme
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.flow import FlowLayout
from cnn_desktop.gui.widgets.label import Label

Measure: TypeAlias = Literal["val_accuracy", "val_loss", "accuracy", "loss"]

_MEASURES: tuple[tuple[Measure, str], ...] = (
    ("val_accuracy", "Validation accuracy"), ("val_loss", "Validation loss"),
    ("accuracy", "Training accuracy"), ("loss", "Training loss"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which runs belong together, as folds of one setting do: they share a colour and a stroke."""

    of: tuple[int, ...]  # the kind of each run
    names: tuple[str, ...]  # of the kinds


class OverlaidCurves(Card):
    """Told a `Comparison`; the dot is the epoch that a run kept."""

    def __init__(self) -> None:
        super().__init__("Curves")
        self._comparison: Comparison | None = None
        self._kinds = Kinds((), ())
        self._measure = QComboBox()
        self._measure.setAccessibleName("What is drawn")
        for key, name in _MEASURES:
            self._measure.addItem(name, key)
        self._diagram = Diagram("Curves of the runs")
        self._reading = Label(tone="muted", size="small")
        self._legend = QWidget()
        self._legend.setLayout(FlowLayout(2 * SPACE))
        self._legend_of: tuple[str, ...] = ()
        self.add_action(self._measure)
        self.body.addWidget(self._legend)
        self.body.addWidget(self._diagram, 1)
        self.body.addWidget(self._reading)
        self._measure.activated.connect(self._refresh)
        self._diagram.pointed.connect(self._on_pointed)
        theme().changed.connect(self._on_theme)

    def show_comparison(self, comparison: Comparison | None, kinds: Kinds | None = None) -> None:
        """Without `kinds` each run is its own."""
        self._comparison = comparison
        runs = comparison.runs if comparison else ()
        self._kinds = kinds or Kinds(tuple(range(len(runs))), tuple(run.name for run in runs))
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if self._comparison is not None:
            self._show_legend(self._kinds.names)
            self._diagram.show_picture(picture(self._comparison, self._measure.currentData(), self._kinds.of))
            self._on_pointed(None)

    @Slot(object)
    def _on_theme(self, _tokens: Tokens) -> None:
        self._refresh()

    def _show_legend(self, names: tuple[str, ...]) -> None:
        if names == self._legend_of:
            return
        self._legend_of = names
        layout = self._legend.layout()
        assert layout is not None
        while layout.count():
            item = layout.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()  # it goes when the events of now are done
                widget.deleteLater()
        for number, name in enumerate(names):
            entry = QWidget()
            row = QHBoxLayout(entry)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(SPACE // 2)
            row.addWidget(series.SeriesSample(number))
            row.addWidget(ElidedLabel(name, size="small"))
            entry.setMaximumWidth(260)
            layout.addWidget(entry)

    @Slot(object)
    def _on_pointed(self, place: tuple[float, float] | None) -> None:
        if self._comparison is None or place is None:
            self._reading.setText("The dot is the epoch that was kept. Point at an epoch to read its values.")
            return
        epoch = max(1, round(place[0]))
        measure: Measure = self._measure.currentData()
        histories = [run.history for run in self._comparison.runs]
        said = [
            _value(name, [one for one, of in zip(histories, self._kinds.of, strict=True) if of == kind], epoch, measure)
            for kind, name in enumerate(self._kinds.names)
        ]
        self._reading.setText(f"Epoch {epoch:,}: " + " · ".join(said))


def picture(comparison: Comparison, measure: Measure, kinds: Sequence[int]) -> Picture:
    """Every run's line as its kind is drawn, and a dot at the epoch that it kept."""
    lines, points = [], []
    for number, run in zip(kinds, comparison.runs, strict=True):
        epochs = np.array([one.epoch for one in run.history], np.float64)
        values = np.array([getattr(one, measure) for one in run.history], np.float64)
        colour = series.colour(number)
        lines.append(Line(epochs, values, colour, series.style(number)))
        if run.best_epoch and run.best_epoch <= len(values):
            points.append(Point(float(run.best_epoch), float(values[run.best_epoch - 1]), colour))
    is_share = measure.endswith("accuracy")
    found = np.concatenate([line.y[np.isfinite(line.y)] for line in lines]) if lines else np.zeros(0)
    low = float(found.min()) if found.size else 0.0
    high = 1.0 if is_share else float(found.max()) * 1.05 if found.size else 1.0
    low = max(0.0, np.floor(low * 10) / 10) if is_share else 0.0
    last = max((len(run.history) for run in comparison.runs), default=1)
    ticks = tuple(tick for tick in nice_ticks(1, max(2, last)) if tick == int(tick))
    x = Axis("Epoch", 1.0, float(max(2, last)), ticks, lambda value: f"{value:.0f}")
    words = per_cent if is_share else lambda value: f"{value:.2g}"
    return Picture(x, Axis("", low, high, nice_ticks(low, high), words), tuple(lines), points=tuple(points))


def _value(name: str, histories: Sequence[Sequence[EpochDone]], epoch: int, measure: Measure) -> str:
    """What the runs of one kind reached, their mean where there are several."""
    values = [getattr(one, measure) for history in histories for one in history if one.epoch == epoch]
    if not values:
        return f"{name} –"
    value = sum(values) / len(values)
    reached = f"{100 * value:.1f} %" if measure.endswith("accuracy") else f"{value:.4f}"
    return f"{name} {reached}" + (f" (mean of {len(values)})" if len(values) > 1 else "")
