"""How live the feature maps of a camera are, and how long the window ever stands still while they are.

    python -m tests.benchmarks.live_feature_maps [RUN | lenet5 | mobilenet-v2] [--layer KEY] [--seconds N]
                                                 [--size 640x480] [--rate 30] [--heat] [--surgery] [--pins] [--profile]

A real window with real engines looks at an MJPEG server of this computer, which runs in a process of its own, and into
RUN, or into a network of that name with random weights (LeNet-5 at 28 pixels, MobileNetV2 at 224). Prints one JSON
object: frames grabbed and shown a second (`shown`: all channels of the layer, the channel at full precision and the
classes), `age`: from the grabbing of a frame to its maps being shown (milliseconds, median and 99th percentile), and
`stall`: the longest and the 99th percentile of the gaps between two turns of the window's event loop; `work` is how
much processor time the window's thread took between two turns, whatever else the computer did. --heat: where the class
was found as well, in every frame. --surgery: with a channel of the layer muted and all others twice as strong; each
frame is looked at with that and without. --pins: with as many channels of the layer pinned as there may be.
--profile: what was computed in hard turns, to the error output; that takes time itself. 20 seconds, and some 15 to
begin.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from array import array
from pathlib import Path

from tests.benchmarks.camera_window import serve
from tests.benchmarks.hard_turns import HardTurns

WARM_S = 4.0  # after the first maps, not counted
LAYERS = {"lenet5": "conv_1", "mobilenet-v2": "block_6_expand_relu"}


class Meter:
    """What the window does while the maps are live."""

    def __init__(self, *, profiles: bool = False) -> None:
        self._hard = HardTurns() if profiles else None
        self.gaps, self.work, self.ages = (array("d") for _ in range(3))  # milliseconds
        self.begun = 0.0
        self._last = self._worked = 0.0

    def turn(self) -> None:
        """The event loop is at it again."""
        now, spent = time.perf_counter(), time.thread_time()
        if self.begun:
            self.gaps.append((now - self._last) * 1000)
            self.work.append((spent - self._worked) * 1000)
            if self._hard:
                self._hard.turn(self.work[-1])
                now, spent = time.perf_counter(), time.thread_time()
        self._last, self._worked = now, spent

    def shown(self, captured: float) -> None:
        if self.begun:
            self.ages.append((time.monotonic() - captured) * 1000)

    def told(self, took: float) -> dict[str, object]:
        gaps, ages, work = sorted(self.gaps), sorted(self.ages), sorted(self.work)
        return {
            "shown_per_second": round(len(ages) / took, 1),
            "age": {"median_ms": round(statistics.median(ages), 1), "p99_ms": round(ages[int(len(ages) * 0.99)], 1)},
            "stall": {
                "most_ms": round(gaps[-1], 1),
                "p99_ms": round(gaps[int(len(gaps) * 0.99)], 1),
                "over_33_ms": sum(gap > 33 for gap in gaps),
                "turns": len(gaps),
            },
            "work": {"most_ms": round(work[-1], 1), "p99_ms": round(work[int(len(work) * 0.99)], 1)},
        }


def measure(
    run: Path, layer: str, address: str, seconds: float, *, heat: bool, surgery: bool, pins: bool, profile: bool
) -> dict[str, object]:
    """Look into `run` with what is served at `address`, in the window's Feature maps tab."""
    from PySide6.QtCore import Qt, QTimer

    from cnn_desktop.core.messages import MOST_PINS
    from cnn_desktop.gui import app as application
    from cnn_desktop.gui.engines import Engines
    from cnn_desktop.gui.main_pages import FEATURE_MAPS
    from cnn_desktop.gui.main_window import MainWindow

    app = application.make_application(["cnn-desktop"])
    engines = Engines()
    window = MainWindow(engines)
    window.resize(1280, 800)
    meter, ended = Meter(profiles=profile), dict[str, object]()
    awaited = QTimer(singleShot=True, interval=round(WARM_S * 1000))

    def begin() -> None:
        meter.begun = time.perf_counter()
        QTimer.singleShot(round(seconds * 1000), end)

    def end() -> None:
        took = time.perf_counter() - meter.begun
        grabbed = window.camera.figures.grabbed_per_second
        ended.update(seconds=round(took, 1), grabbed_per_second=round(grabbed, 1), **meter.told(took))
        app.quit()

    def on_shown(frame) -> None:  # type: ignore[no-untyped-def]
        is_of_layer = frame.maps.layer == (layer or frame.maps.layer)
        if is_of_layer and surgery and not window.maps.surgery.surgery:
            alter()
        if is_of_layer and pins and not window.maps.pins.pins:
            pin()
        is_altered = not surgery or frame.maps.unaltered is not None
        is_heated = not heat or frame.evidence is not None
        if is_of_layer and is_altered and is_heated and not (awaited.isActive() or meter.begun):
            awaited.start()
        captured = time.monotonic() - window.live_maps.pace.age_s
        QTimer.singleShot(0, lambda: meter.shown(captured))  # behind what the frame has asked for

    def alter() -> None:
        for channel in range(len(window.maps.maps.levels)):
            window.maps.choose_channel(channel)
            window.maps.surgery.amplify(2) if channel else window.maps.surgery.mute()

    def pin() -> None:
        for channel in range(MOST_PINS):
            window.maps.choose_channel(channel)
            window.maps.pins.toggle()

    def look() -> None:
        window.wake()
        window.chosen.show(run)
        window.show_tab(FEATURE_MAPS)
        window.maps.heat.want(heat)
        window.live_maps.start()
        window.camera.choose(address)

    def choose_layer(state) -> None:  # type: ignore[no-untyped-def]
        if layer and state.network is not None:
            window.maps.choose_layer(layer)

    awaited.timeout.connect(begin)
    timer = QTimer(interval=2)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(meter.turn)
    timer.start()
    window.maps.live_shown.connect(on_shown)
    window.maps.state_changed.connect(choose_layer)
    application.after_first_paint(window, look)
    window.show()
    QTimer.singleShot(round((seconds + 90) * 1000), app.quit)
    app.exec()
    engines.close()
    engines.wait_closed(5_000)
    if not ended:
        raise SystemExit("No maps came.")
    return ended


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", nargs="?", default="lenet5")
    parser.add_argument("--layer", default="")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--size", default="640x480")
    parser.add_argument("--rate", type=float, default=30)
    for flag in ("--heat", "--surgery", "--pins", "--profile"):
        parser.add_argument(flag, action="store_true")
    arguments = parser.parse_args()
    width, height = map(int, arguments.size.split("x"))
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs, arguments.rate, width, height), daemon=True)
    server.start()
    address = ours.recv()
    layer = arguments.layer or LAYERS.get(arguments.run, "")
    with tempfile.TemporaryDirectory() as home:  # nothing of the user's settings or folders
        for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DOCUMENTS_DIR"):
            os.environ[variable] = home
        run = Path(arguments.run).absolute()
        if arguments.run in LAYERS:
            with context.Pool(1) as apart:  # the window's process imports no TensorFlow
                run = apart.apply(random_run, (Path(home), arguments.run))
        how = {name: getattr(arguments, name) for name in ("heat", "surgery", "pins", "profile")}
        told = measure(run, layer, address, arguments.seconds, **how)
    ours.send("done")
    server.join(5)
    print(json.dumps({"network": arguments.run, "layer": layer, **told}))


def random_run(folder: Path, architecture: str) -> Path:
    from tests.benchmarks.inspection import make_run

    return make_run(folder, architecture)


if __name__ == "__main__":
    main()
