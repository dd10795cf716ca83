"""Answers about folders and the images in them. Never loads TensorFlow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    ClassesListed,
    DatasetReady,
    DescribeGroups,
    Emit,
    FindImages,
    GroupsReady,
    ImagesFound,
    LoadPicture,
    LoadThumbnails,
    PictureReady,
    PreviewAugmentation,
    SamplesReady,
    ScanDataset,
    ScanProgress,
    SearchDone,
    ShouldStop,
    ThumbnailReady,
    ThumbnailsDone,
    WriteSamples,
)
from cnn_desktop.engine.service.desk import Desk, Handlers

if TYPE_CHECKING:
    from cnn_desktop.core.dataset.model import Dataset
    from cnn_desktop.engine.pipeline.preview import Preview


_FOUND_AT_ONCE = 100  # images; a millisecond for whoever hears of them


class FoldersDesk(Desk):
    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        super().__init__(emit, should_stop)
        self._dataset: Dataset | None = None  # the folder looked through last
        self._previewed: Preview | None = None  # the last one's images, prepared: only their variation is new

    @property
    def handlers(self) -> Handlers:
        return {
            ScanDataset: self._scan,
            FindImages: self._find_images,
            DescribeGroups: self._describe_groups,
            LoadThumbnails: self._load_thumbnails,
            LoadPicture: self._load_picture,
            WriteSamples: self._write_samples,
            PreviewAugmentation: self._preview,
        }

    def _scan(self, request: ScanDataset) -> None:
        from cnn_desktop.core.dataset.scan import scan, summarise

        ticket, folder = request.ticket, request.folder
        dataset = scan(
            folder,
            on_progress=self.reporter(lambda checked, total: self.emit(ScanProgress(ticket, checked, total))),
            should_stop=self.should_stop,
            on_classes=lambda classes: self.emit(ClassesListed(ticket, folder, classes)),
            on_first_classes=lambda classes: self.emit(ClassesListed(ticket, folder, classes, are_all=False)),
        )
        self._dataset = dataset
        self.emit(DatasetReady(ticket, summarise(dataset)))

    def _find_images(self, request: FindImages) -> None:
        from cnn_desktop.core.image_search import FOREIGN, SUFFIXES, find_images

        part: list[Path] = []
        for file in find_images(request.paths, SUFFIXES | FOREIGN):  # who gives a folder of HEIC photos is told
            self.heed_stop()
            part.append(file)
            if len(part) == _FOUND_AT_ONCE:
                self.emit(ImagesFound(request.ticket, tuple(part)))
                part = []
        self.emit(ImagesFound(request.ticket, tuple(part)))
        self.emit(SearchDone(request.ticket))

    def _describe_groups(self, request: DescribeGroups) -> None:
        from cnn_desktop.core.dataset.groups import find_groups, summarise_groups
        from cnn_desktop.core.dataset.scan import scan

        if self._dataset is None or self._dataset.folder != request.folder:  # this process did not look there
            self._dataset = scan(request.folder, should_stop=self.should_stop)
        self.emit(GroupsReady(request.ticket, summarise_groups(find_groups(self._dataset, request.rule))))

    def _load_thumbnails(self, request: LoadThumbnails) -> None:
        from cnn_desktop.core import images

        for file in request.files:
            self.heed_stop()
            try:
                pixels = images.read_thumbnail(file, request.side)
            except UserError:  # the list of problems names it
                continue
            self.emit(ThumbnailReady(request.ticket, file, pixels))
        self.emit(ThumbnailsDone(request.ticket))

    def _load_picture(self, request: LoadPicture) -> None:
        from cnn_desktop.core import images
        from cnn_desktop.core.preparation import shrink

        pixels = images.decode(request.file, longest_side_hint=request.longest_side)
        size = images.read_header(request.file)
        shrunk = shrink(pixels, request.longest_side)
        self.emit(PictureReady(request.ticket, request.file, shrunk, size.width, size.height))

    def _write_samples(self, request: WriteSamples) -> None:
        from cnn_desktop.core.dataset.samples import write_digits

        self.emit(SamplesReady(request.ticket, write_digits(request.folder)))

    def _preview(self, request: PreviewAugmentation) -> None:
        from cnn_desktop.engine.pipeline.preview import Preview

        if self._previewed is None or not self._previewed.fits(request):
            self._previewed = Preview(request.files, request.preparation, self.should_stop)
        self.emit(self._previewed.answer(request))
