"""The learning-rate finder as it is told on the command line: the curve, and the rate it suggests."""

from __future__ import annotations

from cnn_desktop.cli.output import Output
from cnn_desktop.cli.training_report import stage_words
from cnn_desktop.core.messages import Event, LearningRateFound, LearningRatePoint, StageProgress

_WIDEST_BAR = 40  # characters
_LINES = 20  # of the curve, for people; --json tells every point


class LearningRateReport:
    """Tells the events of one sweep. `emit` is what the engine calls."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def emit(self, event: Event) -> None:
        match event:
            case StageProgress():
                self._output.progress(stage_words(event))
            case LearningRatePoint(rate=rate, loss=loss):
                self._output.record({"event": "learning_rate_point", "learning_rate": rate, "loss": loss})
                self._output.progress(f"learning rate {rate:.2g}   loss {loss:.4f}")
            case LearningRateFound():
                self._tell_end(event)
            case _:
                pass

    def _tell_end(self, found: LearningRateFound) -> None:
        self._output.record({"event": "learning_rate_found", "suggestion": found.suggestion})
        shown = found.points[:: max(1, len(found.points) // _LINES)]
        highest = max((loss for _, loss in shown), default=1.0)
        for rate, loss in shown:
            self._output.line(f"  {rate:8.1e}  {loss:9.4f}  {'▪' * round(_WIDEST_BAR * loss / highest)}")
        self._output.line("")
        if found.suggestion is None:
            self._output.line("At no learning rate did the loss fall; nothing can be suggested.")
            self._output.line("Look at the images and the settings: another optimizer, network or input preparation.")
        else:
            self._output.line(f"Suggested: {found.suggestion:g}, where the loss falls, well before its lowest point.")
            self._output.line(f"Train with it: --learning-rate {found.suggestion:g}")
