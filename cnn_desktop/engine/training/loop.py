"""The epochs of a run: learn, validate, keep the best, checkpoint; then score the best on validation and test."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnn_desktop.core import files
from cnn_desktop.core.config import TrainingConfig, plan_of, variations_of
from cnn_desktop.core.dataset.model import Skipped, SplitName
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.evaluation import Score, score
from cnn_desktop.core.messages import (
    MOST_SKIPPED,
    BatchDone,
    Emit,
    EpochDone,
    Reason,
    ShouldStop,
    StageProgress,
    TrainingFinished,
    TrainingStarted,
)
from cnn_desktop.core.runs import Predictions, Run, RunResult
from cnn_desktop.engine import networks
from cnn_desktop.engine.networks import inputs
from cnn_desktop.engine.pipeline.batches import Batches
from cnn_desktop.engine.pipeline.store import ImageStore
from cnn_desktop.engine.training import checkpoint
from cnn_desktop.engine.training.objective import Objective, balanced, cross_entropy
from cnn_desktop.engine.training.schedule import schedule_for
from cnn_desktop.engine.training.step import TrainingStep, make_optimizer
from cnn_desktop.engine.training.stopwatch import Stopwatch

_AVERAGED = 0.04  # of all steps, and at most one epoch: over so many the kept weights are averaged


@dataclass(frozen=True, slots=True)
class Data:
    """The decoded images of a run; `test` may be empty. Only `training` is ever augmented."""

    training: ImageStore
    validation: ImageStore
    test: ImageStore
    dropped: tuple[Skipped, ...] = ()  # by the split

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        stores = (("training", self.training), ("validation", self.validation), ("test", self.test))
        return tuple((name, len(store)) for name, store in stores if len(store))

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """Every image that is left out: by the split, or because it could not be read."""
        return (*self.dropped, *self.training.skipped, *self.validation.skipped, *self.test.skipped)


def run_epochs(run: Run, data: Data, before: checkpoint.Checkpoint | None, emit: Emit, should_stop: ShouldStop) -> None:
    """Train `run` to its end, from scratch or from `before`, and leave its folder complete.

    Raises UserError where the loss is no longer a number, Cancelled where it was stopped before the first batch.
    """
    job = _Job(run, data, emit, should_stop)
    if before is not None:
        job.restore(before)
    emit(
        TrainingStarted(
            run.folder,
            run.config,
            run.classes,
            data.counts,
            len(job.batches),
            skipped=data.skipped[:MOST_SKIPPED],
            skipped_total=len(data.skipped),
            history=tuple(job.history),
        )
    )
    reason = job.train()
    job.finish(reason)


class _Job:
    """One training under way."""

    def __init__(self, run: Run, data: Data, emit: Emit, should_stop: ShouldStop) -> None:
        config = run.config
        assert config.epochs is not None and config.batch_size is not None  # decided before the folder was made
        self.run, self.data, self.emit, self.should_stop = run, data, emit, should_stop
        self.epochs, self.patience = config.epochs, config.patience or 0
        batch_size = min(config.batch_size, len(data.training))
        self.batches = Batches(data.training, batch_size, variations_of(config), config.seed)
        assert config.schedule is not None and config.learning_rate is not None
        rate = schedule_for(config.schedule, config.learning_rate, self.epochs, len(self.batches))
        average_steps = len(self.batches) * min(1.0, _AVERAGED * self.epochs)  # a short run has few to look back on
        self.step = fresh_step(config, len(run.classes), data.training, rate, average_steps)
        self.history: list[EpochDone] = []
        self.watch = Stopwatch(self.epochs, len(self.batches))

    def restore(self, before: checkpoint.Checkpoint) -> None:
        """Go back to the state after the last whole epoch."""
        try:
            self.step.restore(before.state)
        except (KeyError, ValueError) as error:
            raise UserError(
                f"The checkpoint of “{self.run.name}” does not fit its network ({error}).",
                hint="It was written by another version; start a new run.",
            ) from error
        self.history = list(before.history)
        self.run.write_history(before.history)
        if self.history and self.history[-1].is_best:  # a kill may have come between checkpoint and model
            self.step.swap_averages()
            self._write_model()
            self.step.swap_averages()

    def train(self) -> Reason:
        """Every epoch that is left. Returns why it ended."""
        while len(self.history) < self.epochs:
            if self._patience_is_over():
                return "no_improvement"
            if not self._learn(len(self.history) + 1):
                return "stopped"
        return "completed"

    def _learn(self, epoch: int) -> bool:
        """One epoch and its bookkeeping; False where it was stopped before its end."""
        loss_sum, right, seen = 0.0, 0, 0
        self.watch.start_epoch(epoch)
        for number, (images, labels) in enumerate(self.batches.epoch(epoch), start=1):
            self.watch.hold()
            stop = self.should_stop()
            self.watch.go_on()
            if stop:
                return False
            loss, correct = self.step.train(images, labels)
            if not math.isfinite(loss):
                raise self._not_a_number(epoch, number)
            n = len(labels)
            loss_sum, right, seen = loss_sum + loss * n, right + correct, seen + n
            self.watch.count(n)
            if self.watch.is_time_to_tell() or number == len(self.batches):
                self.emit(
                    BatchDone(
                        epoch, number, len(self.batches), loss, correct / n, self.watch.rate, self.watch.seconds_left
                    )
                )
        self._close_epoch(epoch, loss_sum / seen, right / seen)
        return True

    def _close_epoch(self, epoch: int, loss: float, accuracy: float) -> None:
        """Validate, tell, and keep: checkpoint first, then the best model, so that a resume can mend the latter."""
        rate = self.watch.rate
        self.step.swap_averages()
        validation = self.data.validation
        probabilities = self.step.probabilities(validation.pixels, self.should_stop)
        if not np.isfinite(probabilities).all():
            raise self._not_a_number(epoch, len(self.batches))
        done = EpochDone(
            epoch=epoch,
            epochs=self.epochs,
            loss=loss,
            accuracy=accuracy,
            val_loss=cross_entropy(validation.labels, probabilities),
            val_accuracy=float((probabilities.argmax(axis=1) == validation.labels).mean()),
            seconds=self.watch.end_epoch(),
            images_per_second=rate,
            is_best=False,
        )
        done = dataclasses.replace(done, is_best=_is_better(done, self._best()))
        self.history.append(done)
        self.step.swap_averages()
        checkpoint.save(self.run.checkpoint_file, checkpoint.Checkpoint(tuple(self.history), self.step.state()))
        if done.is_best:
            self.step.swap_averages()
            self._write_model()
            self.step.swap_averages()
        self.run.write_history(tuple(self.history))
        self.emit(done)

    def finish(self, reason: Reason) -> None:
        """Score the best model on validation and test, and close the run."""
        self.emit(StageProgress("finishing"))
        best = self._best()
        if best is None:  # stopped in the first epoch: keep what was learned so far
            if self.watch.batches_done == 0:
                raise Cancelled
            self.step.swap_averages()
            self._write_model()
        else:
            kept = keras.saving.load_model(self.run.model_file, compile=False)
            self.step.model.set_weights(kept.get_weights())
        validation = self._score("validation", self.data.validation)
        assert validation is not None
        test = self._score("test", self.data.test)
        result = RunResult(best.epoch if best else 0, reason, validation, test)
        self.run.write_result(result)
        self.emit(TrainingFinished(self.run.folder, result.best_epoch, reason, validation, test))

    def _score(self, split: SplitName, store: ImageStore) -> Score | None:
        if len(store) == 0:
            return None
        probabilities = self.step.probabilities(store.pixels, self.should_stop)
        self.run.write_predictions(
            split, Predictions(store.labels.astype(np.int64), probabilities, np.array(store.files, np.str_))
        )
        return score(split, store.labels, probabilities)

    def _write_model(self) -> None:
        with files.replacing(self.run.model_file, suffix=".keras") as temporary:
            self.step.model.save(temporary)

    def _best(self) -> EpochDone | None:
        return next((epoch for epoch in reversed(self.history) if epoch.is_best), None)

    def _patience_is_over(self) -> bool:
        """Neither accuracy nor loss on validation has been at its best for `patience` epochs."""
        patience = self.patience
        if patience == 0 or len(self.history) <= patience:
            return False
        recent, earlier = self.history[-patience:], self.history[:-patience]
        accuracy, loss = max(one.val_accuracy for one in earlier), min(one.val_loss for one in earlier)
        return all(one.val_accuracy <= accuracy and one.val_loss >= loss for one in recent)

    def _not_a_number(self, epoch: int, batch: int) -> UserError:
        kept = (
            f"The state after epoch {epoch - 1} is kept."
            if self.history
            else "Nothing was lost: it was the first epoch."
        )
        return UserError(
            f"The loss is no longer a number (epoch {epoch}, batch {batch}). {kept}",
            hint=f"Start again with a learning rate below {self.run.config.learning_rate:g}.",
        )


def fresh_step(
    config: TrainingConfig, classes: int, training: ImageStore, learning_rate: Any, average_steps: float
) -> TrainingStep:
    """The network of a decided configuration before its first batch: the same for the same seed."""
    assert config.optimizer is not None
    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(config.seed)
    plan = plan_of(config, classes)
    model = networks.build(plan, inputs.measure(training.pixels))
    objective = Objective(
        plan.loss,
        config.label_smoothing or 0.0,
        balanced(training.labels, classes) if config.class_weights == "balanced" else None,
    )
    return TrainingStep(model, make_optimizer(config.optimizer, learning_rate), objective, average_steps)


def _is_better(done: EpochDone, best: EpochDone | None) -> bool:
    return best is None or (done.val_accuracy, -done.val_loss) > (best.val_accuracy, -best.val_loss)
