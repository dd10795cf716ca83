"""Two real workers on this computer, and one that does the same alone. More of it: `python -m tests.soak.workers`."""

from __future__ import annotations

import socket
import subprocess
import sys

import numpy as np
import pytest

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import EpochDone
from cnn_desktop.core.runs import open_run
from cnn_desktop.engine.training import train
from tests.engine.team_member import SETTINGS

pytestmark = pytest.mark.usefixtures("not_put_to_use")


def free_addresses(n: int) -> str:
    probes = [socket.socket() for _ in range(n)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    addresses = [f"127.0.0.1:{probe.getsockname()[1]}" for probe in probes]
    for probe in probes:
        probe.close()
    return ",".join(addresses)


@pytest.fixture(scope="module")
def together(shapes, tmp_path_factory):
    """The folder in which two workers left what they had; the second asked to stop after two epochs of three."""
    folder = tmp_path_factory.mktemp("team")
    workers = free_addresses(2)
    command = [sys.executable, "-m", "tests.engine.team_member", workers]
    others = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with (
        subprocess.Popen([*command, "0", str(shapes), str(folder)], **others) as first,
        subprocess.Popen([*command, "1", str(shapes), str(folder), "2"], **others) as second,
    ):
        for process in (first, second):
            try:
                told = process.communicate(timeout=300)[0]
            finally:
                first.kill()
                second.kill()
            assert process.returncode == 0, told
    return folder


def left_by(folder, index):
    """The losses of each epoch, and the weights."""
    with np.load(folder / f"worker-{index}.npz") as left:
        losses, *weights = (left[name] for name in left.files)
    return losses, weights


def test_all_workers_end_with_the_same_losses_and_weights(together):
    (losses, weights), (other_losses, other_weights) = left_by(together, 0), left_by(together, 1)
    np.testing.assert_array_equal(losses, other_losses)
    assert len(weights) > 8  # those of batch normalisation included
    for one, other in zip(weights, other_weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_one_worker_that_is_asked_to_stop_stops_all_and_the_first_keeps_the_best(together):
    run = open_run(together / "run")
    assert (run.status, len(run.history)) == ("stopped", 2)
    assert run.result.validation.n == 15
    assert [entry.name for entry in together.iterdir() if entry.is_dir()] == ["run"]


def test_two_workers_train_as_one_does(together, shapes, tmp_path):
    """To the rounding of 32 bits; the last batch has five images of ten, so that the shares are uneven."""
    losses = []

    def emit(event):
        if isinstance(event, EpochDone):
            losses.append((event.loss, event.val_loss))

    train(TrainingConfig(dataset=shapes, runs=tmp_path, **SETTINGS), emit, lambda: len(losses) == 2)
    # a bias before batch normalisation has no gradient but noise, which Adam makes large: validation feels it a little
    np.testing.assert_allclose(left_by(together, 0)[0], losses, rtol=5e-3)
