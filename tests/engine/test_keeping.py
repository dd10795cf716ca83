"""A disk that is full, or gone, in the middle of a training: told, waited for, and nothing learned is lost."""

from __future__ import annotations

import errno
import sys

import numpy as np
import pytest

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import EpochDone, TrainingFinished, WaitingForDisk
from cnn_desktop.core.runs import MODEL, manifest
from cnn_desktop.engine.failures import disk_trouble
from cnn_desktop.engine.training import checkpoint, keeping, train
from cnn_desktop.engine.training.keeping import Keeping


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(keeping, "_FIRST_WAIT_S", 0.001)
    monkeypatch.setattr(keeping, "_LOOK_EVERY_S", 0.001)


class Disk:
    """Fails so many times."""

    def __init__(self, *errors: OSError) -> None:
        self.errors, self.tries = list(errors), 0

    def write(self) -> str:
        self.tries += 1
        if self.errors:
            raise self.errors.pop(0)
        return "written"


@pytest.mark.usefixtures("impatient")
def test_what_a_disk_refuses_is_told_once_and_tried_until_it_is_written():
    full, slow = OSError(errno.ENOSPC, "No space left on device"), OSError(errno.EIO, "Input/output error", "/net/a")
    told, disk = [], Disk(full, full, slow)
    assert Keeping(told.append, lambda: False).until_done(disk.write) == "written"
    assert disk.tries == 4
    assert [event.message for event in told] == [
        "The disk is full.", "The drive does not answer: “/net/a” (Input/output error).",
    ]  # fmt: skip
    assert told[0].hint == "The training waits, and goes on by itself once it can write."


@pytest.mark.usefixtures("impatient")
def test_a_stop_ends_the_waiting_and_says_what_was_waited_for():
    disk = Disk(*[OSError(errno.EROFS, "Read-only file system", "/runs/a")] * 1000)
    with pytest.raises(UserError) as problem:
        Keeping(lambda event: None, lambda: disk.tries > 2).until_done(disk.write)
    assert problem.value.message == (
        "The system refused access: “/runs/a”. The training was stopped while it waited for that."
    )
    assert problem.value.hint == "What was kept before is whole: put that right, then choose Resume."


def test_a_bug_is_not_waited_for():
    with pytest.raises(KeyError):
        Keeping(print, lambda: False).until_done(lambda: {}["no"])


def test_what_a_library_makes_of_a_full_disk_is_still_a_full_disk():
    wrapped = ValueError("Can't write the archive")
    wrapped.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert disk_trouble(wrapped) == "The disk is full."
    assert disk_trouble(OSError(errno.EFBIG, "File too large", "a")) == (
        "The drive takes no file as large as this: “a”."
    )
    assert disk_trouble(FileNotFoundError(errno.ENOENT, "No such file", "/no/such/folder/a")) == (
        "The folder “/no/such/folder” is gone."
    )


@pytest.mark.skipif(sys.platform == "win32", reason="the size of files cannot be limited there")
@pytest.mark.usefixtures("impatient", "not_put_to_use")
def test_a_full_disk_and_a_folder_that_is_gone_cost_a_training_nothing_but_time(shapes, trained, tmp_path):
    import resource

    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    folder, elsewhere = tmp_path / "run", tmp_path / "elsewhere"
    events, kept = [], []

    def emit(event):
        events.append(event)
        match event:
            case EpochDone(epoch=1):  # the disk takes no more: the kernel refuses every larger file
                kept.append((folder / "checkpoint" / "latest.npz").read_bytes())
                resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limit[1]))
            case EpochDone(epoch=2):
                folder.rename(elsewhere)
            case WaitingForDisk() if elsewhere.exists():
                elsewhere.rename(folder)
            case WaitingForDisk():
                kept.append((folder / "checkpoint" / "latest.npz").read_bytes())
                resource.setrlimit(resource.RLIMIT_FSIZE, limit)

    config = TrainingConfig(
        dataset=shapes, runs=tmp_path, architecture="lenet5", epochs=3, batch_size=16, test=0.2, name="run"
    )
    try:
        run = train(config, emit, lambda: False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    waits = [event.message for event in events if isinstance(event, WaitingForDisk)]
    assert [message.partition(":")[0] for message in waits][:1] == ["The drive takes no file as large as this."]
    assert waits[-1] == f"The folder “{folder / 'checkpoint'}” is gone."
    assert kept[0] == kept[1], "what was good was touched"
    assert isinstance(events[-1], TrainingFinished)
    for group, values in checkpoint.newest(run)[0].state.items():
        for value, undisturbed in zip(values, checkpoint.newest(trained)[0].state[group], strict=True):
            np.testing.assert_array_equal(value, undisturbed)
    manifest.require_whole(run.folder, MODEL)
    assert not list(folder.rglob(".*.partial*"))
