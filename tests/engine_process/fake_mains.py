"""Small engines for real child processes. Each stands for one way an engine can behave, or fail."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import socket
import sys
import tempfile
import threading
import time
import types
from pathlib import Path

from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.messages import (
    BatchDone,
    ClassesListed,
    EngineReady,
    EpochDone,
    RequestCancelled,
    RequestFailed,
    ResumeTraining,
    SamplesReady,
    ScanDataset,
    StageProgress,
    StartTraining,
    ThumbnailsDone,
    TrainingFinished,
    TrainingStarted,
    WarmUp,
    WriteSamples,
)

SCORE = Score("validation", 10, 0.9, (0.6, 0.98), 0.9, 0.9, 0.5)


def epoch_done(number, epochs=1000):
    return EpochDone(number, epochs, 1 / number, 0.5, 1 / number, 0.5, 0.01, 100.0, is_best=True)


def trainer(requests, emit, should_stop):
    """Trains as the real one does, in thousands of tiny epochs; writes a line a moment into the run folder."""
    for request in requests:
        match request:
            case WarmUp(ticket=ticket):
                emit(EngineReady("CPU", ticket))
            case StartTraining(config=config):
                _train(config, emit, should_stop)
            case WriteSamples(ticket=ticket, folder=folder):
                emit(SamplesReady(ticket, folder))
            case ScanDataset():
                _scan(request, emit, should_stop)


def _train(config, emit, should_stop):
    run = config.runs / config.name
    run.mkdir(parents=True, exist_ok=True)
    emit(StageProgress("building"))
    emit(TrainingStarted(run, config, ("a", "b"), (("training", 10),), batches=1))
    print("a word of the trainer")
    os.write(2, b"a word of a native library\n")
    reason, done = "completed", 0
    for number in range(1, config.epochs + 1):
        if should_stop():
            reason = "stopped"
            break
        time.sleep(0.005)
        done = number
        (run / "epochs").write_text(str(done))
        emit(BatchDone(number, 1, 1, 1 / number, 0.5, 100.0, 1.0))
        emit(epoch_done(number, config.epochs))
    (run / "end").write_text(reason)
    emit(TrainingFinished(run, done, reason, SCORE, None))


def _scan(request, emit, should_stop):
    """Looks until it is told to stop, unless the folder is named “small”."""
    emit(ClassesListed(request.ticket, request.folder, (("a", 1),)))
    while request.folder.name != "small":
        if should_stop():
            emit(RequestCancelled(request.ticket))
            return
        time.sleep(0.002)
    emit(ThumbnailsDone(request.ticket))


def failing(requests, emit, should_stop):
    """Fails in the way that the run's name says, after one epoch where it is a resumed run."""
    for request in requests:
        if isinstance(request, WarmUp):
            emit(EngineReady("CPU", request.ticket))
            continue
        resumed = isinstance(request, ResumeTraining)
        name = request.run.name if resumed else getattr(request, "folder", None) or request.config.name
        if resumed:
            emit(epoch_done(1))
        else:
            emit(StageProgress("building"))
        FAILURES[str(getattr(name, "name", name))](emit, should_stop)


def _mistake(emit, _):
    emit(RequestFailed("The folder is empty.", "Choose another one."))


def _bug(emit, _):
    raise ZeroDivisionError("boom")


def _abort(emit, _):
    os.abort()


def _crash(emit, _):
    ctypes.string_at(0)


def _kill(emit, _):
    os.kill(os.getpid(), signal.SIGKILL)


def _exit(emit, _):
    os._exit(7)


def _greed(emit, _):
    limit_memory()
    hoard = []
    while True:
        hoard.append(bytearray(1 << 26))


def _native_greed(emit, _):
    """What C++ does when memory runs out."""
    os.write(2, b"terminate called after throwing an instance of 'std::bad_alloc'\n")
    os.abort()


def _hang(emit, _):
    threading.Event().wait()


def _doze(emit, should_stop):
    """Silent for a while, then alive again."""
    time.sleep(2)
    emit(epoch_done(2))
    while not should_stop():
        time.sleep(0.01)
    emit(RequestCancelled())


def _save_slowly(emit, should_stop):
    """Hears the stop at once, and takes its time to save."""
    while not should_stop():
        time.sleep(0.005)
    time.sleep(2)
    emit(RequestCancelled())


FAILURES = {
    "mistake": _mistake,
    "bug": _bug,
    "abort": _abort,
    "crash": _crash,
    "kill": _kill,
    "exit": _exit,
    "greed": _greed,
    "native greed": _native_greed,
    "hang": _hang,
    "doze": _doze,
    "save slowly": _save_slowly,
}


def limit_memory(spare=1 << 28):
    """Let this process have `spare` bytes more than it has now, and not one beyond."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + spare
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def service_with_fake_training(requests, emit, should_stop):
    """The real service, around a training that fails as the run's name says, and no TensorFlow."""
    from cnn_desktop.core.errors import Cancelled, UserError
    from cnn_desktop.engine.service import serve

    class ResourceExhaustedError(Exception):
        """As TensorFlow's is named."""

    def train(config, emit, should_stop):
        match config.name:
            case "mistake":
                raise UserError("The folder is empty.", hint="Choose another one.")
            case "bug":
                raise ZeroDivisionError("boom")
            case "greed":
                limit_memory()
                return [bytearray(1 << 26) for _ in range(1000)]
            case "exhausted":
                raise ResourceExhaustedError("OOM when allocating tensor with shape[128,512,512,64]")
            case "full disk":
                raise OSError(28, "No space left on device", "/disk/run/checkpoint")
            case "wait":
                while not should_stop():
                    time.sleep(0.005)
                raise Cancelled

    runtime, training = types.ModuleType("runtime"), types.ModuleType("training")
    runtime.load = lambda: "CPU, fake"
    training.train = train
    training.resume = None
    import cnn_desktop.engine

    cnn_desktop.engine.runtime = runtime
    sys.modules["cnn_desktop.engine.runtime"] = runtime
    sys.modules["cnn_desktop.engine.training"] = training
    serve(requests, emit, should_stop)


def dying(requests, emit, should_stop):
    """Never comes to life."""
    raise ImportError("a library is missing")


class Astray:
    """What a child would send that a file took over."""

    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return os.mkdir, (self.marker,)


def astray(requests, emit, should_stop):
    """Answers with what would make a folder in the program's own process, beside its log."""
    for _ in requests:
        emit(Astray(str(Path(os.readlink("/proc/self/fd/2")).with_name("marker"))))
        time.sleep(60)


def reaching(requests, emit, should_stop):
    """Asked to look at a folder, tells what it can write there and elsewhere, and whom it can reach."""
    for request in requests:
        tried = {
            "write": _tried((request.folder / "written").write_bytes, b"x"),
            "write temporary": _tried(lambda: tempfile.TemporaryFile().close()),
            "read": _tried((request.folder / "image").read_bytes),
            "socket": _tried(lambda: socket.socket().close()),
            "listen": _tried(lambda: socket.create_server(("127.0.0.1", 0)).close()),
        }
        print("still heard", flush=True)
        emit(RequestFailed(json.dumps(tried), "", "", request.ticket))


def _tried(what, *arguments):
    try:
        what(*arguments)
    except OSError as error:
        return type(error).__name__
    return "done"
