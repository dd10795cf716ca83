"""A training under way, and how it may end, for the screens."""

from __future__ import annotations

import contextlib
import math
import random

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import (
    BatchDone,
    EngineExited,
    RequestFailed,
    StageProgress,
    TrainingFinished,
    TrainingStarted,
    WaitingForDisk,
)
from cnn_desktop.gui.screens import meadow
from cnn_desktop.gui.screens.drawings import CLASSES
from cnn_desktop.gui.screens.fake_engines import FakeEngine
from cnn_desktop.gui.screens.runs_on_disk import write_run
from cnn_desktop.gui.screens.stage import Screen, Stage
from cnn_desktop.gui.screens.training_screens import load


def _start(stage: Stage) -> tuple[FakeEngine, TrainingConfig]:
    load(stage)
    stage.window.training.settings.write("epochs", "30")
    config = stage.window.training.settings.resolved.config
    assert config is not None
    stage.window.training.start()
    return stage.engines.trainings[-1], config


def _train(stage: Stage, epochs: int, batches: int = 31) -> FakeEngine:
    """A run after `epochs` whole epochs and some batches of the next."""
    trainer, config = _start(stage)
    run = config.runs / "meadow residual 2026-11-20 09.12.44"
    images = (("training", 1436), ("validation", meadow.VALIDATION))
    trainer.say(TrainingStarted(run, config, CLASSES, images, meadow.BATCHES, skipped=meadow.LEFT_OUT, skipped_total=2))
    dice, lowest = random.Random(4), math.inf
    for epoch in range(1, epochs + 1):
        _say_batches(trainer, dice, epoch, meadow.BATCHES)
        done = meadow.epoch_done(dice, epoch, lowest)
        lowest = min(lowest, done.val_loss)
        trainer.say(done)
    _say_batches(trainer, dice, epochs + 1, batches)
    return trainer


def _say_batches(trainer: FakeEngine, dice: random.Random, epoch: int, batches: int) -> None:
    for number in range(1, batches + 1, 2):
        at = epoch - 1 + number / meadow.BATCHES
        loss = max(0.02, meadow.loss_at(at) + dice.gauss(0, 0.1))
        left = (30 - at) * 8.4
        trainer.say(BatchDone(epoch, number, meadow.BATCHES, loss, min(1.0, max(0.0, 1 - loss / 2)), 412.0, left))


def _preparing(stage: Stage) -> None:
    trainer, _ = _start(stage)
    trainer.say(StageProgress("decoding", 812, sum(meadow.COUNTS)))


def _early(stage: Stage) -> None:
    _train(stage, epochs=1)


def _late(stage: Stage) -> None:
    _train(stage, epochs=14)


def _paused(stage: Stage) -> None:
    _train(stage, epochs=8)
    stage.window.training.pause()


def _background(stage: Stage) -> None:
    load(stage)
    run = write_run(stage.home, "beach", epochs=11, right=None)
    held = contextlib.ExitStack()
    held.enter_context(run.locked())  # as if another process trained it
    stage.window.destroyed.connect(held.close)
    stage.window.training.follow(run.folder)


def _stopping(stage: Stage) -> None:
    trainer = _train(stage, epochs=8)
    stage.window.training.stop()
    trainer.say(StageProgress("finishing", 120, meadow.VALIDATION))


def _finished(stage: Stage) -> None:
    trainer = _train(stage, epochs=19, batches=0)
    run = stage.window.training.progress.run
    assert run is not None
    trainer.say(TrainingFinished(run, meadow.BEST, "no_improvement", meadow.score(328), meadow.score_on_test()))


def _stopped(stage: Stage) -> None:
    trainer = _train(stage, epochs=6)
    stage.window.training.stop()
    run = stage.window.training.progress.run
    assert run is not None
    trainer.say(TrainingFinished(run, 6, "stopped", meadow.score(311), None))


def _out_of_memory(stage: Stage) -> None:
    trainer = _train(stage, epochs=6)
    trainer.say(
        EngineExited(
            -9,
            expected=False,
            message="The training was ended, most likely because the computer ran out of memory.",
            hint="Set the batch size to 16, or choose a smaller image size. "
            "The last whole epoch is kept: choose Resume to go on from it.",
            batch_size=16,
        )
    )


def _waiting_for_disk(stage: Stage) -> None:
    trainer = _train(stage, epochs=6)
    trainer.say(WaitingForDisk("The disk is full.", "The training waits, and goes on by itself once it can write."))


def _failed(stage: Stage) -> None:
    trainer = _train(stage, epochs=6)
    trainer.say(
        RequestFailed(
            "The loss is no longer a number (epoch 7, batch 31).",
            "The last good state is kept. Train again with a smaller learning rate, or resume.",
        )
    )


SCREENS = (
    Screen("train-preparing", _preparing),
    Screen("train-early", _early),
    Screen("train-late", _late),
    Screen("train-paused", _paused),
    Screen("train-background", _background),
    Screen("train-stopping", _stopping),
    Screen("train-finished", _finished),
    Screen("train-stopped", _stopped),
    Screen("train-failed", _failed),
    Screen("train-out-of-memory", _out_of_memory),
    Screen("train-waiting-for-disk", _waiting_for_disk),
)
