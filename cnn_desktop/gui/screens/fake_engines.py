"""Engines that compute nothing and speak the real messages: what is asked is kept, whoever holds them answers.

What lies in a run folder is read, and folders are searched for images, as the real ones do.
"""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnn_desktop.core import journal, study
from cnn_desktop.core.dataset.edits import edits_of, scope
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.image_search import FOREIGN, SUFFIXES, find_images
from cnn_desktop.core.messages import (
    CompareRuns,
    EditsRead,
    Event,
    FindImages,
    ImagesFound,
    ListStudies,
    ReadEdits,
    ReadResults,
    ReadStudy,
    Request,
    RequestFailed,
    ResultsRead,
    RunsCompared,
    SearchDone,
    StudiesListed,
    StudyRead,
)
from cnn_desktop.core.results.comparison import compare
from cnn_desktop.core.results.of_run import read_results

R = TypeVar("R")


class FakeEngine(QObject):
    """Stands where an `EngineClient` stands."""

    event_arrived = Signal(object)
    closed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.asked: list[Request] = []
        self.done: list[str] = []  # "start", "stop", "pause", "proceed", "detach", "close", in order

    @property
    def is_running(self) -> bool:
        return True

    def say(self, *events: Event) -> None:
        """Let `events` arrive."""
        for event in events:
            self.event_arrived.emit(event)

    def last(self, kind: type[R]) -> R:
        """The newest request of `kind`."""
        return next(request for request in reversed(self.asked) if isinstance(request, kind))

    def ask(self, request: Request) -> None:
        self.asked.append(request)
        if isinstance(request, ReadResults | CompareRuns | ReadEdits | ReadStudy | ListStudies):
            QTimer.singleShot(0, self, lambda: self.say(_read(request)))
        elif isinstance(request, FindImages):
            QTimer.singleShot(0, self, lambda: self._find_images(request))

    def _find_images(self, request: FindImages) -> None:
        found = tuple(find_images(request.paths, SUFFIXES | FOREIGN))
        self.say(ImagesFound(request.ticket, found), SearchDone(request.ticket))

    def start(self) -> None:
        self.done.append("start")

    @Slot()
    def stop(self) -> None:
        self.done.append("stop")

    @Slot()
    def pause(self) -> None:
        self.done.append("pause")

    @Slot()
    def proceed(self) -> None:
        self.done.append("proceed")

    def detach(self) -> None:
        self.done.append("detach")

    @Slot()
    def close(self) -> None:
        self.done.append("close")
        self.closed.emit()


class FakeEngines(QObject):
    """Stands where `Engines` stands."""

    engine_lost = Signal(object, object)
    closed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = FakeEngine(self)
        self.studio = FakeEngine(self)
        self.classifier = FakeEngine(self)
        self.camera = FakeEngine(self)
        self.projector = FakeEngine(self)
        self.searcher = FakeEngine(self)
        self.spare = FakeEngine(self)
        self.trainings: list[FakeEngine] = []  # one for each run, the newest last
        self.prepared = 0

    def start(self) -> None:
        self.library.start()
        self.classifier.start()
        self.studio.start()

    def prepare_training(self) -> None:
        self.prepared += 1

    def planning_engine(self) -> FakeEngine:
        return self.spare

    def download_engine(self) -> FakeEngine:
        return self.training_engine()

    def comparison_engine(self) -> FakeEngine:
        return self.training_engine()

    def training_engine(self) -> FakeEngine:
        self.trainings.append(FakeEngine(self))
        return self.trainings[-1]

    @Slot()
    def close(self) -> None:
        lasting = (self.library, self.studio, self.classifier, self.camera, self.projector, self.searcher)
        for engine in (*lasting, self.spare, *self.trainings):
            engine.close()
        self.closed.emit()

    def wait_closed(self, timeout_ms: int) -> None:
        """There is nothing to wait for."""


def _read(request: ReadResults | CompareRuns | ReadEdits | ReadStudy | ListStudies) -> Event:
    """The answer of the real engine."""
    try:
        match request:
            case ReadResults(run=run):
                return ResultsRead(request.ticket, read_results(run))
            case CompareRuns(runs=runs, split=split, reference=reference):
                return RunsCompared(request.ticket, compare(runs, split, reference))
            case ReadEdits(dataset=dataset):
                kept, own = journal.read(request.journal), scope(dataset)
                can = bool(kept.to_undo(own)), bool(kept.to_redo(own))
                return EditsRead(request.ticket, dataset, edits_of(kept, dataset), *can)
            case ReadStudy(folder=folder):
                return StudyRead(request.ticket, study.read_standing(study.open_study(folder)))
            case ListStudies(runs=runs):
                return StudiesListed(request.ticket, tuple(map(study.listed, study.list_studies(runs))))
    except UserError as error:
        return RequestFailed(error.message, error.hint, "", request.ticket)
