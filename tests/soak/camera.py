"""Let a live camera run for a long time, and look whether anything grows.

    python -m tests.soak.camera [MINUTES] [RUN]

An MJPEG server (640×480, 30 frames a second) is the camera; an engine process grabs and, with a RUN, classifies; this
process takes every frame, as the window does. Once a minute the camera hangs up for a second, and ten seconds are
recorded. Every ten seconds the engine notes its memory, threads, open files and the references to None, and this
process its memory. The last line is one JSON object: what each was at first and at last, after a minute of warming up;
the engine's memory minute by minute; and how many megabytes a minute it grew (the slope of a straight line through all
notes). Linux.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.core.messages import (
    CameraLost,
    CameraOpened,
    CloseCamera,
    EngineExited,
    FrameClassified,
    FrameReady,
    FrameSaved,
    OpenCamera,
    RequestFailed,
    StartRecording,
    StopRecording,
)
from cnn_desktop.engine_process import child
from cnn_desktop.engine_process.process import EngineProcess
from tests.benchmarks.camera import memory_of
from tests.engine.camera.cameras import MjpegServer

NOTE_EVERY_S = 10.0
WARM_UP_S = 60.0
NOTES = "CNN_DESKTOP_SOAK_NOTES"  # the environment's name of the file that the engine notes into

_start = multiprocessing.get_context("spawn")


def watched_engine(requests, emit, should_stop) -> None:
    """The engine, and a thread beside it that notes what it holds."""
    threading.Thread(target=_note_for_ever, args=(Path(os.environ[NOTES]),), daemon=True).start()
    child.engine(requests, emit, should_stop)


def _note_for_ever(file: Path) -> None:
    while True:
        note = {
            "at": time.monotonic(),
            "memory_mb": memory_of(os.getpid()),
            "threads": len(os.listdir("/proc/self/task")),
            "files": len(os.listdir("/proc/self/fd")),
            "none": sys.getrefcount(None),
        }
        with file.open("a") as notes:
            notes.write(f"{json.dumps(note)}\n")
        time.sleep(NOTE_EVERY_S)


def serve(pipe: Connection) -> None:
    """Be the camera: away or back as the pipe says, until it closes."""
    with MjpegServer(30, 640, 480) as camera:
        pipe.send(camera.address)
        while (word := pipe.recv()) != "end":
            camera.is_away = word == "away"


class Soak:
    """Hears the engine, and asks now and then."""

    def __init__(self, engine: EngineProcess, camera: Connection, folder: Path, minutes: float) -> None:
        self._engine, self._camera, self._folder = engine, camera, folder
        self._ring: FrameRing | None = None
        self._begun = time.monotonic()
        self._end = self._begun + 60 * minutes
        self.counts = {"frames": 0, "answers": 0, "saved": 0, "lost": 0}
        self.memory: list[tuple[float, float]] = []  # of this process: monotonic seconds, megabytes

    def hear_all(self) -> None:
        for event in self._engine.events():
            match event:
                case CameraOpened():
                    if self._ring:
                        self._ring.close()
                    self._ring = FrameRing.open(event.ring)
                case FrameReady():
                    assert self._ring is not None
                    self.counts["frames"] += self._ring.take() is not None
                case FrameClassified():
                    self.counts["answers"] += 1
                case FrameSaved():
                    self.counts["saved"] += 1
                case CameraLost():
                    self.counts["lost"] += 1
                case RequestFailed() | EngineExited(expected=False):
                    raise SystemExit(f"{event.message} {event.hint}")
                case _:
                    pass

    def act(self) -> None:
        """Do what is planned, when it is due: a camera that is away says nothing that could be waited for."""
        for due, act in self._what_happens():
            time.sleep(max(0.0, due - time.monotonic()))
            act()

    def _what_happens(self):
        """When, and what: each minute a recording and a hang-up, notes in between, and the end."""
        second = 0.0
        while self._begun + second < self._end:
            yield self._begun + second, self._note
            match second % 60:
                case 20:
                    yield self._begun + second, self._record
                case 30:
                    yield self._begun + second, self._stop_recording
                case 40:
                    yield self._begun + second, lambda: self._camera.send("away")
                    yield self._begun + second + 1, lambda: self._camera.send("back")
            second += NOTE_EVERY_S
        yield self._end, self._finish

    def _note(self) -> None:
        self.memory.append((time.monotonic(), memory_of(os.getpid())))
        print(f"{self.memory[-1][0] - self._begun:6.0f} s  {self.counts}", flush=True)

    def _record(self) -> None:
        shutil.rmtree(self._folder / "recorded", ignore_errors=True)  # of the minute before
        self._engine.ask(StartRecording(2, self._folder / "recorded", 5.0))

    def _stop_recording(self) -> None:
        self._engine.ask(StopRecording(3))

    def _finish(self) -> None:
        self._engine.ask(CloseCamera(4))
        self._engine.close()


def drift(notes: list[tuple[float, float]]) -> float:
    """Megabytes a minute."""
    seconds, megabytes = np.array(notes).T
    return round(float(np.polyfit(seconds / 60, megabytes, 1)[0]), 3)


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    run = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
    pipe, child_end = _start.Pipe()
    server = _start.Process(target=serve, args=(child_end,), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ[NOTES] = str(folder / "notes")
        engine = EngineProcess(watched_engine, folder / "log.txt")
        engine.ask(OpenCamera(1, pipe.recv(), run))
        soak = Soak(engine, pipe, folder, minutes)
        acting = threading.Thread(target=soak.act)
        acting.start()
        soak.hear_all()
        acting.join()
        notes = [json.loads(line) for line in (folder / "notes").read_text().splitlines()]
    pipe.send("end")
    server.join()
    warm = [note for note in notes if note["at"] - notes[0]["at"] >= WARM_UP_S]
    own = [note for note in soak.memory if note[0] - soak.memory[0][0] >= WARM_UP_S]
    told = {what: [warm[0][what], warm[-1][what]] for what in ("memory_mb", "threads", "files", "none")}
    told["engine_mb_each_minute"] = [round(note["memory_mb"], 1) for note in warm[::6]]
    told["engine_mb_a_minute"] = drift([(note["at"], note["memory_mb"]) for note in warm])
    told["reader_mb_a_minute"] = drift(own)
    print(json.dumps({"minutes": minutes, **soak.counts, **told}))


if __name__ == "__main__":
    main()
