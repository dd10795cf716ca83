"""A recording: its names, its rate, and what a full disk does."""

from __future__ import annotations

import time

import numpy as np
import pytest

from cnn_desktop.core import images
from cnn_desktop.core.dataset import group_rules
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    FrameReady,
    FrameSaved,
    RequestFailed,
)
from cnn_desktop.engine.camera import recorder
from tests.engine.camera.cameras import write_video
from tests.engine.camera.session_examples import opened


def record(session, folder, per_second=50.0, is_mirrored=False):
    name = session.record(9, folder, per_second, is_mirrored=is_mirrored)
    session.begin_recording()
    return name


def test_a_recording_is_a_session_that_stays_on_one_side_of_a_split(camera, tmp_path):
    with opened(camera.address) as (session, ears):
        name = record(session, tmp_path / "squares")
        ears.wait_for(FrameSaved, 3)
        assert session.stop_recording() == (9, len(ears.all(FrameSaved)))
    files = sorted((tmp_path / "squares").iterdir())
    assert files == [saved.file for saved in ears.all(FrameSaved)]
    assert [file.name for file in files[:2]] == [f"{name}_0001.jpg", f"{name}_0002.jpg"]
    assert name.startswith("cam-20")
    rule = group_rules.parse("prefix:_")
    assert {rule.name_of(file.name) for file in files} == {name}


def test_a_recorded_frame_is_the_frame_that_was_seen(camera, tmp_path):
    with opened(camera.address) as (session, ears):
        record(session, tmp_path)
        saved = ears.wait_for(FrameSaved)
        session.stop_recording()
    written = images.decode(saved.file)
    assert saved.ticket == 9
    assert saved.thumbnail.shape == (48, 64, 3)
    assert any(np.abs(written.astype(int) - frame[2]).mean() < 2 for frame in ears.frames)


def test_a_mirrored_recording_is_mirrored(tmp_path):
    video = write_video(tmp_path / "v.avi", frames=60, rate=30.0)  # the square begins on the left
    with opened(str(video)) as (session, ears):
        record(session, tmp_path / "mirrored", is_mirrored=True)
        saved = ears.wait_for(FrameSaved)
        session.stop_recording()
    written = images.decode(saved.file).astype(int)
    mirrored, straight = min(
        (np.abs(written - frame[2][:, ::-1]).mean(), np.abs(written - frame[2]).mean()) for frame in ears.frames
    )
    assert mirrored < 2 < straight


def test_a_recording_keeps_its_rate(camera, tmp_path):
    with opened(camera.address) as (session, ears):
        begun = time.monotonic()
        record(session, tmp_path, per_second=5)
        ears.wait_for(FrameSaved, 4)
        seconds = time.monotonic() - begun
        session.stop_recording()
    assert seconds > 3 * 0.2 * 0.85


def test_two_recordings_never_share_a_name(camera, tmp_path, monkeypatch):
    monkeypatch.setattr(recorder.time, "strftime", lambda form: "cam-20261120-141530")
    with opened(camera.address) as (session, ears):
        names = []
        for number in range(1, 3):
            names.append(record(session, tmp_path))
            ears.wait_for(FrameSaved, len(ears.all(FrameSaved)) + number)
            session.stop_recording()
    assert names == ["cam-20261120-141530", "cam-20261120-141530b"]
    assert len(list(tmp_path.iterdir())) == len(ears.all(FrameSaved))


def test_a_full_disk_ends_the_recording_and_nothing_else(camera, tmp_path, monkeypatch):
    def fail(path, content):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(recorder.files, "write_bytes", fail)
    with opened(camera.address) as (session, ears):
        record(session, tmp_path)
        failed = ears.wait_for(RequestFailed)
        assert (failed.ticket, failed.details) == (9, "")
        assert "The disk is full" in failed.message
        ears.wait_for(FrameReady, len(ears.all(FrameReady)) + 3)
        assert session.stop_recording() == (9, 0)


@pytest.mark.parametrize("per_second", [0, -1, float("nan"), 1000])
def test_a_rate_that_makes_no_sense_is_refused(camera, tmp_path, per_second):
    with opened(camera.address) as (session, _), pytest.raises(UserError, match="cannot be recorded"):
        record(session, tmp_path / "new", per_second)
    assert not (tmp_path / "new").exists()
