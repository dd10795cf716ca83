"""Below the curves: how far the run has come, how it ended, and what can be done about it.

One card whose rows appear as the run goes through its phases; what each phase shows is said in one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cnn_desktop.core.messages import TrainingStarted
from cnn_desktop.core.names import shown_name
from cnn_desktop.core.progress import Phase, Progress
from cnn_desktop.gui.models.training_model import TrainingModel
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training import words
from cnn_desktop.gui.training.score_lines import ScoreLines
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.flow import FlowLayout
from cnn_desktop.gui.widgets.label import IconLabel, Label

_BUTTONS: Mapping[Phase, tuple[str, ...]] = MappingProxyType(
    {
        "idle": (),
        "preparing": ("stop",),
        "running": ("pause", "stop"),
        "paused": ("proceed", "stop"),
        "stopping": ("stop",),
        "finished": ("predict", "open", "again"),
        "stopped": ("predict", "resume", "open", "again"),
        "failed": ("halve", "resume", "copy", "open", "again"),
    }
)
_TITLES: Mapping[Phase, str] = MappingProxyType(
    {
        "idle": "No run yet",
        "preparing": "Preparing",
        "stopping": "Stopping",
        "finished": "Training finished",
        "stopped": "Training stopped",
        "failed": "Training failed",
    }
)
_ICONS: Mapping[Phase, tuple[str, str]] = MappingProxyType(
    {
        "finished": ("check-circle", "success"),
        "stopped": ("check-circle", "success"),
        "failed": ("warning-circle", "danger"),
    }
)
_NOTICED = ("warning-circle", "warning")  # the process waits, or is silent
_BESIDE = ("pause", "proceed", "stop")  # beside the title; the others stand in a row below


class ProgressCard(Card):
    """`show_progress` tells it what to show; what concerns other parts of the window is asked with signals."""

    predict_asked = Signal(object)  # Path of the run
    folder_asked = Signal(object)  # Path of the run
    skipped_asked = Signal()  # the images that the run left out

    def __init__(self, model: TrainingModel) -> None:
        super().__init__()
        self._model = model
        self._icon = IconLabel("check-circle", "success", side=20)
        self._heading = ElidedLabel(size="heading")
        self._run = ElidedLabel(tone="muted")
        self._detail = ElidedLabel(tone="muted")
        self._scores = ScoreLines()
        self._words = Label(tone="muted", wrap=True)
        self._skipped = buttons.link("", "file-x")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the run")
        self._buttons: dict[str, QPushButton] = {
            "pause": buttons.plain("Pause", "pause"),
            "proceed": buttons.plain("Continue", "play"),
            "stop": buttons.plain("Stop and keep best", "stop"),
            "predict": buttons.primary("Predict with it", "camera"),
            "halve": buttons.primary("", "arrow-clockwise"),
            "resume": buttons.plain("Resume", "play"),
            "open": buttons.plain("Open the run folder", "folder-open"),
            "again": buttons.plain("Train again", "arrow-clockwise"),
            "copy": buttons.plain("Copy details", "copy"),
        }
        self._build()
        self._bind(model)
        self.show_progress(model.progress)

    def button(self, name: str) -> QPushButton:
        return self._buttons[name]

    def _build(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(SPACE)
        title.addWidget(self._icon)
        title.addWidget(self._heading)
        title.addWidget(self._run, 1)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addStretch()
        said.addLayout(title)
        said.addWidget(self._detail)
        said.addStretch()
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addLayout(said, 1)
        for name in _BESIDE:
            top.addWidget(self._buttons[name])
        self._below = QWidget()
        below = FlowLayout(SPACE)
        self._below.setLayout(below)
        for name, button in self._buttons.items():
            if name not in _BESIDE:
                below.addWidget(button)
        self.body.addLayout(top)
        self.body.addWidget(self._scores)
        self.body.addWidget(self._words)
        self.body.addWidget(self._skipped, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._bar)
        self.body.addWidget(self._below)

    def _bind(self, model: TrainingModel) -> None:
        self._buttons["pause"].clicked.connect(model.pause)
        self._buttons["proceed"].clicked.connect(model.proceed)
        self._buttons["stop"].clicked.connect(model.stop)
        self._buttons["resume"].clicked.connect(self._resume)
        self._buttons["again"].clicked.connect(model.start)
        self._buttons["halve"].clicked.connect(model.start_with_proposed_batch)
        self._buttons["predict"].clicked.connect(self._predict)
        self._buttons["open"].clicked.connect(self._open)
        self._buttons["copy"].clicked.connect(self._copy)
        self._skipped.clicked.connect(self.skipped_asked)
        model.progress_changed.connect(self.show_progress)
        model.settings.resolved_changed.connect(self._show_again)

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        phase = progress.phase
        icon = _NOTICED if progress.notice else _ICONS.get(phase)
        self._icon.setVisible(icon is not None)
        if icon:
            self._icon.show_icon(*icon)
        self._heading.setText(_title(progress, self._model.is_in_background))
        is_named = not progress.is_active or self._model.is_in_background  # else the chip at the top says it
        self._run.setText(shown_name(progress.run.name) if progress.run and is_named else "")
        self._show_detail("" if progress.notice else _detail(progress))  # nobody knows how much time is left
        self._scores.show_finished(progress.finished)
        self._show_words(_words(progress))
        self._show_skipped(progress.started)
        self._show_bar(progress)
        self._show_buttons(progress)

    def _show_detail(self, detail: str) -> None:
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))

    def _show_words(self, text: str) -> None:
        self._words.setText(text)
        self._words.setVisible(bool(text))

    def _show_skipped(self, started: TrainingStarted | None) -> None:
        total = started.skipped_total if started else 0
        self._skipped.setText(words.left_out(total))
        self._skipped.setVisible(total > 0)

    def _show_bar(self, progress: Progress) -> None:
        self._bar.setVisible(progress.is_active)
        done, total = _share(progress)
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _show_buttons(self, progress: Progress) -> None:
        shown = _BUTTONS[progress.phase]
        batch_size = progress.problem.batch_size if progress.problem else 0
        self._buttons["halve"].setText(f"Train again with batch size {batch_size}")
        can = {
            "halve": batch_size > 0,
            "resume": self._model.resumable is not None,
            "copy": progress.problem is not None,
            "open": progress.run is not None,
            "predict": progress.finished is not None,
        }
        for name, button in self._buttons.items():
            button.setVisible(name in shown and can.get(name, True))
        self._below.setVisible(any(name in shown for name in self._buttons if name not in _BESIDE))
        stop = self._buttons["stop"]
        has_begun = progress.started is not None
        stop.setText("Stop and keep best" if has_begun else "Cancel")
        buttons.allow(stop, "It stops after this batch." if progress.phase == "stopping" else "")
        reason = "It trains elsewhere: it can be stopped, not paused." if self._model.is_in_background else ""
        buttons.allow(self._buttons["pause"], reason)
        self._show_again()

    @Slot()
    def _show_again(self) -> None:
        for name in ("again", "halve"):
            buttons.allow(self._buttons[name], self._model.settings.resolved.blocked)

    @Slot()
    def _resume(self) -> None:
        self._model.resume()

    @Slot()
    def _predict(self) -> None:
        self.predict_asked.emit(self._model.progress.run)

    @Slot()
    def _open(self) -> None:
        self.folder_asked.emit(self._model.progress.run)

    @Slot()
    def _copy(self) -> None:
        problem = self._model.progress.problem
        if problem:
            parts = (problem.message, problem.hint, problem.details)
            QGuiApplication.clipboard().setText("\n\n".join(part for part in parts if part))


def _title(progress: Progress, is_in_background: bool) -> str:
    if progress.phase in ("running", "paused"):
        title = words.epoch(progress)
        if progress.phase == "paused":
            return f"{title}, paused"
        return f"{title}, elsewhere" if is_in_background else title  # in another process, perhaps on another computer
    return _TITLES[progress.phase]


def _detail(progress: Progress) -> str:
    match progress.phase:
        case "idle":
            return "Accuracy and loss draw themselves above while the network learns."
        case "preparing":
            return words.stage(progress.stage)
        case "running" | "paused":
            return words.pace(progress)
        case "stopping":
            return words.stage(progress.stage) if progress.stage else "After this batch; the best epoch is kept."
        case _:
            return ""


def _words(progress: Progress) -> str:
    if progress.phase == "failed" and progress.problem:
        return f"{progress.problem.message} {progress.problem.hint}".strip()
    if progress.finished:
        return words.kept_epoch(progress.finished, progress.epochs)
    if progress.notice:
        return f"{progress.notice.message} {progress.notice.hint}".strip()
    if progress.started and progress.is_active:
        return " ".join(progress.started.remarks)
    return ""


def _share(progress: Progress) -> tuple[int, int]:
    """(done, total) for the bar; total 0: something is under way, nobody knows how long."""
    if progress.stage:
        return progress.stage.done, progress.stage.total
    planned = (progress.config.epochs if progress.config else None) or 0
    if progress.batch and planned:
        return (
            progress.batch.epoch - 1
        ) * progress.batch.batches + progress.batch.batch, planned * progress.batch.batches
    return len(progress.epochs), planned
