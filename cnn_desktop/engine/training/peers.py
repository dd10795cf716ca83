"""The other workers of a team: waited for, watched, and told of in a sentence when one is gone.

TensorFlow's collective runtime waits for ever for a worker that has hung. Here each of them is asked every few seconds,
and the waiting ends when one has not answered three times. Its own watch asks every 30 s only, and cannot be left when
the others have done their part.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import tensorflow as tf
from tensorflow.python.eager import context  # the collective runtime has no public door

from cnn_desktop.core.cluster import Cluster
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import Emit, ShouldStop, StageProgress

_ASK_EVERY_S = 3.0
_ANSWER_WITHIN_S = 5.0
_TIMES = 3  # without an answer: gone. With the above, a dead worker is told of within 30 s
_CONNECT_WITHIN_S = 1.0  # while they are waited for: Ctrl-C is heard between two


class Peers:
    """Everybody in `cluster` but this process."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._others = [index for index in range(len(cluster.addresses)) if index != cluster.index]
        self._lost: int | None = None
        self._left = threading.Event()
        self._watch = threading.Thread(target=self._keep_watch, name="peers", daemon=True)

    def meet(self, emit: Emit, should_stop: ShouldStop) -> None:
        """Wait until all are there, then keep watch over them. Raises Cancelled."""
        missing = list(self._others)
        while missing:
            total = len(self._cluster.addresses)
            emit(StageProgress("waiting", total - len(missing), total))
            if should_stop():
                raise Cancelled
            if _answers(missing[0], _CONNECT_WITHIN_S):
                del missing[0]
            else:
                time.sleep(0.2)  # a refused connection answers at once
        self._watch.start()

    def require_all(self) -> None:
        """Raise UserError where one is gone."""
        if self._lost is not None:
            raise self._told(self._lost)

    def who_is_gone(self) -> UserError:
        """The sentence for a connection that broke."""
        until = time.monotonic() + 2 * _ANSWER_WITHIN_S  # one that is just ending may still answer
        while self._lost is None and time.monotonic() < until:
            gone = next((index for index in self._others if not _answers(index, _ANSWER_WITHIN_S)), None)
            if gone is not None:
                return self._told(gone)
            time.sleep(0.2)
        return self._told(self._lost)

    def leave(self) -> None:
        """Nobody is needed any more: they may end."""
        self._left.set()

    def break_off(self) -> None:
        """End whatever this process waits for others in."""
        self.leave()
        _abort("this worker was stopped")

    def _keep_watch(self) -> None:
        silent = dict.fromkeys(self._others, 0)
        while not self._left.wait(_ASK_EVERY_S):
            for index in self._others:
                silent[index] = 0 if _answers(index, _ANSWER_WITHIN_S) else silent[index] + 1
                if silent[index] == _TIMES and not self._left.is_set():
                    self._lost = index
                    _abort("a worker is gone")
                    return

    def _told(self, index: int | None) -> UserError:
        hint = (
            "What is kept is complete up to the last whole epoch. Start all workers again, with --resume and the run's "
            "folder; or go on with fewer."
        )
        if index is None:
            return UserError("The connection to the other workers broke.", hint=hint)
        name = self._cluster.name_of(index)
        role = ", which keeps the run," if index == 0 else ""
        return UserError(f"{name[:1].upper()}{name[1:]}{role} has ended, or can no longer be reached.", hint=hint)


def _answers(index: int, within_s: float) -> bool:
    try:
        context.context().check_collective_ops_peer_health(
            f"/job:worker/replica:0/task:{index}", timeout_in_ms=round(within_s * 1000)
        )
    except tf.errors.OpError:  # refused, timed out, or another program is heard there
        return False
    return True


def _abort(reason: str) -> None:
    running: Any = context.context()
    running.abort_collective_ops(tf.errors.UNAVAILABLE, reason)
