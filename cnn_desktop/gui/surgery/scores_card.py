"""All images of a split with altered channels: scores before and after, the matrix, and the images that changed."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QListView, QProgressBar, QVBoxLayout, QWidget

from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.messages import AlteredScore, ChangedAnswer
from cnn_desktop.gui.models.surgery_model import SurgeryModel, SurgeryState
from cnn_desktop.gui.surgery import words
from cnn_desktop.gui.surgery.matrix_view import MOST_SHOWN, MatrixView
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.image_wall import ImageWall, Tile, WallModel
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.pages import Pages

Which: TypeAlias = Literal["wrong", "right", "all"]

SPLITS: tuple[tuple[SplitName, str], ...] = (("validation", "Validation images"), ("test", "Test images"))
WHICH: tuple[tuple[Which, str], ...] = (
    ("all", "All that changed"),
    ("wrong", "Became wrong"),
    ("right", "Became right"),
)
WAITING = (
    "How good is the network with these channels altered? The confusion matrix, with what each cell gained or lost, "
    "and the images that are taken for something else."
)
KEY = "Rows: what they are. Columns: what they are taken for now. Green is better than before, red is worse."
NOTHING = "Nothing is altered: mute a channel among the maps first."


class ScoresCard(Card):
    """Shows a `SurgeryState`."""

    image_chosen = Signal(object)  # Path

    def __init__(self, model: SurgeryModel) -> None:
        super().__init__("All images")
        self._model = model
        self._shown: AlteredScore | None = None
        self._split = _combo("Which images", SPLITS)
        self._score = buttons.primary("Score", "play")
        self._cancel = buttons.plain("Cancel", "x")
        for widget in (self._split, self._score, self._cancel):
            self.add_action(widget)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._bar.setAccessibleName("How many images are scored")
        self._said = Label(tone="muted", wrap=True)
        self._empty = EmptyState("squares-four", "Not scored yet", WAITING)
        self._failed = EmptyState("warning-circle", "", "", role="danger")
        self._pages = Pages()
        for page in (self._empty, self._build_scores(), self._failed):
            self._pages.addWidget(page)
        self.body.addWidget(self._said)
        self.body.addWidget(self._bar)
        self.body.addWidget(self._pages, 1)
        self._bind()
        self.show_state(model.state)

    def _build_scores(self) -> QWidget:
        page = QWidget()
        self._before, self._after = Label(size="heading"), Label(size="heading")
        self._change = Label(wrap=True)
        figures = QGridLayout()
        figures.setHorizontalSpacing(2 * SPACE)
        figures.setVerticalSpacing(SPACE // 2)
        figures.addWidget(Label("Before", tone="muted"), 0, 0)
        figures.addWidget(self._before, 0, 1)
        figures.addWidget(Label("Altered", tone="muted"), 1, 0)
        figures.addWidget(self._after, 1, 1)
        figures.setColumnStretch(1, 1)
        self._matrix = MatrixView()
        self._shown_of = Label(size="small", tone="muted", wrap=True)
        left = QVBoxLayout()
        left.setSpacing(SPACE)
        left.addLayout(figures)
        left.addWidget(self._change)
        left.addWidget(self._matrix, 1)
        left.addWidget(self._shown_of)
        left.addWidget(Label(KEY, size="small", tone="muted", wrap=True))
        self._which = _combo("Which of the changed images", WHICH)
        self._changed, self._became = Label(size="heading"), Label(tone="muted")
        self._tiles = WallModel(self)
        self._wall = ImageWall(self._tiles, self._model.thumbnails, "Images that are taken for something else")
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(self._changed)
        top.addStretch(1)
        top.addWidget(self._which)
        top.addStrut(CONTROL)
        right = QVBoxLayout()
        right.setSpacing(SPACE)
        right.addLayout(top)
        right.addWidget(self._became)
        right.addWidget(self._wall, 1)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * SPACE)
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        return page

    def _bind(self) -> None:
        model = self._model
        self._score.clicked.connect(model.evaluate)
        self._cancel.clicked.connect(model.cancel)
        self._split.activated.connect(lambda row: model.choose_split(self._split.itemData(row)))
        self._which.activated.connect(self._show_tiles)
        self._wall.wanted.connect(model.thumbnails.want)
        self._wall.tile_opened.connect(lambda tile: self.image_chosen.emit(tile.file))
        model.thumbnails.arrived.connect(self._wall.picture_arrived)
        model.state_changed.connect(self.show_state)

    def focus(self) -> None:
        self._score.setFocus()

    @Slot(object)
    def show_state(self, state: SurgeryState) -> None:
        is_working = state.phase == "working"
        self._split.setCurrentIndex(self._split.findData(state.split))
        self._score.setVisible(not is_working)
        self._score.setText("Score again" if state.is_of_before else "Score")
        is_done = state.score is not None and not state.is_of_before
        buttons.allow(self._score, NOTHING if not state.surgery else "This is scored already." if is_done else "")
        self._cancel.setVisible(is_working)
        self._bar.setVisible(is_working)
        self._bar.setRange(0, state.total)
        self._bar.setValue(state.done)
        self._said.setText(_said(state))
        self._said.setVisible(bool(self._said.text()))
        n = state.score.after.n if state.score else 0
        self.set_title(f"{n:,} {state.split} images" if n else "All images")
        if state.phase == "failed" and state.problem is not None:
            self._failed.show_words(state.problem.message, state.problem.hint)
        self._pages.setCurrentIndex(2 if state.phase == "failed" else 1 if state.score is not None else 0)
        if state.score is not self._shown:
            self._shown = state.score
            self._show_score()

    def _show_score(self) -> None:
        score = self._shown
        self._matrix.show_score(score)
        if score is not None:
            classes = len(score.classes)
            self._shown_of.setText(f"The {MOST_SHOWN} of {classes:,} classes whose answers changed most.")
            self._shown_of.setVisible(classes > MOST_SHOWN)
            self._before.setText(words.accuracy(score.before))
            self._after.setText(words.accuracy(score.after))
            self._change.setText(words.change(score))
            self._changed.setText(f"{len(score.changed):,} of {score.after.n:,} changed")
            self._became.setText(f"{score.became_wrong:,} became wrong, {score.became_right:,} right")
        self._show_tiles()

    @Slot()
    def _show_tiles(self) -> None:
        which: Which = self._which.currentData()
        listed = [one for one in (self._shown.changed if self._shown else ()) if _is_listed(one, which)]
        self._tiles.show_tiles([Tile(one.file, one.after, one.confidence_after, true=one.true) for one in listed])
        self._wall.scrollToTop()


def _is_listed(one: ChangedAnswer, which: Which) -> bool:
    match which:
        case "wrong":
            return one.before == one.true
        case "right":
            return one.after == one.true
        case _:
            return True


def _said(state: SurgeryState) -> str:
    if state.phase == "working":
        return f"{state.done:,} of {state.total:,} images" if state.total else "Looking…"
    if state.phase == "cancelled":
        return "Cancelled."
    if state.is_of_before:
        return "What is shown is of before: other channels are altered now."
    refused = len(state.score.refused) if state.score else 0
    return f"{refused:,} more could not be read." if refused else ""


def _combo(name: str, choices: tuple[tuple[str, str], ...]) -> QComboBox:
    combo = QComboBox()
    combo.setView(QListView())  # the plain popup of Fusion takes no style
    combo.setAccessibleName(name)
    combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for key, text in choices:
        combo.addItem(text, key)
    return combo
