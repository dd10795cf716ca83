"""The network that a run keeps in `model.keras`: built by our own code, filled with the numbers of the file.

Of the file only numbers count. Which layers there are is decided by the run's `config.json` and `engine.networks`;
of an imported run, by the list of known layers in `engine.importing`. No class, function or code is looked up by a
name out of a file, and Keras's own loader is never asked: in a folder that somebody sent, it would run what lies there.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, TypeAlias

from cnn_desktop.core.calibration import COLDEST, HOTTEST
from cnn_desktop.core.config import completed, plan_of
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.core.runs import MODEL, Run, manifest
from cnn_desktop.core.stack.arithmetic import analyse
from cnn_desktop.engine import networks
from cnn_desktop.engine.importing.arrays import Arrays
from cnn_desktop.engine.importing.build import rebuild
from cnn_desktop.engine.importing.container import Container, open_container
from cnn_desktop.engine.importing.graph import numbered, snake, unfold
from cnn_desktop.engine.networks.inputs import DATASET
from cnn_desktop.engine.networks.pretrained import BACKBONES
from cnn_desktop.engine.networks.temperature import TEMPERATURE, calibrated

_MOST_BYTES = 2**33  # of a model of our own; what it holds is never more than it is long
_HINT = "The folder may be damaged, or hold files of two runs: copy it again, or choose another run."

Described: TypeAlias = Mapping[str, Mapping[str, Any]]  # the settings of each layer in the file, by its name


def read_network(run: Run) -> Any:
    """The best model of `run`, a `keras.Model`. Raises UserError where its file is damaged or does not fit the run."""
    manifest.require_whole(run.folder, MODEL)
    with open_container(run.model_file, _MOST_BYTES) as container:
        if container.is_legacy:
            raise UserError("Its model is not a file that this program writes.", hint=_HINT)
        if run.imported:
            return rebuild(container, unfold(container.config), run.preparation.shape)
        model = _built(run, container)
        _fill(model, container.arrays)
    return model


def _built(run: Run, container: Container) -> Any:
    """The network of the run's configuration, with weights that are still to come."""
    described = _described(container.config)
    plan = plan_of(completed(run.config, run.preparation.size), len(run.classes))
    width = _width(plan, described)
    # what it began with does not matter any more, and need not be on this computer
    plan = dataclasses.replace(plan, weights="none", method="all")
    _require_room(plan, container.arrays)
    model = networks.assemble(plan, None, width)
    if plan.inputs == "dataset":
        _scale(model.get_layer(DATASET), described.get(DATASET, {}), plan.shape[2])
    temperature = _number(described.get(TEMPERATURE, {}).get("scale"), 1 / HOTTEST, 1 / COLDEST)
    return calibrated(model, 1 / temperature) if temperature else model


def _fill(model: Any, arrays: Arrays) -> None:
    """Give every layer of `model` its arrays, which lie where Keras puts those of a flat network."""
    used: dict[str, int] = {}
    for layer in model.layers:
        place = f"layers/{numbered(snake(type(layer).__name__), used)}/vars"
        wanted = [tuple(variable.shape) for variable in layer.weights]
        paths = [f"{place}/{number}" for number in range(len(wanted))]
        if wanted and [arrays.shape(path) for path in paths] != wanted:
            raise UserError(f"The weights of its layer {quoted(layer.name)} do not fit.", hint=_HINT)
        if wanted:
            layer.load_own_variables({str(number): arrays.read(path) for number, path in enumerate(paths)})


def _described(config: Mapping[str, Any]) -> Described:
    """What the file says of its layers. Only single numbers of it are used, each within bounds."""
    try:
        settings = [one["config"] for one in config["config"]["layers"]]
        return {str(one["name"]): one for one in settings}
    except (KeyError, TypeError) as error:
        raise UserError("Its model is damaged.", hint=_HINT) from error


def _width(plan: NetworkPlan, described: Described) -> float:
    """Of a pretrained network that comes in several widths; the file of weights that told it may be gone."""
    backbone = BACKBONES.get(plan.architecture)
    if backbone is None or not backbone.widths:
        return 1.0
    filters = described.get(backbone.mark, {}).get("filters")
    if not isinstance(filters, int) or filters not in backbone.widths:
        raise UserError(f"Its model is no {backbone.name}.", hint=_HINT)
    return backbone.widths[filters]


def _scale(layer: Any, settings: Mapping[str, Any], channels: int) -> None:
    """Give the first layer what it knows of the training images, which Keras keeps among its settings."""
    scale, offset = (_numbers(settings.get(name), channels) for name in ("scale", "offset"))
    layer.scale, layer.offset = scale, offset


def _require_room(plan: NetworkPlan, arrays: Arrays) -> None:
    """Raise UserError before anything is built for which the file holds no weights."""
    stored = [arrays.shape(path) for path in arrays.find("layers")]
    outputs = 1 if plan.loss == "sigmoid" else plan.classes
    rows = () if plan.rows is None else analyse(plan.rows, plan.shape, plan.classes, plan.loss)
    parameters = sum(one.parameters for one in rows)
    if parameters > sum(math.prod(shape) for shape in stored) or not any(shape[-1:] == (outputs,) for shape in stored):
        raise UserError("Its model holds other weights than its settings ask for.", hint=_HINT)


def _number(value: object, least: float, most: float) -> float | None:
    """`value` where it is a number within bounds; None where nothing is told."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not least * 0.999 <= value <= most * 1.001:
        raise UserError("Its model tells a temperature that cannot be.", hint=_HINT)
    return float(value)


def _numbers(value: object, count: int) -> list[float]:
    if not isinstance(value, list) or len(value) != count or not all(_is_finite(one) for one in value):
        raise UserError("Its model does not say how its images were scaled.", hint=_HINT)
    return [float(one) for one in value]


def _is_finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
