"""Ctrl-C and SIGTERM at many moments of a training: it leaves within ten seconds, and what it leaves is whole.

    python -m tests.soak.leaving [TIMES] [SEED]

The moments lie between the start of the program and the end of a short training, so that all its phases are met: the
import, the scan, the decoding, the trace, batches, validation, saving and scoring. Takes about ten seconds a time.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cnn_desktop.core import files
from cnn_desktop.core.runs import is_run, manifest, open_run
from tests import samples
from tests.soak.kills import resume_command, train_command

MOST_S = 10.0
_CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}
_HEARD_FROM_S = 1.5  # before that Python itself is still starting, and ends as Python does


def leave_once(folder: Path, data: Path, number: signal.Signals, after_s: float) -> tuple[float, int, str]:
    """Start a training, send `number` after `after_s` seconds: how long it took to leave, its exit code, its state."""
    command = train_command(data, folder, "run", 60)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        try:
            child.wait(after_s)
            return 0.0, child.returncode, "ended before"
        except subprocess.TimeoutExpired:
            child.send_signal(number)
        begun = time.monotonic()
        child.wait(60)
        took = time.monotonic() - begun
    run = folder / "run"
    if not is_run(run):
        return took, child.returncode, "no run yet"
    for name in ("model.keras", "checkpoint/latest.npz"):
        manifest.require_whole(run, name)
    return took, child.returncode, f"{open_run(run).status} after {open_run(run).epochs_done} epochs"


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    longest = 0.0
    for count in range(1, times + 1):
        number, after_s = chance.choice(list(_CODES)), chance.uniform(_HEARD_FROM_S, 15)
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            data = samples.shapes(folder / "shapes", per_class=200)
            took, code, state = leave_once(folder, data, number, after_s)
            print(f"{number.name} after {after_s:.1f} s: left in {took:.1f} s with {code}; {state}", flush=True)
            assert state == "ended before" or code in (_CODES[number], -number), code
            assert took <= MOST_S, took
            longest = max(longest, took)
            if "interrupted" in state and count % 5 == 0:
                subprocess.run(resume_command(folder / "run"), check=True, capture_output=True, timeout=300)
                assert not list((folder / "run").rglob(f".*{files.TEMPORARY_SUFFIX}*"))
    print(f"{times} times: the longest took {longest:.1f} s")


if __name__ == "__main__":
    main()
