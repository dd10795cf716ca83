"""At the top of a comparison: how far it has come, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout

from cnn_desktop.gui.models.study_model import StudyModel, StudyState
from cnn_desktop.gui.studies import words
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import IconLabel, Label


class ProgressStrip(Card):
    """Shows a `StudyModel`."""

    folder_asked = Signal()

    def __init__(self, model: StudyModel) -> None:
        super().__init__(padding=SPACE + SPACE // 2)
        self._model = model
        self._icon = IconLabel("check-circle", "success", side=20)
        self._heading = ElidedLabel(size="heading")
        self._detail = Label(tone="muted", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the comparison")
        self._buttons: dict[str, QPushButton] = {
            "pause": buttons.plain("Pause", "pause"),
            "proceed": buttons.plain("Continue", "play"),
            "stop": buttons.plain("Stop", "stop"),
            "resume": buttons.primary("Go on with it", "play"),
            "open": buttons.plain("Open its folder", "folder-open"),
            "new": buttons.plain("New comparison", "plus"),
        }
        said = QVBoxLayout()
        said.setSpacing(2)
        title = QHBoxLayout()
        title.setSpacing(SPACE)
        title.addWidget(self._icon)
        title.addWidget(self._heading, 1)
        said.addLayout(title)
        said.addWidget(self._detail)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addLayout(said, 1)
        for button in self._buttons.values():
            row.addWidget(button)
        self.body.addLayout(row)
        self.body.addWidget(self._bar)
        self._buttons["pause"].clicked.connect(model.pause)
        self._buttons["proceed"].clicked.connect(model.proceed)
        self._buttons["stop"].clicked.connect(model.stop)
        self._buttons["resume"].clicked.connect(model.resume)
        self._buttons["new"].clicked.connect(model.begin_new)
        self._buttons["open"].clicked.connect(self.folder_asked)
        model.changed.connect(self.show_state)
        self.show_state(model.state)

    def button(self, name: str) -> QPushButton:
        return self._buttons[name]

    @Slot(object)
    def show_state(self, state: StudyState) -> None:
        self._show_icon(state)
        self._heading.setText(words.heading(state))
        self._detail.setText(words.detail(state))
        self._detail.setVisible(bool(self._detail.text()))
        self._bar.setVisible(state.is_active or state.is_elsewhere)
        done, total = share(state)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._show_buttons(shown_buttons(state))
        buttons.allow(self._buttons["stop"], "It stops after this batch." if state.phase == "stopping" else "")

    def block_going_on(self, reason: str) -> None:
        """Say why it cannot go on now; empty: nothing stands against it."""
        buttons.allow(self._buttons["resume"], reason)

    def _show_buttons(self, wanted: tuple[str, ...]) -> None:
        """The focus goes from a button that goes to the first that is there: from Pause to Continue, never to Stop."""
        for name in wanted:
            self._buttons[name].setVisible(True)
        going = [button for name, button in self._buttons.items() if name not in wanted]
        if any(button.hasFocus() for button in going):
            self._buttons[wanted[0]].setFocus()
        for button in going:
            button.setVisible(False)

    def _show_icon(self, state: StudyState) -> None:
        is_done = state.standing is not None and state.standing.is_complete and not state.is_active
        self._icon.setVisible(is_done or state.phase == "failed")
        if is_done:
            self._icon.show_icon("check-circle", "success")
        elif state.phase == "failed":
            self._icon.show_icon("warning-circle", "danger")


def shown_buttons(state: StudyState) -> tuple[str, ...]:
    """What can be done now."""
    match state.phase:
        case "preparing" | "stopping":
            return ("stop",)
        case "running":
            return ("pause", "stop")
        case "paused":
            return ("proceed", "stop")
    if state.is_elsewhere:
        return ("stop", "open", "new")
    left = state.standing is not None and not state.standing.is_complete
    return (*(("resume",) if left else ()), *(("open",) if state.standing else ()), "new")


def share(state: StudyState) -> tuple[int, int]:
    """(done, total) for the bar, in hundredths of a run; total 0: nobody knows yet."""
    standing = state.standing
    if standing is None:
        return 0, 0
    done = 100 * standing.count("done")
    progress = state.progress
    planned = (progress.config.epochs if progress.config else None) or 0
    if planned:
        batch = progress.batch
        epochs = batch.epoch - 1 + batch.batch / batch.batches if batch else len(progress.epochs)
        done += round(100 * epochs / planned)
    return done, 100 * len(standing.runs)
