"""Trains, goes on with a training, plans one, and sweeps learning rates."""

from __future__ import annotations

from cnn_desktop.core import runs
from cnn_desktop.core.messages import (
    Event,
    FindLearningRate,
    PlanTraining,
    ResumeTraining,
    StartTraining,
    TrainingStarted,
)
from cnn_desktop.engine.service.desk import Desk, Handlers


class TrainingDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {
            StartTraining: self._train,
            ResumeTraining: self._resume,
            PlanTraining: self._plan,
            FindLearningRate: self._find_learning_rate,
        }

    def _train(self, request: StartTraining) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.training import train

        config = request.config
        self.batch_size = config.batch_size_in_force
        train(config, self._emit_training, self.should_stop)

    def _resume(self, request: ResumeTraining) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.training import resume

        self.batch_size = runs.open_run(request.run).config.batch_size
        resume(request.run, self._emit_training, self.should_stop)

    def _plan(self, request: PlanTraining) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.training.planning import plan

        self.batch_size = request.config.batch_size
        self.emit(plan(request, self.should_stop))

    def _find_learning_rate(self, request: FindLearningRate) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.training.learning_rate_finder import find

        config = request.config
        self.batch_size = config.batch_size_in_force
        find(config, self.emit, self.should_stop, request.ticket)

    def _emit_training(self, event: Event) -> None:
        if isinstance(event, TrainingStarted):
            self.batch_size = event.config.batch_size
        self.emit(event)
