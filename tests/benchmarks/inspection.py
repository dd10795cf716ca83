"""How long a look inside a network takes, engine warm: image chosen to first mosaic, all values, a scan of a dataset.

    python -m tests.benchmarks.inspection [scan IMAGES]

MobileNetV2 at 224 pixels and LeNet-5 at 28, both with random weights; photographs are drawn noise of 1,280 × 960.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from cnn_desktop.core import runs
from cnn_desktop.core.config import TrainingConfig, completed, plan_of
from cnn_desktop.core.messages import ExplainPixel, ScanChannels, ShowChannel, ShowMaps, ShowOverview
from cnn_desktop.core.preparation import Preparation
from tests import samples

TIMES = 15


def make_run(folder: Path, architecture: str) -> Path:
    """A run that never trained: the network with random weights."""
    from cnn_desktop.engine import networks

    config = completed(
        TrainingConfig(dataset=folder, runs=folder, architecture=architecture, weights="none", method="all"), 64
    )
    classes = ("one", "two", "three")
    preparation = Preparation(size=config.image_size, grey=bool(config.grey), resize=config.resize)
    run = runs.create_run(config, classes, preparation)
    networks.build(plan_of(config, len(classes))).save(run.folder / runs.MODEL)
    return run.folder


def photograph(folder: Path, seed: int, size: tuple[int, int] = (960, 1280)) -> Path:
    """A JPEG of soft noise."""
    import simplejpeg

    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (size[0] // 16, size[1] // 16, 3), dtype=np.uint8)
    pixels = np.repeat(np.repeat(coarse, 16, axis=0), 16, axis=1)
    file = folder / f"{seed}.jpg"
    file.write_bytes(simplejpeg.encode_jpeg(np.ascontiguousarray(pixels)))
    return file


class Service:
    """The engine's side of the boundary, asked one thing at a time."""

    def __init__(self) -> None:
        from cnn_desktop.engine.service.inspection import InspectionDesk

        self.events: list[object] = []
        self._desk = InspectionDesk(self.events.append, lambda: False)

    def ask(self, request: object) -> float:
        """Seconds until it was answered."""
        begun = time.perf_counter()
        self._desk.handlers[type(request)](request)
        return time.perf_counter() - begun


def measure(what: str, do: Callable[[int], float]) -> None:
    do(0)
    do(1)
    taken = sorted(1e3 * do(number) for number in range(2, 2 + TIMES))
    print(f"{what:<76} median {statistics.median(taken):6.1f} ms, of {TIMES} the quickest {taken[0]:6.1f}", flush=True)


def looks(folder: Path, architecture: str, layer: str, layers: tuple[str, ...]) -> None:
    from cnn_desktop.engine.inspection.inspector import Inspector

    service, run = Service(), make_run(folder, architecture)
    files = [photograph(folder, seed) for seed in range(2 + TIMES)]
    frames = np.random.default_rng(0).integers(0, 256, (2 + TIMES, 480, 640, 3), dtype=np.uint8)
    print(f"{architecture}:")
    measure(
        f"  photograph chosen to the maps of {layer}", lambda n: service.ask(ShowMaps(n, run, layer, file=files[n]))
    )
    measure(
        f"  camera frame of 640 × 480 to the maps of {layer}",
        lambda n: service.ask(ShowMaps(n, run, layer, pixels=frames[n])),
    )
    measure(
        "  another layer of the same image", lambda n: service.ask(ShowMaps(n, run, layers[n % 2], pixels=frames[0]))
    )
    measure("  one number a channel of all layers", lambda n: service.ask(ShowOverview(n, run, pixels=frames[0])))
    measure(
        "  one channel at full precision", lambda n: service.ask(ShowChannel(n, run, layer, n % 6, pixels=frames[0]))
    )
    measure("  one receipt", lambda n: service.ask(ExplainPixel(n, run, layer, n % 7, 3, n % 6, pixels=frames[0])))
    inspector = Inspector(run)
    batch = np.zeros((1, *inspector.run.preparation.shape), np.uint8)

    def record(number: int) -> float:
        begun = time.perf_counter()
        inspector.recorder.record(batch + np.uint8(number))
        return time.perf_counter() - begun

    measure(f"  all {len(inspector.recorder.calls)} activations of a prepared image", record)


def scan(folder: Path, images: int) -> None:
    """MobileNetV2 over small photographs, as files."""
    service, run = Service(), make_run(folder, "mobilenet-v2")
    data = folder / "data"
    data.mkdir()
    random = np.random.default_rng(0)
    for number in range(images):
        samples.write(data / f"{number:05}.png", samples.shape(samples.NAMES[number % 6], 64, random))
    seconds = service.ask(ScanChannels(1, run, data, "block_13_expand_relu"))
    print(
        f"  scan of {images:,} images, block_13_expand_relu: {seconds:.0f} s, {1e3 * seconds / images:.1f} ms an image"
    )
    print(f"  the same again, from the cache: {service.ask(ScanChannels(2, run, data, 'block_13_expand_relu')):.2f} s")


def main(arguments: list[str]) -> None:
    from cnn_desktop.engine import runtime

    runtime.load()
    with tempfile.TemporaryDirectory() as folder:
        if arguments[:1] == ["scan"]:
            scan(Path(folder), int(arguments[1]))
            return
        looks(Path(folder), "lenet5", "pool_1", ("conv_1", "tanh_2"))
        looks(Path(folder), "mobilenet-v2", "block_6_expand_relu", ("Conv1_relu", "out_relu"))


if __name__ == "__main__":
    main(sys.argv[1:])
