"""Every way by which a file of unknown origin comes into the program, each as one function of a path.

A door answers in a word or raises UserError; whatever else it does is a fault.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from cnn_desktop.core import array_files, images, journal, run_images, runs, settings, stack, time_lapse
from cnn_desktop.core.calibration import Calibration
from cnn_desktop.core.dataset.checks import warnings_of
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.dataset.split import make_split
from cnn_desktop.core.deployment import Deployment
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.labels import read_labels
from cnn_desktop.core.likeness import FeatureBank
from cnn_desktop.core.report import write_report
from cnn_desktop.core.results.of_run import read_results
from cnn_desktop.core.script import export_script
from cnn_desktop.core.stack import files as _stack_files  # noqa: F401 - `stack.files`


def image(path: Path) -> None:
    images.read_header(path)
    images.read_thumbnail(path, 96)
    images.decode(path)


def folder(path: Path) -> None:
    dataset = scan(path)
    list(warnings_of(dataset))
    make_split(dataset, validation=0.2, test=0.2, seed=0)


def small_files(path: Path) -> None:
    """Settings, a network, a journal, labels, a table of arrays: whatever `path` is."""
    settings.load(path)
    for door in (stack.files.load, journal.read, read_labels, images.read_header):
        with contextlib.suppress(UserError):
            door(path)
    with contextlib.suppress(FileNotFoundError, ValueError), array_files.opened(path) as arrays:
        for name in arrays.files:
            arrays[name]


def run(path: Path) -> None:
    """All that the window, the report and the lists read of a run, but its network."""
    runs.list_runs(path.parent)
    opened = runs.open_run(path)
    for look in _looks(opened):
        with contextlib.suppress(UserError):
            look()


def _looks(opened: runs.Run) -> Iterator[Callable[[], object]]:
    yield lambda: opened.status
    yield lambda: opened.history
    yield lambda: opened.skipped
    yield lambda: opened.epochs_done
    yield lambda: runs.read_note(opened.folder)
    yield lambda: Calibration.load(opened.folder)
    yield lambda: Deployment.load(opened.folder)
    yield lambda: FeatureBank.load(opened.folder)
    yield lambda: run_images.image_lists(opened)
    yield lambda: read_results(opened.folder)
    yield lambda: time_lapse.read_plan(opened.folder)
    with tempfile.TemporaryDirectory() as place:
        yield lambda: write_report(opened.folder, Path(place) / "report.html")
        yield lambda: export_script(opened.folder, Path(place) / "script.py")


def network(path: Path) -> None:
    """The network of a run: by the quick engine, and rebuilt for Keras."""
    from cnn_desktop.engine.prediction import Classifier, keras_network

    opened = runs.open_run(path)
    with contextlib.suppress(UserError):
        Classifier(path)
    keras_network.load(opened)


def checkpoint(path: Path) -> None:
    from cnn_desktop.engine.training import checkpoint as checkpoints

    checkpoints.newest(runs.open_run(path))


def model(path: Path) -> None:
    from cnn_desktop.engine.importing import Choices, import_model

    import_model(path, path.parent / "runs", Choices(classes=("a", "b")))


LIGHT: dict[str, tuple[Callable[[Path], None], ...]] = {
    "image": (image,),
    "folder": (folder,),
    "settings": (small_files,),
    "archive": (folder, small_files, image),
    "run": (run,),
}
HEAVY = LIGHT | {"run": (run, network, checkpoint), "model": (model,), "archive": (folder, small_files, image, model)}
