"""Tells and keeps from which confidence on a run is sure, and what that costs on validation images. No TensorFlow."""

from __future__ import annotations

from cnn_desktop.core.messages import DescribeSureness, LeastConfidenceSet, SetLeastConfidence, SurenessDescribed
from cnn_desktop.engine.service.desk import Desk, Handlers


class SurenessDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {DescribeSureness: self._describe, SetLeastConfidence: self._set}

    def _describe(self, request: DescribeSureness) -> None:
        from cnn_desktop.core import runs
        from cnn_desktop.core.calibration import Calibration, coverage_curve

        calibration = Calibration.load(request.run) or Calibration()
        stored = runs.open_run(request.run).predictions("validation")
        points: tuple[tuple[float, float, float], ...] = ()
        images = 0
        if stored is not None and len(stored.labels):
            images = len(stored.labels)
            curve = coverage_curve(stored.labels, stored.probabilities)
            points = tuple((one.least_confidence, one.coverage, one.accuracy) for one in curve)
        least, suggested = calibration.least_confidence, calibration.suggested
        self.emit(SurenessDescribed(request.ticket, request.run, least, suggested, images, points))

    def _set(self, request: SetLeastConfidence) -> None:
        from cnn_desktop.core import runs
        from cnn_desktop.core.calibration import set_least_confidence

        runs.open_run(request.run)  # a folder that is none keeps nothing
        changed = set_least_confidence(request.run, request.least_confidence)
        self.emit(LeastConfidenceSet(request.ticket, request.run, changed.least_confidence))
