"""One of each message of the feature-map viewer."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.explanations import Evidence, Trust
from cnn_desktop.core.messages import (
    AlteredScore,
    ChangedAnswer,
    ChannelReady,
    ChannelsNotScanned,
    ChannelsScanned,
    ChannelStatistics,
    ChannelsWeighed,
    CropPatches,
    DescribeLayers,
    EffectiveFieldReady,
    EvaluateSurgery,
    EvaluateSurgeryProgress,
    Explain,
    ExplainPixel,
    ExplainProgress,
    ExplanationReady,
    ExplanationSaved,
    FolderMapsSaved,
    KernelsReady,
    LayerInfo,
    LayerOverview,
    LayersDescribed,
    MapsReady,
    MapsSaved,
    Maximise,
    Maximised,
    MaximisedImage,
    MaximisedSaved,
    MaximiseProgress,
    OverviewReady,
    PatchesCropped,
    PatchWish,
    Pin,
    PinnedMap,
    PinnedReady,
    PixelExplained,
    Prediction,
    PrepareSurgery,
    Receipt,
    ReceiptLine,
    SaveExplanation,
    SaveFolderMaps,
    SaveFolderMapsProgress,
    SaveLocated,
    SaveMaps,
    SaveMaximised,
    ScanChannels,
    ScanChannelsProgress,
    ScannedChannels,
    ShowChannel,
    ShowEffectiveField,
    ShowKernels,
    ShowMaps,
    ShowOverview,
    ShowPinned,
    SurgeryEvaluated,
    SurgeryPreparing,
    WeighChannels,
)
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.receptive_field import Box, Node, Reach
from cnn_desktop.core.results.confusion import Confusion
from cnn_desktop.core.surgery import Alteration

RUN = Path("/runs/Würfel 日本")
PIXELS = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
CHANNELS = np.linspace(-1, 1, 3)
PREDICTION = Prediction((("Würfel", 0.9), ("b", 0.1)))
LAYER = LayerInfo(
    "backbone/conv#2", "conv", "Conv2D", "backbone", (4, 4, 3), 84, ("input",), "relu", (3, 3), (1, 1), (3, 3), (1, 1)
)
NODES = (Node("input", (4, 4, 3)), Node("backbone/conv#2", (4, 4, 3), ("input",), Reach(kernel=(3, 3), before=(1, 1))))
RECEIPT = Receipt(
    "backbone/conv#2", True, 1, 2, 0, "convolution", "input", 0, 1, (1, 1),
    np.ones((3, 3, 3)), np.ones((3, 3), bool), np.ones((3, 3, 3)),
    (ReceiptLine("sum of 27 products", None, 27.0, "conv"), ReceiptLine("+ bias", 0.5, 27.5, "conv")), 27.5, 27.5, 30.0,
)  # fmt: skip
SCANNED = ScannedChannels(
    "conv", False, 2, (("c.png", "It is empty."),), CHANNELS, CHANNELS, CHANNELS, CHANNELS, CHANNELS, CHANNELS,
    ("a.png", "b.png"), np.zeros((3, 1), int), np.zeros((3, 1)), np.zeros((3, 1, 2), int),
    np.zeros((3, 1), int), np.zeros((3, 1)), np.zeros((3, 1, 2), int),
    ("Würfel", "b"), np.ones(2, int), np.ones((2, 3)), np.ones((2, 3)),
)  # fmt: skip

SURGERY = (Alteration(layer="conv", muted=frozenset({1}), factors=((2, 4.0),), every_call=True),)
SCORE = Score("validation", 10, 0.9, (0.6, 0.98), 0.9, 0.9, 0.5)
CHANGED = ChangedAnswer(RUN / "a.png", "Würfel", "Würfel", "b", 0.9, 0.6)
CONFUSION = Confusion.of(np.array([0, 1, 1]), np.array([0, 0, 1]), 2)
ALTERED = AlteredScore(
    SURGERY, ("Würfel", "b"), SCORE, SCORE, CONFUSION, CONFUSION, (CHANGED,), 0.5, (("c.png", "It is empty."),)
)

EVIDENCE = Evidence("score-cam", "cat", "conv", PIXELS, np.zeros((4, 4), np.float32), 0.5, 3.0, 2.5, 1e-6, 32)

INSPECTION_MESSAGES = [
    DescribeLayers(1, RUN),
    ShowMaps(1, RUN, "conv", pixels=PIXELS, scale="layer", limits=np.zeros((3, 2))),
    ShowOverview(1, RUN, RUN / "a.png"),
    ShowChannel(1, RUN, "conv", 2, pixels=PIXELS, pre=True),
    ShowKernels(1, RUN, "conv", 2),
    ExplainPixel(1, RUN, "conv", 1, 2, 0, RUN / "a.png"),
    SaveMaps(1, RUN, "conv", RUN / "maps.png", pixels=PIXELS, channel=2, is_bare=True),
    SaveFolderMaps(1, RUN, "conv", RUN, RUN / "maps.npz", pre=True),
    ScanChannels(1, RUN, RUN, "conv", only_if_known=True),
    ShowEffectiveField(1, RUN, "conv", 2, 3, (RUN / "a.png",), pixels=PIXELS),
    CropPatches(1, "conv", (PatchWish(RUN / "a.png", 1, 2),), NODES, Preparation(size=4), 64),
    WeighChannels(1, RUN, "conv", "Würfel", pixels=PIXELS),
    ShowPinned(1, RUN, (Pin("conv", 2), Pin("conv", 2, True)), pixels=PIXELS, surgery=SURGERY),
    PinnedReady(1, (PinnedMap(Pin("conv", 2, True), PIXELS[..., 0], -1.0, 1.0, 0.2, 0.9, True, False),)),
    LayersDescribed(1, RUN, (LAYER,), NODES, ("Würfel", "b"), Preparation(size=4), 84, "logits", False),
    MapsReady(
        1, "conv", False, PIXELS, np.zeros((3, 2)), np.zeros(3, bool), True,
        ChannelStatistics(CHANNELS, CHANNELS, CHANNELS, CHANNELS), PREDICTION, PIXELS, (480, 640),
    ),
    OverviewReady(1, (LayerOverview("conv", PIXELS[0, 0], np.zeros(3, bool), np.zeros(3, bool)),), PREDICTION),
    ChannelReady(1, "conv", 2, True, CHANNELS[None], -1.0, 0.0, 1.0, 0.3, np.ones(4, int), np.arange(5.0)),
    KernelsReady(1, "conv", 2, np.ones((3, 3, 3)), 0.5, 1.0, np.arange(3), PIXELS, np.ones((3, 3, 3)), 0.25),
    PixelExplained(1, RECEIPT),
    MapsSaved(1, RUN / "maps.png"),
    SaveFolderMapsProgress(1, 2, 3),
    EffectiveFieldReady(1, "conv", 2, 3, Box(1, 2, 3, 4), 21),
    FolderMapsSaved(1, RUN / "maps.npz", 2, (("c.png", "It is empty."),)),
    ScanChannelsProgress(1, 2, 3),
    ChannelsNotScanned(1, 3),
    PatchesCropped(1, (PIXELS, None)),
    ChannelsWeighed(1, "conv", False, "Würfel", np.ones(3)),
    ChannelsScanned(1, SCANNED, True),
    PrepareSurgery(1, RUN),
    SurgeryPreparing(1),
    EvaluateSurgery(1, RUN, SURGERY, "test"),
    EvaluateSurgeryProgress(1, 2, 3),
    SurgeryEvaluated(1, RUN, ALTERED),
    Maximise(1, RUN, "conv", 2, seed=3, steps=64),
    SaveMaximised(1, RUN / "dream.png", PIXELS, "a cat", is_bare=True),
    MaximiseProgress(1, 3, 64, PIXELS, 0.5),
    Maximised(1, MaximisedImage("conv", 2, "", PIXELS, 3.5, 0.5, 64, 3, PREDICTION)),
    MaximisedSaved(1, RUN / "dream.png"),
    Explain(1, RUN, "cat", "score-cam", "conv", pixels=PIXELS),
    SaveLocated(1, RUN, "Würfel", RUN / "where.png", pixels=PIXELS, name="Camera"),
    SaveExplanation(1, RUN / "why.png", EVIDENCE, "a cat", 0.5, is_bare=True),
    ExplainProgress(1, "trust", 3, 8, EVIDENCE),
    ExplanationReady(1, EVIDENCE, Trust((0.1, -0.2), (0.3, 0.4))),
    ExplanationSaved(1, RUN / "why.png"),
]  # fmt: skip
