"""The CIFAR-10 presets against the plain Keras script of paper 1, in one run: seconds of whole processes.

    python -m tests.benchmarks.cifar10 fast FOLDER [--seeds 0 1 2] [--script-epochs N]
    python -m tests.benchmarks.cifar10 best FOLDER [--seeds 0]     [--script-epochs N]

FOLDER holds `cifar10_train/<class>/…` and `cifar10_test/<class>/…`. `fast`: `cnn-desktop train --preset cifar10-fast`,
from the start of its process to its end, a seed after the other, each with nothing known from before, against the
script until it passes 73.13 % of the test images; three seeds and nine to eleven epochs of the script take about ten
minutes. `best`: `cifar10-best` against the script's 25 epochs, about 45 minutes. With `--script-epochs N` the script is
ended after N epochs and its time follows from their pace: until epoch `PASSES_AT` for `fast`, until 25 for `best`.

The test images choose nothing on our side: a share of the training images validates. For `best` they are answered a
second time with test-time averaging over six views, and that time is told. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from tests.benchmarks import paper1

PASSES_AT, ALL = 9, 25  # epochs of the script: the earliest at which it was seen to pass, and all of them
VALIDATION = {"fast": 0.1, "best": 0.04}  # of the training images
VIEWS = ((0, 0, 0.25), (-1, -1, 0.125), (1, 1, 0.125))  # shift down and right, weight; each mirrored as well


def script(folder: Path, epochs: int, until: int | None) -> dict[str, float]:
    """Run the plain script for `epochs`, or until it passes the goal; `until`: the epoch that its time is taken to."""
    begun, told = time.monotonic(), []
    command = [sys.executable, "-c", paper1.PLAIN, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            told.append((time.monotonic() - begun, float(line.split()[1])))
            print(f"  script, epoch {len(told)}: {told[-1][1]:.4f} after {told[-1][0]:.0f} s", flush=True)
            if len(told) == epochs or (until is None and told[-1][1] >= paper1.GOAL):
                child.kill()
                break
    seconds, done = told[-1][0], len(told)
    if until and done < until:
        paces = [later - sooner for (sooner, _), (later, _) in itertools.pairwise(told)]
        seconds += (until - done) * (statistics.median(paces) if paces else seconds)
    return {"seconds": seconds, "epochs timed": done, "accuracy": max(accuracy for _, accuracy in told)}


def preset(which: str, dataset: Path, seed: int, scratch: Path) -> dict[str, float]:
    """Train by the command line; the seconds of its whole process and what it scored."""
    command = [
        sys.executable, "-m", "cnn_desktop", "train", str(dataset), "--preset", f"cifar10-{which}", "--seed", str(seed),
        "--validation", str(VALIDATION[which]), "--runs", str(scratch / "runs"), "--json",
    ]  # fmt: skip
    begun = time.monotonic()
    said = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True,
        env=os.environ | {"XDG_CACHE_HOME": str(scratch / f"cache-{seed}")},
    ).stdout.splitlines()  # fmt: skip
    found: dict[str, float] = {"seconds": time.monotonic() - begun}
    end = json.loads(said[-1])
    found["accuracy"] = end["test"]["accuracy"]
    if which == "best":
        begun = time.monotonic()
        found["averaged over six views"] = averaged(Path(end["run"]), dataset / "test")
        found["seconds of that"] = time.monotonic() - begun
    print(f"  cifar10-{which}, seed {seed}: {found}", flush=True)
    return found


def averaged(run: Path, folder: Path) -> float:
    """The accuracy on the images of `folder`, answers averaged over views of each. Source: arXiv:2404.00498, 3.5."""
    from cnn_desktop.engine.prediction import Classifier
    from tests.benchmarks.speed_throughput import cifar

    classifier, store = Classifier(run), cifar(folder)
    padded = np.pad(store.pixels, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="reflect")

    def answered(view: tuple[int, int, float]) -> np.ndarray:
        down, right, weight = view
        seen = padded[:, 1 + down : 33 + down, 1 + right : 33 + right]
        both = (classifier.probabilities(np.ascontiguousarray(one)) for one in (seen, seen[:, :, ::-1]))
        return weight * sum(np.log(np.maximum(one, 1e-12)) for one in both)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return float((sum(pool.map(answered, VIEWS)).argmax(axis=1) == store.labels).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("preset", choices=("fast", "best"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+")
    parser.add_argument("--script-epochs", type=int, default=ALL)
    options = parser.parse_args()
    folder, which = options.folder.resolve(), options.preset
    is_whole = options.script_epochs >= ALL
    until = ALL if which == "best" else None if is_whole else PASSES_AT
    with tempfile.TemporaryDirectory() as scratch:
        dataset = Path(scratch) / "cifar10"
        for split in ("train", "test"):
            paper1.link_files(folder / f"cifar10_{split}", dataset / split)
        theirs = script(folder, options.script_epochs, until)
        ours = {
            seed: preset(which, dataset, seed, Path(scratch))
            for seed in options.seeds or ((0, 1, 2) if which == "fast" else (0,))
        }
    ratios = [theirs["seconds"] / one["seconds"] for one in ours.values()]
    found = {"preset": f"cifar10-{which}", "script": theirs, "script timed whole": is_whole, "seeds": ours}
    print(json.dumps(found | {"times faster": ratios, "median": statistics.median(ratios)}))


if __name__ == "__main__":
    main()
