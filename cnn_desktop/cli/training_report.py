"""A training as it is told on the command line: one line an epoch, and how it ended."""

from __future__ import annotations

import dataclasses
import math

from cnn_desktop.cli import records
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import accuracy, duration, percent
from cnn_desktop.core.messages import (
    BatchDone,
    EpochDone,
    Event,
    PrecisionTried,
    StageProgress,
    TrainingFinished,
    TrainingStarted,
    WaitingForDisk,
)
from cnn_desktop.core.names import counted
from cnn_desktop.core.runs import SKIPPED

_STAGES = {
    "waiting": "Waiting for the other workers",
    "scanning": "Looking through the files",
    "decoding": "Reading the images",
    "building": "Building the network",
    "extracting": "Computing the features of the images",
    "finishing": "Scoring the best epoch",
}
_REASONS = {
    "completed": "All epochs are done",
    "no_improvement": "Ended early, as it no longer improved",
    "stopped": "Stopped",
}
_MOST_SKIPPED = 20  # images named


class TrainingReport:
    """Tells the events of one training. `emit` is what the engine calls."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._epochs = 0

    def emit(self, event: Event) -> None:
        """Tell `event`; those that concern only a window are passed over."""
        match event:
            case StageProgress():
                self._output.progress(stage_words(event))
            case TrainingStarted():
                self._epochs = event.config.epochs or 0
                self._tell_start(event)
            case PrecisionTried():
                self._tell_precision(event)
            case BatchDone():
                self._output.progress(self._batch(event))
            case EpochDone():
                self._tell_epoch(event)
            case WaitingForDisk(message=message, hint=hint):
                self._output.note(f"{message} {hint}")
            case TrainingFinished():
                self._tell_end(event)
            case _:
                pass

    def _tell_start(self, started: TrainingStarted) -> None:
        config = started.config
        images = ", ".join(f"{number:,} {split}" for split, number in started.images if number)
        lines = [
            f"Dataset       {config.dataset}",
            f"Images        {images}; {counted(len(started.classes), 'class', 'classes')}",
            f"Architecture  {config.architecture}, {config.image_size}×{config.image_size} pixels"
            f"{' in grey' if config.grey else ''}, batches of {config.batch_size}, {config.optimizer}",
            f"Run           {started.run}",
        ]
        if config.group_by:
            lines.append(f"Kept together by the rule “{config.group_by}”")
        if started.skipped_total:
            self._tell_skipped(started)
            lines.append(f"Left out      {counted(started.skipped_total, 'image')}, named above")
        for remark in started.remarks:
            self._output.note(remark)
        if started.history:
            lines.append(f"Goes on       after epoch {started.history[-1].epoch}")
        for line in [*lines, ""]:
            self._output.line(line)

    def _tell_precision(self, tried: PrecisionTried) -> None:
        self._output.record({"event": "precision", **dataclasses.asdict(tried)})
        self._output.line(
            f"Precision     {tried.precision}: tried with {tried.float32:,.0f} images/s in float32,"
            f" {tried.bfloat16:,.0f} in bfloat16"
        )

    def _tell_skipped(self, started: TrainingStarted) -> None:
        shown = started.skipped[:_MOST_SKIPPED]
        for one in shown:
            self._output.note(f"{one.file}: {one.reason}")
        if started.skipped_total > len(shown):
            rest = started.skipped_total - len(shown)
            self._output.note(f"… and {rest:,} more left out; {started.run / SKIPPED} names all")

    def _tell_epoch(self, epoch: EpochDone) -> None:
        self._output.record(
            {
                "event": "epoch",
                "epoch": epoch.epoch,
                "epochs": epoch.epochs,
                "loss": epoch.loss,
                "accuracy": epoch.accuracy,
                "val_loss": epoch.val_loss,
                "val_accuracy": epoch.val_accuracy,
                "seconds": epoch.seconds,
                "images_per_second": epoch.images_per_second,
            }
        )
        width = len(str(epoch.epochs))
        self._output.line(
            f"epoch {epoch.epoch:>{width}}/{epoch.epochs}"
            f"   training loss {epoch.loss:.4f}, {percent(epoch.accuracy):>7}"
            f"   validation loss {epoch.val_loss:.4f}, {percent(epoch.val_accuracy):>7}"
            f"   {epoch.seconds:.1f} s, {epoch.images_per_second:,.0f} images/s{'   best' if epoch.is_best else ''}"
        )

    def _tell_end(self, finished: TrainingFinished) -> None:
        self._output.record(
            {
                "event": "finished",
                "run": str(finished.run),
                "best_epoch": finished.best_epoch,
                "stopped_early": finished.stopped_early,
                "validation": records.score(finished.validation),
                "test": records.score(finished.test) if finished.test else None,
            }
        )
        epoch = finished.best_epoch
        best = f"the best was epoch {epoch}" if epoch else "before the first epoch was whole"
        lines = ["", f"{_REASONS[finished.reason]}; {best}. It is kept in:", f"  {finished.run}", ""]
        for score in filter(None, (finished.validation, finished.test)):
            lines.append(accuracy(score.split, score.n, score.accuracy, score.interval))
        for line in lines:
            self._output.line(line)

    def _batch(self, batch: BatchDone) -> str:
        left = f"   {duration(batch.seconds_left)} left at most" if math.isfinite(batch.seconds_left) else ""
        return (
            f"epoch {batch.epoch}/{self._epochs}   batch {batch.batch:,}/{batch.batches:,}   loss {batch.loss:.4f}"
            f"   {batch.images_per_second:,.0f} images/s{left}"
        )


def stage_words(progress: StageProgress) -> str:
    """Work before and after the epochs: “Reading the images: 812 of 1,377”."""
    counts = f": {progress.done:,} of {progress.total:,}" if progress.total else " …"
    return _STAGES[progress.stage] + counts
