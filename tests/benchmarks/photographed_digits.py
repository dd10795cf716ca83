"""How a run that knows digits reads photographed ones: ink on paper, and chalk on a board.

    python -m tests.benchmarks.photographed_digits RUN DIGITS

DIGITS holds `<digit>/*.png` as MNIST has them, light on black. Each is drawn four times, as photos of 200 pixels
(tinted ground, light that falls off to one side by 15 to 45 %, noise, JPEG), classified by RUN; the same every time.
In two of the four the digit fills the photo as it fills its file; in two it is 20 to 60 % of that, and lies anywhere.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.engine.evaluation import evaluate_on
from cnn_desktop.engine.prediction import Classifier

SIDE = 200  # pixels
Array = np.ndarray


def main(run: Path, digits: Path) -> None:
    """Print the accuracy of `run` on each kind of photo."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        draw(digits, folder)
        for kind in sorted(folder.iterdir()):
            report = evaluate_on(Classifier(run), scan(kind))
            low, high = report.interval
            print(f"{kind.name}: {report.accuracy:.1%} of {report.n:,} right (95 % interval {low:.1%} to {high:.1%})")


def draw(digits: Path, folder: Path) -> None:
    """Write `folder/<kind of photo>/<digit>/…jpg`."""
    random = np.random.default_rng(0)
    for file in sorted(digits.rglob("*.png")):
        drawn = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE).astype(np.float32) / 255
        filling = np.clip(cv2.resize(drawn, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), 0, 1)  # 1: ink, or chalk
        light, tint = falling_off(random), np.array([0.88, 0.95, 1.0]) + random.uniform(-0.04, 0.02, 3)
        kinds = {
            "dark on light": (225.0, random.uniform(25, 70)),  # levels of the ground and of the stroke
            "light on dark": (random.uniform(25, 50), random.uniform(190, 235)),
        }
        for name, (ground, ink) in kinds.items():
            for place, stroke in (("", filling), (", anywhere", anywhere(drawn, random))):
                scene = (ground * (1 - stroke) + ink * stroke) * light
                photo = scene[:, :, None] * tint + random.normal(0, 4, (SIDE, SIDE, 3))
                target = folder / f"{name}{place}" / file.parent.name / f"{file.stem}.jpg"
                target.parent.mkdir(parents=True, exist_ok=True)
                softened = cv2.GaussianBlur(photo, (3, 3), 0).clip(0, 255).astype(np.uint8)
                assert cv2.imwrite(str(target), softened, [cv2.IMWRITE_JPEG_QUALITY, 85])


def anywhere(drawn: Array, random: np.random.Generator) -> Array:
    """(SIDE, SIDE) 0..1: the digit smaller, and out of the middle; all of it is there."""
    side = int(SIDE * random.uniform(0.2, 0.6))
    top, left = (int(value) for value in random.integers(0, SIDE - side + 1, 2))
    stroke = np.zeros((SIDE, SIDE), np.float32)
    stroke[top : top + side, left : left + side] = np.clip(
        cv2.resize(drawn, (side, side), interpolation=cv2.INTER_CUBIC), 0, 1
    )
    return stroke


def falling_off(random: np.random.Generator) -> Array:
    """(SIDE, SIDE) 0.55..1: a lamp on one side."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / (SIDE - 1) - 0.5
    angle = random.uniform(0, 2 * np.pi)
    return 1 - random.uniform(0.15, 0.45) * (np.cos(angle) * x + np.sin(angle) * y + 0.5)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
