"""Right or wrong? The bar under a prediction: what it really is, and whether it goes back to the dataset."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from cnn_desktop.core.names import quoted
from cnn_desktop.gui.models.feedback_model import FeedbackModel, FeedbackState, Policy
from cnn_desktop.gui.prediction.class_picker import ClassPicker
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.flow import FlowLayout
from cnn_desktop.gui.widgets.label import IconLabel, Label, tooltip

POLICIES: tuple[tuple[Policy, str], ...] = (
    ("ask", "Ask each time"),
    ("always", "Always add a copy to the dataset"),
    ("never", "Never copy, only note it"),
)


class FeedbackBar(QWidget):
    """Shows a `FeedbackModel`. `undo_keys`: Ctrl+Z takes the last back, where the page has no other use for it."""

    def __init__(self, model: FeedbackModel, *, undo_keys: bool = True) -> None:
        super().__init__()
        self._model, self._has_keys = model, undo_keys
        self._picker = ClassPicker(self)
        self._undo_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        self._redo_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Redo), self)
        self._build()
        self._bind()
        self.show_state(model.state)

    def _build(self) -> None:
        self._icon = IconLabel("check-circle", "success")
        self._words = Label(wrap=True)
        self._right = buttons.plain("Right", "check")
        self._wrong = buttons.plain("Wrong, it is…", "x")
        self._add = buttons.plain("Add to the dataset", "plus")
        self._note = buttons.plain("Only note it")
        self._folder = buttons.plain("Choose a folder…", "folder-open")
        self._undo = buttons.plain("Undo", "arrow-counter-clockwise")
        self._redo = buttons.plain("Redo", "arrow-clockwise")
        self._counts = Label(tone="muted", size="small")
        self._policy = buttons.icon_button("dots-three", "What becomes of images you judge")
        self._policy.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._policy.setMenu(self._build_menu())
        title = QHBoxLayout()
        title.setSpacing(SPACE)
        title.addWidget(self._icon)
        title.addWidget(self._words, 1)
        title.addWidget(self._policy)
        actions = QWidget()
        actions.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        flow = FlowLayout(SPACE)
        actions.setLayout(flow)
        for button in (self._right, self._wrong, self._add, self._note, self._folder, self._undo, self._redo):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(title)
        column.addWidget(actions)
        column.addWidget(self._counts)

    def _build_menu(self) -> QMenu:
        menu, group = QMenu(self), QActionGroup(self)
        self._policies = {}
        for policy, text in POLICIES:
            action = menu.addAction(text)
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(partial(self._on_policy, policy))
            self._policies[policy] = action
        return menu

    def _bind(self) -> None:
        model = self._model
        self._right.clicked.connect(model.say_right)
        self._wrong.clicked.connect(self._ask_for_class)
        self._picker.class_chosen.connect(model.say)
        self._add.clicked.connect(model.add)
        self._note.clicked.connect(model.only_note)
        self._folder.clicked.connect(self._ask_for_folder)
        self._undo.clicked.connect(model.undo)
        self._redo.clicked.connect(model.redo)
        self._undo_key.activated.connect(model.undo)
        self._redo_key.activated.connect(model.redo)
        model.state_changed.connect(self.show_state)

    # ------------------------------------------------------------ showing

    @Slot(object)
    def show_state(self, state: FeedbackState) -> None:
        self.setVisible(state.phase != "none" or bool(state.message))
        self._show_words(state)
        is_asked, is_open = state.phase == "waiting", state.phase == "asking"
        self._right.setVisible(is_asked)
        self._wrong.setVisible(is_asked)
        self._add.setVisible(is_open)
        self._note.setVisible(is_open)
        self._folder.setVisible(is_open and bool(state.why_not))
        self._undo.setVisible(state.can_undo)
        self._redo.setVisible(state.can_redo)
        self._undo.setToolTip(tooltip("Take it back (Ctrl+Z)" if self._has_keys else "Take it back"))
        buttons.allow(self._add, f"{state.why_not} Choose a folder to add to first." if state.why_not else "")
        self._undo_key.setEnabled(self._has_keys and state.can_undo)
        self._redo_key.setEnabled(self._has_keys and state.can_redo)
        self._policies[state.policy].setChecked(True)
        self._counts.setText(_counts(state))
        self._counts.setVisible(bool(self._counts.text()))

    def _show_words(self, state: FeedbackState) -> None:
        text, icon, role = _words(state)
        self._words.setText(text)
        self._words.set_tone("warning" if state.problem else "text")
        self._icon.show_icon(icon, role)

    # ------------------------------------------------------------ asking

    @Slot()
    def _ask_for_class(self) -> None:
        below = self._wrong.mapToGlobal(QPoint(0, self._wrong.height() + 4))
        self._picker.open_at(below, self._model.state.classes, self._model.state.predicted)

    @Slot()
    def _ask_for_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Choose the dataset folder to add to")
        if folder:
            self._model.choose_dataset(Path(folder))

    def _on_policy(self, policy: Policy, _checked: bool) -> None:
        self._model.choose_policy(policy)


def _words(state: FeedbackState) -> tuple[str, str, str]:
    """What the bar says, with its icon and role."""
    if state.problem:
        return f"{state.problem.message} {state.problem.hint}".strip(), "warning", "warning"
    match state.phase:
        case "waiting" if state.message:
            return f"{state.message} Is {quoted(state.predicted)} right?", "question", "muted"
        case "waiting":
            return f"Is {quoted(state.predicted)} right?", "question", "muted"
        case "asking" if state.why_not:
            return f"It is {quoted(state.verdict)}. {state.why_not}", "warning", "warning"
        case "asking":
            folder = quoted(state.dataset.name) if state.dataset else "the dataset"
            return f"It is {quoted(state.verdict)}. Add a copy to {folder}?", "question", "accent"
        case "working":
            return "Keeping it…", "hourglass", "muted"
        case _:
            return state.message, "check-circle", "success"


def _counts(state: FeedbackState) -> str:
    if not state.right + state.wrong:
        return ""
    parts = [f"{state.right:,} right", f"{state.wrong:,} wrong", f"{state.added:,} added"]
    return f"So far: {', '.join(parts)}"
