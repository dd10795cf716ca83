"""Which states of a run can be looked at: its kept model, its last weights, the epochs of its time-lapse.

Reads weights only where they are asked for; loads no TensorFlow to tell what there is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cnn_desktop.core import time_lapse
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import MomentsDescribed
from cnn_desktop.core.runs import Run, open_run

_ENDS = ("logits", "scores")  # the layer that a run trains alone, where it trains no other


def moments_of(folder: Path, ticket: int = 0) -> MomentsDescribed:
    """Of the run in `folder`. Raises UserError where it is none, or its time-lapse is damaged."""
    run = open_run(folder)
    history = run.history
    best = next((epoch.epoch for epoch in reversed(history) if epoch.is_best), 0)
    last = history[-1].epoch if history else 0
    epochs = time_lapse.epochs(folder) if time_lapse.is_kept(folder) else ()
    images = time_lapse.read_plan(folder)[0].images if epochs else ()
    return MomentsDescribed(ticket, folder, best, last, _no_last(run, best, last), epochs, images)


def _no_last(run: Run, best: int, last: int) -> str:
    if run.imported:
        return "This run was imported: it has one state of its weights."
    if best == last != 0:
        return f"Its last epoch, {last}, was its best: the run keeps one state of its weights."
    if not run.checkpoint_file.is_file():
        return "This run keeps no checkpoint, so the weights of its last epoch are gone."
    return ""


def take_last_weights(model: Any, run: Run) -> None:
    """Put the averaged weights after the last epoch of `run` into its loaded `model`.

    Raises UserError where the run keeps none, or they do not fit.
    """
    from cnn_desktop.engine.training import checkpoint

    kept = checkpoint.load(run.checkpoint_file)
    if kept is None:
        raise UserError(
            f"“{run.name}” keeps no checkpoint, so the weights of its last epoch are gone.",
            hint="Compare two runs, or two images.",
        )
    averages = kept.state.get("averages", [])
    weights = _trained(model, run, [value.shape for value in averages])
    if weights is None:
        raise UserError(
            f"The checkpoint of “{run.name}” does not fit its model.", hint="It was written by another version."
        )
    for weight, value in zip(weights, averages, strict=True):
        weight.assign(value)


def _trained(model: Any, run: Run, shapes: list[tuple[int, ...]]) -> list[Any] | None:
    """The weights of `model` that a lesson of the run trains and averages: those of `shapes`."""
    if _fits(weights := _weights(layer for layer in model.layers if layer.trainable), shapes):
        return weights
    if _fits(weights := _weights(layer for layer in model.layers if layer.name in _ENDS), shapes):
        return weights
    if run.config.method == "fine-tune":
        from cnn_desktop.engine.networks import pretrained

        pretrained.train_only_last_blocks(model, run.config.architecture)
        if _fits(weights := _weights(layer for layer in model.layers if layer.trainable), shapes):
            return weights
    return None


def _weights(layers: Any) -> list[Any]:
    return [weight for layer in layers for weight in layer.weights]


def _fits(weights: list[Any], shapes: list[tuple[int, ...]]) -> bool:
    return bool(weights) and [tuple(weight.shape) for weight in weights] == shapes
