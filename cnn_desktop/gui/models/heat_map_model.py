"""Where in the image the network finds the class it answers with, while somebody wants to see it. QtCore only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import Event, Locate, Located, RequestFailed
from cnn_desktop.core.surgery import Surgery
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.feature_maps_state import ChosenImage
from cnn_desktop.gui.models.newest_wish import NewestWish


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """`evidence` (side, side), −1..1, lies over what the network saw; None: not there (yet), or see `problem`."""

    is_wanted: bool = False
    class_name: str = ""
    evidence: Array | None = None
    problem: str = ""


class HeatMapModel(QObject):
    """The newest image and class win."""

    changed = Signal(object)  # HeatMap

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._subject: tuple[Path, ChosenImage, Surgery] | None = None
        self._heat = HeatMap()
        self._wish = NewestWish(engines.studio)
        engines.studio.event_arrived.connect(self._on_event)

    @property
    def shown(self) -> HeatMap:
        return self._heat

    def show(self, run: Path, image: ChosenImage, class_name: str, surgery: Surgery = ()) -> None:
        """What is looked at from now on, with which channels altered, and what it was taken for."""
        if self._subject == (run, image, surgery) and self._heat.class_name == class_name:
            return
        self._subject = run, image, surgery
        self._wish.drop()
        self._show(HeatMap(self._heat.is_wanted, class_name))
        self._ask()

    def clear(self) -> None:
        self._subject = None
        self._wish.drop()
        self._show(HeatMap(self._heat.is_wanted))

    def want(self, is_wanted: bool) -> None:
        """Whether it is to be seen."""
        self._show(replace(self._heat, is_wanted=is_wanted))
        self._ask()

    def _ask(self) -> None:
        heat = self._heat
        if self._subject is None or not heat.is_wanted or heat.evidence is not None or heat.problem:
            return
        run, image, surgery = self._subject
        self._wish.want(
            partial(
                Locate, run=run, class_name=heat.class_name, file=image.file, pixels=image.pixels, surgery=surgery
            )
        )  # fmt: skip

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if not self._wish.hear(event):
            return
        match event:
            case Located(evidence=evidence):
                self._show(replace(self._heat, evidence=evidence))
            case RequestFailed(message=message, hint=hint):
                self._show(replace(self._heat, problem=f"{message} {hint}".strip()))
            case _:
                self._show(replace(self._heat, problem="That was stopped before it was done. Switch it off and on."))

    def _show(self, heat: HeatMap) -> None:
        self._heat = heat
        self.changed.emit(heat)
