"""What the camera pages need of the disk: class folders counted, the evidence of a station kept. Opens no camera."""

from __future__ import annotations

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import CountPictures, EvidenceSaved, PicturesCounted, SaveEvidence
from cnn_desktop.core.names import quoted_folder
from cnn_desktop.engine.service.desk import Desk, Handlers


class StationDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {CountPictures: self._count, SaveEvidence: self._keep}

    def _count(self, request: CountPictures) -> None:
        from cnn_desktop.core import class_folders

        try:
            counts = class_folders.count(request.folder, self.should_stop)
        except OSError as error:
            raise UserError(
                f"The folder {quoted_folder(request.folder)} could not be read: {error.strerror or error}.",
                hint="Choose another folder.",
            ) from error
        self.emit(PicturesCounted(request.ticket, request.folder, counts))

    def _keep(self, request: SaveEvidence) -> None:
        from cnn_desktop.core import station_log

        try:
            image = station_log.keep(request.folder, request.decision, request.pixels, request.network, request.taken)
        except OSError as error:
            raise UserError(
                f"The decision could not be written into {quoted_folder(request.folder)}: {error.strerror or error}.",
                hint="Make room there, or choose another folder for the evidence.",
            ) from error
        self.emit(EvidenceSaved(request.ticket, image))
