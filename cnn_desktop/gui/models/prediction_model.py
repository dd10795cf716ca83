"""What the Predict tab knows of files: the images given, and how far they are classified. QtCore only.

Asks the classifier engine; decodes and classifies nothing itself. What was answered is kept, small, for the wall, the
large view and the tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import ImageClassified, ImageRefused, Prediction
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.classify_queue import ClassifyQueue
from cnn_desktop.gui.models.examination_model import ExaminationModel
from cnn_desktop.gui.models.export_model import ExportModel
from cnn_desktop.gui.models.image_search import ImageSearch
from cnn_desktop.gui.models.kept_answers import KeptAnswers
from cnn_desktop.gui.models.pasted_content import PastedContent
from cnn_desktop.gui.models.pasted_images import PastedImages
from cnn_desktop.gui.models.picture_model import PictureModel
from cnn_desktop.gui.models.sureness_model import SurenessModel
from cnn_desktop.gui.models.thumbnails import Thumbnails

Phase: TypeAlias = Literal["empty", "searching", "working", "done", "cancelled", "failed"]


@dataclass(frozen=True, slots=True)
class PredictionState:
    """`run` is None where there is no network to classify with."""

    run: Path | None = None
    phase: Phase = "empty"
    total: int = 0  # images given
    classified: int = 0
    refused: tuple[ImageRefused, ...] = ()
    problem: Problem | None = None  # why the work ended early
    rate: float = 0.0  # images a second
    engine: str = ""  # a sentence where the slower way had to be taken

    @property
    def done(self) -> int:
        return self.classified + len(self.refused)

    @property
    def is_busy(self) -> bool:
        return self.phase in ("searching", "working")


class PredictionModel(QObject):
    """Give images, hear their classes by the chosen run. Another run classifies the same images again."""

    state_changed = Signal(object)  # PredictionState
    image_classified = Signal(object)  # ImageClassified
    results_cleared = Signal()
    rejudged = Signal()  # `answers` are judged anew
    problem_raised = Signal(object)  # Problem that the tab has no place for

    def __init__(self, engines: Engines, chosen: ChosenRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pictures = PictureModel(engines, self)
        self.thumbnails = Thumbnails(engines, self)
        self.answers = KeptAnswers()
        self.examination = ExaminationModel(engines, chosen, self)
        self.exports = ExportModel(engines, self, self)
        self.sureness = SurenessModel(engines, chosen, self)
        self._search = ImageSearch(engines, self)
        self._queue = ClassifyQueue(engines, self)
        self._pasted = PastedImages(engines, self)
        self._content = PastedContent(engines, self)
        self._content.decoded.connect(self.classify_pixels)
        self._content.failed.connect(self.problem_raised)
        self._files: list[Path] = []  # in the order given
        self._known: set[Path] = set()  # the same
        self._refused: dict[Path, None] = {}
        self._state = PredictionState(run=chosen.run)
        for source in (self._queue, self._pasted):
            source.classified.connect(self._on_classified)
            source.ended.connect(self._on_ended)
            source.failed.connect(self._fail)
        self._queue.refused.connect(self._on_refused)
        self._search.found.connect(self._on_found)
        self._search.ended.connect(self._on_ended)
        self._search.failed.connect(self._fail)
        for raiser in (self._queue, self.sureness):
            raiser.problem_raised.connect(self.problem_raised)
        self.sureness.rejudged.connect(self._rejudge)
        chosen.run_changed.connect(self._on_run_changed)

    @property
    def state(self) -> PredictionState:
        return self._state

    def prediction(self, file: Path) -> Prediction | None:
        """What was answered on `file`, if it was."""
        return self.answers.get(file) if file in self.answers else None

    def pixels(self, file: Path) -> Pixels | None:
        """Of an image that was pasted, (h, w, 3) RGB; None: it is a file."""
        return self._pasted.get(file)

    # ------------------------------------------------------------ what the user does

    def classify(self, paths: Sequence[Path]) -> None:
        """Classify files, and the images in folders and their sub-folders."""
        if not self._is_classifying:
            self._show(replace(self._state, phase="searching", problem=None))
        self._search.look(paths)

    def classify_content(self, content: bytes) -> None:
        """Classify the content of an image file that is nobody's file."""
        if self._state.run is not None:
            self._content.decode(content)

    @Slot(object)
    def classify_pixels(self, pixels: Pixels) -> None:
        """Classify an image that is nobody's file: (h, w, 3) RGB."""
        run = self._state.run
        if run is None:
            return
        self._files.append(self._pasted.add(pixels))
        self._pasted.ask(run, [self._files[-1]])
        self._show(replace(self._state, phase="working", total=len(self._files), problem=None))

    @Slot()
    def cancel(self) -> None:
        """End the work under way; what was classified stays."""
        if not self._state.is_busy:
            return
        self._abandon()
        self._show(replace(self._state, phase="cancelled"))

    @Slot()
    def try_again(self) -> None:
        """Classify the images that have no answer yet."""
        if not self._state.is_busy:
            self._ask([file for file in self._files if file not in self.answers and file not in self._refused])

    @Slot()
    def clear(self) -> None:
        """Forget all images."""
        self._abandon()
        self._files.clear()
        self._known.clear()
        self._pasted.clear()
        self._forget_answers()
        self.thumbnails.forget()
        self._show(PredictionState(run=self._state.run))

    def complain(self, message: str, hint: str) -> None:
        """Say in the window's own place that something could not be done."""
        self.problem_raised.emit(Problem(message, hint))

    @Slot(object)
    def _on_found(self, found: tuple[Path, ...]) -> None:
        """Each file once, in the order in which it was found."""
        files = [file for file in dict.fromkeys(found) if file not in self._known]
        self._files.extend(files)
        self._known.update(files)
        self._show(replace(self._state, total=len(self._files)))
        self._ask(files)

    # ------------------------------------------------------------ classifying

    @property
    def _is_classifying(self) -> bool:
        return self._queue.is_busy or self._pasted.is_busy

    def _ask(self, files: list[Path]) -> None:
        run = self._state.run
        if run is None:
            self._show(replace(self._state, phase="empty"))
        elif files:
            self._show(replace(self._state, phase="working", problem=None))
            pasted = [file for file in files if self._pasted.get(file) is not None]
            self._pasted.ask(run, pasted)
            self._queue.ask(run, [file for file in files if file not in pasted] if pasted else files)
        else:
            self._on_ended()

    def _abandon(self) -> None:
        self._search.abandon()
        self._queue.abandon()
        self._pasted.abandon()

    def _forget_answers(self) -> None:
        self.answers.clear()
        self._refused.clear()
        self.results_cleared.emit()

    @Slot(object)
    def _on_classified(self, event: ImageClassified) -> None:
        self.answers.add(event.file, event.prediction)
        self.thumbnails.offer(event.file, event.thumbnail)
        self.image_classified.emit(event)
        self._show(replace(self._state, classified=len(self.answers), rate=self._queue.rate))

    @Slot(object)
    def _on_refused(self, event: ImageRefused) -> None:
        self._refused[event.file] = None
        self._show(replace(self._state, refused=(*self._state.refused, event), rate=self._queue.rate))

    @Slot()
    def _on_ended(self) -> None:
        """Nothing is looked for or classified any more."""
        if not self._is_classifying and not self._search.is_busy:
            phase: Phase = "done" if self._files and self._state.run else "empty"
            self._show(replace(self._state, phase=phase, engine=self._queue.engine))

    @Slot(object)
    def _fail(self, problem: Problem) -> None:
        self._search.abandon()
        self._queue.abandon()
        self._pasted.abandon()
        self._show(replace(self._state, phase="failed", problem=problem))

    @Slot()
    def _rejudge(self) -> None:
        self.answers.rejudge(self.sureness.sureness.judge)
        self.rejudged.emit()

    @Slot(object)
    def _on_run_changed(self, run: Path | None) -> None:
        """What is here already is classified again, and what is still looked for by this run alone."""
        self._queue.abandon()
        self._pasted.abandon()
        self._forget_answers()
        phase: Phase = "searching" if self._search.is_busy else "empty"
        self._show(PredictionState(run=run, phase=phase, total=len(self._files)))
        self._ask(list(self._files))

    def _show(self, state: PredictionState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
