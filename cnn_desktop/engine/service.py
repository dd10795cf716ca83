"""The engine's side of the boundary: answer requests one at a time, every failure as an event.

Imports what a request needs when it comes, so that a process that only looks at folders never loads TensorFlow.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.core import architectures, runs
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import (
    ClassesListed,
    Classify,
    ClassifyDone,
    DatasetReady,
    DescribeArchitecture,
    DescribeGroups,
    DownloadProgress,
    DownloadWeights,
    Emit,
    EngineReady,
    Event,
    FindLearningRate,
    GroupsReady,
    ImageClassified,
    ImageRefused,
    LoadPicture,
    LoadThumbnails,
    PictureReady,
    PreviewAugmentation,
    Request,
    ResumeTraining,
    SamplesReady,
    ScanDataset,
    ScanProgress,
    ShouldStop,
    StartTraining,
    ThumbnailReady,
    ThumbnailsDone,
    TrainingStarted,
    WarmUp,
    WeightsReady,
    WriteSamples,
)
from cnn_desktop.engine.failures import closing_event

if TYPE_CHECKING:
    from cnn_desktop.core.dataset.model import Dataset
    from cnn_desktop.engine.pipeline.preview import Preview
    from cnn_desktop.engine.prediction import Classifier

_PROGRESS_EVERY_S = 0.1


def serve(requests: Iterable[Request], emit: Emit, should_stop: ShouldStop) -> None:
    """Answer each request by events, the last of which closes it."""
    service = _Service(emit, should_stop)
    for request in requests:
        service.answer(request)


class _Service:
    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        self._emit, self._should_stop = emit, should_stop
        self._batch_size: int | None = None  # of the training at work
        self._dataset: Dataset | None = None  # the folder looked through last
        self._previewed: Preview | None = None  # the last one's images, prepared: only their variation is new
        self._classifier: tuple[tuple[Path, int], Classifier] | None = None  # the last used, by model file and its age

    def answer(self, request: Request) -> None:
        try:
            self._dispatch(request)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is told, and the process serves on
            self._emit(closing_event(error, getattr(request, "ticket", 0), self._batch_size))
        self._batch_size = None

    def _dispatch(self, request: Request) -> None:
        match request:
            case ScanDataset():
                self._scan(request)
            case DescribeGroups():
                self._describe_groups(request)
            case LoadThumbnails():
                self._load_thumbnails(request)
            case LoadPicture():
                self._load_picture(request)
            case WriteSamples():
                self._write_samples(request)
            case DescribeArchitecture():
                self._describe(request)
            case StartTraining() | ResumeTraining():
                self._train(request)
            case PreviewAugmentation():
                self._preview(request)
            case FindLearningRate():
                self._find_learning_rate(request)
            case DownloadWeights():
                self._download(request)
            case Classify():
                self._classify(request)
            case WarmUp():
                self._warm_up(request)
            case _:
                raise TypeError(f"The engine has no answer to {request!r}.")

    def _scan(self, request: ScanDataset) -> None:
        from cnn_desktop.core.dataset.scan import scan, summarise

        ticket, folder = request.ticket, request.folder
        dataset = scan(
            folder,
            on_progress=self._reporter(lambda checked, total: self._emit(ScanProgress(ticket, checked, total))),
            should_stop=self._should_stop,
            on_classes=lambda classes: self._emit(ClassesListed(ticket, folder, tuple(classes))),
        )
        self._dataset = dataset
        self._emit(DatasetReady(ticket, summarise(dataset)))

    def _describe_groups(self, request: DescribeGroups) -> None:
        from cnn_desktop.core.dataset.groups import find_groups, summarise_groups
        from cnn_desktop.core.dataset.scan import scan

        if self._dataset is None or self._dataset.folder != request.folder:  # this process did not look there
            self._dataset = scan(request.folder, should_stop=self._should_stop)
        self._emit(GroupsReady(request.ticket, summarise_groups(find_groups(self._dataset, request.rule))))

    def _reporter(self, tell: Callable[[int, int], None]) -> Callable[[int, int], None]:
        """`tell` at most ten times a second, and the end always."""
        last = 0.0

        def report(done: int, total: int) -> None:
            nonlocal last
            now = time.monotonic()
            if done == total or now - last >= _PROGRESS_EVERY_S:
                last = now
                tell(done, total)

        return report

    def _load_thumbnails(self, request: LoadThumbnails) -> None:
        from cnn_desktop.core import images

        for file in request.files:
            self._heed_stop()
            try:
                pixels = images.read_thumbnail(file, request.side)
            except UserError:  # the list of problems names it
                continue
            self._emit(ThumbnailReady(request.ticket, file, pixels))
        self._emit(ThumbnailsDone(request.ticket))

    def _load_picture(self, request: LoadPicture) -> None:
        from cnn_desktop.core import images
        from cnn_desktop.core.preparation import shrink

        pixels = images.decode(request.file, longest_side_hint=request.longest_side)
        self._emit(PictureReady(request.ticket, request.file, shrink(pixels, request.longest_side)))

    def _write_samples(self, request: WriteSamples) -> None:
        from cnn_desktop.core.dataset.samples import write_digits

        self._emit(SamplesReady(request.ticket, write_digits(request.folder)))

    def _describe(self, request: DescribeArchitecture) -> None:
        from cnn_desktop.engine import networks, runtime

        runtime.load()
        ready = networks.describe(request.plan)
        self._emit(dataclasses.replace(ready, ticket=request.ticket))

    def _train(self, request: StartTraining | ResumeTraining) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.training import resume, train

        if isinstance(request, StartTraining):
            config = request.config
            self._batch_size = config.batch_size or architectures.architecture(config.architecture).batch_size
            train(config, self._emit_training, self._should_stop)
        else:
            self._batch_size = runs.open_run(request.run).config.batch_size
            resume(request.run, self._emit_training, self._should_stop)

    def _find_learning_rate(self, request: FindLearningRate) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.training.learning_rate_finder import find

        config = request.config
        self._batch_size = config.batch_size or architectures.architecture(config.architecture).batch_size
        find(config, self._emit, self._should_stop, request.ticket)

    def _preview(self, request: PreviewAugmentation) -> None:
        from cnn_desktop.engine.pipeline.preview import Preview

        if self._previewed is None or not self._previewed.fits(request):
            self._previewed = Preview(request.files, request.preparation, self._should_stop)
        self._emit(self._previewed.answer(request))

    def _emit_training(self, event: Event) -> None:
        if isinstance(event, TrainingStarted):
            self._batch_size = event.config.batch_size
        self._emit(event)

    def _classify(self, request: Classify) -> None:
        begun, images = time.monotonic(), 0
        for file, answer, thumbnail in self._classifier_of(request.run).classify(request.files):
            self._heed_stop()
            if isinstance(answer, UserError):
                self._emit(ImageRefused(request.ticket, file, answer.message, answer.hint))
            elif thumbnail is not None:
                self._emit(ImageClassified(request.ticket, file, answer, thumbnail))
                images += 1
        self._emit(ClassifyDone(request.ticket, images, time.monotonic() - begun))

    def _classifier_of(self, run: Path) -> Classifier:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.prediction import Classifier

        model = run / runs.MODEL
        key = model, model.stat().st_mtime_ns if model.exists() else 0  # a run that goes on may better its model
        if self._classifier is None or self._classifier[0] != key:
            self._classifier = None  # two models at once may be too much
            self._classifier = key, Classifier(run)
        return self._classifier[1]

    def _download(self, request: DownloadWeights) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.networks import download

        tell = self._reporter(lambda done, total: self._emit(DownloadProgress(request.ticket, done, total)))
        file = download.fetch(request.architecture, tell, self._should_stop)
        self._emit(WeightsReady(request.ticket, request.architecture, file))

    def _warm_up(self, request: WarmUp) -> None:
        from cnn_desktop.engine import runtime

        self._emit(EngineReady(runtime.load(), request.ticket))

    def _heed_stop(self) -> None:
        if self._should_stop():
            raise Cancelled
