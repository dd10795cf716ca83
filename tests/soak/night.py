"""A night in minutes: the window hears ten thousand epochs and a million camera frames, and must not grow.

    python -m tests.soak.night [EPOCHS] [FRAMES]

The real window on fake engines; frames cross the real ring. Noted twenty times in each half: memory, threads, open
files, temporary files and references of `None`, `True` and `False`. Events of eight hours are told as fast as they are
taken, so that growth over the second half of the notes, divided by four, is that of an hour. Takes about an hour.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent

from cnn_desktop.core.messages import BatchDone, EpochDone, FrameClassified, FrameReady, TrainingStarted
from cnn_desktop.gui.app import make_application
from cnn_desktop.gui.screens import training_screens
from cnn_desktop.gui.screens.camera_stand_in import WEBCAM, CameraStandIn, answer, scene
from cnn_desktop.gui.screens.drawings import CLASSES
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Stage, settle, stage
from tests.benchmarks.camera import memory_of

NOTES = 20
BATCHES = 20  # told of each epoch
HOURS = 8.0
MOST_MB_AN_HOUR = 1.0
_CONSTANT = ("threads", "files", "temporary")
_REFERENCES = ("None", "True", "False")
_MOST_REFERENCES = 2_000  # what half a night may add: a reference lost at every call would be a million


def note(kept: Sequence[EpochDone] = ()) -> dict[str, float]:
    """How things stand, less the one `True` or `False` that each of the `kept` epochs holds for good."""
    settle(0.5)
    best = sum(epoch.is_best for epoch in kept)
    return {
        "mb": memory_of(os.getpid()),
        "threads": len(os.listdir("/proc/self/task")),
        "files": len(os.listdir("/proc/self/fd")),
        "temporary": len(os.listdir(tempfile.gettempdir())),
        "None": sys.getrefcount(None),
        "True": sys.getrefcount(True) - best,
        "False": sys.getrefcount(False) - (len(kept) - best),
    }


def noted(
    total: int, tell: Callable[[int], None], kept: Callable[[], Sequence[EpochDone]] = tuple
) -> list[dict[str, float]]:
    """`tell` each number up to `total`, and note how things stand at even distances."""
    notes, every = [], max(1, total // NOTES)
    for number in range(1, total + 1):
        tell(number)
        if number % every == 0:
            notes.append(note(kept()))
            print(f"{number:,} of {total:,}: {notes[-1]}", flush=True)
    return notes


def epochs(stage: Stage, total: int) -> list[dict[str, float]]:
    training_screens.load(stage)
    config = stage.window.training.settings.resolved.config
    assert config is not None
    stage.window.training.start()
    trainer = stage.engines.trainings[-1]
    images = (("training", 1436), ("validation", 359))
    trainer.say(TrainingStarted(config.runs / "night", config, CLASSES, images, BATCHES))

    def tell(epoch: int) -> None:
        loss = 1 / (1 + epoch / 100)
        for batch in range(1, BATCHES + 1):
            trainer.say(BatchDone(epoch, batch, BATCHES, loss, 1 - loss, 412.0, 100.0))
        trainer.say(EpochDone(epoch, total, loss, 1 - loss, loss, 1 - loss, 2.9, 412.0, epoch % 100 == 0))
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    return noted(total, tell, lambda: stage.window.training.progress.epochs)


def frames(stage: Stage, total: int) -> list[dict[str, float]]:
    stage.window.wake()
    settle()
    stage.window.show_camera()
    camera = CameraStandIn(stage)
    camera.list(WEBCAM)
    stage.window.camera.choose(0)
    engine, pictures = stage.engines.camera, [scene(CLASSES[number % 5], number) for number in range(10)]
    with camera.opened() as ring:

        def tell(number: int) -> None:
            ring.write(pictures[number % 10], number, time.monotonic())
            engine.say(FrameReady(camera.ticket, number, 29.8))
            if number % 3 == 0:
                prediction = answer(CLASSES[number % 5], 0.9, "sure")
                engine.say(FrameClassified(camera.ticket, number, prediction, time.monotonic(), 9.9))
            QCoreApplication.processEvents()
            if number % 1000 == 0:  # the fake keeps what it was asked; the real one does not
                engine.asked.clear()

        return noted(total, tell)


def judge(what: str, notes: list[dict[str, float]]) -> dict[str, float]:
    """What changed over the second half of the notes. Raises AssertionError where something grew."""
    half = notes[len(notes) // 2 :]
    first, last = half[0], half[-1]
    told = {name: last[name] - first[name] for name in first}
    told["mb_an_hour"] = told["mb"] / (HOURS / 2)
    print(json.dumps({"what": what, **told}), flush=True)
    assert told["mb_an_hour"] < MOST_MB_AN_HOUR, told
    assert all(told[name] == 0 for name in _CONSTANT), told
    assert all(abs(told[name]) < _MOST_REFERENCES for name in _REFERENCES), told
    return told


def main() -> None:
    most_epochs = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    most_frames = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as ours:
        tempfile.tempdir = ours  # others write into the usual one
        make_application(["night"])
        with stage(Path(home)) as on:
            judge("epochs", epochs(on, most_epochs))
        several_runs(Path(home))  # to classify with
        with stage(Path(home)) as on:
            judge("frames", frames(on, most_frames))
    print(f"{time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
