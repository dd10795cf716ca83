"""What channels answer to a whole folder, and pictures of what they answered to."""

from __future__ import annotations

from cnn_desktop.core.messages import (
    ChannelsNotScanned,
    ChannelsScanned,
    CropPatches,
    PatchesCropped,
    PatchWish,
    ScanChannels,
    ScanChannelsProgress,
)
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.service.desk import Desk, Handlers
from cnn_desktop.engine.service.looked_into import inspector_of


class ChannelScanDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {ScanChannels: self._scan, CropPatches: self._crop}

    def _scan(self, request: ScanChannels) -> None:
        inspector = inspector_of(request.run)
        from cnn_desktop.engine.inspection.scanning import known, scan

        if request.only_if_known:
            kept, images = known(inspector, request.dataset, (request.layer, request.pre))
            told = ChannelsScanned(request.ticket, kept, is_cached=True) if kept else None
            self.emit(told or ChannelsNotScanned(request.ticket, images))
            return
        report = self.reporter(lambda done, total: self.emit(ScanChannelsProgress(request.ticket, done, total)))
        moments = [(request.layer, request.pre), *((key, False) for key in request.also if key != request.layer)]
        (found, is_cached), *_ = scan(inspector, request.dataset, moments, report=report, should_stop=self.should_stop)
        self.emit(ChannelsScanned(request.ticket, found, is_cached))

    def _crop(self, request: CropPatches) -> None:
        patches = []
        for wish in request.wishes:
            self.heed_stop()
            patches.append(_cropped(request, wish))
        self.emit(PatchesCropped(request.ticket, tuple(patches)))


def _cropped(request: CropPatches, wish: PatchWish) -> Pixels | None:
    from cnn_desktop.core import images
    from cnn_desktop.core.errors import UserError
    from cnn_desktop.core.patches import patch
    from cnn_desktop.core.preparation import prepare
    from cnn_desktop.core.receptive_field import seen_by

    box = seen_by(request.nodes, request.layer, wish.row, wish.column)
    try:
        seen = prepare(images.decode(wish.file, fitting=request.preparation), request.preparation)
    except UserError:  # a picture is missing; the scan told of the file
        return None
    return None if box is None else patch(seen, box, request.side)
