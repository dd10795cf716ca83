"""The settings column of the Train tab: the form, what it comes to, and the table of layers it leads to.

Remembers the form between launches. Starts nothing. QtCore only.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

from cnn_desktop.core import settings
from cnn_desktop.core.architectures import OWN
from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import ArchitectureReady, DescribeArchitecture, EngineExited, Event, RequestFailed
from cnn_desktop.core.stack import kept as kept_network
from cnn_desktop.core.stack.layers import Stack
from cnn_desktop.core.time_lapse import MOST_IMAGES
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models import kept_groups, own_network
from cnn_desktop.gui.models.dataset_model import DatasetState
from cnn_desktop.gui.models.grouping import Grouping
from cnn_desktop.gui.models.own_network import Ground
from cnn_desktop.gui.models.stack_draft import Version
from cnn_desktop.gui.models.tickets import next_ticket
from cnn_desktop.gui.models.training_form import TrainingForm
from cnn_desktop.gui.models.training_remembered import from_remembered, remembered
from cnn_desktop.gui.models.training_resolved import Resolved, resolve

DESCRIBE_AFTER_MS = 150  # of quiet: a number being typed is not described digit by digit
REMEMBER_AFTER_MS = 500

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LayersState:
    """The table of layers. `is_current`: it is of the settings in force, not of those before them."""

    table: ArchitectureReady | None = None
    is_current: bool = False
    problem: str = ""


class TrainingSettings(QObject):
    """What the user wants, and what comes of it."""

    resolved_changed = Signal(object)  # Resolved
    layers_changed = Signal(object)  # LayersState
    runs_changed = Signal(object)  # Path: runs are kept in another folder now

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        kept = settings.load()
        self._engines = engines
        self._network_problem = ""
        self._form = replace(from_remembered(kept.training), own=self._last_network())
        self._runs = kept.runs
        self._dataset = DatasetState()
        self._blocked = ""
        self._is_telling = False
        self._layers = LayersState()
        self._asked: DescribeArchitecture | None = None
        self._ticket = 0
        self._resolved = resolve(self._form, None, self._runs)
        self.grouping = Grouping(engines, self)
        self._describe_soon = _timer(self, DESCRIBE_AFTER_MS, self._describe)
        self._remember_soon = _timer(self, REMEMBER_AFTER_MS, self.remember)
        engines.studio.event_arrived.connect(self._on_event)
        if application := QCoreApplication.instance():
            application.aboutToQuit.connect(self.remember)

    @property
    def resolved(self) -> Resolved:
        return self._resolved

    @property
    def layers(self) -> LayersState:
        return self._layers

    @property
    def network_problem(self) -> str:
        """Why the network of one's own that was kept is not there again; empty where nothing is lost."""
        return self._network_problem if self._form.own is None else ""

    @property
    def runs(self) -> Path:
        """The folder in which run folders are made."""
        return self._runs

    def write(self, field: str, text: str) -> None:
        """The user wrote `text` into `field` of the form; empty: as suggested."""
        if field == "group_by" and self._dataset.folder and text != kept_groups.rule_for(self._dataset.folder):
            kept_groups.keep(self._dataset.folder, "")  # another rule, or none, is wanted now
        self._take(self._form.with_text(field, text))

    def keep_together(self, dataset: Path, rule: str) -> None:
        """The leak guard wrote a list for `dataset`: in force now, and whenever that is chosen again."""
        kept_groups.keep(dataset, rule)
        if dataset == self._dataset.folder:
            self.write("group_by", rule)

    def use_network(self, version: Version) -> None:
        """Train with this network of one's own from now on, and keep it for the next launch."""
        self._form = own_network.taken_up(self._form, version, self._classes)
        kept_network.keep(version.stack)
        self._resolve()
        self._remember_soon.start()

    def ground_of(self, version: Version) -> Ground:
        """What a network of one's own would work on."""
        return own_network.ground_of(self._form, version, self._dataset.summary)

    def suggested_image_size(self, key: str) -> int:
        """Pixels a side for the architecture `key` on this dataset."""
        size: int = resolve(TrainingForm(architecture=key), self._dataset.summary, self._runs).values["image_size"]
        return size

    def vary(self, amounts: Augmentation) -> None:
        """The user set single amounts of augmentation."""
        self._take(self._form.with_vary(amounts))

    @property
    def dataset_folder(self) -> Path | None:
        """Of what will be trained on; None while nothing is chosen, or it is still looked into."""
        return self._dataset.summary.folder if self._dataset.summary else None

    def watch(self, files: tuple[str, ...]) -> None:
        """Keep what the network makes of these images, relative to the dataset, epoch by epoch."""
        self._take(replace(self._form, watch=files))

    def watch_each_class(self) -> None:
        """The same of one image of each class, as many as may be."""
        classes = self._dataset.summary.classes if self._dataset.summary else ()
        self.watch(tuple(one.examples[0] for one in classes if one.examples)[:MOST_IMAGES])

    @Slot()
    def reset(self) -> None:
        """Go back to what is suggested for this architecture."""
        kept = self._form
        self._form = TrainingForm(architecture=kept.architecture, name=kept.name, own=kept.own, watch=kept.watch)
        self._resolve()
        self._remember_soon.start()

    def choose_runs(self, folder: Path) -> None:
        """Keep runs in `folder` from now on."""
        self._runs = folder
        settings.save(replace(settings.load(), runs_folder=str(folder)))
        self._resolve()
        self.runs_changed.emit(folder)

    def use_dataset(self, state: DatasetState) -> None:
        """Suggest for this dataset, and describe networks with its classes."""
        if state.folder != self._dataset.folder:
            # they fit the names of one dataset
            self._form = replace(self._form.with_text("group_by", kept_groups.rule_for(state.folder)), watch=())
        self._dataset = state
        self._resolve()

    def block(self, reason: str) -> None:
        """Say why nothing can start now; empty: nothing stands against it."""
        if reason != self._blocked:
            self._blocked = reason
            self._resolve()

    @Slot()
    def remember(self) -> None:
        """Keep the form for the next launch."""
        if self._remember_soon.isActive():
            self._remember_soon.stop()
        kept, values = settings.load(), remembered(self._resolved)
        if kept.training != values:
            settings.save(replace(kept, training=values))

    @property
    def _classes(self) -> int:
        return len(self._dataset.summary.classes) if self._dataset.summary else own_network.CLASSES_WITHOUT_DATASET

    def _last_network(self) -> Stack | None:
        try:
            return kept_network.load()
        except UserError as error:
            self._network_problem = f"{error.message} {error.hint}"
            _log.warning("%s", self._network_problem)
            return None

    def _take(self, form: TrainingForm) -> None:
        if form != self._form:
            self._form = form
            self._resolve()
            self._remember_soon.start()

    def _resolve(self) -> None:
        resolved = resolve(self._form, self._dataset.summary, self._runs, self._blocked)
        if resolved != self._resolved:
            self._resolved = resolved
            self._tell()
            resolved = self._resolved
        summary, is_rule = self._dataset.summary, "group_by" not in resolved.problems
        self.grouping.use(summary.folder if summary else None, resolved.values["group_by"] if is_rule else "")
        if self._question() != self._asked:
            is_nothing_yet = resolved.entry.key == OWN and resolved.form.own is None
            self._show_layers(LayersState() if is_nothing_yet else replace(self._layers, is_current=False))
            self._describe_soon.start()

    def _tell(self) -> None:
        """Tell what is in force, and everyone the last word: who hears it may change it before the others heard it."""
        if self._is_telling:
            return  # the telling under way goes round once more
        self._is_telling, told = True, None
        try:
            while told != self._resolved:
                told = self._resolved
                self.resolved_changed.emit(told)
        finally:
            self._is_telling = False

    def _question(self) -> DescribeArchitecture | None:
        """What to ask about the network in force, but for the ticket; None where there is nothing to build."""
        network = self._resolved.network
        return DescribeArchitecture(0, network) if network else None

    @Slot()
    def _describe(self) -> None:
        self._asked = self._question()
        if self._asked:
            self._ticket = next_ticket()
            self._engines.studio.ask(replace(self._asked, ticket=self._ticket))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case ArchitectureReady(ticket=ticket) if ticket == self._ticket:
                self._show_layers(LayersState(event, is_current=self._question() == self._asked))
            case RequestFailed(ticket=ticket, message=message) if ticket == self._ticket:
                self._show_layers(LayersState(problem=message))
            case EngineExited(expected=False):
                self._asked = None
            case _:
                pass

    def _show_layers(self, layers: LayersState) -> None:
        if layers != self._layers:
            self._layers = layers
            self.layers_changed.emit(layers)


def _timer(parent: QObject, after_ms: int, slot: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(after_ms)
    timer.timeout.connect(slot)
    return timer
