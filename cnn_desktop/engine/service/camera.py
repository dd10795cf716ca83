"""Lists cameras, and keeps the one that is open: it goes on between requests, until it is closed or another opens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    CameraClosed,
    CamerasListed,
    ClassifyFrames,
    CloseCamera,
    Emit,
    FramesFollow,
    ListCameras,
    OpenCamera,
    RecordingStarted,
    RecordingStopped,
    ShouldStop,
    StartRecording,
    StopRecording,
)
from cnn_desktop.engine.service.desk import Desk, Handlers
from cnn_desktop.engine.service.kept_network import KeptNetwork
from cnn_desktop.engine.service.prediction import open_classifier

if TYPE_CHECKING:
    from cnn_desktop.engine.camera.session import CameraSession


class CameraDesk(Desk):
    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        super().__init__(emit, should_stop)
        self._session: CameraSession | None = None
        self._network = KeptNetwork(open_classifier)

    @property
    def handlers(self) -> Handlers:
        return {
            ListCameras: self._list,
            OpenCamera: self._open,
            ClassifyFrames: self._classify,
            StartRecording: self._record,
            StopRecording: self._stop_recording,
            CloseCamera: self._close,
        }

    def _list(self, request: ListCameras) -> None:
        from cnn_desktop.core.camera.devices import list_cameras

        self.emit(CamerasListed(request.ticket, list_cameras()))

    def _open(self, request: OpenCamera) -> None:
        self._part()
        from cnn_desktop.core.camera.sources import parse_source
        from cnn_desktop.engine.camera.session import CameraSession

        session = CameraSession(request.ticket, parse_source(str(request.source)), request.size, self.emit)
        self._classify_with(session, request.run)
        try:
            session.open(self.should_stop)
        except BaseException:
            session.close()
            raise
        self._session = session

    def _classify(self, request: ClassifyFrames) -> None:
        if self._session:
            self._classify_with(self._session, request.run)
        self.emit(FramesFollow(request.ticket, request.run))

    def _record(self, request: StartRecording) -> None:
        if self._session is None:
            raise UserError("No camera is open.", hint="Choose a camera, then record.")
        session = self._session.record(
            request.ticket, request.folder, request.per_second, is_mirrored=request.is_mirrored
        )
        self.emit(RecordingStarted(request.ticket, session))
        self._session.begin_recording()

    def _stop_recording(self, request: StopRecording) -> None:
        stopped = self._session.stop_recording() if self._session else None
        self.emit(RecordingStopped(request.ticket, stopped[1] if stopped else 0))

    def _close(self, request: CloseCamera) -> None:
        self._part()
        self.emit(CameraClosed(request.ticket))

    def _part(self) -> None:
        if self._session is None:
            return
        session, self._session = self._session, None
        if stopped := session.stop_recording():
            self.emit(RecordingStopped(*stopped))
        session.close()

    def _classify_with(self, session: CameraSession, run: Path | None) -> None:
        if run is None:
            session.classify_with(None)
            return
        classifier = self._network.of(run)
        session.classify_with(lambda pixels: classifier.classify_pixels(pixels)[0], classifier.engine)
