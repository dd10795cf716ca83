"""Looks inside a run's network."""

from __future__ import annotations

from cnn_desktop.core.messages import (
    DescribeLayers,
    ExplainPixel,
    FolderMapsSaved,
    MapsSaved,
    OverviewReady,
    PinnedReady,
    PixelExplained,
    SaveFolderMaps,
    SaveFolderMapsProgress,
    SaveMaps,
    ShowChannel,
    ShowKernels,
    ShowMaps,
    ShowOverview,
    ShowPinned,
)
from cnn_desktop.engine.service.desk import Desk, Handlers
from cnn_desktop.engine.service.looked_into import inspector_of


class InspectionDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {
            DescribeLayers: self._describe,
            ShowMaps: self._show_maps,
            ShowChannel: self._show_channel,
            ShowOverview: self._show_overview,
            ShowPinned: self._show_pinned,
            ShowKernels: self._show_kernels,
            ExplainPixel: self._explain,
            SaveMaps: self._save,
            SaveFolderMaps: self._save_folder,
        }

    def _describe(self, request: DescribeLayers) -> None:
        self.emit(inspector_of(request.run).describe(request.ticket))

    def _show_maps(self, request: ShowMaps) -> None:
        self.emit(inspector_of(request.run).maps(request))

    def _show_channel(self, request: ShowChannel) -> None:
        inspector = inspector_of(request.run)
        look = inspector.look_at(request.file, request.pixels, request.surgery)
        self.emit(inspector.channel(look, request.layer, request.channel, pre=request.pre, ticket=request.ticket))

    def _show_overview(self, request: ShowOverview) -> None:
        inspector = inspector_of(request.run)
        look = inspector.look_at(request.file, request.pixels, request.surgery)
        self.emit(OverviewReady(request.ticket, inspector.overview.of(look.recording), look.prediction))

    def _show_pinned(self, request: ShowPinned) -> None:
        inspector = inspector_of(request.run)
        look = inspector.look_at(request.file, request.pixels, request.surgery)
        self.emit(PinnedReady(request.ticket, inspector.pinned(look, request.pins)))

    def _show_kernels(self, request: ShowKernels) -> None:
        inspector = inspector_of(request.run)
        inspector.require_channel(request.layer, request.channel)
        from cnn_desktop.engine.inspection.kernels import kernels_of

        self.emit(kernels_of(inspector.graph, request.layer, request.channel, request.ticket))

    def _explain(self, request: ExplainPixel) -> None:
        inspector = inspector_of(request.run)
        look = inspector.look_at(request.file, request.pixels, request.surgery)
        receipt = inspector.receipt(look, request.layer, request.row, request.column, request.channel, pre=request.pre)
        self.emit(PixelExplained(request.ticket, receipt))

    def _save(self, request: SaveMaps) -> None:
        inspector = inspector_of(request.run)
        from cnn_desktop.engine.inspection import exports

        exports.write(inspector, inspector.look_at(request.file, request.pixels, request.surgery), request)
        self.emit(MapsSaved(request.ticket, request.target))

    def _save_folder(self, request: SaveFolderMaps) -> None:
        inspector = inspector_of(request.run)
        from cnn_desktop.engine.inspection import exports

        report = self.reporter(lambda done, total: self.emit(SaveFolderMapsProgress(request.ticket, done, total)))
        images, refused = exports.write_folder(inspector, request, report, self.should_stop)
        self.emit(FolderMapsSaved(request.ticket, request.target, images, refused))
