"""The requests asked and not yet answered, kept on the asking side. Safe to use from several threads."""

from __future__ import annotations

import threading

from cnn_desktop.core.messages import Request, ResumeTraining, StartTraining, TrainPlanned, WarmUp
from cnn_desktop.engine_process.frames import NEWEST_WINS, Job

_TRAINING = (StartTraining, ResumeTraining, TrainPlanned)


class Ledger:
    """What a child owes an answer to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = 0
        self._open: dict[int, Request] = {}  # by number, in the order of asking
        self._ending: set[int] = set()  # of those, the ones that are to end early
        self.is_closed = False

    def enter(self, request: Request) -> Job | None:
        """The job that `request` becomes; None once the ledger is closed."""
        with self._lock:
            if self.is_closed:
                return None
            if isinstance(request, NEWEST_WINS):
                self._ending |= {number for number, older in self._open.items() if type(older) is type(request)}
            self._number += 1
            self._open[self._number] = request
            return Job(self._number, request)

    def end_all(self) -> None:
        """Every open request is to end early. An import cannot: it may take its time."""
        with self._lock:
            self._ending |= {number for number, request in self._open.items() if not isinstance(request, WarmUp)}

    def hears(self, number: int) -> None:
        """The request knows that it is to end early."""
        with self._lock:
            self._ending.discard(number)

    def cross_out(self, number: int) -> None:
        """The request was answered, one way or the other."""
        with self._lock:
            self._open.pop(number, None)
            self._ending.discard(number)

    def close(self) -> list[Request]:
        """Take no more; return what will never be answered."""
        with self._lock:
            self.is_closed = True
            return list(self._open.values())

    @property
    def is_empty(self) -> bool:
        return not self._open

    @property
    def is_ending(self) -> bool:
        """An open request is to end early, and may not know yet."""
        return bool(self._ending)

    @property
    def is_training(self) -> bool:
        with self._lock:
            return any(isinstance(request, _TRAINING) for request in self._open.values())
