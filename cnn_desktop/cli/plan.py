"""`train --plan`: how long the training would take, what it would need, and what else could be done. Trains nothing."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from cnn_desktop.cli.output import Output
from cnn_desktop.cli.training_report import TrainingReport
from cnn_desktop.cli.wording import duration, table
from cnn_desktop.core import alternatives
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import PlanTraining, ShouldStop, TrainingPlanned

if TYPE_CHECKING:
    from cnn_desktop.core.config import TrainingConfig
    from cnn_desktop.core.dataset.split import Split

_EXAMPLES = 12  # files to read for it
_FLAGS = {"architecture": "--preset", "image_size": "--image-size", "method": "--method"}


def plan(config: TrainingConfig, output: Output, should_stop: ShouldStop) -> None:
    """Tell of `config`, and of up to three alternatives. Raises UserError as a training would, and Cancelled."""
    from cnn_desktop.engine.training.planning import plan as planned
    from cnn_desktop.engine.training.session import decided

    decided_config, classes, split = decided(config, TrainingReport(output).emit, should_stop)
    request = _request(decided_config, len(classes), split)
    output.progress("Timing a few steps …")
    answer = planned(request, should_stop)
    _tell(request, answer, output)
    size = decided_config.image_size or 0
    rows = []
    for one in alternatives.alternatives(decided_config, len(split.training), _size_of_images(split, size)):
        output.progress(f"Timing a few steps: {one.title} …")
        other = alternatives.possible(decided_config, one, size)
        if other is None:
            continue
        try:
            answered = planned(dataclasses.replace(request, config=other), should_stop)
        except UserError as error:  # its weights are not on this computer
            output.note(f"{one.title}: {error.message} {error.hint}")
            continue
        if not alternatives.is_worth_it(one, answer.seconds, answered.seconds):
            continue
        flags = " ".join(f"{_FLAGS[name]} {value}" for name, value in one.changes)
        output.record({"event": "alternative", "flags": flags, "is": one.gain, "why": one.why} | _values(answered))
        rows.append([one.gain, f"about {duration(answered.seconds)}", flags, one.why])
    output.clear_progress()
    if rows:
        for line in ["", "Or", *table(rows, left=4)]:
            output.line(line)


def _request(config: TrainingConfig, classes: int, split: Split) -> PlanTraining:
    counts = len(split.training), len(split.validation), len(split.test)
    every = max(1, len(split.training) // _EXAMPLES)
    examples = tuple(config.dataset / image.file for image in split.training[::every][:_EXAMPLES])
    return PlanTraining(0, config, classes, counts, examples)


def _size_of_images(split: Split, otherwise: int) -> int:
    """Of a middling image, pixels of its shorter side."""
    sides = sorted(min(image.width, image.height) for image in split.training)
    return sides[len(sides) // 2] if sides else otherwise


def _tell(request: PlanTraining, answer: TrainingPlanned, output: Output) -> None:
    output.record({"event": "plan", "epochs": request.config.epochs} | _values(answer))
    epochs = request.config.epochs or 0
    most = " at most" if request.config.patience else ""
    gain = f", {answer.gain:.1f} × as fast as float32 here" if answer.precision != "float32" else ""
    output.line(f"About {duration(answer.seconds)}{most}: {epochs} epochs of {answer.epoch_seconds:.1f} s")
    if answer.memory:
        output.line(f"Memory        about {answer.memory / 1e9:.1f} GB")
    output.line(f"Precision     {answer.precision}{gain}")


def _values(answer: TrainingPlanned) -> dict[str, object]:
    values = dataclasses.asdict(answer)
    return {name: value for name, value in values.items() if name != "ticket"}
