import numpy as np
import pytest

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import EpochDone
from cnn_desktop.engine.training import checkpoint
from cnn_desktop.engine.training.checkpoint import Checkpoint

EPOCH = EpochDone(1, 5, 0.5, 0.75, 0.6, 0.7, 1.25, 100.0, True)


def test_a_checkpoint_comes_back_as_it_was(tmp_path):
    state = {"model": [np.arange(6, dtype=np.float32).reshape(2, 3), np.array(3)], "optimizer": [np.ones(12)]}
    checkpoint.save(tmp_path / "latest.npz", Checkpoint((EPOCH,), state))
    loaded = checkpoint.load(tmp_path / "latest.npz")
    assert loaded.history == (EPOCH,)
    assert list(loaded.state) == ["model", "optimizer"]
    for group, values in state.items():
        for value, kept in zip(values, loaded.state[group], strict=True):
            np.testing.assert_array_equal(value, kept)
            assert value.dtype == kept.dtype


def test_more_than_ten_arrays_keep_their_order(tmp_path):
    state = {"model": [np.full(1, number) for number in range(120)]}
    checkpoint.save(tmp_path / "latest.npz", Checkpoint((), state))
    assert [int(value[0]) for value in checkpoint.load(tmp_path / "latest.npz").state["model"]] == list(range(120))


def test_no_checkpoint_yet_is_no_error(tmp_path):
    assert checkpoint.load(tmp_path / "latest.npz") is None


@pytest.mark.parametrize("damage", [lambda whole: whole[: len(whole) // 2], lambda whole: b"", lambda whole: b"text"])
def test_a_damaged_checkpoint_is_named_as_such(tmp_path, damage):
    file = tmp_path / "run" / "checkpoint" / "latest.npz"
    file.parent.mkdir(parents=True)
    checkpoint.save(file, Checkpoint((EPOCH,), {"model": [np.ones(1000)]}))
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(UserError, match="checkpoint of “run” is damaged"):
        checkpoint.load(file)


def test_a_failed_save_leaves_the_old_checkpoint(tmp_path, monkeypatch):
    file = tmp_path / "latest.npz"
    checkpoint.save(file, Checkpoint((EPOCH,), {"model": [np.ones(3)]}))

    def full_disk(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.raises(OSError, match="No space"):
        checkpoint.save(file, Checkpoint((), {"model": [np.zeros(3)]}))
    assert checkpoint.load(file).history == (EPOCH,)
    assert [entry.name for entry in tmp_path.iterdir()] == ["latest.npz"]
