"""The states of the editor of layers, and the Train tab with a network of one's own."""

from __future__ import annotations

from dataclasses import replace

from cnn_desktop.core.messages import ArchitectureReady, DescribeArchitecture, Layer
from cnn_desktop.core.stack.arithmetic import analyse
from cnn_desktop.core.stack.layers import Activation, Convolution, Dense, Flatten, Pooling, Row
from cnn_desktop.gui.models.stack_model import StackModel
from cnn_desktop.gui.screens import meadow
from cnn_desktop.gui.screens.stage import Screen, Stage, settle
from cnn_desktop.gui.screens.training_screens import load
from cnn_desktop.gui.training.fields import NumberField
from cnn_desktop.gui.training.stack_editor.layer_list import LayerList


def _two_classes(stage: Stage) -> StackModel:
    """A dataset as the fish paper has it: two classes."""
    found = meadow.summary(stage.home / "Pictures" / "meadow")
    load(stage, replace(found, classes=found.classes[:2]))
    return stage.window.training.editor


def _open_empty(stage: Stage) -> StackModel:
    editor = _two_classes(stage)
    stage.window.training.settings.write("architecture", "own")
    editor.edit()
    return editor


def _empty(stage: Stage) -> None:
    _open_empty(stage)


def _editing(stage: Stage) -> None:
    """The network of the fish paper, the kernel of its second convolution under the fingers."""
    editor = _open_empty(stage)
    editor.start_from("fish-binary")
    editor.rename("Little fish")
    editor.select(3)
    settle()
    for layers in stage.window.findChildren(LayerList):
        layers.focus_fields()


def _deep(stage: Stage) -> None:
    """More rows than there is room for."""
    editor = _two_classes(stage)
    stage.window.training.settings.write("architecture", "alexnet")
    editor.edit()


def _wrong(stage: Stage) -> None:
    """A row that does not fit, and the rows behind it."""
    editor = _open_empty(stage)
    editor.start_from("xray-28")
    editor.select(9)
    for kind in (Pooling, Pooling, Pooling):
        editor.add(kind)
    editor.select(5)
    settle()
    for layers in stage.window.findChildren(LayerList):
        field = layers.fields.field("kernel") if layers.fields else None
        if isinstance(field, NumberField):
            field.setFocus()
            field.setText("0")
            field.written.emit("0")


def _own(stage: Stage) -> None:
    """A network of one's own, chosen."""
    editor = _open_empty(stage)
    editor.start_from("fish-binary")
    editor.rename("Little fish")
    editor.use()
    settle()
    asked = stage.engines.studio.last(DescribeArchitecture)
    rows = asked.plan.rows or ()
    figures = analyse(rows, asked.plan.shape, asked.plan.classes, asked.plan.loss)
    named = [*(_keras_name(row) for row in rows), ("logits", "Dense")]
    layers = tuple(
        Layer(name, kind, one.output, one.parameters) for (name, kind), one in zip(named, figures, strict=True)
    )
    total = sum(layer.parameters for layer in layers)
    stage.engines.studio.say(ArchitectureReady(asked.ticket, "own", "A network of your own", total, layers))


def _keras_name(row: Row) -> tuple[str, str]:
    match row:
        case Convolution():
            return "conv", "Conv2D"
        case Pooling():
            return "pool", "MaxPooling2D"
        case Activation():
            return "relu", "Activation"
        case Dense():
            return "dense", "Dense"
        case Flatten():
            return "flatten", "Flatten"
        case _:
            return type(row).__name__.lower(), type(row).__name__


SCREENS = (
    Screen("train-editor-empty", _empty),
    Screen("train-editor", _editing),
    Screen("train-editor-deep", _deep),
    Screen("train-editor-wrong", _wrong),
    Screen("train-own-network", _own),
)
