"""The engine's side of the boundary: answer requests one at a time, every failure as an event.

Imports what a request needs when it comes, so that a process that only looks at folders never loads TensorFlow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cnn_desktop.core.messages import Emit, Request, ShouldStop
from cnn_desktop.engine.failures import closing_event
from cnn_desktop.engine.service.attribution import AttributionDesk
from cnn_desktop.engine.service.camera import CameraDesk
from cnn_desktop.engine.service.channel_scan import ChannelScanDesk
from cnn_desktop.engine.service.comparing import ComparingDesk
from cnn_desktop.engine.service.desk import Desk
from cnn_desktop.engine.service.effective_field import EffectiveFieldDesk
from cnn_desktop.engine.service.files import FilesDesk
from cnn_desktop.engine.service.folders import FoldersDesk
from cnn_desktop.engine.service.importing import ImportDesk
from cnn_desktop.engine.service.inspection import InspectionDesk
from cnn_desktop.engine.service.journal import JournalDesk
from cnn_desktop.engine.service.leaks import LeaksDesk
from cnn_desktop.engine.service.live_maps import LiveMapsDesk
from cnn_desktop.engine.service.maximisation import MaximisationDesk
from cnn_desktop.engine.service.mending import MendingDesk
from cnn_desktop.engine.service.networks import NetworksDesk
from cnn_desktop.engine.service.prediction import PredictionDesk
from cnn_desktop.engine.service.projection import ProjectionDesk
from cnn_desktop.engine.service.results import ResultsDesk
from cnn_desktop.engine.service.settings import SettingsDesk
from cnn_desktop.engine.service.shortcuts import ShortcutsDesk
from cnn_desktop.engine.service.station import StationDesk
from cnn_desktop.engine.service.studies import StudiesDesk
from cnn_desktop.engine.service.sureness import SurenessDesk
from cnn_desktop.engine.service.surgery import SurgeryDesk
from cnn_desktop.engine.service.suspects import SuspectsDesk
from cnn_desktop.engine.service.time_lapse import TimeLapseDesk
from cnn_desktop.engine.service.training import TrainingDesk

_DESKS: tuple[type[Desk], ...] = (
    FoldersDesk,
    FilesDesk,
    NetworksDesk,
    TrainingDesk,
    PredictionDesk,
    ImportDesk,
    AttributionDesk,
    CameraDesk,
    JournalDesk,
    MendingDesk,
    ResultsDesk,
    StudiesDesk,
    StationDesk,
    SettingsDesk,
    SurenessDesk,
    InspectionDesk,
    ChannelScanDesk,
    EffectiveFieldDesk,
    LiveMapsDesk,
    SurgeryDesk,
    MaximisationDesk,
    TimeLapseDesk,
    ComparingDesk,
    ProjectionDesk,
    LeaksDesk,
    SuspectsDesk,
    ShortcutsDesk,
)


def serve(requests: Iterable[Request], emit: Emit, should_stop: ShouldStop) -> None:
    """Answer each request by events, the last of which closes it."""
    desks = [desk(emit, should_stop) for desk in _DESKS]
    handlers: dict[type[Any], tuple[Desk, Callable[[Any], None]]] = {
        kind: (desk, handler) for desk in desks for kind, handler in desk.handlers.items()
    }
    for request in requests:
        desk, handler = handlers.get(type(request), (desks[0], _unknown))
        try:
            handler(request)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is told, and the process serves on
            emit(closing_event(error, getattr(request, "ticket", 0), desk.batch_size))
        desk.batch_size = None


def _unknown(request: Request) -> None:
    raise TypeError(f"The engine has no answer to {request!r}.")
