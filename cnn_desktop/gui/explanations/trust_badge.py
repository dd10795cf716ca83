"""How far a map is to be trusted: in words, with the figures behind them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.explanations import VERDICTS, figures, promise
from cnn_desktop.gui.explanations import words
from cnn_desktop.gui.models.explanation_state import Look
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.label import IconLabel, Label

JUDGING = "Comparing with networks that forgot everything…"


class TrustBadge(QWidget):
    """Shows a `Look`; keeps its height, so that the pictures stand still."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconLabel("hourglass", "muted", 20)
        self._verdict = Label(wrap=True)
        self._figures = Label(size="small", tone="muted", wrap=True)
        self.setFixedHeight(112)
        text = QVBoxLayout()
        text.setSpacing(SPACE // 2)
        text.addWidget(self._verdict)
        text.addWidget(self._figures)
        text.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)

    def show_look(self, look: Look) -> None:
        trust, evidence = look.trust, look.evidence
        if trust is not None and look.phase == "ready":
            name, tone = words.BADGES[trust.verdict]
            self._icon.show_icon(name, tone)
            self._verdict.setText(VERDICTS[trust.verdict])
            self._verdict.set_tone("text")
        else:
            self._icon.show_icon("hourglass", "muted")
            self._verdict.setText(JUDGING if look.phase == "judging" else "")
            self._verdict.set_tone("muted")
        is_whole = evidence is not None and look.phase in ("judging", "ready")
        said = [promise(evidence)] if is_whole and evidence is not None else []
        if trust is not None and look.phase == "ready":
            said.append(figures(trust))
        self._figures.setText("\n".join(filter(None, said)))
        self._icon.setVisible(bool(self._verdict.text()))
