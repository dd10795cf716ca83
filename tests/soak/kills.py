"""Kill a toy training at random moments, resume it each time, and compare its end with an undisturbed one.

    python -m tests.soak.kills [KILLS] [SEED]

Every resume must open the run, go on from the last whole epoch it had, and lose none; at the end the weights must be
those of a run that nobody killed, bit for bit. Takes about six seconds a kill; the ordinary tests make two.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cnn_desktop.core.runs import Run, open_run
from tests import samples

LONGEST_WAIT_S = 120


def train_command(data: Path, runs: Path, name: str, epochs: int) -> list[str]:
    return [
        *(sys.executable, "-m", "cnn_desktop", "train", str(data), "--runs", str(runs), "--name", name, "--json"),
        *("--architecture", "lenet5", "--epochs", str(epochs), "--batch-size", "8", "--augment", "medium"),
        *("--patience", "0", "--test", "0.2"),
    ]


def resume_command(run: Path) -> list[str]:
    return [sys.executable, "-m", "cnn_desktop", "train", "--resume", str(run), "--json"]


def environment() -> dict[str, str]:
    """Without counting lines: the same commands run elsewhere, and who is killed leaves half a file of counts."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_PROCESS")}


def start_and_kill(command: Sequence[str], after_s: float, *, from_first_epoch: bool) -> int:
    """Run `command` and kill it, `after_s` seconds from its start or its first epoch. Returns its exit code."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment()
    ) as child:
        assert child.stdout is not None
        watchdog = threading.Timer(LONGEST_WAIT_S, child.kill)
        watchdog.start()
        if from_first_epoch:
            for line in child.stdout:
                if json.loads(line)["event"] == "epoch":
                    break
        try:
            child.wait(after_s)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        watchdog.cancel()
        child.stdout.read()
        return child.wait()


def resume_to_the_end(run: Path) -> None:
    done = subprocess.run(
        resume_command(run), capture_output=True, text=True, timeout=600, check=False, env=environment()
    )
    assert done.returncode == 0, done.stderr


def assert_equal_weights(one: Run, other: Run) -> None:
    with np.load(one.checkpoint_file) as a, np.load(other.checkpoint_file) as b:
        assert a.files == b.files
        for name in a.files:
            if name != "history":  # holds seconds
                np.testing.assert_array_equal(a[name], b[name], err_msg=name)


def survive(folder: Path, kills: int, seed: int, epochs: int) -> None:
    """Train in `folder` under `kills` kills. Raises AssertionError where anything is lost."""
    chance = random.Random(seed)
    data = samples.shapes(folder / "shapes", per_class=20)
    straight = train_command(data, folder, "straight", epochs)
    subprocess.run(straight, check=True, capture_output=True, timeout=900, env=environment())
    killed = folder / "killed"
    done = 0
    for number in range(1, kills + 1):
        if not (killed / "config.json").exists():
            command = train_command(data, folder, "killed", epochs)
        elif open_run(killed).status == "finished":
            raise AssertionError(f"the run ended after {number - 1} kills; give it more epochs")
        else:
            command = resume_command(killed)
        before = time.monotonic()
        early = chance.random() < 0.3  # while it starts, scans, decodes or opens the checkpoint
        code = start_and_kill(
            command, chance.uniform(0.1, 4) if early else chance.uniform(0, 0.6), from_first_epoch=not early
        )
        assert code == -signal.SIGKILL, f"ended by itself with {code}"
        epochs_done = len(open_run(killed).history) if (killed / "config.json").exists() else 0
        assert epochs_done >= done, f"{done} epochs were done, {epochs_done} are left"
        done = epochs_done
        print(f"kill {number} of {kills}: {done} epochs kept, {time.monotonic() - before:.1f} s", flush=True)
    resume_to_the_end(killed)
    assert len(open_run(killed).history) == epochs
    assert_equal_weights(open_run(folder / "straight"), open_run(killed))


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as folder:
        survive(Path(folder), kills, seed, epochs=12 * kills)
    print(f"{kills} kills, {kills} resumes, the same weights as without")


if __name__ == "__main__":
    main()
