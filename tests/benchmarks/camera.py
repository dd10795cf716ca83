"""How many frames of a live camera are classified, and how old a prediction is when it is heard.

    python -m tests.benchmarks.camera RUN... [--seconds S] [--rate N] [--size WIDTHxHEIGHT]

An MJPEG server in a process of its own is the camera: 640×480 at 30 frames a second. For each RUN an engine process, as
the window starts it, grabs and classifies for S seconds (20); this process takes each frame that it is told of, as the
window does. Prints one JSON object a run: frames sent, classified and heard of in that time, and in milliseconds
(median, 95th percentile, most) the age of a prediction when it is heard: since its frame was grabbed, and was sent.
`cpu`: seconds of processor time that the engine took for each second; `memory_mb`: what it holds at the end.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.core.messages import CameraOpened, Event, FrameClassified, FrameReady, OpenCamera, RequestFailed
from cnn_desktop.engine_process.process import EngineProcess
from tests.engine.camera.cameras import MjpegServer

WARM_UP_S = 2.0  # not counted
_start = multiprocessing.get_context("spawn")


def serve(pipe: Connection, rate: float, width: int, height: int) -> None:
    """Be the camera until told to end; then say when each frame was sent."""
    with MjpegServer(rate, width, height) as camera:
        pipe.send(camera.address)
        pipe.recv()
        pipe.send(camera.sent)


def measure(run: Path, seconds: float, rate: float, width: int, height: int) -> dict:
    """What `main` prints of one run."""
    pipe, child_end = _start.Pipe()
    server = _start.Process(target=serve, args=(child_end, rate, width, height), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        engine = EngineProcess(log=Path(folder) / "log.txt")
        engine.ask(OpenCamera(1, pipe.recv(), run))
        heard, ready, cpu_s, memory_mb = _hear(engine, seconds)
        pipe.send("end")
        sent = pipe.recv()
        engine.close()
        for _ in engine.events():
            pass
    server.join()
    first, last = heard[0][0], heard[-1][0]
    return {
        "run": run.name,
        "sent_per_second": round((last - first) / (sent[last - 1] - sent[first - 1]), 1),
        "ready_per_second": round(ready / seconds, 1),
        "classified_per_second": round(len(heard) / seconds, 1),
        "classified_of_sent": round(len(heard) / (last - first + 1), 3),
        "age_ms_from_grabbing": _figures([at - captured for _, captured, at in heard]),
        "age_ms_from_sending": _figures([at - sent[number - 1] for number, _, at in heard]),
        "cpu": round(cpu_s / seconds, 2),
        "memory_mb": round(memory_mb),
    }


def _hear(engine: EngineProcess, seconds: float) -> tuple[list[tuple[int, float, float]], int, float, float]:
    """(number, grabbed, heard) of each classified frame, frames ready, processor seconds, and memory."""
    heard: list[tuple[int, float, float]] = []
    ready, ring, begins, cpu_s = 0, None, float("inf"), 0.0
    for event in engine.events():
        now = time.monotonic()
        if now > begins + seconds:
            break
        match event:
            case CameraOpened():
                ring, begins = FrameRing.open(event.ring), now + WARM_UP_S
            case FrameReady():
                assert ring is not None
                ring.take()
                ready += now > begins
            case FrameClassified() if now > begins:
                cpu_s = cpu_s or processor_seconds(engine.pid)
                heard.append((event.number, event.captured, now))
            case RequestFailed():
                raise SystemExit(f"{event.message} {event.hint}")
            case _:
                _ignore(event)
    return heard, ready, processor_seconds(engine.pid) - cpu_s, memory_of(engine.pid)


def _ignore(event: Event) -> None:
    """Others say nothing of speed."""


def processor_seconds(pid: int | None) -> float:
    """What process `pid` has used so far. Linux."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int | None) -> float:
    """Megabytes that process `pid` holds. Linux."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _figures(seconds: list[float]) -> list[float]:
    return [round(float(value) * 1000, 1) for value in np.percentile(seconds, [50, 95, 100])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", metavar="RUN", type=Path, nargs="+")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rate", type=float, default=30.0)
    parser.add_argument("--size", default="640x480")
    options = parser.parse_args()
    width, height = (int(side) for side in options.size.split("x"))
    for run in options.runs:
        print(json.dumps(measure(run.resolve(), options.seconds, options.rate, width, height)), flush=True)


if __name__ == "__main__":
    main()
