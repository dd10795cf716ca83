"""One of each message of the time-lapse."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core.messages import (
    EpochDone,
    FilmKernels,
    FilmReady,
    FilmSaved,
    MapsReady,
    OpenTimeLapse,
    SaveFilm,
    SaveFilmProgress,
    ShowFilm,
    TimeLapseOpened,
)
from cnn_desktop.core.time_lapse import WatchedLayer
from tests.core.inspection_examples import INSPECTION_MESSAGES, PIXELS

RUN = Path("runs") / "würfel"
MAPS = next(message for message in INSPECTION_MESSAGES if isinstance(message, MapsReady))

TIME_LAPSE_MESSAGES = [
    OpenTimeLapse(1, RUN),
    ShowFilm(1, RUN, "conv", 0, "epoch"),
    SaveFilm(1, RUN, "conv", 0, RUN / "film.gif"),
    TimeLapseOpened(
        1, RUN, ("a.png",), PIXELS[None], ("a", "b"), (WatchedLayer("conv", 4, 4, 3, 8, 6),), (0, 1),
        np.zeros((2, 1, 2), np.float32), FilmKernels("conv", PIXELS[None, None], 0.5),
        (EpochDone(1, 2, 0.5, 0.8, 0.6, 0.75, 12.5, 400.0, True),), "",
    ),
    FilmReady(1, "conv", 0, "run", (0, 1), (MAPS, MAPS)),
    SaveFilmProgress(1, 2, 3),
    FilmSaved(1, RUN / "film.gif"),
]  # fmt: skip
