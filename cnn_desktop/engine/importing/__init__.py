"""Open a Keras model that another program made, and keep it as a run.

The file is only ever data: its description is checked against a list of known layers and built anew, its weights are
copied in. No class, function or code out of it is looked up or run, and Keras's own loader never sees it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.imported import Imported, InputScale
from cnn_desktop.core.labels import check_labels, find_labels, read_labels
from cnn_desktop.core.names import counted, quoted
from cnn_desktop.core.preparation import ResizePolicy
from cnn_desktop.core.runs import Run, keep_imported
from cnn_desktop.engine.deployment import deploy
from cnn_desktop.engine.importing.build import build
from cnn_desktop.engine.importing.container import open_container
from cnn_desktop.engine.importing.graph import Graph, unfold
from cnn_desktop.engine.importing.origin import Origin, find_origin


class LabelsMissing(UserError):
    """The model is sound, but what its `count` classes are called is not known."""

    def __init__(self, file: Path, count: int) -> None:
        super().__init__(
            f"{quoted(file.name)} does not say what its {count} classes are called.",
            hint="Name a file of labels: one class a line, in the order of the model's outputs.",
        )
        self.count = count


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the user knows of a model; None: found out, or assumed and said so."""

    name: str = ""  # of the run; empty: the file's
    classes: tuple[str, ...] = ()  # in the order of the outputs; empty: a file of labels beside the model
    input_scale: InputScale | None = None
    resize: ResizePolicy | None = None
    opened: str = ""  # in a sentence, how the process that opens it is locked in


def import_model(file: Path, runs: Path, choices: Choices) -> Run:
    """A new run in `runs` with the model in `file`; its `imported.notes` tell what was repaired or assumed.

    Raises LabelsMissing where nobody says what the classes are called, and UserError for a file that is no image
    classifier, or not to be trusted: what it is and what was expected.
    """
    with open_container(file) as container:
        graph = unfold(container.config)
        if not graph.steps:
            raise UserError(f"{quoted(file.name)} holds a network without layers.", hint="Choose another model.")
        origin = find_origin(container, graph, choices.input_scale, choices.resize)
        built = build(container, graph, origin.preparation.shape, origin.input_scale)
    _try_out(built.model, origin)
    classes = _classes(file, choices, 2 if built.outputs == 1 else built.outputs)
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    imported = Imported(
        file=file.name,
        sha256=digest,
        program=origin.program,
        outputs=built.outputs,
        input_scale=origin.input_scale,
        notes=(*graph.notes, *origin.notes, *built.notes),
        findings=(_found(graph, built.model), *([choices.opened] if choices.opened else [])),
    )
    name = choices.name or file.stem
    run = keep_imported(runs, name, imported, classes, origin.preparation, built.model.save)
    deploy(run, built.model)
    return run


def _classes(file: Path, choices: Choices, count: int) -> tuple[str, ...]:
    classes = choices.classes
    if not classes:
        labels = find_labels(file)
        if labels is None:
            raise LabelsMissing(file, count)
        classes = read_labels(labels)
        if len(classes) != count:  # whatever lies beside it is about something else
            raise LabelsMissing(file, count)
    check_labels(classes, count)
    return classes


def _found(graph: Graph, model: Any) -> str:
    """What the check of the file came to, in sentences."""
    kinds = sorted({step.layer.kind for step in graph.steps})
    return (
        f"{counted(len(graph.steps), 'layer')} of {counted(len(kinds), 'kind')}, all known here ({', '.join(kinds)}); "
        f"{model.count_params():,} weights, all of them numbers. It holds no code, and points to no other file. "
        "The network was built anew from that description."
    )


def _try_out(model: Any, origin: Origin) -> None:
    """Raise UserError where the network answers with no numbers."""
    answer = np.asarray(model(np.full((1, *origin.preparation.shape), 127, np.float32), training=False))
    if not np.isfinite(answer).all():
        raise UserError(
            "The network answers with values that are no numbers.",
            hint="The training of this model has failed; use an earlier copy of it.",
        )


__all__ = ["Choices", "LabelsMissing", "import_model"]
