"""A comparison beside the rest of the window: its page opened, other trainings held back, one elsewhere offered."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from cnn_desktop.core.messages import ListedStudy
from cnn_desktop.gui.models.study_model import StudyModel, StudyState
from cnn_desktop.gui.models.training_model import TrainingModel
from cnn_desktop.gui.notices import Notices
from cnn_desktop.gui.studies import words

OFFERED_FOR_S = 14 * 86_400.0  # since it broke off; afterwards it stands among the earlier ones, and is not offered


class StudyFlow(QObject):
    """Owned by the main window. `page_wanted`: its page is to be seen, whichever tab is."""

    page_wanted = Signal()

    def __init__(self, parent: QObject, studies: StudyModel, training: TrainingModel, notices: Notices) -> None:
        super().__init__(parent)
        self._studies, self._training, self._notices = studies, training, notices
        studies.changed.connect(self._on_changed)
        studies.listed_changed.connect(self._on_first_listed, Qt.ConnectionType.SingleShotConnection)

    @Slot()
    def open(self) -> None:
        """Show the page, with the comparisons of the runs folder in force."""
        self.look()
        self._studies.open_page()

    @Slot()
    def look(self) -> None:
        """See which comparisons there are."""
        self._studies.list_in(self._training.settings.runs)

    @Slot(object)
    def _on_changed(self, state: StudyState) -> None:
        self._training.hold("A comparison is training." if state.is_active else "")
        if not state.is_active and self._studies.is_open:
            self.look()

    @Slot(object)
    def _on_first_listed(self, studies: tuple[ListedStudy, ...]) -> None:
        """One that trains in the background, or that broke off lately, is offered, not forced upon anyone."""
        for study in studies:
            if study.broke_off_s is not None and study.broke_off_s < OFFERED_FOR_S:
                self._notices.show_note(words.broke_off(study), ("Go on", partial(self._go_on, study.folder)))
            if study.is_training:
                said = f"The comparison “{study.folder.name}” is training in the background."
                self._notices.show_note(said, ("Show it", partial(self._show, study.folder)))

    def _go_on(self, folder: Path) -> None:
        """Train what is left of it; where a run trains just now its page says so, and offers it afterwards."""
        if self._training.progress.is_active:
            self._show(folder)
            return
        self._studies.resume_in(folder)
        self._studies.open_page()
        self.page_wanted.emit()

    def _show(self, folder: Path) -> None:
        self._studies.open(folder)
        self._studies.open_page()
        self.page_wanted.emit()
