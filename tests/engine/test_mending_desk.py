"""Labels are corrected and images left out without a byte of the user's folder changing, whatever happens."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cnn_desktop.core import journal
from cnn_desktop.core.dataset import edits
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.messages import (
    CopyCorrected,
    CopyDone,
    Mend,
    MendImages,
    ReadEdits,
    RedoLast,
    RequestFailed,
    UndoLast,
)
from tests import samples
from tests.engine.test_journal_desk import ask, tree


@pytest.fixture
def dataset(tmp_path):
    return samples.shapes(tmp_path / "data", classes=2, per_class=4)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "runs" / journal.FILE


def mends(dataset, *names: str, count: int = 1) -> tuple[Mend, ...]:
    found = scan(dataset)
    first = [image for image in found.images if image.class_name == found.classes[0]]
    return tuple(Mend(image.file, *names, image.class_name, "?") for image in first[:count])


def in_force(file, dataset):
    return ask(ReadEdits(1, file, dataset))


def test_a_label_is_corrected_taken_back_and_corrected_again(dataset, file):
    before, (mend,) = tree(dataset), mends(dataset, "square")
    assert ask(MendImages(1, file, dataset, (mend,))).message.endswith("counts as “square” from the next training on.")
    found = in_force(file, dataset)
    assert (found.edits.by_file[mend.file].class_name, found.can_undo, found.can_redo) == ("square", True, False)
    assert "Took the correction" in ask(UndoLast(2, file, edits.scope(dataset))).message
    found = in_force(file, dataset)
    assert (len(found.edits), found.can_undo, found.can_redo) == (0, False, True)
    assert "Corrected" in ask(RedoLast(3, file, edits.scope(dataset))).message
    assert len(in_force(file, dataset).edits) == 1
    assert tree(dataset) == before


def test_several_images_are_left_out_and_taken_back_at_once(dataset, file):
    before, chosen = tree(dataset), mends(dataset, "", count=3)
    assert ask(MendImages(1, file, dataset, chosen)).message == "3 images are left out from the next training on."
    assert in_force(file, dataset).edits.words == "3 images left out"
    assert ask(UndoLast(2, file)).message == "No longer left out: 3 images."
    assert len(in_force(file, dataset).edits) == 0
    assert tree(dataset) == before


def test_an_image_that_is_gone_is_not_corrected_and_nothing_is_entered(dataset, file):
    (mend,) = mends(dataset, "square")
    refused = ask(MendImages(1, file, dataset, (mend, Mend("gone.png", "square", "circle", "?"))))
    assert isinstance(refused, RequestFailed)
    assert "“gone.png” was not corrected" in refused.message
    assert journal.read(file).lines == ()


def test_the_corrected_dataset_is_copied_on_request(dataset, file, tmp_path):
    from cnn_desktop.engine.service import serve

    (mend,) = mends(dataset, "square")
    ask(MendImages(1, file, dataset, (mend,)))
    before, told = tree(dataset), []
    serve([CopyCorrected(2, file, dataset, tmp_path / "copy")], told.append, lambda: False)
    assert told[-1] == CopyDone(2, tmp_path / "copy", 8, ())
    assert (tmp_path / "copy" / "square" / Path(mend.file).name).is_file()
    assert tree(dataset) == before
    assert isinstance(ask(CopyCorrected(3, file, dataset, dataset / "copy")), RequestFailed)


_KILLED = """
import os, signal, sys
from pathlib import Path
from cnn_desktop.core.messages import Mend, MendImages
from cnn_desktop.engine.service.mending import mend
file, dataset, *images = sys.argv[1:]
for number, image in enumerate(images):
    mend(MendImages(number, Path(file), Path(dataset), (Mend(image, "square", "circle", "?"),)))
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of other systems")
def test_corrections_survive_a_kill_and_the_folder_is_byte_identical(dataset, file):
    before, chosen = tree(dataset), mends(dataset, "square", count=3)
    command = [sys.executable, "-c", _KILLED, file, dataset, *(one.file for one in chosen)]
    ended = subprocess.run(list(map(str, command)), check=False, timeout=60, cwd=Path(__file__).parents[2])
    assert ended.returncode == -signal.SIGKILL
    assert set(in_force(file, dataset).edits.by_file) == {one.file for one in chosen[:2]}
    assert tree(dataset) == before
