"""A study on an existing Dask cluster: its runs are handed to the workers, one each, and watched by their folders.

A client only: nothing here listens on a port. The workers need this program, and see dataset and runs folder under the
same paths. A worker that is lost costs the epoch under way: Dask hands its run to another one, which goes on with it.
Source: https://distributed.dask.org, “Resilience”.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from cnn_desktop.conductor.queue import finish_of, is_done, or_requested
from cnn_desktop.conductor.remote import train_remotely
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import Emit, StudyChanged, StudyEnded, StudyRunEnded, StudyRunStarted
from cnn_desktop.core.names import quoted
from cnn_desktop.core.study import PlannedRun, Standing, StudyFolder, read_standing
from cnn_desktop.core.study.standing import Cache
from cnn_desktop.core.wishes import AskWish

_CONNECT_S = 10.0
_LOOK_EVERY_S = 1.0  # at the folders, and for workers that came


def conduct_on(address: str, opened: StudyFolder, emit: Emit, wish: AskWish) -> Standing:
    """Train what is left of the study on the workers of the scheduler at `address`; otherwise as `conduct`.

    Raises UserError where Dask is not installed or the scheduler does not answer.
    """
    known: Cache = {}
    with connected(address) as client, opened.locked():
        emit(StudyChanged(read_standing(opened, known)))
        _Hand(client, opened, emit, known).work(or_requested(opened, wish))
    standing = read_standing(opened, known)
    emit(StudyEnded(standing))
    return standing


@contextlib.contextmanager
def connected(address: str) -> Iterator[Any]:
    """A client of the scheduler at `address`."""
    try:
        from distributed import Client
    except ImportError as error:
        raise UserError(
            "Handing runs to a cluster needs Dask, which is not installed here.",
            hint="Install it: pip install 'cnn-desktop[dask]'",
        ) from error
    try:
        _knock(address)
        client = Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:  # nobody there, and no address
        raise UserError(
            f"No Dask scheduler answers at {quoted(address)}.",
            hint="Start one with “dask scheduler”, and workers with “dask worker”; it says its address.",
        ) from error
    try:
        yield client
    finally:
        client.close()


def _knock(address: str) -> None:
    """Raise OSError or ValueError where nobody listens: Dask would try for long, and leave a thread behind."""
    parts = urlsplit(address)
    if parts.scheme in ("tcp", "tls"):
        socket.create_connection((parts.hostname or "", parts.port or 8786), _CONNECT_S).close()


class _Hand:
    """Holds what is handed out: never more runs than there are workers, so that each trains one."""

    def __init__(self, client: Any, opened: StudyFolder, emit: Emit, known: Cache) -> None:
        self._client, self._opened, self._emit, self._known = client, opened, emit, known
        self._left = [planned for planned in opened.study.runs if not is_done(opened, planned)]
        self._ended = threading.Event()  # some run has
        self._out: dict[Any, tuple[PlannedRun, str]] = {}  # by future: the run, and the worker it was meant for

    def work(self, wish: AskWish) -> None:
        is_stopping = False
        while self._out or (self._left and not is_stopping):
            if not is_stopping and wish() == "stop":
                is_stopping = True
                self._opened.request_stop()  # the workers look for it
            if not is_stopping:
                self._hand_out()
            self._ended.wait(_LOOK_EVERY_S)
            self._ended.clear()
            for future in [one for one in self._out if one.done()]:
                self._take_back(future)
            self._emit(StudyChanged(read_standing(self._opened, self._known)))

    def _hand_out(self) -> None:
        """A run to every worker that has none."""
        busy = {worker for _, worker in self._out.values()}
        for worker in self._client.scheduler_info(n_workers=-1)["workers"]:
            if worker not in busy and self._left:
                planned = self._left.pop(0)
                future = self._client.submit(
                    train_remotely,
                    str(self._opened.folder),
                    planned.number,
                    workers=[worker],
                    allow_other_workers=True,  # should this one be lost
                    pure=False,
                )
                future.add_done_callback(lambda _: self._ended.set())
                self._out[future] = planned, worker
                self._emit(StudyRunStarted(planned.number, len(self._opened.study.runs), planned.name))

    def _take_back(self, future: Any) -> None:
        planned, _ = self._out.pop(future)
        try:
            problem = str(future.result())
        except Exception as error:  # noqa: BLE001 - whatever a worker died of is told in the run's line
            problem = _lost(error)
        self._opened.note_failure(planned, problem)
        finished = None if problem else finish_of(self._opened, planned)
        if problem or finished:
            total = len(self._opened.study.runs)
            self._emit(StudyRunEnded(planned.number, total, planned.name, finished, problem))


def _lost(error: Exception) -> str:
    """What became of a task that told nothing itself, in plain words."""
    if type(error).__name__ == "KilledWorker":  # Dask gave it up
        return "Every worker that trained it was lost. Look at their logs; mostly it is memory that was not enough."
    said = str(error).partition("\n")[0]
    return f"The cluster did not train it ({type(error).__name__}: {said}). Look at the logs of its workers."
