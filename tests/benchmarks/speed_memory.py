"""The largest resident size of a training of CIFAR-10, one epoch and its score, above a bare import of TensorFlow."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import paper1

BARE = 'import os; os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"; import keras, tensorflow'


def measure(options: argparse.Namespace) -> dict[str, object]:
    from tests.benchmarks.speed import told

    plain = paper1.PLAIN.replace("epochs=25", "epochs=1")
    assert plain != paper1.PLAIN
    ours, theirs = [], []
    for _ in range(options.rounds):
        bare = _peak([sys.executable, "-c", BARE])
        with tempfile.TemporaryDirectory() as scratch:
            dataset = Path(scratch) / "cifar10"
            paper1.link(options.folder, dataset)
            command = [sys.executable, "-m", "cnn_desktop", "train", str(dataset), "--architecture", "cifar10-vgg"]
            ours.append(_peak([*command, "--epochs", "1", "--runs", scratch]) - bare)
        theirs.append(_peak([sys.executable, "-c", plain, str(options.folder)]) - bare)
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    return told("memory against the plain script", ratios, ours_mb=ours, theirs_mb=theirs)


def _peak(command: list[str]) -> float:
    """Megabytes."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command[:5])} …")
    return usage.ru_maxrss / 1024  # kilobytes on Linux
