"""What a child says is read as data: every message of ours, and nothing that would run by being read."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cnn_desktop.core.messages import EngineExited, EngineReady, RequestFailed, WarmUp
from cnn_desktop.engine_process import frames, unpacking
from tests.core.test_messages import MESSAGES, assert_same
from tests.engine_process import fake_mains
from tests.engine_process.helpers import talking


class Runs:
    """Something that runs `what` when it is unpickled."""

    def __init__(self, what: Callable[..., object], *arguments: object) -> None:
        self._call = what, arguments

    def __reduce__(self):
        return self._call


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
@pytest.mark.parametrize("protocol", [4, 5])
def test_every_message_arrives(message, protocol):
    assert_same(unpacking.unpacked(pickle.dumps(message, protocol)), message)


@pytest.mark.parametrize(
    "frame", [frames.Answered(3), frames.StopHeard(3), frames.StillAlive(), frames.Detached()], ids=str
)
def test_every_frame_arrives(frame):
    assert unpacking.unpacked(pickle.dumps(frame)) == frame


def test_arrays_of_every_layout_arrive():
    whole = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    for array in (whole, whole[:, ::2], np.asfortranarray(whole), np.array(["a", "ß"]), np.float32(1.5)):
        for protocol in (4, 5):
            np.testing.assert_array_equal(unpacking.unpacked(pickle.dumps(array, protocol)), array)


def test_nothing_is_run_by_being_read(tmp_path):
    marker = tmp_path / "marker"
    for evil in (
        Runs(os.system, f"touch {marker}"),
        Runs(os.mkdir, str(marker)),
        Runs(Path.mkdir, marker),
        Runs(open, str(marker), "w"),
        Runs(eval, f"open({str(marker)!r}, 'w')"),
        Runs(getattr, Path, "mkdir"),
        EngineReady(Runs(os.mkdir, str(marker)), 1),
        np.array([Runs(os.mkdir, str(marker))], object),
    ):
        with pytest.raises(unpacking.Unknown):
            unpacking.unpacked(pickle.dumps(evil))
        assert not marker.exists()


@pytest.mark.parametrize(
    "name",
    [
        ("cnn_desktop.core.files", "write_text"),  # ours, and no message
        ("cnn_desktop.core.files", "os.system"),  # reached through ours
        ("cnn_desktop.core.reading", "Path.unlink"),
        ("cnn_desktop.core.nothing", "Nothing"),
        ("cnn_desktop.gui.app", "run"),
        ("builtins", "getattr"),
    ],
    ids=".".join,
)
def test_names_that_are_no_value_of_ours_are_refused(name):
    module, attribute = name
    named = b"".join(b"\x8c" + bytes([len(one)]) + one.encode() for one in (module, attribute))
    stored = b"\x80\x04" + named + b"\x93."
    with pytest.raises(unpacking.Unknown):
        unpacking.unpacked(stored)


@pytest.mark.parametrize("content", [b"", b"\x80\x04", b"no pickle", b"\x80\x04N", b"\x80\xffN."], ids=repr)
def test_what_is_no_message_is_refused(content):
    with pytest.raises(unpacking.Unknown):
        unpacking.unpacked(content)


def test_a_child_that_says_something_else_is_ended_and_the_program_goes_on(tmp_path):
    with talking(fake_mains.astray, log=tmp_path / "engine.log") as talk:
        talk.engine.ask(WarmUp(ticket=1))
        failed = talk.wait_for(RequestFailed, ticket=1)
        exited = talk.wait_for(EngineExited)
    assert failed.message == exited.message
    assert "answered with something that no part of this program says" in exited.message
    assert "mkdir" in exited.message
    assert not exited.expected
    assert not (tmp_path / "marker").exists()
