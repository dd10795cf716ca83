"""Two workers on this computer: killed, hung, stopped, resumed, with other images; and two devices of one process.

    python -m tests.soak.workers [SEEDS]

Each time the other worker must end within a minute with a plain sentence, the run must resume, and at the end its score
must lie within those of SEEDS runs of one worker (5). Takes about ten minutes on two cores.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cnn_desktop.core.runs import open_run
from tests import samples
from tests.engine.test_workers import free_addresses

EPOCHS = 12
AT_MOST_S = 60  # until the others end when one is gone
_LONGEST_S = 600
_TRAIN = (sys.executable, "-m", "cnn_desktop", "train")
_SETTINGS = (
    *("--architecture", "cifar10-vgg", "--image-size", "32", "--batch-norm", "--epochs", str(EPOCHS)),
    *("--batch-size", "16", "--patience", "0", "--validation", "0.3", "--precision", "float32"),
)


class Worker:
    """One `cnn-desktop train` on a team, its words kept."""

    def __init__(self, workers: str, index: int, arguments: Sequence[str]) -> None:
        command = [*_TRAIN, *arguments, "--workers", workers, "--worker-index", str(index)]
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115 - as long as the process
        self.process = subprocess.Popen(command, stdout=self._said, stderr=subprocess.STDOUT)

    @property
    def said(self) -> str:
        self._said.seek(0)
        return self._said.read()

    def wait_for_epoch(self, epoch: int) -> None:
        until = time.monotonic() + _LONGEST_S
        while not re.search(rf"^epoch +{epoch}/", self.said, re.MULTILINE):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < until, self.said
            time.sleep(0.1)

    def end(self, within_s: float = _LONGEST_S) -> int:
        try:
            return self.process.wait(within_s)
        finally:
            self.process.kill()


def team(data: Path, first: Sequence[str], other: Sequence[str] = ()) -> tuple[Worker, Worker]:
    workers = free_addresses(2)
    return Worker(workers, 0, first), Worker(workers, 1, [str(data), *other])


def one_is_lost(data: Path, runs: Path, victim: int, how: signal.Signals) -> None:
    """The other one ends in time and says who is gone; the run goes on, on one computer or on two, to its end."""
    name = f"lost-{victim}-{how.name}"
    both = team(data, [str(data), *_SETTINGS, "--runs", str(runs), "--name", name])
    both[0].wait_for_epoch(2)
    both[victim].process.send_signal(how)
    begun = time.monotonic()
    left = both[1 - victim]
    assert left.end(AT_MOST_S) == 1, left.said
    took = time.monotonic() - begun
    both[victim].process.kill()
    both[victim].process.wait()
    assert f"Worker {victim} (127.0.0.1:" in left.said, left.said
    assert "Traceback" not in left.said, left.said
    run = open_run(runs / name)
    assert run.status == "interrupted"
    done = len(run.history)
    if victim:
        subprocess.run([*_TRAIN, "--resume", str(run.folder)], check=True, capture_output=True, timeout=_LONGEST_S)
    else:
        for worker in team(data, ["--resume", str(run.folder)]):
            assert worker.end() == 0, worker.said
    assert (run.status, len(run.history)) == ("finished", EPOCHS)
    print(
        f"worker {victim}, {how.name}: the other ended after {took:.1f} s; went on after epoch {done} to the end",
        flush=True,
    )


def one_is_asked_to_stop(data: Path, runs: Path, asked: int) -> None:
    both = team(data, [str(data), *_SETTINGS, "--runs", str(runs), "--name", f"asked-{asked}"])
    both[0].wait_for_epoch(2)
    both[asked].process.send_signal(signal.SIGINT)
    codes = [worker.end() for worker in both]
    assert codes == [130, 0] if asked == 0 else [0, 130], (codes, both[0].said, both[1].said)
    assert open_run(runs / f"asked-{asked}").status == "stopped"
    print(f"worker {asked}, Ctrl-C: all ended in order")


def other_images(data: Path, runs: Path, folder: Path) -> None:
    others = samples.shapes(folder / "others", per_class=60, seed=1)
    for worker in team(others, [str(data), *_SETTINGS, "--runs", str(runs), "--name", "odd"]):
        assert worker.end() == 1
        assert "Worker 1 has not the same images" in worker.said, worker.said
    print("other images: said by both")


def within_the_seeds(data: Path, runs: Path, seeds: int) -> None:
    alone = []
    for seed in range(seeds):
        command = [*_TRAIN, str(data), *_SETTINGS, "--runs", str(runs), "--name", f"seed-{seed}", "--seed", str(seed)]
        subprocess.run(command, check=True, capture_output=True, timeout=_LONGEST_S)
        alone.append(_score(runs / f"seed-{seed}"))
    together = [_score(folder) for folder in runs.glob("lost-*")]
    print(f"one worker, {seeds} seeds: {np.round(alone, 3)}; two workers: {np.round(together, 3)}")
    assert min(together) >= min(alone) - 0.02


def _score(run: Path) -> float:
    result = open_run(run).result
    assert result is not None
    return result.validation.accuracy


def main(seeds: int = 5) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data, runs = samples.shapes(folder / "shapes", per_class=60), folder / "runs"
        for victim in (0, 1):
            for how in (signal.SIGKILL, signal.SIGSTOP):
                one_is_lost(data, runs, victim, how)
        for asked in (0, 1):
            one_is_asked_to_stop(data, runs, asked)
        other_images(data, runs, folder)
        within_the_seeds(data, runs, seeds)
    subprocess.run([sys.executable, "-m", "tests.soak.devices"], check=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
