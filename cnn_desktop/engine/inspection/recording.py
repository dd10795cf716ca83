"""Note down every layer call of a Keras model while it computes: what came in, what went out.

`keras.Model(inputs, layer.output)` fails for layers of nested models, and for a layer that is called twice it silently
gives the first call. So the calls themselves are watched, and only while one function is traced (or one eager call is
made), in the calling thread; nothing is left on the model. What a layer computes inside a loop of its own stays unseen.
"""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import keras
import numpy as np
import tensorflow as tf
from keras.src.ops.operation import Operation

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels

INPUT = "input"  # the key of the prepared image, before any layer

Alter: TypeAlias = Callable[[str, Any], Any]  # from the key of a call and its tensor to the tensor that takes its place

_LOCK = threading.RLock()


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One call of a layer, or of an operation such as `a + b`. `key` names it; see `core.messages.layers`."""

    key: str
    layer: Any  # keras.layers.Layer or an Operation of Keras
    inputs: tuple[Any, ...]  # tensors
    output: Any  # tensor; the first, where there are several
    pre: Any = None  # tensor before the layer's own activation; None: it has none
    given: Any = ()  # arguments and options, as they were passed


@contextlib.contextmanager
def recording(calls: list[Call], alter: Alter | None = None) -> Iterator[None]:
    """Add every call made in this thread to `calls`, in the order they end; `alter` may change what they put out."""
    watch = _Watch(calls, alter)
    with _LOCK:
        layer_call, operation_call = keras.layers.Layer.__call__, Operation.__call__

        def on_layer(layer: Any, *arguments: Any, **options: Any) -> Any:
            if not watch.is_mine:
                return layer_call(layer, *arguments, **options)
            return watch.layer(layer, layer_call, arguments, options)

        def on_operation(operation: Any, *arguments: Any, **options: Any) -> Any:
            output = operation_call(operation, *arguments, **options)
            is_of_a_model = watch.is_mine and watch.is_in_a_model
            if is_of_a_model and not isinstance(operation, keras.layers.Layer):
                return watch.note(watch.key(operation.name), operation, (arguments, options), output)
            return output

        keras.layers.Layer.__call__, Operation.__call__ = on_layer, on_operation
        try:
            yield
        finally:
            keras.layers.Layer.__call__, Operation.__call__ = layer_call, operation_call


class _Watch:
    """Where in nested models the work is, and how often each layer has been called."""

    def __init__(self, calls: list[Call], alter: Alter | None) -> None:
        self._calls, self._alter = calls, alter
        self._thread = threading.get_ident()
        self._graph = tf.compat.v1.get_default_graph() if not tf.executing_eagerly() else None
        self._has_begun = False
        self.is_in_a_model = True  # and not within one of its layers, whose steps are its own affair
        self._path: list[str] = []
        self._counts: Counter[str] = Counter()

    @property
    def is_mine(self) -> bool:
        return threading.get_ident() == self._thread

    def key(self, name: str) -> str:
        path = "/".join([*self._path, name])
        self._counts[path] += 1
        return path if self._counts[path] == 1 else f"{path}#{self._counts[path]}"

    def layer(self, layer: Any, call: Any, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        is_outermost, self._has_begun = isinstance(layer, keras.Model) and not self._has_begun, True
        key = "" if is_outermost else self.key(layer.name)
        name = "" if is_outermost else key.rpartition("/")[2]
        with self._inside(name, layer), _before_activation(layer) as before:
            output = call(layer, *arguments, **options)
        if isinstance(layer, keras.Model):
            return output
        return self.note(key, layer, (arguments, options), output, before[-1] if before else None)

    def note(self, key: str, layer: Any, given: Any, output: Any, pre: Any = None) -> Any:
        """Write the call down. Returns what it puts out, altered or not."""
        outputs = _tensors(output)
        if outputs and self._is_in_reach(outputs[0]):
            pre = pre if pre is not None and self._is_in_reach(pre) else None
            first = outputs[0] if self._alter is None else self._alter(key, outputs[0])
            self._calls.append(Call(key, layer, tuple(_tensors(given)), first, pre, given))
            output = _replaced(output, outputs[0], first)
        return output

    def _is_in_reach(self, tensor: Any) -> bool:
        """Not so inside a loop, which is a graph of its own."""
        return self._graph is None or getattr(tensor, "graph", None) is self._graph

    @contextlib.contextmanager
    def _inside(self, name: str, layer: Any) -> Iterator[None]:
        was_in_a_model, self.is_in_a_model = self.is_in_a_model, isinstance(layer, keras.Model)
        if name:
            self._path.append(name)
        try:
            yield
        finally:
            self.is_in_a_model = was_in_a_model
            if name:
                self._path.pop()


def has_fused_activation(layer: Any) -> bool:
    """Whether `layer` weighs and then applies a function of its own, so that there is a value in between."""
    function = getattr(layer, "activation", None)
    is_only_that = isinstance(layer, keras.layers.Activation)
    return callable(function) and function is not keras.activations.linear and not is_only_that


@contextlib.contextmanager
def _before_activation(layer: Any) -> Iterator[list[Any]]:
    """What the layer's own activation is given, while the block runs."""
    seen: list[Any] = []
    if not isinstance(layer, keras.layers.Layer) or not has_fused_activation(layer):
        yield seen
        return
    function = layer.activation

    def watched(x: Any) -> Any:
        seen.append(x)
        return function(x)

    layer.activation = watched
    try:
        yield seen
    finally:
        layer.activation = function


def _tensors(nest: Any) -> list[Any]:
    return [one for one in tf.nest.flatten(nest) if tf.is_tensor(one)]


def _replaced(nest: Any, old: Any, new: Any) -> Any:
    """`nest` with another tensor in the place of `old`."""
    return nest if new is old else tf.nest.map_structure(lambda one: new if one is old else one, nest)


class Recorder:
    """All values of a network for an image, in one pass at inference: what the layers put out, and what before it.

    `shape`: (height, width, channels) of a prepared image. `calls` hold the tensors of the trace, not values.
    """

    def __init__(self, model: Any, shape: tuple[int, ...]) -> None:
        self.model = model
        self.shape = shape
        self.calls: list[Call] = []
        self._compute = self._traced()

    def _traced(self) -> Any:
        signature = [tf.TensorSpec((None, *self.shape), tf.float32)]
        traced = tf.function(self._trace, input_signature=signature, autograph=False)
        traced.get_concrete_function()
        return traced

    def _trace(self, images: Any, alter: Alter | None = None) -> Any:
        self.calls = []
        with recording(self.calls, alter):
            answer = self.model(images, training=False)
        self.image = images
        values = {(INPUT, False): images}
        self._places = {id(images): (INPUT, False)}
        for call in self.calls:
            for number, tensor in enumerate(call.inputs):
                if id(tensor) not in self._places:  # made between layers
                    self._keep((f"{call.key}<{number}", False), tensor, values)
            if call.pre is not None:
                self._keep((call.key, True), call.pre, values)
            self._keep((call.key, False), call.output, values)
        return answer, values

    def _keep(self, which: tuple[str, bool], tensor: Any, values: dict[tuple[str, bool], Any]) -> None:
        values[which] = tensor
        self._places.setdefault(id(tensor), which)

    def only(self, key: str, *, pre: bool = False) -> Callable[[Pixels], Any]:
        """A function from images (n, *shape) to the values of one layer, which must be there, or of the input.

        What comes behind it is left out.
        """
        values_of = self.several([(key, pre)])
        return lambda pixels: values_of(pixels)[0]

    def several(self, moments: Sequence[tuple[str, bool]]) -> Callable[[Pixels], tuple[Any, ...]]:
        """As `only`, of several layers: (key, whether before its activation) each."""

        def trace(images: Any) -> tuple[Any, ...]:
            calls: list[Call] = []
            with recording(calls):
                self.model(tf.cast(images, tf.float32), training=False)
            by_key = {call.key: call for call in calls}
            return tuple(
                tf.cast(images, tf.float32) if key not in by_key else by_key[key].pre if pre else by_key[key].output
                for key, pre in moments
            )

        signature = [tf.TensorSpec((None, *self.shape), tf.uint8)]
        return tf.function(trace, input_signature=signature, autograph=False)  # type: ignore[no-any-return]

    def place_of(self, tensor: Any) -> tuple[str, bool]:
        """Where a recording has the values of a tensor of the trace."""
        return self._places[id(tensor)]

    def record(self, prepared: Pixels) -> Recording:
        """Values for (n, *shape) uint8 of 0..255."""
        answer, values = self._compute(tf.cast(prepared, tf.float32))
        return Recording(np.asarray(answer.numpy(), np.float32), values)


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """`answers` (n, classes) as the network ends; the values of its layers are copied when they are asked for."""

    answers: Array
    _values: dict[tuple[str, bool], Any]

    def __contains__(self, which: tuple[str, bool]) -> bool:
        return which in self._values

    def of(self, key: str, *, pre: bool = False) -> Array:
        """(n, …) float32: what layer `key` put out, or what it had before its own activation."""
        return np.asarray(self._values[key, pre].numpy(), np.float32)

    def tensor(self, key: str, *, pre: bool = False) -> Any:
        """The same, where TensorFlow has it."""
        return self._values[key, pre]
