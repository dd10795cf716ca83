import numpy as np
import pytest

from cnn_desktop.core.array_ring import ArrayRing

MAPS = (
    np.arange(2 * 3 * 5, dtype=np.uint8).reshape(2, 3, 5),
    np.array([True, False]),
    np.array([[0.5, -1.5], [2.0, 3.0]], np.float32),
    np.zeros((0, 0), np.float32),
)


@pytest.fixture
def ring():
    ring = ArrayRing.create(256)
    yield ring
    ring.close()


@pytest.fixture
def reader(ring):
    reader = ArrayRing.open(ring.path)
    yield reader
    reader.close()


def test_arrays_come_out_as_they_went_in(ring, reader):
    ring.write(MAPS, 4, 1.25)
    number, captured, arrays = reader.take()
    assert (number, captured, ring.taken) == (4, 1.25, 4)
    for taken, written in zip(arrays, MAPS, strict=True):
        assert (taken.dtype, taken.shape) == (written.dtype, written.shape)
        np.testing.assert_array_equal(taken, written)
    assert reader.take() is None


def test_what_is_taken_is_the_readers_own_and_may_be_of_another_size_next_time(ring, reader):
    ring.write(MAPS, 1, 0.0)
    _, _, first = reader.take()
    for number in range(2, 6):
        ring.write((np.full((7, number), number, np.uint8),), number, 0.0)
        assert reader.take()[2][0].shape == (7, number)
    np.testing.assert_array_equal(first[0], MAPS[0])


def test_slices_and_other_orders_of_memory_are_written_as_what_they_mean(ring, reader):
    wide = np.arange(48, dtype=np.float32).reshape(4, 12)
    ring.write((wide.T[::2],), 1, 0.0)
    np.testing.assert_array_equal(reader.take()[2][0], wide.T[::2])


def test_what_does_not_fit_is_refused_and_leaves_what_was_there(ring, reader):
    ring.write(MAPS, 1, 0.0)
    with pytest.raises(ValueError, match="do not fit"):
        ring.write((np.zeros(2048, np.uint8),), 2, 0.0)
    assert reader.take()[0] == 1
