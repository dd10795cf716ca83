"""The leak guard: what lies on both sides of the split to be, and one button that keeps it on one."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from cnn_desktop.core.leaks.words import meaning, verdict
from cnn_desktop.core.names import counted
from cnn_desktop.gui.dialogs import Dialog
from cnn_desktop.gui.models.leaks_model import Leaks, LeaksModel
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.training.leak_rows import LeakRows
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.pages import Pages

WIDTH, HEIGHT = 880, 380  # pixels of the list
WORDS = 52  # pixels: three lines, so that nothing jumps when there is more to say

_DOING = {"scanning": "Looking through the files", "reading": "Reading images", "comparing": "Comparing images"}


class LeaksDialog(Dialog):
    """Shows a `LeaksModel`. Closing it ends the look."""

    def __init__(self, model: LeaksModel, parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            "Leak guard",
            "An image that validates should be new to the network. Near-duplicates, turned and mirrored copies and "
            "frames of one burst are looked for across the split that the settings in force would make.",
            width=WIDTH,
        )
        self._model = model
        self._rows = LeakRows(model.thumbnail)
        self._clean = EmptyState("check-circle", "Nothing lies across the split", "", role="success")
        self._pages = Pages()
        self._pages.setFixedSize(WIDTH, HEIGHT)
        self._pages.addWidget(self._rows)
        self._pages.addWidget(self._clean)
        self._said = Label(wrap=True)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(160)
        self._progress.setAccessibleName("Images looked at")
        self._again = buttons.plain("Look again", "arrow-clockwise")
        self._leave = buttons.plain("Cancel")
        self._keep = buttons.primary("Keep them together", "link")
        line = QWidget()
        line.setFixedSize(WIDTH, max(WORDS, CONTROL))
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._said, 1)
        row.addWidget(self._progress)
        self.body.addWidget(line)
        self.body.addWidget(self._pages)
        for button in (self._again, self._leave, self._keep):
            self.add_button(button)

        self._rows.wanted.connect(model.want_thumbnails)
        model.thumbnail_arrived.connect(self._rows.picture_arrived)
        self._again.clicked.connect(model.start)
        self._leave.clicked.connect(self._on_leave)
        self._keep.clicked.connect(model.keep_together)
        self.finished.connect(model.cancel)
        model.leaks_changed.connect(self.show_leaks)
        model.start()
        self.show_leaks(model.leaks)

    @Slot(object)
    def show_leaks(self, leaks: Leaks) -> None:
        if leaks.state in ("looking", "found"):
            self._rows.show_report(leaks.report)
            is_clean = leaks.report is not None and leaks.report.is_clean
            self._pages.setCurrentWidget(self._clean if is_clean else self._rows)
            self._clean.show_words("Nothing lies across the split", meaning(leaks.report) if leaks.report else "")
        self._said.setText(words(leaks))
        self._said.set_tone("danger" if leaks.state == "failed" else "text")
        told = leaks.progress
        self._progress.setVisible(leaks.is_busy)
        self._progress.setRange(0, told.total if told else 0)
        self._progress.setValue(told.done if told else 0)
        self._again.setVisible(not leaks.is_busy)
        self._leave.setText("Cancel" if leaks.is_busy else "Close")
        buttons.allow(self._keep, why_not(leaks))

    @Slot()
    def _on_leave(self) -> None:
        """While it looks, cancel that and stay; else close."""
        if self._model.leaks.is_busy:
            self._model.cancel()
        else:
            self.reject()


def words(leaks: Leaks) -> str:
    """Where the look is, or what came of it."""
    report, told = leaks.report, leaks.progress
    match leaks.state:
        case "failed" if leaks.problem:
            return f"{leaks.problem.message} {leaks.problem.hint}".strip()
        case "looking" if told:
            return f"{_DOING[told.phase]}: {told.done:,} of {told.total:,}"
        case "looking":
            return "Beginning to look…"
        case "cancelled":
            return "Cancelled."
        case "kept" if report:
            return (
                f"From the next training on, {counted(report.groups_total, 'group')} stay on one side. The list is in "
                "force under Advanced, Keep together; look again to see that nothing is left."
            )
        case "found" if report and report.is_clean:
            return ""  # it stands where the list would be
        case "found" | "keeping" if report:
            shown = len(report.groups)
            more = f" The first {shown:,} are listed." if report.groups_total > shown else ""
            return f"{verdict(report)} {meaning(report)}{more}"
        case _:
            return ""


def why_not(leaks: Leaks) -> str:
    """Why nothing can be kept together now."""
    if leaks.is_busy:
        return "It is still looking."
    if leaks.state == "kept":
        return "They are kept together already."
    if leaks.report is None:
        return "Nothing was found yet."
    return "Nothing lies across the split." if leaks.report.is_clean else ""
