"""One of each message about maps that follow a camera."""

from pathlib import Path

from cnn_desktop.core.messages import (
    ChangeLiveMaps,
    LiveLook,
    LiveMapsChanged,
    LiveMapsReady,
    LiveMapsStarted,
    LiveMapsStopped,
    Pin,
    Prediction,
    StartLiveMaps,
    StopLiveMaps,
)
from cnn_desktop.core.surgery import Alteration

_LOOK = LiveLook(
    layer="conv", channel=3, pre=True, scale="layer", with_evidence=True,
    surgery=(Alteration(layer="conv", muted=frozenset({1})),), pins=(Pin("conv", 3, True),),
)  # fmt: skip

LIVE_MAPS_MESSAGES = (
    StartLiveMaps(1, Path("runs/one"), Path("shm/frames"), _LOOK),
    LiveMapsStarted(1, Path("shm/maps")),
    LiveMapsReady(
        1, 2, 30, 12.5, "conv", True, 3, False, Prediction((("cat", 0.9), ("dog", 0.1))), (480, 640), 29.5, "cat"
    ),
    ChangeLiveMaps(1, _LOOK),
    LiveMapsChanged(1),
    StopLiveMaps(1),
    LiveMapsStopped(1),
)
