"""The preview of augmentation: a few images of the dataset, varied by the library engine as training would vary them.

One request at a time, the newest wish next: a slider that moves queues nothing. QtCore only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.dataset.model import DatasetSummary
from cnn_desktop.core.messages import (
    AugmentationPreviewed,
    EngineExited,
    Event,
    PreviewAugmentation,
    RequestCancelled,
    RequestFailed,
)
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.dataset_model import DatasetModel
from cnn_desktop.gui.models.tickets import next_ticket
from cnn_desktop.gui.models.training_settings import TrainingSettings

TILES = 12


@dataclass(frozen=True, slots=True)
class PreviewState:
    """What is there to see. `problem` says why there is nothing new."""

    tiles: AugmentationPreviewed | None = None
    problem: str = ""


class AugmentationPreview(QObject):
    """Asks while it is open, and whenever the settings or the draw change."""

    changed = Signal(object)  # PreviewState

    def __init__(
        self, engines: Engines, settings: TrainingSettings, dataset: DatasetModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self._engines, self._dataset = engines, dataset
        self._state = PreviewState()
        self._is_open = False
        self._seed = 0
        self._asked: PreviewAugmentation | None = None  # the last one, without its ticket
        self._ticket = 0  # 0: nothing is under way
        settings.resolved_changed.connect(self._on_resolved)
        engines.library.event_arrived.connect(self._on_event)

    @property
    def state(self) -> PreviewState:
        return self._state

    def open(self) -> None:
        """Show the dataset's images from now on."""
        self._is_open, self._asked = True, None
        self._show(PreviewState())
        self._ask()

    def close(self) -> None:
        """Nobody looks any more; the pixels go."""
        self._is_open = False
        self._show(PreviewState())

    @Slot()
    def draw_again(self) -> None:
        """Draw other variations of the same images."""
        self._seed += 1
        self._ask()

    def _ask(self) -> None:
        question = self._question()
        if not self._is_open or self._ticket or question is None or question == self._asked:
            return
        self._asked, self._ticket = question, next_ticket()
        self._engines.library.ask(replace(question, ticket=self._ticket))

    def _question(self) -> PreviewAugmentation | None:
        summary, resolved = self._dataset.state.summary, self.settings.resolved
        if summary is None:
            return None
        return PreviewAugmentation(0, examples(summary), resolved.preparation, resolved.variations, self._seed)

    @Slot(object)
    def _on_resolved(self, _resolved: object) -> None:
        self._ask()

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case AugmentationPreviewed(ticket=ticket) if ticket == self._ticket != 0:
                self._ticket = 0
                if self._is_open:
                    nothing = "" if len(event.varied) else "None of these images can be read any more."
                    self._show(PreviewState(event, nothing))
            case RequestFailed(ticket=ticket) if ticket == self._ticket != 0:
                self._ticket = 0
                self._show(replace(self._state, problem=f"{event.message} {event.hint}".strip()))
            case RequestCancelled(ticket=ticket) if ticket == self._ticket != 0:
                self._ticket, self._asked = 0, None  # with everything else the library was asked
            case EngineExited() if self._ticket:
                self._ticket, self._asked = 0, None
            case _:
                return
        self._ask()

    def _show(self, state: PreviewState) -> None:
        self._state = state
        self.changed.emit(state)


def examples(summary: DatasetSummary, count: int = TILES) -> tuple[Path, ...]:
    """A few images of the dataset, taken from each class in turn."""
    rounds = zip_longest(*(one.examples for one in summary.classes))
    files = [file for turn in rounds for file in turn if file is not None]
    return tuple(summary.folder / file for file in files[:count])
