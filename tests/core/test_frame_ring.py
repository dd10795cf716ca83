import multiprocessing
import os
import stat
import time

import numpy as np
import pytest

from cnn_desktop.core import mapped_ring
from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.core.mapped_ring import SLOTS


@pytest.fixture
def ring():
    ring = FrameRing.create(8, 6)
    yield ring
    ring.close()


@pytest.fixture
def reader(ring):
    reader = FrameRing.open(ring.path)
    yield reader
    reader.close()


def frame(value, width=8, height=6):
    return np.full((height, width, 3), value, np.uint8)


def test_the_newest_frame_is_taken_and_the_older_ones_are_gone(ring, reader):
    for number in range(1, 4):
        ring.write(frame(number), number, captured=number / 2)
    number, captured, pixels = reader.take()
    assert (number, captured) == (3, 1.5)
    np.testing.assert_array_equal(pixels, frame(3))


def test_a_frame_is_taken_once(ring, reader):
    assert reader.take() is None
    ring.write(frame(1), 1, 0.0)
    assert reader.take() is not None
    assert reader.take() is None


def test_a_frame_that_was_there_before_the_reader_is_taken(ring):
    ring.write(frame(1), 1, 0.0)
    late = FrameRing.open(ring.path)
    assert late.take() is not None
    late.close()


def test_the_writer_sees_what_was_taken(ring, reader):
    assert ring.taken == 0
    ring.write(frame(7), 7, 0.0)
    assert ring.taken == 0
    reader.take()
    assert ring.taken == 7


def test_a_taken_frame_is_the_readers_own(ring, reader):
    ring.write(frame(1), 1, 0.0)
    _, _, pixels = reader.take()
    for number in range(2, 2 + 2 * SLOTS):
        ring.write(frame(number), number, 0.0)
    np.testing.assert_array_equal(pixels, frame(1))


def test_both_ends_know_the_size(ring, reader):
    assert (reader.width, reader.height) == (ring.width, ring.height) == (8, 6)


@pytest.mark.skipif(os.name != "posix", reason="permissions and names of open files as on POSIX")
def test_the_file_is_private_and_has_no_name_once_it_is_open():
    ring = FrameRing.create(8, 6)
    assert stat.S_IMODE(ring.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(ring.path.parent.stat().st_mode) == 0o700
    reader = FrameRing.open(ring.path)
    assert not ring.path.parent.exists()
    ring.write(frame(1), 1, 0.0)
    assert reader.take() is not None
    reader.close()
    ring.close()


def test_closing_removes_the_file_and_says_so_to_who_comes_late():
    ring = FrameRing.create(8, 6)
    ring.close()
    assert not ring.path.parent.exists()
    with pytest.raises(FileNotFoundError):
        FrameRing.open(ring.path)


def test_a_closed_ring_still_says_what_was_taken(ring, reader):
    ring.write(frame(7), 7, 0.0)
    reader.take()
    for _ in range(2):
        ring.close()
        reader.close()
    assert ring.taken == 7
    assert reader.take() is None


def test_what_is_no_ring_is_refused(tmp_path):
    file = tmp_path / "frames"
    file.write_bytes(bytes(1024))
    with pytest.raises(ValueError, match="holds no frames"):
        FrameRing.open(file)


def test_what_a_killed_process_left_is_swept_and_what_is_in_use_stays(monkeypatch):
    monkeypatch.setattr(mapped_ring, "_YOUNG_S", -1.0)
    start = multiprocessing.get_context("spawn")
    told, child_end = start.Pipe()
    child = start.Process(target=_leave_a_ring, args=(child_end,))
    child.start()
    left = told.recv()
    child.join()
    in_use = FrameRing.create(8, 6)
    assert not left.exists()
    mapped_ring.sweep()
    assert in_use.path.exists()
    in_use.close()


def test_no_frame_is_torn_between_two_processes():
    """The writer goes round as fast as it can: every frame taken has one value only, that of its number."""
    start = multiprocessing.get_context("spawn")
    told, child_end = start.Pipe()
    child = start.Process(target=_write_for_ever, args=(child_end,))
    child.start()
    reader = FrameRing.open(told.recv())
    deadline, before, taken = time.monotonic() + 60, 0, 0
    while taken < 300 and time.monotonic() < deadline:
        if one := reader.take():
            number, captured, pixels = one
            assert number > before
            assert captured == number / 2
            assert pixels.min() == pixels.max() == number % 256
            before, taken = number, taken + 1
    child.kill()
    child.join()
    reader.close()
    assert taken == 300


def _leave_a_ring(told):
    told.send(FrameRing.create(8, 6).path.parent)
    told.close()
    os._exit(1)


def _write_for_ever(told):
    ring = FrameRing.create(320, 240)
    told.send(ring.path)
    number = 0
    while True:
        number += 1
        ring.write(frame(number % 256, 320, 240), number, number / 2)
