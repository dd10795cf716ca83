"""A time-lapse made ready to be seen: the maps of a layer on one scale over time, and the kernels as pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core import mosaic, time_lapse
from cnn_desktop.core.calibration import Calibration
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import (
    FilmKernels,
    FilmReady,
    FilmScale,
    MapsReady,
    Prediction,
    ShowFilm,
    TimeLapseOpened,
)
from cnn_desktop.core.names import quoted
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.runs import Run, open_run
from cnn_desktop.core.time_lapse import Moment, Plan

_MID, _REACH = 128, 127  # the level of zero in a picture of a kernel, and how far the largest weight goes from it


def opened(folder: Path, ticket: int = 0) -> TimeLapseOpened:
    """What the run in `folder` kept. Raises UserError where that is nothing, or damaged."""
    run = open_run(folder)
    plan, seen = time_lapse.read_plan(folder)
    epochs = require_epochs(run)
    moments = [time_lapse.read(folder, plan, epoch, only=()) for epoch in epochs]
    return TimeLapseOpened(
        ticket,
        folder,
        plan.images,
        seen,
        run.classes,
        plan.layers,
        epochs,
        np.stack([moment.answers for moment in moments]),
        _kernels(plan, moments),
        run.history,
        plan.shortened,
    )


def require_epochs(run: Run) -> tuple[int, ...]:
    """The epochs that are kept. Raises UserError where there is none yet."""
    epochs = time_lapse.epochs(run.folder)
    if not epochs:
        raise UserError(f"The time-lapse of “{run.name}” holds nothing yet.", hint="Look again once it trains.")
    return epochs


def film(request: ShowFilm) -> FilmReady:
    """Every epoch of one layer and image. Raises UserError where the run keeps no such."""
    run = open_run(request.run)
    plan, seen = time_lapse.read_plan(request.run)
    number = require_layer(plan, request.layer)
    require_image(plan, request.image)
    epochs = require_epochs(run)
    moments = [time_lapse.read(request.run, plan, epoch, only=(number,)) for epoch in epochs]
    values = [moment.maps[0].values(request.image) for moment in moments]
    limits, is_signed = _limits(values, request.scale)
    shown = tuple(
        _maps(request.layer, run.classes, one, moment.answers[request.image], seen[request.image], limits, is_signed)
        for one, moment in zip(values, moments, strict=True)
    )
    return FilmReady(request.ticket, request.layer, request.image, request.scale, epochs, shown)


def require_layer(plan: Plan, key: str) -> int:
    """The number of the layer `key`. Raises UserError where it was not kept."""
    keys = [layer.key for layer in plan.layers]
    if key not in keys:
        raise UserError(f"The time-lapse keeps no layer {quoted(key)}.", hint=f"It keeps: {', '.join(keys)}.")
    return keys.index(key)


def require_image(plan: Plan, image: int) -> None:
    """Raise UserError where there is no such image; they count from 0."""
    if not 0 <= image < len(plan.images):
        raise UserError(f"The time-lapse has no image {image + 1}.", hint=f"It has {len(plan.images)}; the first is 1.")


def _limits(values: list[Array], scale: FilmScale) -> tuple[Array | None, bool]:
    """(channels, 2) for all epochs, or None: each its own; and whether any value is negative."""
    is_signed = any(float(one.min()) < 0 for one in values)
    if scale == "epoch":
        return None, is_signed
    each = [mosaic.levels_of(one, mosaic.statistics(one), "layer", is_signed).limits for one in values]
    reach = max(float(limits[0, 1]) for limits in each)
    return np.tile(np.array([-reach if is_signed else 0.0, reach], np.float32), (len(each[0]), 1)), is_signed


def _maps(
    layer: str, classes: tuple[str, ...], values: Array, answer: Array, seen: Pixels, limits: Array | None, signed: bool
) -> MapsReady:
    told = mosaic.statistics(values)
    levels = mosaic.levels_of(values, told, "layer", signed, limits)
    return MapsReady(
        0, layer, False, levels.levels, levels.limits, levels.is_constant, signed, told, prediction_of(classes, answer),
        seen, (seen.shape[0], seen.shape[1]),
    )  # fmt: skip


def prediction_of(classes: tuple[str, ...], answer: Array) -> Prediction:
    """What was answered, the likeliest class first; nothing judges how sure that was, so early."""
    order = np.argsort(-answer, kind="stable")
    ranked = tuple((classes[number], float(answer[number])) for number in order)
    return Prediction(ranked, Calibration().judge(ranked[0][1], None))


def _kernels(plan: Plan, moments: list[Moment]) -> FilmKernels | None:
    kernels = [moment.kernel for moment in moments if moment.kernel is not None]
    if not kernels or kernels[0].ndim != 4 or kernels[0].shape[2] not in (1, 3) or kernels[0].shape[:2] == (1, 1):
        return None
    all_ = np.stack(kernels).transpose(0, 4, 1, 2, 3)  # (epochs, outputs, rows, columns, inputs)
    largest = float(np.abs(all_).max()) or 1.0
    levels = np.rint(_MID + all_ / largest * _REACH).astype(np.uint8)
    return FilmKernels(plan.kernels, np.ascontiguousarray(np.broadcast_to(levels, (*levels.shape[:4], 3))), largest)
