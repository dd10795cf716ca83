"""A save that fails, is killed, or meets a disk that forgets: what was good stays good, and damage is noticed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.runs import MANIFEST, MODEL, manifest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def told():
    """What `saving_under_faults` says: it forks, so it has a process of its own."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # the calls are the same, and nothing is waited for
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        command = [sys.executable, "-m", "tests.core.saving_under_faults", folder]
        # lines are not counted: the counting writes files of its own, and each of those calls would fail and kill, too
        plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_PROCESS")}
        done = subprocess.run(
            command, cwd=REPOSITORY, env=plain, capture_output=True, text=True, timeout=300, check=False
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    if told is None:
        pytest.skip("this system lets no process watch the calls of another")
    return told


def test_a_save_that_fails_or_is_killed_at_any_of_its_calls_loses_nothing(told):
    assert told["epoch"] > 2 * 35
    assert told["settings"] > 2 * 6
    assert told["journal"] > 2 * 4


def test_every_file_reaches_the_disk_before_it_gets_its_name_and_the_folder_after(told):
    """What a power cut leaves depends on this order alone."""
    order = told["order"]
    renames = [place for place, call in enumerate(order) if call[0].startswith("rename")]
    assert [order[place][2] for place in renames] == [
        MANIFEST, "checkpoint/previous.npz", "checkpoint/latest.npz", MODEL, "history.csv",
    ]  # fmt: skip
    for place in renames:
        _, source, target = order[place]
        written = [i for i, call in enumerate(order) if call[0] == "write" and call[1] == source]
        synced = [i for i, call in enumerate(order) if call[0] == "fsync" and call[1] == source]
        is_link = ["link", "checkpoint/latest.npz", source] in order  # what it is a name of was synced when it was new
        assert is_link or written[-1] < synced[-1] < place, target
        folder = str(Path(target).parent)
        assert any(call == ["fsync", folder] for call in order[place:]), target


def write(folder, content):
    with manifest.saving(folder) as save:
        save.place(MODEL).write_bytes(content)


def test_one_flipped_bit_in_a_weight_file_is_noticed(tmp_path):
    write(tmp_path, b"weights" * 1000)
    manifest.require_whole(tmp_path, MODEL)
    content = bytearray((tmp_path / MODEL).read_bytes())
    content[3000] ^= 1
    (tmp_path / MODEL).write_bytes(content)
    with pytest.raises(UserError, match=r"“model.keras” of .* is damaged: it no longer holds what was written"):
        manifest.require_whole(tmp_path, MODEL)
    manifest.settle(tmp_path)
    with pytest.raises(UserError, match="damaged"):
        manifest.require_whole(tmp_path, MODEL)
    write(tmp_path, b"new weights")
    manifest.require_whole(tmp_path, MODEL)


def test_a_damaged_manifest_blames_no_weights(tmp_path):
    write(tmp_path, b"weights")
    text = (tmp_path / MANIFEST).read_text()
    digest = json.loads(text)["sha256"][MODEL][0]
    (tmp_path / MANIFEST).write_text(text.replace(digest, digest[:-1] + ("0" if digest[-1] != "0" else "1")))
    manifest.require_whole(tmp_path, MODEL)


def test_a_run_of_an_older_version_has_no_manifest_and_passes(tmp_path):
    (tmp_path / MODEL).write_bytes(b"weights")
    manifest.require_whole(tmp_path, MODEL)
    manifest.require_whole(tmp_path, "not there")
