"""One of each message about comparing and about images as points."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core.messages import (
    AlikeRanked,
    DescribeMoments,
    DescribeSets,
    FindNearest,
    LayerPair,
    LayersRanked,
    MomentsDescribed,
    NearestFound,
    PairReady,
    Prediction,
    Project,
    Projected,
    ProjectProgress,
    RankAlike,
    RankAlikeProgress,
    RankLayers,
    SetsDescribed,
    ShowPair,
    Side,
    Unfold,
    Unfolded,
    UnfoldProgress,
)
from tests.core.inspection_examples import INSPECTION_MESSAGES

RUN = Path("/runs/first")
SIDES = Side(RUN, RUN / "a.png"), Side(RUN, epoch=3, image=1)
ANSWER = Prediction((("a", 0.9), ("b", 0.1)))
SEEN = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
MAPS = next(one for one in INSPECTION_MESSAGES if type(one).__name__ == "MapsReady")
POINTS = np.arange(6, dtype=np.float32).reshape(3, 2)
NUMBERS = np.array([0, 1, 1])

COMPARING_MESSAGES = (
    DescribeMoments(1, RUN),
    RankLayers(1, *SIDES),
    ShowPair(1, *SIDES, ("conv", "conv")),
    RankAlike(1, *SIDES, 64),
    MomentsDescribed(1, RUN, 2, 3, "", (0, 1, 2, 3), ("a.png",)),
    LayersRanked(1, (LayerPair("conv", (4, 4, 6), 0.5, 0.1),), ("other",), (ANSWER, ANSWER), (SEEN, SEEN)),
    PairReady(1, ("conv", "conv"), (MAPS, MAPS), np.linspace(0, 1, 6)),
    RankAlikeProgress(1, 2, 3),
    AlikeRanked(1, (("conv",), ("conv", "dense")), np.array([[1, 0.5]], np.float32), 64),
    DescribeSets(1, RUN),
    Project(1, RUN, "validation"),
    Unfold(1, RUN, "all", 20.0, 3),
    FindNearest(1, RUN, "kept", 2),
    SetsDescribed(1, RUN, (("validation", 3),)),
    ProjectProgress(1, 2, 3),
    Projected(
        1, RUN, "validation", RUN, ("a.png", "b.png", "c.png"), ("a", "b"), NUMBERS, NUMBERS, POINTS[:, 0], POINTS,
        np.array([0.5, 0.2]), 64, 3, (("d.png", "It is empty."),), is_cached=False,
    ),
    UnfoldProgress(1, 2, 750, POINTS),
    Unfolded(1, "all", 20.0, 3, NUMBERS, POINTS, 0.7),
    NearestFound(1, 0, NUMBERS[1:], POINTS[1:, 0]),
)  # fmt: skip
