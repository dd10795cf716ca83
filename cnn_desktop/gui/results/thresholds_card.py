"""Two classes: from which probability on an image is taken for the second, and what that costs. ROC and precision."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QSlider, QVBoxLayout

from cnn_desktop.core.names import counted, quoted
from cnn_desktop.core.results.of_run import SplitResult
from cnn_desktop.core.results.thresholds import AtThreshold, ThresholdCurve
from cnn_desktop.gui.results.diagram import Axis, Diagram, Line, Picture, Point
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label

_STEPS = 1000  # of the slider
_USUAL = 0.5


class ThresholdsCard(Card):
    """Told the split; the threshold moves here and changes nothing of the run."""

    def __init__(self) -> None:
        super().__init__("Threshold")
        self._curve: ThresholdCurve | None = None
        self._classes = ("", "")
        self._split = ""
        self._roc = Diagram("ROC curve", is_square=True)
        self._precision = Diagram("Precision and recall", is_square=True)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, _STEPS)
        self._slider.setPageStep(_STEPS // 20)
        self._slider.setAccessibleName("Threshold")
        self._usual = buttons.link("Back to 50 %")
        self._question = Label(wrap=True)
        self._counts = Label(wrap=True)
        self._note = Label(
            "Moving it here shows what it would cost; the run goes on answering with the more probable class.",
            tone="muted", size="small", wrap=True,
        )  # fmt: skip
        self._areas = (Label(size="small", tone="muted"), Label(size="small", tone="muted"))
        self._build()
        self._slider.valueChanged.connect(self._show_threshold)
        self._usual.clicked.connect(self._go_back)
        self._roc.dragged.connect(self._on_roc)
        self._precision.dragged.connect(self._on_precision)

    def _build(self) -> None:
        said = QVBoxLayout()
        said.setSpacing(SPACE)
        for part in (self._question, self._slider, self._usual, self._counts, self._note):
            said.addWidget(part)
        said.addStretch(1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(SPACE)
        for column, (diagram, area) in enumerate(zip((self._roc, self._precision), self._areas, strict=True)):
            grid.addWidget(area, 0, column)
            grid.addWidget(diagram, 1, column)
            grid.setColumnStretch(column, 1)
        grid.addLayout(said, 0, 2, 2, 1)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(1, 1)
        self.body.addLayout(grid, 1)

    def show_split(self, result: SplitResult | None) -> None:
        self._curve = result.thresholds if result else None
        self.setVisible(self._curve is not None)
        if result is None or self._curve is None:
            return
        self._classes, self._split = (result.classes[0], result.classes[1]), result.split
        self.set_title(f"Threshold, on {counted(result.n, f'{result.split} image')}")
        self._areas[0].setText(f"ROC: area {self._curve.roc_area:.3f}")
        self._areas[1].setText(f"Precision by recall: average {self._curve.average_precision:.3f}")
        self._slider.setValue(round(_USUAL * _STEPS))
        self._show_threshold()

    @property
    def threshold(self) -> float:
        return self._slider.value() / _STEPS

    @Slot()
    def _show_threshold(self) -> None:
        curve = self._curve
        if curve is None:
            return
        at = curve.at(self.threshold)
        positive = quoted(self._classes[1])
        self._question.setText(f"Taken for {positive} from {100 * at.threshold:.1f} % on.")
        self._counts.setText(told(at, self._classes, self._split))
        self._slider.setAccessibleDescription(self._counts.text())
        self._usual.setVisible(at.threshold != _USUAL)
        self._roc.show_picture(roc(curve, at))
        self._precision.show_picture(precision(curve, at))

    @Slot()
    def _go_back(self) -> None:
        self._slider.setValue(round(_USUAL * _STEPS))

    @Slot(object)
    def _on_roc(self, place: tuple[float, float]) -> None:
        if self._curve is not None:
            self._go_to(self._curve.false_positive_rate, self._curve.recall, place)

    @Slot(object)
    def _on_precision(self, place: tuple[float, float]) -> None:
        if self._curve is not None:
            self._go_to(self._curve.recall, self._curve.precision, place)

    def _go_to(self, x: np.ndarray, y: np.ndarray, place: tuple[float, float]) -> None:
        """The threshold of the point of the curve nearest to the pointer."""
        assert self._curve is not None
        nearest = int(np.argmin((x - place[0]) ** 2 + (y - place[1]) ** 2))
        self._slider.setValue(int(self._curve.thresholds[nearest] * _STEPS))


def roc(curve: ThresholdCurve, at: AtThreshold) -> Picture:
    """Recall by false alarms; the diagonal is chance."""
    corners = np.array([0.0, 1.0])
    x, y = np.r_[0.0, curve.false_positive_rate], np.r_[0.0, curve.recall]
    return Picture(
        Axis("False alarms, of the other class"),
        Axis("Recall"),
        (Line(corners, corners, "outline", Qt.PenStyle.DashLine, 1.0), Line(x, y, "validation")),
        points=(Point(at.false_positive_rate, at.recall, "accent", 6.0),),
    )


def precision(curve: ThresholdCurve, at: AtThreshold) -> Picture:
    """Precision by recall; the level is chance."""
    chance = curve.positives / (curve.positives + curve.negatives)
    return Picture(
        Axis("Recall"),
        Axis("Precision"),
        (
            Line(np.array([0.0, 1.0]), np.array([chance, chance]), "outline", Qt.PenStyle.DashLine, 1.0),
            Line(curve.recall, curve.precision, "validation"),
        ),
        points=(Point(at.recall, at.precision, "accent", 6.0),),
    )


def told(at: AtThreshold, classes: tuple[str, str], split: str) -> str:
    """What the threshold does, in whole images."""
    other, positive = (quoted(name) for name in classes)
    low, high = at.accuracy_interval
    is_taken = at.found + at.false_alarms > 0
    precision = f"Precision {100 * at.precision:.1f} %," if is_taken else "Nothing is taken for it: no precision,"
    return (
        f"{at.found:,} of {counted(at.found + at.missed, 'image')} of {positive} found, {at.missed:,} missed; "
        f"{at.false_alarms:,} of {counted(at.false_alarms + at.passed, 'image')} of {other} raise a false alarm. "
        f"{precision} recall {100 * at.recall:.1f} %, accuracy {100 * at.accuracy:.1f} % "
        f"(between {100 * low:.1f} and {100 * high:.1f} %) of {at.n:,} {split} images."
    )
