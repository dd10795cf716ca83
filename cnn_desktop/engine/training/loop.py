"""The epochs of a run: learn, validate, keep the best, checkpoint. What follows the last one is `ending`."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from cnn_desktop.core.calibration import probabilities_of
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import (
    MOST_SKIPPED,
    BatchDone,
    Emit,
    EpochDone,
    Reason,
    ShouldStop,
    StageProgress,
    TrainingStarted,
)
from cnn_desktop.core.runs import Run, decide
from cnn_desktop.engine import environment
from cnn_desktop.engine.kept_network import read_network
from cnn_desktop.engine.training import checkpoint
from cnn_desktop.engine.training.best_epoch import best_of, has_stalled, is_better
from cnn_desktop.engine.training.best_model import BestModel
from cnn_desktop.engine.training.data import Data
from cnn_desktop.engine.training.ending import Ending
from cnn_desktop.engine.training.keeping import Keeping
from cnn_desktop.engine.training.lessons import Course
from cnn_desktop.engine.training.objective import cross_entropy
from cnn_desktop.engine.training.placement import Placement
from cnn_desktop.engine.training.step import TrainingStep
from cnn_desktop.engine.training.stopwatch import Stopwatch
from cnn_desktop.engine.training.watching import Watch


def run_epochs(
    run: Run,
    data: Data,
    before: checkpoint.Checkpoint | None,
    emit: Emit,
    should_stop: ShouldStop,
    placement: Placement | None = None,
) -> Run:
    """Train `run` to its end, from scratch or from `before`, and leave its folder complete. Returns it, all decided.

    Of several workers the first one alone writes the folder.

    Raises UserError where the loss is no longer a number, Cancelled where it was stopped before the first batch.
    """
    placement = placement or Placement()
    job = _Job(run, data, before, emit, placement.agreed(should_stop), placement, Keeping(emit, should_stop))
    emit(
        TrainingStarted(
            run.folder,
            job.run.config,
            run.classes,
            data.counts,
            len(job.lesson.batches),
            skipped=data.skipped[:MOST_SKIPPED],
            skipped_total=len(data.skipped),
            history=tuple(job.history),
            remarks=data.remarks,
        )
    )
    try:
        reason = job.train()
    finally:
        job.catch_up()
    placement.part_ways()
    if placement.keeps:
        job.finish(reason)
    return job.run


class _Job:
    """One training under way."""

    def __init__(
        self,
        run: Run,
        data: Data,
        before: checkpoint.Checkpoint | None,
        emit: Emit,
        should_stop: ShouldStop,
        placement: Placement,
        keeping: Keeping,
    ) -> None:
        config = run.config
        assert config.epochs is not None  # decided before the folder was made
        self.run, self.data, self.emit, self.should_stop = run, data, emit, should_stop
        self.keeps, self.keeping = placement.keeps, keeping
        self.epochs, self.patience = config.epochs, config.patience or 0
        self.best_model = BestModel(run)
        self.course = Course(config, len(run.classes), data.training, data.others, emit, should_stop, placement)
        self.lesson = self.course.lesson(max(1, len(before.history) if before else 1))
        self._keep_precision()
        self.history: list[EpochDone] = []
        self.best_logits: Array | None = None  # of the validation images by the best epoch; None: of an earlier process
        self.holds_best = False  # the averages in the step are those of the best epoch
        self.watch = Stopwatch(self.epochs, len(self.lesson.batches), self.lesson.costs)
        if before is not None:
            self._restore(before)
        is_watching = config.watch and self.keeps
        self.pinned = Watch(run, self.course.network, self.epochs, len(self.history)) if is_watching else None

    @property
    def step(self) -> TrainingStep:
        return self.lesson.step

    def _keep_precision(self) -> None:
        """What this lesson computes in is decided for good, so that a run that goes on computes in it again.

        Features of a first lesson leave it open: they are of another network.
        """
        if self.lesson.tried is not None:
            self.emit(self.lesson.tried)
        if self.keeps and self.run.config.precision == "auto" and self.lesson.last_epoch == self.epochs:
            config = dataclasses.replace(self.run.config, precision=self.step.precision)
            self.run = self.keeping.until_done(lambda: decide(self.run, config))
            self.keeping.until_done(lambda: environment.write(self.run))

    def _restore(self, before: checkpoint.Checkpoint) -> None:
        """Go back to the state after the last whole epoch."""
        try:
            self.step.restore(before.state)
        except (KeyError, ValueError) as error:
            raise UserError(
                f"The checkpoint of “{self.run.name}” does not fit its network ({error}).",
                hint="It was written by another version; start a new run.",
            ) from error
        self.history = list(before.history)
        if self.keeps:
            self.keeping.until_done(lambda: self._mend(before.state["averages"]))

    def train(self) -> Reason:
        """Every epoch that is left. Returns why it ended."""
        if not self.history:
            self._look_at_pinned(0)
        while len(self.history) < self.epochs:
            if self._patience_is_over():
                return "no_improvement"
            if len(self.history) >= self.lesson.last_epoch:
                self._begin_next_lesson()
            if not self._learn(len(self.history) + 1):
                return "stopped"
        return "completed"

    def _begin_next_lesson(self) -> None:
        """Go on from the averages of what was learned so far."""
        self.catch_up()
        self.step.swap_averages()
        self.lesson.settle()
        self.lesson = self.course.lesson(self.lesson.last_epoch + 1)
        self._keep_precision()
        self.watch.forget_pace()

    def _learn(self, epoch: int) -> bool:
        """One epoch and its bookkeeping; False where it was stopped before its end."""
        batches = self.lesson.batches
        loss_sum, right, seen = 0.0, 0, 0
        self.watch.start_epoch(epoch)
        for number, (images, labels) in enumerate(batches.epoch(epoch), start=1):
            self.watch.hold()
            stop = self.should_stop()
            self.watch.go_on()
            if stop:
                return False
            self.holds_best = False
            loss, correct, n = self.step.train(images, labels)
            if not math.isfinite(loss):
                raise self._not_a_number(epoch, number)
            loss_sum, right, seen = loss_sum + loss * n, right + correct, seen + n
            self.watch.count(n)
            if self.watch.is_time_to_tell() or number == len(batches):
                # the next lesson may be slower by far: of its time nothing is known yet
                left = self.watch.seconds_left if self.lesson.last_epoch == self.epochs else math.inf
                self.emit(BatchDone(epoch, number, len(batches), loss, correct / n, self.watch.rate, left))
        self._close_epoch(epoch, loss_sum / seen, right / seen)
        return True

    def _close_epoch(self, epoch: int, loss: float, accuracy: float) -> None:
        """Validate, tell, and keep: checkpoint first, then the best model, so that a resume can mend the latter."""
        rate = self.watch.rate
        self.step.swap_averages()
        validation = self.data.validation
        logits = self.step.logits(self.lesson.shown["validation"], self.should_stop)
        probabilities = probabilities_of(logits)
        if not np.isfinite(probabilities).all():
            raise self._not_a_number(epoch, len(self.lesson.batches))
        self._look_at_pinned(epoch)  # before the checkpoint: of no epoch that is done it may be missing
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
        done = dataclasses.replace(done, is_best=is_better(done, best_of(self.history)))
        self.history.append(done)
        self.holds_best = done.is_best
        if done.is_best:
            self.best_logits = logits
        self.step.swap_averages()
        if self.keeps:
            self.keeping.until_done(self._keep_epoch)
        self.emit(done)

    def _keep_epoch(self) -> None:
        """With the weights that are trained in the step."""
        state = checkpoint.Checkpoint(tuple(self.history), self.step.state())
        self.best_model.keep(self.lesson, state)
        self.run.write_history(tuple(self.history))

    def _mend(self, averages: list[Array]) -> None:
        """A kill may have come before the best model was written, of which the checkpoint has the `averages`."""
        if self.history and self.history[-1].is_best:
            self.best_model.write(self.lesson, averages)
        self.run.write_history(tuple(self.history))

    def catch_up(self) -> None:
        """What was put off of the best model is written now: nothing better comes soon."""
        self.keeping.until_done(lambda: self.best_model.catch_up(self.lesson))

    def _look_at_pinned(self, epoch: int) -> None:
        """With the weights that the step holds now: the averages."""
        if self.pinned is not None:
            self.lesson.settle()
            pinned = self.pinned
            self.keeping.until_done(lambda: pinned.look(epoch))

    def finish(self, reason: Reason) -> None:
        """Score the best model on validation and test, and close the run."""
        self.emit(StageProgress("finishing"))
        ending = Ending(self.run, self.data, self.lesson, self.keeping, self.emit, self.should_stop)
        best = best_of(self.history)
        if best is None:  # stopped in the first epoch: keep what was learned so far
            if self.watch.batches_done == 0:
                raise Cancelled
            self.step.swap_averages()
            self.lesson.settle()
            ending.keep(self.lesson.network)
        elif self.holds_best:
            self.step.swap_averages()
        else:
            kept = read_network(self.run)
            self.lesson.network.set_weights(kept.get_weights())
            self.lesson.take_over()
        ending.close(best.epoch if best else 0, self.best_logits if best else None, reason)

    def _patience_is_over(self) -> bool:
        """Only the last lesson is asked, and not before it had its time."""
        done = len(self.history) + 1 - self.lesson.first_epoch
        is_asked = self.lesson.last_epoch >= self.epochs and done >= self.patience
        return is_asked and has_stalled(self.history, self.patience)

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
