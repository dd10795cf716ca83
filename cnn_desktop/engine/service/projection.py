"""Makes points of a run's images; keeps the set used last. Loads TensorFlow only where LiteRT does not take the run."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.core import runs
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import (
    DescribeSets,
    Emit,
    FindNearest,
    ImageSet,
    Project,
    ProjectProgress,
    SetsDescribed,
    ShouldStop,
    Unfold,
    UnfoldProgress,
)
from cnn_desktop.engine.service.desk import PROGRESS_EVERY_S, Desk, Handlers

if TYPE_CHECKING:
    from cnn_desktop.engine.projection.atlas import Atlas


class ProjectionDesk(Desk):
    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        super().__init__(emit, should_stop)
        self._atlas: tuple[object, Atlas] | None = None  # the last, by its run, the age of its model, and its images

    @property
    def handlers(self) -> Handlers:
        return {
            DescribeSets: self._describe,
            Project: self._project,
            Unfold: self._unfold,
            FindNearest: self._find_nearest,
        }

    def _describe(self, request: DescribeSets) -> None:
        from cnn_desktop.engine.projection.features import sets_of

        self.emit(SetsDescribed(request.ticket, request.run, sets_of(runs.open_run(request.run))))

    def _project(self, request: Project) -> None:
        self.emit(self._atlas_of(request.run, request.images, request.ticket).projected(request))

    def _unfold(self, request: Unfold) -> None:
        atlas = self._atlas_of(request.run, request.images, request.ticket)
        self.emit(UnfoldProgress(request.ticket, 0, 1))
        last = time.monotonic()

        def watch(done: int, total: int, points: Array) -> None:
            nonlocal last
            self.heed_stop()
            now = time.monotonic()
            if now - last >= PROGRESS_EVERY_S:
                last = now
                self.emit(UnfoldProgress(request.ticket, done, total, points.astype("float32")))

        self.emit(atlas.unfolded(request, watch))

    def _find_nearest(self, request: FindNearest) -> None:
        self.emit(self._atlas_of(request.run, request.images, request.ticket).nearest(request))

    def _atlas_of(self, run: Path, which: ImageSet, ticket: int) -> Atlas:
        from cnn_desktop.engine.projection.atlas import Atlas

        opened = runs.open_run(run)
        key = run, opened.model_file.stat().st_mtime_ns if opened.model_file.is_file() else 0, which
        if self._atlas is None or self._atlas[0] != key:
            self._atlas = None  # two at once may be too much
            tell = self.reporter(lambda done, total: self.emit(ProjectProgress(ticket, done, total)))
            self._atlas = key, Atlas(opened, which, tell, self.should_stop)
        return self._atlas[1]
