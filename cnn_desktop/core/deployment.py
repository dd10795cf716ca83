"""How a run is put to use: whether the quick engine can run its network, and if not, why."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from cnn_desktop.core import files, json_files
from cnn_desktop.core.calibration import CALIBRATION
from cnn_desktop.core.likeness import FEATURES
from cnn_desktop.core.looks import LOOKS

DEPLOYMENT = "deployment.json"
LITE_MODEL = "model.tflite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What came of converting a run's network to LiteRT."""

    reason: str = ""  # in a sentence, why there is no `LITE_MODEL`; empty: there is one
    agreement: float | None = None  # the largest difference to a probability of Keras's
    images: int = 0  # that it was compared on

    def save(self, run: Path) -> None:
        """Replace what the run in the folder `run` keeps, atomically."""
        files.write_json(run / DEPLOYMENT, dataclasses.asdict(self))

    @classmethod
    def load(cls, run: Path) -> Deployment | None:
        """Of the run in the folder `run`; None where it tells none that can be read."""
        try:
            values = json_files.read(run / DEPLOYMENT)
            return cls(reason=str(values["reason"]), agreement=values["agreement"], images=int(values["images"]))
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            return None


def forget(run: Path) -> None:
    """Remove what belongs to the model that the run in the folder `run` had until now: another one is to come."""
    for name in (LITE_MODEL, DEPLOYMENT, FEATURES, LOOKS, CALIBRATION):
        (run / name).unlink(missing_ok=True)
