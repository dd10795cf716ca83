"""Talk to a real child process from a test, with a deadline on everything."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from pathlib import Path
from queue import Queue

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import EngineExited, StartTraining
from cnn_desktop.engine_process.process import EngineProcess

DEADLINE_S = 30.0  # a child takes 0.1 s to start here, and ten times that on a busy machine


def until(is_true, what="it", deadline_s=DEADLINE_S):
    """Poll until `is_true()`; fail the test where that never comes."""
    end = time.monotonic() + deadline_s
    while time.monotonic() < end:
        if value := is_true():
            return value
        time.sleep(0.01)
    raise AssertionError(f"{what} did not happen within {deadline_s:.0f} s")


class Talk:
    """An engine and its events, heard in a thread as the window does."""

    def __init__(self, engine: EngineProcess) -> None:
        self.engine = engine
        self.heard = []
        self._news = Queue()
        self._thread = threading.Thread(target=self._listen, name="talk")
        self._thread.start()

    def _listen(self):
        for event in self.engine.events():
            self.heard.append(event)
            self._news.put(event)

    def wait_for(self, kind, **fields):
        """The next event of `kind` with `fields`, among those not waited for yet."""
        end = time.monotonic() + DEADLINE_S
        while True:
            event = self._news.get(timeout=max(0.01, end - time.monotonic()))
            if isinstance(event, kind) and all(getattr(event, name) == value for name, value in fields.items()):
                return event

    def kinds(self):
        return [type(event).__name__ for event in self.heard]

    def end(self):
        self.engine.close(timeout=1)
        self._thread.join(DEADLINE_S)
        if self._thread.is_alive():
            self.engine.kill()
        assert isinstance(self.heard[-1], EngineExited)


@contextlib.contextmanager
def talking(main, **settings):
    """An engine that runs `main`, gone when the block ends."""
    talk = Talk(EngineProcess(main, **settings))
    try:
        yield talk
    finally:
        talk.end()


def training(folder: Path, name: str = "run", epochs: int = 100_000, **settings) -> StartTraining:
    return StartTraining(TrainingConfig(dataset=folder, runs=folder, name=name, epochs=epochs, **settings))


def is_alive(pid: int) -> bool:
    """Whether process `pid` runs; one that is dead and not yet buried does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
