"""Two classes: what asking for another probability would bring, as ROC and as precision by recall."""

from __future__ import annotations

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.report.drawings import Plane
from cnn_desktop.core.report.markup import percent, plain, said, section
from cnn_desktop.core.results.of_run import SplitResult
from cnn_desktop.core.results.thresholds import AtThreshold, ThresholdCurve

USUAL = 0.5  # the answer is the class that is more probable
_MOST_POINTS = 400  # of a line: more are not seen, and make the page heavy
_SIZE = 340, 320


def thresholds(shown: SplitResult) -> str:
    """Both curves, with the threshold in force marked; empty where there are not two classes to tell apart."""
    curve = shown.thresholds
    if curve is None:
        return ""
    at, looked_for = curve.at(USUAL), plain(shown.classes[1])
    words = (
        f"An image is taken for {looked_for} where the network gives that at least {percent(USUAL)}: the disc. Then "
        f"{at.found:,} of {curve.positives:,} are found, with {at.false_alarms:,} false alarms among "
        f"{curve.negatives:,} others ({shown.split} images). Along the lines lies what other thresholds bring."
    )
    roc = f"<figure><figcaption>ROC: area {curve.roc_area:.3f} (by chance 0.5)</figcaption>{_roc(curve, at)}</figure>"
    mean = f"Precision by recall: average {curve.average_precision:.3f}"
    precision = f"<figure><figcaption>{mean}</figcaption>{_precision(curve, at)}</figure>"
    return section("Another threshold", said(words), f'<div class="pair">{roc}{precision}</div>')


def _roc(curve: ThresholdCurve, at: AtThreshold) -> str:
    across, up = np.r_[0, curve.false_positive_rate], np.r_[0, curve.recall]
    plane = Plane((0, 1), (0, 1), *_SIZE)
    body = plane.line("best", 0, 0, 1, 1) + _line(plane, across, up)
    disc = _disc(plane, at.false_positive_rate, at.recall, at)
    title = "false alarms among the others · found"
    return plane.drawing("Found by false alarms, for every threshold", _axes(plane, title) + body + disc)


def _precision(curve: ThresholdCurve, at: AtThreshold) -> str:
    plane = Plane((0, 1), (0, 1), *_SIZE)
    share = curve.positives / (curve.positives + curve.negatives)
    body = plane.line("best", 0, share, 1, share) + _line(plane, curve.recall, curve.precision)
    disc = _disc(plane, at.recall, at.precision, at)
    title = "found (recall) · right among the alarms (precision)"
    return plane.drawing("Precision by recall, for every threshold", _axes(plane, title) + body + disc)


def _axes(plane: Plane, title: str) -> str:
    shares = [(value / 5, f"{20 * value} %") for value in range(6)]
    return plane.axes(shares, shares, title)


def _line(plane: Plane, across: Array, up: Array) -> str:
    kept = np.unique(np.linspace(0, len(across) - 1, min(len(across), _MOST_POINTS)).astype(int))
    points = " ".join(f"{plane.x(float(across[place]))},{plane.y(float(up[place]))}" for place in kept)
    return f'<polyline class="training" points="{points}"/>'


def _disc(plane: Plane, across: float, up: float, at: AtThreshold) -> str:
    told = f"from {percent(at.threshold)} on: {percent(at.recall)} found, {percent(at.precision)} of the alarms right"
    return f'<circle class="bin" r="5" cx="{plane.x(across)}" cy="{plane.y(up)}"><title>{told}</title></circle>'
