"""The dialogs of opening a foreign model: that it is, what its classes are called, what the check of it found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QPlainTextEdit, QProgressBar, QWidget

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.imported import InputScale
from cnn_desktop.core.labels import check_labels, labels_of, read_labels
from cnn_desktop.core.names import counted, quoted
from cnn_desktop.gui.dialogs import Dialog
from cnn_desktop.gui.models.importing_model import ImportingModel
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label

_WIDTH = 480  # pixels of the text
_SCALES: tuple[tuple[InputScale | None, str], ...] = (
    (None, "Find out, or assume what is usual"),
    ("-1..1", "−1 to 1 (Teachable Machine, MobileNet)"),
    ("0..1", "0 to 1 (divided by 255)"),
    ("0..255", "0 to 255 (as they are)"),
    ("model", "The model scales them itself"),
)


class OpeningDialog(Dialog):
    """Shown while the model is checked and built anew. Escape gives it up."""

    def __init__(self, model: ImportingModel, parent: QWidget | None = None) -> None:
        sentence = "It is checked, and built anew here as a run of its own. That takes some seconds."
        super().__init__(parent, f"Opening {quoted(model.state.file.name)} …", sentence, _WIDTH)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName("Opening the model")
        self.body.addSpacing(SPACE)
        self.body.addWidget(bar)
        cancel = buttons.plain("Cancel", "x")
        cancel.clicked.connect(self.reject)
        self.add_button(cancel)


class FoundDialog(Dialog):
    """What a model was checked for before it was opened, and what had to be repaired or assumed."""

    def __init__(self, name: str, findings: Sequence[str], notes: Sequence[str], parent: QWidget | None = None) -> None:
        sentence = "No part of the file was run: its description was read as text, and its weights as numbers."
        super().__init__(parent, f"What was checked of {quoted(name)}", sentence, _WIDTH)
        for heading, lines in (("Found", findings), ("Repaired or assumed", notes)):
            if lines:
                self.body.addSpacing(SPACE)
                self.body.addWidget(Label(heading))
            for line in lines:
                said = Label(line, tone="muted", wrap=True)
                said.setFixedWidth(_WIDTH)
                self.body.addWidget(said)
        close = buttons.primary("Close", "check")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        self.add_button(close)


class LabelsDialog(Dialog):
    """A name for each class, typed or out of a file. Escape gives the model up."""

    def __init__(self, model: ImportingModel, parent: QWidget | None = None) -> None:
        state = model.state
        super().__init__(
            parent,
            f"What are the {counted(state.count, 'class', 'classes')} called?",
            f"{quoted(state.file.name)} tells classes apart by their number only. Write one name a line, in the order "
            "of the model’s answers, or choose the file of labels that came with it.",
            _WIDTH,
        )
        self._model, self._count, self._folder = model, state.count, state.file.parent
        self._names = QPlainTextEdit()
        self._names.setAccessibleName("Names of the classes, one a line")
        self._names.setPlaceholderText("cardboard\nplastic\nglass")
        self._names.setFixedSize(_WIDTH, 160)
        self._names.setTabChangesFocus(True)
        self._said = Label("", tone="muted")
        choose = buttons.plain("Choose a labels file…", "folder-open")
        choose.clicked.connect(self._on_choose)
        row = QHBoxLayout()
        row.addWidget(self._said, 1)
        row.addWidget(choose)
        self._scale = QComboBox()
        self._scale.setAccessibleName("Pixel values that it was trained on")
        for value, text in _SCALES:
            self._scale.addItem(text, value)
        scale = QHBoxLayout()
        label = Label("Pixel values it was trained on", tone="muted")
        label.setBuddy(self._scale)
        scale.addWidget(label)
        scale.addWidget(self._scale, 1)
        self.body.addWidget(self._names)
        self.body.addLayout(row)
        self.body.addSpacing(SPACE)
        self.body.addLayout(scale)
        back = buttons.plain("Not now")
        back.clicked.connect(self.reject)
        self._open = buttons.primary("Open the model", "check")
        self._open.clicked.connect(self._on_open)
        for button in (back, self._open):
            self.add_button(button)
        self._names.textChanged.connect(self._show_names)
        self._show_names()
        self._names.setFocus()

    def show_labels(self, file: Path) -> None:
        """Take the names out of `file`; say why where that cannot be."""
        try:
            self._names.setPlainText("\n".join(read_labels(file)))
        except UserError as error:
            self._said.setText(error.message)

    @Slot()
    def _show_names(self) -> None:
        classes = labels_of(self._names.toPlainText())
        self._said.setText(f"{len(classes):,} of {counted(self._count, 'name')}")
        reason = ""
        try:
            check_labels(classes, self._count)
        except UserError as error:
            reason = f"{error.message} {error.hint}"
        buttons.allow(self._open, reason)

    @Slot()
    def _on_choose(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, "Choose a labels file", str(self._folder), "Text (*.txt);;All (*)")
        if file:
            self.show_labels(Path(file))

    @Slot()
    def _on_open(self) -> None:
        classes = labels_of(self._names.toPlainText())
        self.accept()
        self._model.give_labels(classes, cast("InputScale | None", self._scale.currentData()))
