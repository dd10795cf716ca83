"""May the window close? While it trains the user is asked, and nothing is lost by any answer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from cnn_desktop.core.progress import Progress
from cnn_desktop.gui.dialogs import CloseDialog, show
from cnn_desktop.gui.models.study_model import StudyModel, StudyState
from cnn_desktop.gui.models.training_model import TrainingModel


class Closing(QObject):
    """Asks once, and says by `may_close_now` when what was answered has been done."""

    may_close_now = Signal()

    def __init__(self, window: QWidget, training: TrainingModel, studies: StudyModel) -> None:
        super().__init__(window)
        self._window, self._training, self._studies = window, training, studies
        self._is_forced = self._waits_for_the_end = False
        training.progress_changed.connect(self._on_progress)
        studies.changed.connect(self._on_study)

    def force(self) -> None:
        """Ask no more: the system, or Ctrl-C in the terminal, wants us gone. A run is stopped, its best kept."""
        self._is_forced = True

    def may_close(self) -> bool:
        """Whether the window may close now; if not, the question is on the screen."""
        is_ours = self._training.progress.is_active and not self._training.is_in_background
        if self._is_forced or not (is_ours or self._studies.state.is_active):
            return True
        if not any(dialog.isVisible() for dialog in self._window.findChildren(CloseDialog)):
            dialog = CloseDialog(self._window, self._what_trains)
            dialog.finished.connect(partial(self._on_answered, dialog))
            show(dialog)
        return False

    @property
    def _what_trains(self) -> str:
        if self._studies.state.is_active:
            standing = self._studies.state.standing
            return standing.name if standing else "The comparison"
        config = self._training.progress.config
        return config.dataset.name if config else "The run"

    def _on_answered(self, dialog: CloseDialog, _result: int) -> None:
        match dialog.answer:
            case "keep":
                if self._studies.state.is_active:
                    self._studies.detach()
                else:
                    self._training.detach()
                self.may_close_now.emit()
            case "stop":
                self._waits_for_the_end = True
                self._training.stop()
                self._studies.stop()
            case "back":
                self._waits_for_the_end = False

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        if not progress.is_active:
            self._close_at_the_end()

    @Slot(object)
    def _on_study(self, state: StudyState) -> None:
        if not state.is_active:
            self._close_at_the_end()

    def _close_at_the_end(self) -> None:
        still = self._training.progress.is_active or self._studies.state.is_active
        if self._waits_for_the_end and not still:
            self._waits_for_the_end = False
            self.may_close_now.emit()
