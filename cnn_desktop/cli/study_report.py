"""A comparison as it is told on the command line: a line a run, and the table at the end."""

from __future__ import annotations

import dataclasses
import math
import shlex
from typing import Any

from cnn_desktop.cli import records
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.training_report import stage_words
from cnn_desktop.cli.wording import duration, percent, table
from cnn_desktop.core.messages import (
    BatchDone,
    EpochDone,
    Event,
    PrecisionTried,
    StageProgress,
    StudyChanged,
    StudyRunEnded,
    StudyRunStarted,
    TrainingStarted,
)
from cnn_desktop.core.names import counted
from cnn_desktop.core.study import Standing, TableRow


class StudyReport:
    """Tells the events of one study. `emit` is what the engine calls."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._where = ""  # which run is under way
        self._name = ""
        self._told: dict[str, int] = {}  # epochs of each run
        self._epochs = 0

    def tell_start(self, standing: Standing) -> None:
        """Where it lies, and how much there is to do."""
        done = standing.count("done")
        self._told = {run.name: len(run.history) for run in standing.runs}
        self._output.record(
            {"event": "comparison", "folder": str(standing.folder), "runs": len(standing.runs), "done": done}
        )
        self._output.line(f"Comparison    {standing.folder}")
        self._output.line(f"Compared      {standing.study.what}")
        rest = f", {counted(done, 'run')} of them done before" if done else ""
        self._output.line(f"Runs          {len(standing.runs):,}{rest}")
        self._output.line()

    def emit(self, event: Event) -> None:
        """Tell `event`; those that concern only a window are passed over."""
        match event:
            case StudyRunStarted(number=number, total=total, name=name):
                self._where, self._name, self._epochs = f"{number}/{total}", name, 0
                self._output.record({"event": "run_started", "number": number, "total": total, "run": name})
            case StageProgress():
                self._output.progress(f"{self._where} {stage_words(event)}".lstrip())
            case TrainingStarted():
                self._epochs = event.config.epochs or 0
            case PrecisionTried():
                self._output.record({"event": "precision", "run": self._name, **dataclasses.asdict(event)})
            case BatchDone():
                self._output.progress(self._batch(event))
            case EpochDone():
                self._tell_epoch(self._name, event)
            case StudyChanged(standing=standing):
                self._tell_changed(standing)
            case StudyRunEnded():
                self._tell_run(event)
            case _:
                pass

    def tell_end(self, standing: Standing) -> None:
        """The table, and what is left to do."""
        for row in standing.rows:
            self._output.record({"event": "row", **row_values(row)})
        left = len(standing.runs) - standing.count("done") - standing.count("failed")
        self._output.record(
            {
                "event": "compared",
                "folder": str(standing.folder),
                "done": standing.count("done"),
                "failed": standing.count("failed"),
                "left": left,
                "verdict": standing.verdict,
            }
        )
        for line in table_lines(standing):
            self._output.line(line)
        if left:
            command = shlex.join(["cnn-desktop", "compare", "--resume", str(standing.folder)])
            self._output.note(f"{counted(left, 'run')} left; go on with: {command}")

    def _tell_run(self, ended: StudyRunEnded) -> None:
        finished = ended.finished
        self._output.record(
            {
                "event": "run_ended",
                "number": ended.number,
                "total": ended.total,
                "run": ended.name,
                "folder": str(finished.run) if finished else None,
                "best_epoch": finished.best_epoch if finished else None,
                "stopped": finished is not None and finished.reason == "stopped",
                "validation": records.score(finished.validation) if finished else None,
                "test": records.score(finished.test) if finished and finished.test else None,
                "problem": ended.problem,
            }
        )
        if finished is None:
            self._output.note(f"{ended.name}: {ended.problem}")
            return
        score = finished.validation
        low, high = score.interval
        stopped = ", stopped" if finished.reason == "stopped" else ""
        self._output.line(
            f"{ended.name}: {percent(score.accuracy)} of {counted(score.n, 'validation image')} right"
            f" (95 % interval {100 * low:.1f}–{100 * high:.1f} %), best epoch {finished.best_epoch}{stopped}"
        )

    def _tell_epoch(self, name: str, epoch: EpochDone) -> None:
        self._told[name] = epoch.epoch
        self._output.record({"event": "epoch", "run": name, **dataclasses.asdict(epoch)})

    def _tell_changed(self, standing: Standing) -> None:
        """Epochs that were trained elsewhere are known by their folders."""
        for run in standing.runs:
            for epoch in run.history[self._told.get(run.name, 0) :]:
                self._tell_epoch(run.name, epoch)
        self._output.progress(
            f"{standing.count('done')} of {len(standing.runs)} done, {standing.count('training')} training"
        )

    def _batch(self, batch: BatchDone) -> str:
        left = f"   {duration(batch.seconds_left)} left at most" if math.isfinite(batch.seconds_left) else ""
        return f"{self._where} epoch {batch.epoch}/{self._epochs}   batch {batch.batch:,}/{batch.batches:,}{left}"


def row_values(row: TableRow) -> dict[str, Any]:
    """A line of the table as JSON."""
    values = dataclasses.asdict(row)
    return values | {"settings": dict(row.settings), "label": row.label}


def table_lines(standing: Standing) -> list[str]:
    """The table for people. Mean and deviation are over runs, the interval is of their answers together."""
    has_test = any(row.test is not None for row in standing.rows)
    heading = ["", "", "runs", "accuracy", "± deviation", "95 % interval", "images", "balanced"]
    heading += [*(["test"] if has_test else []), "time a run"]
    rows = [heading]
    for row in standing.rows:
        cells = [row.mark, row.label, f"{row.runs} of {row.planned}", *_figures(row)]
        rows.append([*cells, *([_percent(row.test)] if has_test else []), _duration(row.seconds)])
    lines = ["", *table(rows, left=2), ""]
    lines += ["Accuracy on validation images: mean and deviation over the runs; the interval is of all their answers."]
    return [*lines, *([standing.verdict] if standing.verdict else [])]


def _figures(row: TableRow) -> list[str]:
    deviation = f"{100 * row.deviation:.1f}" if row.deviation is not None else ""
    interval = f"{100 * row.interval[0]:.1f}–{100 * row.interval[1]:.1f} %" if row.interval else ""
    return [_percent(row.mean), deviation, interval, f"{row.n:,}" if row.n else "", _percent(row.balanced)]


def _percent(share: float | None) -> str:
    return "" if share is None else percent(share)


def _duration(seconds: float | None) -> str:
    return "" if seconds is None else duration(seconds)
