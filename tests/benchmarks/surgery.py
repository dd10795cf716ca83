"""What altered channels cost: an image through the altered network against one through the plain, by turns.

    python -m tests.benchmarks.surgery [RUN…]

Some 20 s a network; without a run, MobileNetV2 at 224 pixels and a residual network with random weights. Medians; how
long the first alteration takes, while the network is traced anew; and a step towards the image that pleases a channel.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from cnn_desktop.core.surgery import toggle_mute
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.inspection.maximisation import Maximiser, aim_at_channel
from tests.benchmarks.inspection import make_run

ROUNDS, STEPS = 60, 40


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folders = [Path(word) for word in sys.argv[1:]] or [
            make_run(Path(temporary), key) for key in ("residual", "mobilenet-v2")
        ]
        for folder in folders:
            measure(Inspector(folder))


def measure(inspector: Inspector) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (1, *inspector.run.preparation.shape)).astype(np.uint8)
    layer = inspector.graph.layers[len(inspector.graph.layers) // 2].key
    wished = toggle_mute((), layer, 0)
    first = _timed(lambda: inspector.surgeon.record(pixels, wished))
    ways = (lambda: inspector.recorder.record(pixels), lambda: inspector.surgeon.record(pixels, wished))
    pairs = np.array([[_timed(way) for way in ways] for _ in range(ROUNDS)])
    steps: list[float] = []
    aim = aim_at_channel(inspector, layer, 0)
    Maximiser(inspector, layer).maximise(aim, 0, STEPS, lambda *_: steps.append(time.perf_counter()))
    plain, altered = 1000 * np.median(pairs, axis=0)
    print(f"{inspector.run.name}: plain {plain:.1f} ms, altered {altered:.1f} ms")
    print(f"  altered / plain {np.median(pairs[:, 1] / pairs[:, 0]):.2f}; the first alteration {first:.2f} s")
    print(f"  a step of maximising {layer}: {1000 * np.median(np.diff(steps)):.1f} ms")


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
