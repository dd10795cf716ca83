"""What the Train tab knows of the run: started here, gone on with, or watched by its folder. QtCore only.

Trains nothing: a run is a process of its own, and this model folds what that says into `Progress`.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnn_desktop.core import progress as folding
from cnn_desktop.core import runs
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    BatchDone,
    EpochDone,
    Event,
    Request,
    ResumeTraining,
    StageProgress,
    StartTraining,
    TrainingStarted,
)
from cnn_desktop.core.progress import Problem, Progress
from cnn_desktop.gui.engine_client import EngineClient
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.augmentation_preview import AugmentationPreview
from cnn_desktop.gui.models.background_run import BackgroundRun
from cnn_desktop.gui.models.dataset_model import DatasetModel, DatasetState
from cnn_desktop.gui.models.leaks_model import LeaksModel
from cnn_desktop.gui.models.learning_rate_model import LearningRateModel
from cnn_desktop.gui.models.plan_model import PlanModel
from cnn_desktop.gui.models.stack_model import StackModel
from cnn_desktop.gui.models.training_settings import TrainingSettings
from cnn_desktop.gui.models.weights_model import WeightsModel, WeightsState

REDRAW_AFTER_MS = 200  # batches and epochs are shown at most five times a second


class TrainingModel(QObject):
    """Start, pause, stop and resume one run; `settings` is the form that the next one starts from."""

    progress_changed = Signal(object)  # Progress
    run_finished = Signal(object)  # Path of a run that kept its best model
    problem_raised = Signal(object)  # Problem that no run of this tab is the place for

    def __init__(self, engines: Engines, dataset: DatasetModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = TrainingSettings(engines, self)
        self.editor = StackModel(self.settings, self)  # of a network of one's own
        self.preview = AugmentationPreview(engines, self.settings, dataset, self)
        self.learning_rate = LearningRateModel(engines, self.settings, self)
        self.leaks = LeaksModel(engines, self.settings, self)
        self.weights = WeightsModel(engines, self.settings, self)  # of a pretrained network
        self.plan = PlanModel(engines, self.settings, dataset, self)
        self._engines = engines
        self._dataset = dataset
        self._client: EngineClient | None = None
        self._background: BackgroundRun | None = None
        self._progress = Progress()
        self._resumed: Path | None = None  # known before the first event of a resumed run
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW_AFTER_MS)
        self._redraw.timeout.connect(self._on_redraw)
        self._is_stale = False  # what was shown last is older than `progress`
        self._held = ""  # why no run may start beside what else trains
        self.editor.problem_raised.connect(self.problem_raised)
        self.weights.changed.connect(self._on_weights_changed)
        dataset.state_changed.connect(self._on_dataset_changed)
        self._on_dataset_changed(dataset.state)

    @property
    def progress(self) -> Progress:
        return self._progress

    @property
    def is_in_background(self) -> bool:
        """The run trains in a process that another window started; it is watched by its folder."""
        return self._background is not None and self._progress.is_active

    @property
    def resumable(self) -> Path | None:
        """The run that *Resume* goes on with: it stopped or broke off after an epoch or more."""
        if self._held or self._progress.phase not in ("idle", "stopped", "failed"):
            return None
        if self._progress.run is None:
            return self._resumed
        return self._progress.run if self._progress.epochs else None

    @Slot()
    def start(self) -> None:
        """Train with the settings in force; does nothing while something stands against it."""
        config = self.settings.resolved.config
        if config is not None and not self._progress.is_active:
            self._resumed = None
            self._engage(StartTraining(config))

    @Slot()
    def start_with_proposed_batch(self) -> None:
        """Train again with the batch size that may fit into memory, which the form keeps."""
        problem = self._progress.problem
        if problem and problem.batch_size:
            self.settings.write("batch_size", str(problem.batch_size))
            self.start()

    def resume(self, run: Path | None = None) -> None:
        """Go on with `run`, or with the run of this tab that stopped or broke off."""
        run = run or self.resumable
        if run is not None and not self._progress.is_active and not self._held:
            self._resumed = run
            self._engage(ResumeTraining(run))

    @Slot()
    def pause(self) -> None:
        if self._client and self._progress.phase == "running":
            self._client.pause()
            self._show(folding.asked_to_pause(self._progress))

    @Slot()
    def proceed(self) -> None:
        if self._client and self._progress.phase == "paused":
            self._client.proceed()
            self._show(folding.asked_to_continue(self._progress))

    @Slot()
    def stop(self) -> None:
        """End the run after this batch, keeping the best epoch."""
        if not self._progress.is_active:
            return
        if self._background and not self._reach(self._background):
            return
        if self._client:
            self._client.stop()
        self._show(folding.asked_to_stop(self._progress))

    def hold(self, reason: str) -> None:
        """Say what else trains, so that no run starts beside it; empty: nothing does."""
        if reason != self._held:
            self._held = reason
            self._show(self._progress)

    def detach(self) -> None:
        """Let the run go on in the background of this computer; this window hears no more of it."""
        if self._client:
            client, self._client = self._client, None
            client.event_arrived.disconnect(self._on_event)
            client.detach()
        self._let_go_of_background()
        self._resumed = None
        self._show(Progress())

    def follow(self, run: Path) -> None:
        """Watch a run that another process trains, by its folder."""
        if self._progress.is_active:
            return
        try:
            background = BackgroundRun(runs.open_run(run), self)
        except UserError as error:
            self.problem_raised.emit(Problem(error.message, error.hint))
            return
        self._background = background
        background.progress_changed.connect(self._on_background)
        background.look()

    def _engage(self, request: Request) -> None:
        self._let_go_of_background()
        if self._client:
            self._client.event_arrived.disconnect(self._on_event)
        self._client = self._engines.training_engine()
        self._client.event_arrived.connect(self._on_event)
        self._show(folding.asked_to_start(self._progress))
        self._client.ask(request)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        before, after = self._progress, folding.advance(self._progress, event)
        if after is before:
            return
        match event:
            case BatchDone() | EpochDone() | StageProgress():
                self._progress = after
                self._show_soon()
            case TrainingStarted():
                self._show(after)
            case _:
                self._show(after)
                self._conclude(before, after)

    @Slot(object)
    def _on_background(self, progress: Progress) -> None:
        before = self._progress
        if before.phase == "stopping" and progress.phase == "running":
            progress = folding.asked_to_stop(progress)
        self._show(progress)
        self._conclude(before, progress)

    def _conclude(self, before: Progress, after: Progress) -> None:
        if after.is_active:
            return
        self._let_go_of_background()
        if after.finished and not before.finished:
            self.run_finished.emit(after.finished.run)

    def _reach(self, background: BackgroundRun) -> bool:
        """Ask a run in the background to stop; whether its folder could be written."""
        try:
            background.stop()
        except OSError as error:
            problem = Problem(f"The run could not be told to stop: {error.strerror or error}.", "Try again in a while.")
            self.problem_raised.emit(problem)
            return False
        return True

    def _let_go_of_background(self) -> None:
        if self._background:
            self._background.close()
            self._background = None

    def _show_soon(self) -> None:
        if self._redraw.isActive():
            self._is_stale = True
        else:
            self._show(self._progress)

    @Slot()
    def _on_redraw(self) -> None:
        if self._is_stale:
            self._show(self._progress)

    def _show(self, progress: Progress) -> None:
        self._progress = progress
        self._is_stale = False
        self._redraw.start()
        self.settings.block(self._reason_not_to_start())
        self.progress_changed.emit(progress)

    @Slot(object)
    def _on_dataset_changed(self, state: DatasetState) -> None:
        self.settings.use_dataset(state)
        self.settings.block(self._reason_not_to_start())

    @Slot(object)
    def _on_weights_changed(self, state: WeightsState) -> None:
        self.settings.block(self._reason_not_to_start())

    def _reason_not_to_start(self) -> str:
        if self._progress.phase == "stopping":
            return "The run before is stopping."
        if self._progress.is_active:
            return "A run is training. It can be stopped below the curves."
        if self._held:
            return self._held
        if self._dataset.state.is_busy:
            return "The folder is still being looked through."
        return self.weights.state.why_not
