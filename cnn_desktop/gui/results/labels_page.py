"""Labels that are probably wrong, the most suspicious first: what each image is labelled, and what it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import overload

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnn_desktop.core.dataset.edits import Edit
from cnn_desktop.core.messages import SuspectsFound
from cnn_desktop.core.suspects.model import Suspects
from cnn_desktop.core.suspects.words import meaning, verdict
from cnn_desktop.gui.models.answers_model import AnswersModel
from cnn_desktop.gui.models.feature_maps_state import ChosenImage
from cnn_desktop.gui.models.mending_model import MendingModel, MendingState
from cnn_desktop.gui.models.run_question import Question
from cnn_desktop.gui.results.answer_tiles import mark_of
from cnn_desktop.gui.results.mending_bar import MendingBar
from cnn_desktop.gui.results.question_bar import QuestionBar
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.image_wall import ImageWall, Tile, TileMenu, WallBar, WallModel

_OFFER = (
    "Are the labels right?",
    "Every image is judged by the others, which did not learn it. Where they name another class and are sure, the "
    "label may be wrong. The files stay as they are.",
)


class LabelsPage(QWidget):
    """Shows the suspects of an `AnswersModel`, and corrects them by a `MendingModel`."""

    maps_asked = Signal(object, object)  # ChosenImage, and the Path of the run

    def __init__(self, answers: AnswersModel, mending: MendingModel) -> None:
        super().__init__()
        self._answers, self._mending = answers, mending
        self._shown: Suspects | None = None
        self._edits = mending.state.edits
        self._bar = QuestionBar(answers.suspects, ("Look for wrong labels", "magnifying-glass"), _OFFER, told)
        self._tiles = WallModel(self)
        self._wall = ImageWall(self._tiles, answers.thumbnails, "Suspicious labels")
        self._order = WallBar(self._tiles, judges=False, given="Most suspicious first")
        self._order.setContentsMargins(SPACE, 0, SPACE, 0)
        self._mend = MendingBar(mending, takes_answers=True)
        self._mend.add_keys(self)
        self._card = Card(padding=SPACE)  # the wall draws its own half of the usual padding
        for part in (self._order, self._mend):
            self._card.body.addWidget(part)
        self._card.body.insertWidget(1, self._wall, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addWidget(self._bar)
        column.addWidget(self._card, 1)
        column.addStretch()
        self._bind()
        self.show_question(answers.suspects.question)

    def _bind(self) -> None:
        menu = TileMenu(self._wall)
        menu.offer("Take the suggestion", "check", "S", lambda _tile: self._mend.take_answers())
        menu.offer("The label is wrong…", "pencil-simple", "L", lambda _tile: self._mend.ask_for_class())
        menu.offer("Leave it out", "eye-slash", "Delete", lambda _tile: self._mend.leave_out())
        menu.offer("Show in feature maps", "squares-four", "M", self._look_inside)
        thumbnails = self._answers.thumbnails
        self._wall.wanted.connect(thumbnails.want)
        self._wall.tile_chosen.connect(self._on_selection)
        self._wall.selection_changed.connect(self._on_selection)
        thumbnails.arrived.connect(self._wall.picture_arrived)
        self._answers.suspects.changed.connect(self.show_question)
        self._mending.state_changed.connect(self._show_edits)

    @Slot(object)
    def show_question(self, question: Question) -> None:
        found = question.answer.suspects if isinstance(question.answer, SuspectsFound) else None
        self._card.setVisible(bool(found and found.n))
        if found is self._shown:
            return
        self._shown = found
        self._tiles.show_tiles(self._told())
        if found and found.n:
            self._mend.show_classes(found.classes)
            self._wall.scrollToTop()
            self._wall.choose_first()
        self._on_selection()

    @Slot(object)
    def _show_edits(self, state: MendingState) -> None:
        """What was corrected is written across the pictures; the wall stays where it is."""
        if state.edits is not self._edits:
            self._edits = state.edits
            self._tiles.retell(self._told())

    def _told(self) -> SuspectTiles | list[Tile]:
        return SuspectTiles(self._shown, self._edits.by_file) if self._shown else []

    @Slot()
    @Slot(object)
    def _on_selection(self, _what: object = None) -> None:
        selected, chosen = self._wall.selected(), self._wall.chosen()
        self._mend.show_tiles(selected or ([chosen] if chosen else []))

    def _look_inside(self, tile: Tile) -> None:
        self.maps_asked.emit(ChosenImage.of_file(tile.file), self._answers.state.run)


class SuspectTiles(Sequence[Tile]):
    """Each made when it is asked for: its label, and in place of an answer what it may be."""

    def __init__(self, found: Suspects, edits: Mapping[str, Edit]) -> None:
        self._found, self._edits = found, edits

    def __len__(self) -> int:
        return self._found.n

    @overload
    def __getitem__(self, at: int) -> Tile: ...
    @overload
    def __getitem__(self, at: slice) -> list[Tile]: ...
    def __getitem__(self, at: int | slice) -> Tile | list[Tile]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        found = self._found
        return Tile(
            found.folder / found.files[at],
            found.classes[found.suggested[at]],
            float(found.confidence[at]),
            "unsure",
            true=found.classes[found.given[at]],
            mark=mark_of(self._edits.get(found.files[at])),
            loss=float(-np.log(max(float(found.own[at]), 1e-12))),
        )


def told(answer: SuspectsFound) -> tuple[str, str]:
    return verdict(answer.suspects), meaning(answer.suspects)
