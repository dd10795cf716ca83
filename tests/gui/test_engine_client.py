"""The window stays alive whatever its engines do: real children, a real Qt event loop, and a timer that watches it."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Slot

from cnn_desktop.core.messages import (
    EngineExited,
    EngineReady,
    EpochDone,
    RequestFailed,
    ScanDataset,
    StageProgress,
    TrainingFinished,
    WarmUp,
)
from cnn_desktop.core.progress import Progress, advance, asked_to_start, asked_to_stop
from cnn_desktop.engine_process.process import EngineProcess
from cnn_desktop.gui.engine_client import EngineClient
from tests.engine_process import fake_mains
from tests.engine_process.helpers import is_alive, training

TIMEOUT_MS = 30_000
LONGEST_GAP_S = 0.5  # generous: a busy machine stalls any process; a join of a child in the Qt thread took 0.7 to 2 s


class Window(QObject):
    """What a model does with an engine: fold its events, on the Qt thread."""

    def __init__(self, client: EngineClient) -> None:
        super().__init__()
        self.client, self.heard, self.closings = client, [], 0
        self.progress = asked_to_start(Progress())
        client.event_arrived.connect(self.on_event)
        client.closed.connect(self.on_closed)
        self.gaps, self._last = [], time.perf_counter()
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=10)
        self._timer.timeout.connect(self.on_tick)
        self._timer.start()

    @Slot(object)
    def on_event(self, event):
        self.heard.append(event)
        self.progress = advance(self.progress, event)

    @Slot()
    def on_closed(self):
        self.closings += 1

    @Slot()
    def on_tick(self):
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now

    def has_heard(self, kind):
        return any(isinstance(event, kind) for event in self.heard)

    def find(self, kind):
        return next(event for event in self.heard if isinstance(event, kind))


@pytest.fixture
def open_window(qtbot):
    """Open a window with an engine of `main`; closed when the test ends."""
    windows = []

    def open_(main, **settings):
        window = Window(EngineClient(partial(EngineProcess, main, **settings)))
        windows.append(window)
        return window

    yield open_
    for window in windows:
        window.client.close()
        window.client.wait_closed(3_000)
        assert window.closings <= 1


def wait_for(qtbot, window, kind):
    qtbot.waitUntil(lambda: window.has_heard(kind), timeout=TIMEOUT_MS)
    return window.find(kind)


def test_events_arrive_in_order_on_the_qt_thread(qtbot, open_window, tmp_path):
    window = open_window(fake_mains.trainer)
    window.client.ask(WarmUp(ticket=1))
    window.client.ask(training(tmp_path, epochs=3))
    wait_for(qtbot, window, TrainingFinished)
    assert isinstance(window.heard[0], EngineReady)
    assert [event.epoch for event in window.heard if isinstance(event, EpochDone)] == [1, 2, 3]
    assert window.progress.phase == "finished"


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        ("mistake", "The folder is empty."),
        ("bug", "The training ended unexpectedly (exit code 1)."),
        ("abort", "The training ended abruptly: a library it uses gave up (abort)."),
        ("crash", "The training ended abruptly: a library it uses crashed (bad memory access)."),
        ("kill", "The training was ended, most likely because the computer ran out of memory."),
        ("greed", "The training was ended because the computer ran out of memory."),
    ],
)
def test_each_failure_is_one_plain_sentence_in_a_live_window(qtbot, open_window, tmp_path, failure, message):
    window = open_window(fake_mains.failing, log=tmp_path / "engine.log")
    window.client.ask(training(tmp_path, failure))
    qtbot.waitUntil(lambda: window.progress.phase == "failed", timeout=TIMEOUT_MS)
    assert window.progress.problem.message == message
    assert window.progress.problem.hint
    ticks = len(window.gaps)
    qtbot.waitUntil(lambda: len(window.gaps) > ticks + 3, timeout=TIMEOUT_MS)  # the window is still alive
    assert max(window.gaps) < LONGEST_GAP_S


def test_a_hang_is_noticed_and_stopped_in_a_live_window(qtbot, open_window, tmp_path):
    window = open_window(fake_mains.failing, silence_s=1, patience_s=1)
    window.client.ask(training(tmp_path, "hang"))
    wait_for(qtbot, window, StageProgress)  # its start may be silent as well, on a busy computer
    qtbot.waitUntil(lambda: window.progress.notice is not None, timeout=TIMEOUT_MS)
    assert window.progress.notice.message == "The training has given no sign of life for 1 s."
    window.progress = asked_to_stop(window.progress)
    window.client.stop()
    wait_for(qtbot, window, EngineExited)
    assert window.progress.phase == "failed"
    assert window.progress.problem.message == "The training did not answer to Stop for 1 s, so it was ended."
    assert max(window.gaps) < LONGEST_GAP_S


def test_pause_and_stop_reach_the_training(qtbot, open_window, tmp_path):
    window = open_window(fake_mains.trainer)
    window.client.ask(training(tmp_path))
    wait_for(qtbot, window, EpochDone)
    window.client.pause()
    window.client.proceed()
    epochs = len(window.heard)
    qtbot.waitUntil(lambda: len(window.heard) > epochs + 10, timeout=TIMEOUT_MS)
    window.client.stop()
    assert wait_for(qtbot, window, TrainingFinished).reason == "stopped"


def test_closing_returns_at_once_and_tells_when_it_is_done(qtbot, open_window, tmp_path):
    window = open_window(fake_mains.trainer)
    window.client.ask(training(tmp_path))
    wait_for(qtbot, window, EpochDone)
    begun = time.perf_counter()
    window.client.close()
    assert time.perf_counter() - begun < 0.05
    qtbot.waitUntil(lambda: window.client.is_closed, timeout=TIMEOUT_MS)
    assert window.find(EngineExited).expected
    assert window.closings == 1
    window.client.ask(WarmUp())
    assert not window.client.is_running


def test_the_application_can_wait_for_the_end_of_a_hanging_engine(qtbot, open_window, tmp_path):
    window = open_window(fake_mains.failing)
    window.client.ask(training(tmp_path, "hang"))
    wait_for(qtbot, window, StageProgress)
    begun = time.perf_counter()
    window.client.close()
    window.client.wait_closed(200)
    assert time.perf_counter() - begun < 3


def test_closing_an_engine_that_never_started_is_done_at_once(qtbot, open_window):
    window = open_window(fake_mains.trainer)
    window.client.close()
    assert window.closings == 1
    assert window.client.is_closed


def test_an_engine_that_died_is_started_anew_by_the_next_question(qtbot, open_window, tmp_path):
    window = open_window(fake_mains.failing)
    window.client.ask(ScanDataset(1, Path("kill")))
    assert wait_for(qtbot, window, RequestFailed).ticket == 1
    window.client.ask(WarmUp(ticket=2))
    assert wait_for(qtbot, window, EngineReady).ticket == 2


def test_a_detached_training_goes_on_when_the_window_has_closed(qtbot, open_window, tmp_path):
    engines = []

    def start():
        engines.append(EngineProcess(fake_mains.trainer))
        return engines[-1]

    window = Window(EngineClient(start))
    window.client.ask(training(tmp_path))
    wait_for(qtbot, window, EpochDone)
    window.client.detach()
    window.client.close()  # as a closing window does with all its engines
    qtbot.waitUntil(lambda: window.closings == 1, timeout=TIMEOUT_MS)
    assert window.heard[-1] == EngineExited(None, expected=True)
    epochs, pid = tmp_path / "run" / "epochs", engines[0].pid
    before = int(epochs.read_text() or 0)
    qtbot.waitUntil(lambda: int(epochs.read_text() or 0) > before + 3, timeout=TIMEOUT_MS)
    assert is_alive(pid)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def test_the_window_never_imports_the_engine_or_tensorflow():
    code = (
        "import sys, cnn_desktop.gui.engines as engines\n"
        "loaded = [name for name in sys.modules\n"
        "    if name.split('.')[0] in ('tensorflow', 'keras') or name.startswith('cnn_desktop.engine.')\n"
        "    or name == 'cnn_desktop.engine']\n"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_child_imports_no_qt_and_no_tensorflow_before_it_is_asked():
    code = (
        "import sys, cnn_desktop.engine_process.child, cnn_desktop.engine.service\n"
        "loaded = {name.split('.')[0] for name in sys.modules} & {'PySide6', 'pyqtgraph', 'tensorflow', 'keras'}\n"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


class Chatterbox:
    """Stands where an `EngineProcess` stands: tells 300 things at once, and ends."""

    is_over = False

    def events(self):
        for number in range(300):
            yield StageProgress("decoding", number, 300)
        yield EngineExited(0, expected=True)


def test_many_events_at_once_leave_the_window_its_turns_and_none_is_lost(qtbot):
    client, handled, turns = EngineClient(Chatterbox), [], []
    between = QTimer(client, interval=0)
    between.timeout.connect(lambda: turns.append(len(handled)))

    def take_time(event):
        handled.append(event)
        until = time.perf_counter() + 0.001
        while time.perf_counter() < until:
            pass

    client.event_arrived.connect(take_time)
    between.start()
    client.start()
    qtbot.waitUntil(lambda: len(handled) == 301, timeout=TIMEOUT_MS)
    between.stop()
    client.close()
    assert client.is_closed
    assert [event.done for event in handled[:-1]] == list(range(300))
    assert isinstance(handled[-1], EngineExited)
    assert max(later - earlier for earlier, later in itertools.pairwise([0, *turns, 301])) < 50
