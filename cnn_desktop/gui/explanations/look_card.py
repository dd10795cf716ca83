"""One class: its map over the image, what the colours mean, how far to trust it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListView,
    QMenu,
    QProgressBar,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.explanations import words
from cnn_desktop.gui.explanations.evidence_picture import EvidencePicture, EvidenceScale
from cnn_desktop.gui.explanations.trust_badge import TrustBadge
from cnn_desktop.gui.models.explanation_state import Look
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import IconLabel, Label
from cnn_desktop.gui.widgets.probability_bars import Ranked, percent

NO_CLASS = "No second class"
NOT_SAVED_YET = "There is no map to save yet."


class LookCard(Card):
    """Shows a `Look`."""

    class_chosen = Signal(object)  # str; empty: none
    cancel_asked = Signal()
    again_asked = Signal()
    save_asked = Signal(object)  # bool: bare

    def __init__(self, name: str, *, may_be_empty: bool) -> None:
        super().__init__()
        self._may_be_empty = may_be_empty
        self._classes: Ranked = ()
        self._class = QComboBox()
        self._class.setView(QListView())  # the plain popup of Fusion takes no style
        self._class.setAccessibleName(f"{name} class")
        self._class.setMinimumContentsLength(12)
        self._save = buttons.icon_button("download-simple", "Save as a picture")
        menu = QMenu(self._save)
        menu.addAction("With legend and caption…").triggered.connect(lambda: self.save_asked.emit(False))
        menu.addAction("The picture alone…").triggered.connect(lambda: self.save_asked.emit(True))
        self._save.setMenu(menu)
        self._save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.picture = EvidencePicture()
        self.picture.setAccessibleName(f"{name} map")
        self._again = buttons.primary("Look again", "arrow-clockwise")
        self._problem, self._hint = Label(wrap=True), Label(tone="muted", wrap=True)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.picture)
        self._pages.addWidget(self._build_failed())
        self._scale = EvidenceScale()
        policy = self._scale.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # so that both pictures stand at one height
        self._scale.setSizePolicy(policy)
        self._said = ElidedLabel(tone="muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._bar.setAccessibleName("How far the map is")
        self._cancel = buttons.plain("Cancel", "x")
        self._resume = buttons.plain("Look again", "arrow-clockwise")
        self._badge = TrustBadge()
        self._lay_out()
        self._class.activated.connect(self._on_class)
        self._cancel.clicked.connect(self.cancel_asked)
        self._resume.clicked.connect(self.again_asked)
        self._again.clicked.connect(self.again_asked)

    def _build_failed(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(SPACE)
        column.addStretch(1)
        column.addWidget(IconLabel("warning-circle", "danger", 40), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._problem, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(SPACE)
        column.addWidget(self._again, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(self._class, 1)
        top.addWidget(self._save)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self._said, 3)
        line.addWidget(self._bar, 2)
        line.addWidget(self._cancel)
        line.addWidget(self._resume)
        line.addStrut(CONTROL)
        self.body.addLayout(top)
        self.body.addWidget(self._pages, 1)
        self.body.addWidget(self._scale)
        self.body.addLayout(line)
        self.body.addWidget(self._badge)

    def show_classes(self, ranked: Ranked) -> None:
        """The most probable first."""
        if ranked is self._classes:
            return
        self._classes = ranked
        self._class.clear()
        if self._may_be_empty:
            self._class.addItem(NO_CLASS, "")
        for name, share in ranked:
            self._class.addItem(f"{shown_name(name)} · {percent(share)}", name)

    def show_look(self, look: Look, strongest: float) -> None:
        """`strongest` is what the full colour stands for."""
        self._class.setCurrentIndex(self._class.findData(look.class_name))
        evidence = look.evidence
        if look.problem is not None and look.phase == "failed":
            self._problem.setText(look.problem.message)
            self._hint.setText(look.problem.hint)
        self._pages.setCurrentIndex(1 if look.phase == "failed" else 0)
        self.picture.show_evidence(
            None if evidence is None else evidence.values * (evidence.strongest / (strongest or 1.0))
        )
        self._scale.show_strongest(strongest)
        self._scale.setVisible(evidence is not None and look.phase != "failed")
        self._said.setText(_said(look))
        self._said.setVisible(look.phase != "judging")  # the badge says what goes on
        self._bar.setVisible(look.phase in ("working", "judging"))
        self._bar.setRange(0, look.total if look.done else 0)
        self._bar.setValue(look.done)
        self._cancel.setVisible(look.phase in ("working", "judging"))
        self._resume.setVisible(look.phase == "cancelled")
        buttons.allow(self._save, "" if evidence is not None else NOT_SAVED_YET)
        self._badge.show_look(look)

    @Slot(int)
    def _on_class(self, row: int) -> None:
        self.class_chosen.emit(self._class.itemData(row))


def _said(look: Look) -> str:
    match look.phase:
        case "working":
            return f"{look.done:,} of {look.total:,}" if look.done else "Looking…"
        case "waiting":
            return "Next…"
        case "cancelled":
            return "Cancelled. What is shown is a part of it." if look.evidence is not None else "Cancelled."
        case "nothing":
            return "What the network sees. Choose a class to compare with."
        case _:
            return words.balance(look.evidence) if look.evidence is not None else ""
