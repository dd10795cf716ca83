"""The plan of the next training: how long it would take, what it would need, and what else could be done.

Asked of the process that is kept for a training, once the settings have been left alone for a moment and the tab is
seen; what was timed before is answered at once. QtCore only.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnn_desktop.core import alternatives
from cnn_desktop.core.alternatives import Alternative
from cnn_desktop.core.dataset.model import DatasetSummary
from cnn_desktop.core.messages import (
    EngineExited,
    Event,
    PlanTraining,
    RequestCancelled,
    RequestFailed,
    TrainingPlanned,
)
from cnn_desktop.gui.engine_client import EngineClient
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models import training_fields
from cnn_desktop.gui.models.dataset_model import DatasetModel
from cnn_desktop.gui.models.tickets import next_ticket
from cnn_desktop.gui.models.training_resolved import Resolved
from cnn_desktop.gui.models.training_settings import TrainingSettings

ASK_AFTER_MS = 1_000  # of quiet: nobody wants the processor for numbers that are being typed
_EXAMPLES = 12  # files to read for it


@dataclass(frozen=True, slots=True)
class Offer:
    """Another way to train; None where nobody knows how long it would take."""

    alternative: Alternative
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class PlanState:
    """`planned` is of the settings in force unless `is_asked`: then it is about to be known."""

    planned: TrainingPlanned | None = None
    offers: tuple[Offer, ...] = ()
    is_asked: bool = False


class PlanModel(QObject):
    """Follows settings and dataset. Asks nothing while it is not seen, or nothing could start."""

    changed = Signal(object)  # PlanState

    def __init__(
        self, engines: Engines, settings: TrainingSettings, dataset: DatasetModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._engines, self._settings, self._dataset = engines, settings, dataset
        self._state = PlanState()
        self._is_seen = False
        self._wanted: PlanTraining | None = None  # but for its ticket; what `_state` is or will be of
        self._client: EngineClient | None = None
        self._ticket = 0
        self._waiting: deque[tuple[Alternative, PlanTraining]] = deque()
        self._timed: Alternative | None = None  # what the ticket is of; None: of the settings themselves
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(ASK_AFTER_MS)
        self._soon.timeout.connect(self._begin)
        settings.resolved_changed.connect(self._follow)

    @property
    def state(self) -> PlanState:
        return self._state

    def set_seen(self, is_seen: bool) -> None:
        """Whether anybody sees the plan."""
        self._is_seen = is_seen
        if is_seen:
            self._follow(self._settings.resolved)
        elif self._state.is_asked:
            self._give_up()
            self._show(PlanState())

    def take(self, alternative: Alternative) -> None:
        """Write an alternative into the settings."""
        for name, value in alternative.changes:
            self._settings.write(name, training_fields.written(name, value))

    @Slot(object)
    def _follow(self, resolved: Resolved) -> None:
        wanted = question(resolved, self._dataset.state.summary)
        if wanted == self._wanted and (self._state.planned or self._state.is_asked):
            return
        self._give_up()
        self._wanted = wanted
        is_asked = wanted is not None and self._is_seen
        self._show(PlanState(is_asked=is_asked))
        if is_asked:
            self._soon.start()

    @Slot()
    def _begin(self) -> None:
        if self._wanted is None or not self._is_seen:
            return
        self._client = self._engines.planning_engine()
        if self._client:
            self._client.event_arrived.connect(self._on_event)
            self._ask(None, self._wanted)

    def _ask(self, alternative: Alternative | None, request: PlanTraining) -> None:
        self._timed, self._ticket = alternative, next_ticket()
        if self._client:
            self._client.ask(replace(request, ticket=self._ticket))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case TrainingPlanned(ticket=self._ticket):
                self._hear(event)
            case RequestFailed(ticket=self._ticket) | RequestCancelled(ticket=self._ticket):
                self._hear(None)
            case EngineExited():
                self._give_up()
                self._show(replace(self._state, is_asked=False))

    def _hear(self, planned: TrainingPlanned | None) -> None:
        """The answer to what was asked last; None: there is none."""
        if self._timed is None:
            self._waiting = deque(self._alternatives() if planned else ())
            self._show(PlanState(planned))
        else:
            self._offer(self._timed, planned)
        if self._waiting:
            self._ask(*self._waiting.popleft())
        else:
            self._give_up()

    def _offer(self, alternative: Alternative, planned: TrainingPlanned | None) -> None:
        own = self._state.planned
        if own and planned and not alternatives.is_worth_it(alternative, own.seconds, planned.seconds):
            return
        offer = Offer(alternative, planned.seconds if planned else None)
        self._show(replace(self._state, offers=(*self._state.offers, offer)))

    def _alternatives(self) -> list[tuple[Alternative, PlanTraining]]:
        asked, summary = self._wanted, self._dataset.state.summary
        if asked is None or summary is None:
            return []
        size = summary.suggested_image_size
        found = alternatives.alternatives(asked.config, asked.images[0], size)
        others = ((one, alternatives.possible(asked.config, one, size)) for one in found)
        return [(one, replace(asked, config=config)) for one, config in others if config is not None]

    def _give_up(self) -> None:
        """Ask no more; what is under way for us ends."""
        self._soon.stop()
        self._waiting.clear()
        self._ticket = 0
        client, self._client = self._client, None
        if client:
            client.event_arrived.disconnect(self._on_event)
            client.stop()

    def _show(self, state: PlanState) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)


def question(resolved: Resolved, summary: DatasetSummary | None) -> PlanTraining | None:
    """What to ask for the settings in force, but for the ticket; None where nothing could start."""
    if resolved.config is None or summary is None or resolved.images is None:
        return None
    config = replace(resolved.config, name="", watch=(), seed=0)  # no matter how long it takes
    by_class = (one.examples[:_EXAMPLES] for one in summary.classes)
    files = [summary.folder / file for examples in by_class for file in examples]
    every = max(1, len(files) // _EXAMPLES)
    return PlanTraining(0, config, len(summary.classes), resolved.images, tuple(files[::every][:_EXAMPLES]))
