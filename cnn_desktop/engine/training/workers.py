"""A placement on several computers that train one network together, each on its part of every batch.

TensorFlow connects them by gRPC and opens a port for it; nobody is asked who he is, so this is for networks one trusts.
Each computer takes part with one device: where it has several GPUs, with one worker for each of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.python.distribute.collective_all_reduce_strategy import CollectiveAllReduceExtended
from tensorflow.python.eager import context

from cnn_desktop.core.cluster import Cluster
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import Emit, ShouldStop
from cnn_desktop.engine.pipeline.part import WHOLE
from cnn_desktop.engine.training.peers import Peers
from cnn_desktop.engine.training.placement import Learn, Learned, Replicated

_MOST_AT_ONCE = 1 << 23  # numbers of 8 bytes that are sent at once


class Workers(Replicated):
    """One of the workers of `cluster`: this process. Waits until all are there; raises Cancelled.

    Everything here is done by all workers in the same order, or they wait for one another: until one is gone, which
    raises UserError.
    """

    def __init__(self, cluster: Cluster, emit: Emit, should_stop: ShouldStop) -> None:
        super().__init__(_connected(cluster), cluster.index, len(cluster.addresses))
        self.keeps = cluster.is_first
        self._index, self._should_stop = cluster.index, should_stop
        self._wishes = self._stops = self._has_learned = self._is_alone = False
        self._peers = Peers(cluster)
        self._peers.meet(emit, should_stop)

    def learner(self, learn: Learn, model: Any, shown: Any) -> Callable[[Array, Array], Learned]:
        step = super().learner(learn, model, shown)
        return lambda images, labels: self._unbroken(lambda: step(images, labels))

    def gathered(self, rows: Array) -> Array:
        if self._is_alone:
            return rows
        parts = self.exchanged(np.ascontiguousarray(rows).tobytes())
        return np.concatenate([np.frombuffer(part, rows.dtype).reshape(-1, *rows.shape[1:]) for part in parts])

    def exchanged(self, said: bytes) -> list[bytes]:
        sizes = self._sum(np.where(np.arange(self.part.of) == self._index, len(said), 0))
        rows = np.zeros((self.part.of, 1 + int(sizes.max()) // 8), np.int64)  # none is empty: TensorFlow crashes
        rows[self._index] = _as_numbers(said, rows.shape[1])
        return [row.tobytes()[:size] for row, size in zip(self._sum(rows), sizes, strict=True)]

    def from_first(self, said: bytes) -> bytes:
        said = said if self.keeps else b""
        size = int(self._sum(np.array([len(said)]))[0])
        numbers = _as_numbers(said, -(-size // 8))
        parts = [self._sum(numbers[start : start + _MOST_AT_ONCE]) for start in range(0, len(numbers), _MOST_AT_ONCE)]
        return b"".join(part.tobytes() for part in parts)[:size]

    def agreed(self, should_stop: ShouldStop) -> ShouldStop:
        def stop() -> bool:
            self._wishes = self._wishes or should_stop()
            if self._is_alone:
                return self._wishes
            self._peers.require_all()
            if self._wishes and not self._has_learned:
                raise Cancelled
            return self._stops

        return stop

    def part_ways(self) -> None:
        self.exchanged(b"")
        self._peers.leave()
        self._is_alone, self.part = True, WHOLE

    def _wish(self) -> float:
        return float(self._wishes)

    def _hear(self, wishes: float) -> None:
        self._has_learned, self._stops = True, wishes > 0

    def _sum(self, numbers: Array) -> Array:
        """Of what all workers give, element by element."""

        def compute() -> Array:
            total = self._strategy.reduce(tf.distribute.ReduceOp.SUM, tf.constant(numbers, tf.int64), axis=None)
            return np.asarray(total.numpy())

        total: Array = self._unbroken(compute if self._has_learned else lambda: self._while_asked(compute))
        return total

    def _while_asked(self, compute: Callable[[], Array]) -> Array:
        """`compute` on a thread: others may take minutes to join in, and Ctrl-C is to be heard. Raises Cancelled."""
        came: list[Array | BaseException] = []

        def work() -> None:
            try:
                came.append(compute())
            except BaseException as error:  # noqa: BLE001 - raised anew below, in the thread that waits
                came.append(error)

        thread = threading.Thread(target=work, name="exchange", daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(0.1)
            if self._should_stop():
                self._peers.break_off()
                raise Cancelled
        if isinstance(came[0], BaseException):
            raise came[0]
        return came[0]

    def _unbroken(self, compute: Callable[[], Any]) -> Any:
        """What `compute` gives; a UserError that says who is gone where the connection broke meanwhile."""
        try:
            return compute()
        except (tf.errors.UnavailableError, tf.errors.AbortedError, tf.errors.CancelledError) as error:
            raise self._peers.who_is_gone() from error


def _connected(cluster: Cluster) -> Any:
    """The strategy; this worker is heard from now on. Raises UserError where its port is taken."""
    gpus = tf.config.list_physical_devices("GPU")
    if gpus:
        tf.config.set_visible_devices(gpus[:1], "GPU")
    # `peers` watches instead: TensorFlow's service would end the first worker when the others have done their part,
    # and its older watch waits for all of them where no Ctrl-C is heard
    context.context().configure_coordination_service(service_type="", service_leader="")
    CollectiveAllReduceExtended._enable_check_health = False
    resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(
        tf.train.ClusterSpec({"worker": list(cluster.addresses)}),
        task_type="worker",
        task_id=cluster.index,
        rpc_layer="grpc",
        num_accelerators={"GPU": 1} if gpus else {},
    )
    try:
        return tf.distribute.MultiWorkerMirroredStrategy(cluster_resolver=resolver)
    except (tf.errors.UnknownError, tf.errors.UnavailableError) as error:
        raise UserError(
            f"This computer cannot be heard at port {cluster.port}: {_first_line(error)}.",
            hint="Choose another port, for all workers alike.",
        ) from error


def _as_numbers(said: bytes, count: int) -> Array:
    """(count,) int64, filled up with zeros."""
    return np.frombuffer(said.ljust(8 * count, b"\0"), np.int64)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")
