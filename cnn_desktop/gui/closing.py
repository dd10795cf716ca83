"""May the window close? While it trains the user is asked, and nothing is lost by any answer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from cnn_desktop.core.progress import Progress
from cnn_desktop.gui.dialogs import CloseDialog, show
from cnn_desktop.gui.models.training_model import TrainingModel


class Closing(QObject):
    """Asks once, and says by `may_close_now` when what was answered has been done."""

    may_close_now = Signal()

    def __init__(self, window: QWidget, training: TrainingModel) -> None:
        super().__init__(window)
        self._window, self._training = window, training
        self._is_forced = self._waits_for_the_end = False
        training.progress_changed.connect(self._on_progress)

    def force(self) -> None:
        """Ask no more: the system, or a second Ctrl-C, wants us gone. A run is stopped, its best kept."""
        self._is_forced = True

    def may_close(self) -> bool:
        """Whether the window may close now; if not, the question is on the screen."""
        is_ours = self._training.progress.is_active and not self._training.is_in_background
        if self._is_forced or not is_ours:
            return True
        if not any(dialog.isVisible() for dialog in self._window.findChildren(CloseDialog)):
            config = self._training.progress.config
            dialog = CloseDialog(self._window, config.dataset.name if config else "The run")
            dialog.finished.connect(partial(self._on_answered, dialog))
            show(dialog)
        return False

    def _on_answered(self, dialog: CloseDialog, _result: int) -> None:
        match dialog.answer:
            case "keep":
                self._training.detach()
                self.may_close_now.emit()
            case "stop":
                self._waits_for_the_end = True
                self._training.stop()
            case "back":
                self._waits_for_the_end = False

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        if self._waits_for_the_end and not progress.is_active:
            self._waits_for_the_end = False
            self.may_close_now.emit()
