"""Find the weights of each layer in the file of a foreign model, and check their shapes before anything is made."""

from __future__ import annotations

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.names import quoted
from cnn_desktop.engine.importing.arrays import Arrays
from cnn_desktop.engine.importing.container import Container
from cnn_desktop.engine.importing.graph import LayerSpec
from cnn_desktop.engine.importing.kinds import Weights

_HINT = "The file may be damaged; copy or download it again, or save the model again with Keras."
_LEGACY = "model_weights"


def weights_of(container: Container, layer: LayerSpec, wanted: Weights) -> list[Array]:
    """The arrays of `layer`, in the order of `wanted`. Raises UserError where they are missing or do not fit.

    No array is read whose shape is another one than wanted.
    """
    if not wanted:
        return []
    paths = _named(container.arrays, layer, wanted) if container.is_legacy else _placed(layer, wanted)
    for path, (_, shape) in zip(paths, wanted, strict=True):
        stored = container.arrays.shape(path)
        if stored != shape:
            raise UserError(
                f"The weights of the layer {quoted(layer.path[-1])} do not fit: {_size(stored)} are stored, "
                f"where {_size(shape)} were expected.",
                hint=_HINT,
            )
    return [container.arrays.read(path) for path in paths]


def _placed(layer: LayerSpec, wanted: Weights) -> list[str]:
    """In a `.keras` file the arrays of a layer are numbered."""
    return [f"{layer.place}vars/{number}" for number in range(len(wanted))]


def _named(arrays: Arrays, layer: LayerSpec, wanted: Weights) -> list[str]:
    """In an `.h5` they have names: the layer's and their own, below the outermost layer."""
    below = f"{_LEGACY}/{layer.path[0]}"
    stored = {path[len(below) + 1 :].removesuffix(":0"): path for path in arrays.find(below)}
    found = []
    for name, _ in wanted:
        names = (name, "kernel") if name == "depthwise_kernel" and layer.kind == "DepthwiseConv2D" else (name,)
        ends = [f"{layer.path[-1]}/{one}" for one in names] if len(layer.path) > 1 else list(names)
        matches = [path for short, path in stored.items() if any(_ends(short, end) for end in ends)]
        if len(matches) > 1:
            full = "/".join((*layer.path[1:], name))
            matches = [path for path in matches if _ends(path.removesuffix(":0"), full)]
        if len(matches) != 1:
            raise UserError(
                f"The weights “{name}” of the layer {quoted(layer.path[-1])} cannot be told in the file.", hint=_HINT
            )
        found.append(matches[0])
    return found


def _ends(path: str, end: str) -> bool:
    return path == end or path.endswith(f"/{end}")


def _size(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "one"
