import numpy as np
import pytest

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import EpochDone
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs import CHECKPOINT, CHECKPOINT_BEFORE, MODEL, create_run, manifest
from cnn_desktop.engine.training import checkpoint, rescue
from cnn_desktop.engine.training.checkpoint import Checkpoint


def epoch(number, *, is_best=True) -> EpochDone:
    return EpochDone(number, 5, 0.5, 0.75, 0.6, 0.7, 1.25, 100.0, is_best)


@pytest.fixture
def run(tmp_path):
    config = TrainingConfig(dataset=tmp_path, runs=tmp_path, name="run")
    return create_run(config, ("cat", "dog"), Preparation(size=8))


def save(run, history, state, model=b""):
    with manifest.saving(run.folder) as files:
        checkpoint.write(files, Checkpoint(tuple(history), state))
        if model:
            files.place(MODEL).write_bytes(model)


def flip_one_bit(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_a_checkpoint_comes_back_as_it_was(run):
    state = {"model": [np.arange(6, dtype=np.float32).reshape(2, 3), np.array(3)], "optimizer": [np.ones(12)]}
    save(run, [epoch(1)], state)
    loaded, remark = checkpoint.newest(run)
    assert (loaded.history, remark) == ((epoch(1),), "")
    assert list(loaded.state) == ["model", "optimizer"]
    for group, values in state.items():
        for value, kept in zip(values, loaded.state[group], strict=True):
            np.testing.assert_array_equal(value, kept)
            assert value.dtype == kept.dtype


def test_more_than_ten_arrays_keep_their_order(run):
    save(run, [], {"model": [np.full(1, number) for number in range(120)]})
    assert [int(value[0]) for value in checkpoint.load(run.checkpoint_file).state["model"]] == list(range(120))


def test_no_checkpoint_yet_is_no_error(run):
    assert checkpoint.newest(run) == (None, "")


@pytest.mark.parametrize("damage", [lambda whole: whole[: len(whole) // 2], lambda whole: b"", lambda whole: b"text"])
def test_a_damaged_checkpoint_is_named_as_such(run, damage):
    save(run, [epoch(1)], {"model": [np.ones(1000)]})
    run.checkpoint_file.write_bytes(damage(run.checkpoint_file.read_bytes()))
    with pytest.raises(UserError, match="checkpoint of “run” is damaged"):
        checkpoint.load(run.checkpoint_file)
    with pytest.raises(UserError, match=r"“latest.npz” of “run” is damaged: it no longer holds what was written"):
        checkpoint.newest(run)


def test_one_flipped_bit_in_the_newest_checkpoint_costs_one_epoch_and_is_told(run):
    for number in (1, 2, 3):
        save(run, [epoch(n) for n in range(1, number + 1)], {"model": [np.full(1000, number)]})
    flip_one_bit(run.checkpoint_file)
    loaded, remark = checkpoint.newest(run)
    assert [one.epoch for one in loaded.history] == [1, 2]
    assert set(loaded.state["model"][0]) == {2}
    assert remark == (
        "“latest.npz” of “run” is damaged: it no longer holds what was written. "
        "The training goes on from the checkpoint before it, after epoch 2."
    )


def test_a_run_whose_best_model_is_damaged_goes_on_with_the_newest_weights_as_the_best(run):
    save(run, [epoch(1)], {"model": [np.ones(10)]}, model=b"of the first epoch" * 10)
    save(run, [epoch(1), epoch(2, is_best=False)], {"model": [np.ones(10)]})
    assert rescue.whole_state(run)[1] == ()
    flip_one_bit(run.model_file)
    before, remarks = rescue.whole_state(run)
    assert [one.is_best for one in before.history] == [False, True]
    assert remarks == (
        "“model.keras” of “run” is damaged: it no longer holds what was written. "
        "The weights after epoch 2 take its place as the best so far.",
    )


def test_a_checkpoint_that_a_kill_left_under_its_older_name_is_found(run):
    for number in (1, 2):
        save(run, [epoch(n) for n in range(1, number + 1)], {"model": [np.full(3, number)]})
    run.checkpoint_file.unlink()
    assert (run.folder / CHECKPOINT_BEFORE).exists()
    assert checkpoint.newest(run)[0].history == (epoch(1),)


def test_a_failed_save_leaves_the_old_checkpoint(run, monkeypatch):
    save(run, [epoch(1)], {"model": [np.ones(3)]})

    def full_disk(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.raises(OSError, match="No space"):
        save(run, [], {"model": [np.zeros(3)]})
    assert checkpoint.newest(run)[0].history == (epoch(1),)
    assert [entry.name for entry in (run.folder / CHECKPOINT).parent.iterdir()] == ["latest.npz"]
