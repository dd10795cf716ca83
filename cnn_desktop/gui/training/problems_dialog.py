"""A list of problems: each file skipped with its reason, duplicates together, warnings; of a dataset, or of a run.

Shows; changes no file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cnn_desktop.core.dataset.model import DatasetSummary, Skipped
from cnn_desktop.core.messages import TrainingStarted
from cnn_desktop.core.names import shown_name
from cnn_desktop.core.runs import SKIPPED
from cnn_desktop.gui import folders
from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training import words
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import IconLabel, Label, tooltip

WIDTH, HEIGHT = 760, 560  # pixels
WARNINGS = 200  # pixels; more of them scroll


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the dialog shows. The lists may be the first entries only; the totals count all, which `complete` lists."""

    title: str
    introduction: str
    folder: Path  # that *Open the folder* opens
    warnings: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    skipped_total: int = 0
    skipped_noun: str = "file"
    skipped_done: str = "skipped"
    duplicates: tuple[tuple[str, ...], ...] = ()
    duplicates_total: int = 0
    complete: str


def of_dataset(summary: DatasetSummary) -> Findings:
    """Everything that was found wrong with a dataset."""
    return Findings(
        title=f"Problems in “{shown_name(summary.folder.name)}”",
        introduction=_introduction(summary),
        folder=summary.folder,
        warnings=summary.warnings,
        skipped=summary.skipped,
        skipped_total=summary.skipped_total,
        duplicates=summary.duplicates,
        duplicates_total=summary.duplicates_total,
        complete="“cnn-desktop check”",
    )


def of_run(started: TrainingStarted) -> Findings:
    """The images that a run left out."""
    return Findings(
        title=f"Left out of “{shown_name(started.run.name)}”",
        introduction="The run does not learn from these images, nor is it measured on them. No file is changed.",
        folder=started.run,
        skipped=started.skipped,
        skipped_total=started.skipped_total,
        skipped_noun="image",
        skipped_done="left out",
        complete=f"“{SKIPPED}” in the run folder",
    )


class ProblemsDialog(QDialog):
    """Warnings as sentences, then one tree: skipped files, duplicates."""

    def __init__(self, findings: Findings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._findings = findings
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Problems found")
        self.resize(WIDTH, HEIGHT)
        self._tree = _tree()
        copy = buttons.plain("Copy the list", "copy")
        folder = buttons.plain("Open the folder", "folder-open")
        close = buttons.plain("Close")

        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(ElidedLabel(findings.title, size="title"))
        column.addWidget(Label(findings.introduction, tone="muted", wrap=True))
        column.addSpacing(SPACE)
        if findings.warnings:
            column.addWidget(_warnings(findings.warnings))
        column.addWidget(self._tree, 1)
        self._tree.setVisible(bool(findings.skipped_total or findings.duplicates_total))
        column.addStretch()
        column.addSpacing(SPACE)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(copy)
        row.addWidget(folder)
        row.addStretch()
        row.addWidget(close)
        column.addLayout(row)

        copy.clicked.connect(self._copy)
        folder.clicked.connect(self._open_folder)
        close.clicked.connect(self.close)
        self._fill()

    @property
    def as_text(self) -> str:
        """The whole list, a line each, for a message to whoever made the dataset."""
        lines = list(self._findings.warnings)
        for number in range(self._tree.topLevelItemCount()):
            lines += _lines(self._tree.topLevelItem(number), 0)
        return "\n".join(lines)

    def _fill(self) -> None:
        found = self._findings
        if found.skipped_total:
            counted = words.counted(found.skipped_total, found.skipped_noun)
            group = self._group(f"{counted} {found.skipped_done}", "file-x")
            for skipped in found.skipped:
                _add(group, skipped.file, skipped.reason)
            self._add_rest(group, found.skipped_total - len(found.skipped), found.skipped_noun)
        if found.duplicates_total:
            group = self._group(words.counted(found.duplicates_total, "duplicate"), "copy")
            for number, files in enumerate(found.duplicates, start=1):
                same = _add(group, f"{number}.  {words.counted(len(files), 'file')} with the same content")
                for file in files:
                    _add(same, file)
                same.setExpanded(True)
            self._add_rest(group, found.duplicates_total - len(found.duplicates), "duplicate")

    def _add_rest(self, parent: QTreeWidgetItem, hidden: int, noun: str) -> None:
        if hidden > 0:
            _add(parent, f"… and {words.counted(hidden, f'more {noun}')}; {self._findings.complete} lists them all")

    def _group(self, title: str, icon_name: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self._tree, [title])
        item.setIcon(0, icon(icon_name, "muted"))
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        item.setFont(0, font)
        item.setFirstColumnSpanned(True)
        item.setExpanded(True)
        return item

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.as_text)

    @Slot()
    def _open_folder(self) -> None:
        folders.open_folder(self._findings.folder)


def _warnings(sentences: Sequence[str]) -> QScrollArea:
    """Each whole, however long: as high as they are, up to a part of the dialog."""
    content = QWidget()
    content.setProperty("kind", "plain")
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, SPACE, 0)
    column.setSpacing(SPACE)
    for sentence in sentences:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(IconLabel("warning", "warning"), 0, Qt.AlignmentFlag.AlignTop)
        label = Label(sentence, wrap=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(label, 1)
        column.addLayout(row)
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFixedHeight(min(WARNINGS, content.heightForWidth(WIDTH - 5 * SPACE)))
    return area


def _tree() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setColumnCount(2)
    tree.setHeaderLabels(["File", "Reason"])
    tree.setProperty("kind", "framed")
    tree.setFrameShape(QFrame.Shape.NoFrame)
    tree.setUniformRowHeights(True)
    tree.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
    tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    tree.setAccessibleName("Problems found")
    return tree


def _add(parent: QTreeWidgetItem, text: str, reason: str = "") -> QTreeWidgetItem:
    shown = shown_name(text)
    item = QTreeWidgetItem(parent, [shown, reason])
    item.setToolTip(0, tooltip(shown))
    item.setToolTip(1, tooltip(reason))
    if not reason:
        item.setFirstColumnSpanned(True)
    return item


def _lines(item: QTreeWidgetItem | None, depth: int) -> list[str]:
    if item is None:
        return []
    text = "\t".join(part for part in (item.text(0), item.text(1)) if part)
    children = (item.child(number) for number in range(item.childCount()))
    return ["  " * depth + text, *(line for child in children for line in _lines(child, depth + 1))]


def _introduction(summary: DatasetSummary) -> str:
    return (
        f"{words.counted(summary.images, 'image')} can be used. No file of yours is changed; what is skipped is left "
        "out of training, and duplicates always stay on one side of the split."
    )
