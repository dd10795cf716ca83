"""1,000 random numbers of every layer of every preset, each accounted for in float64.

    python -m tests.soak.receipts [COUNT] [PRESET ...]

Prints a line a preset: how many receipts, how many stay open (more than 1e-4 of the layer's range from what Keras has)
or are not told at all, and the worst. Exit code 1 if any does. Seconds for the small presets, half an hour for all.
"""

from __future__ import annotations

import sys
import time

from cnn_desktop.engine.inspection.receipts import NOT_TOLD
from tests.engine.inspection.examples import EVERY, image, network, recorder
from tests.engine.inspection.test_receipts import book_of, some_receipts


def main(arguments: list[str]) -> int:
    count = int(arguments[0]) if arguments else 1_000
    failed = False
    for name in arguments[1:] or EVERY:
        begun, receipts, open_, untold, worst = time.monotonic(), 0, 0, 0, (0.0, "")
        for one in some_receipts(book_of(recorder(name), image(network(name).input_shape[1:])), count):
            receipts += 1
            untold += one.kind == NOT_TOLD
            open_ += not one.is_closed
            worst = max(worst, (one.share, one.layer))
        seconds = time.monotonic() - begun
        print(f"{name:<16} {receipts:>8,} receipts  {open_} open  {untold} not told  worst {worst[0]:.1e} of the range"
              f" ({worst[1]})  {seconds:.0f} s", flush=True)  # fmt: skip
        failed |= bool(open_ or untold)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
