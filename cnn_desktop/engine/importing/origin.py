"""What a foreign model expects of its images, as far as its file tells: size, channels, cut, and values."""

from __future__ import annotations

from dataclasses import dataclass

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.imported import InputScale
from cnn_desktop.core.preparation import Preparation, ResizePolicy
from cnn_desktop.engine.importing.container import Container
from cnn_desktop.engine.importing.graph import Graph

_ANY_SIZE = 224  # pixels; what models that take any size were mostly trained with
_LARGEST = 1024  # pixels
_FEATURES = ("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Dense")  # the pixels have been scaled before these
_TEACHABLE_MACHINE_END = ("dense_Dense1", "dense_Dense2")


@dataclass(frozen=True, slots=True)
class Origin:
    """`notes` say what was found and what had to be assumed."""

    program: str
    preparation: Preparation
    input_scale: InputScale
    notes: tuple[str, ...]


def find_origin(
    container: Container, graph: Graph, input_scale: InputScale | None, resize: ResizePolicy | None
) -> Origin:
    """What `graph` expects; `input_scale` and `resize` where the user knows. Raises UserError where no image fits."""
    size, grey, notes = _size(graph)
    names = {step.layer.path[-1] for step in graph.steps}
    if graph.steps[-1].layer.path[-1] in _TEACHABLE_MACHINE_END and not _scales_itself(graph):
        cut: ResizePolicy = resize or "crop"
        scale: InputScale = input_scale or "-1..1"
        said = "It comes from Teachable Machine: images are cut to the centre square and scaled to −1…1, as there."
        return Origin("Teachable Machine", Preparation(size=size, grey=grey, resize=cut), scale, (*notes, said))
    if input_scale is not None:
        scale, said = input_scale, ""
    elif _scales_itself(graph):
        scale, said = "model", "It scales the values of its pixels itself."
    elif {"Conv1", "bn_Conv1"} <= names or {"conv1", "conv1_bn", "conv_pw_1"} <= names:
        scale, said = "-1..1", "It does not scale its pixels; −1…1 was assumed, as MobileNet expects."
    else:
        scale, said = "0..1", "It does not say how its pixels were scaled; 0…1 was assumed, the most common way."
    program = f"Keras {container.keras_version}".strip()
    cut = resize or "stretch"
    notes = [*notes, *([said] if said else [])]
    if not resize:
        notes.append("Images are stretched to a square, as Keras loads them.")
    return Origin(program, Preparation(size=size, grey=grey, resize=cut), scale, tuple(notes))


def _size(graph: Graph) -> tuple[int, bool, list[str]]:
    """Pixels a side, and whether images are grey."""
    hint = "Models of square images in RGB or grey are opened."
    if len(graph.shape) != 3:
        raise UserError("It is no image classifier: it does not take images.", hint=hint)
    height, width, channels = graph.shape
    if channels not in (1, 3):
        raise UserError(
            f"It takes images of {channels or 'any number of'} channels; images have 3, or 1 if grey.", hint=hint
        )
    if height is None or width is None:
        side = height or width or _ANY_SIZE
        return side, channels == 1, [f"It takes images of any size; {side}×{side} pixels were chosen."]
    if height != width:
        raise UserError(f"It takes images of {width}×{height} pixels, which are not square.", hint=hint)
    if not 1 <= height <= _LARGEST:
        raise UserError(
            f"It takes images of {width}×{height} pixels; up to {_LARGEST} a side are possible here.", hint=hint
        )
    return height, channels == 1, []


def _scales_itself(graph: Graph) -> bool:
    """Whether values are changed before the first layer with weights of its own."""
    for step in graph.steps:
        if step.layer.kind in _FEATURES:
            return False
        if step.layer.kind in ("Rescaling", "Normalization", "BatchNormalization"):
            return True
    return False
