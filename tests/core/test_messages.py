"""Every message crosses a pipe and comes out the same."""

from __future__ import annotations

import dataclasses
import pickle
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from cnn_desktop.core import messages
from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.model import ClassSummary, DatasetSummary, GroupExample, GroupsSummary, Skipped
from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.messages import (
    AddedToDataset,
    AddToDataset,
    ArchitectureReady,
    AugmentationPreviewed,
    BatchDone,
    ClassesListed,
    Classify,
    ClassifyDone,
    ClassifyPixels,
    CopyByClass,
    CopyDone,
    CopyProgress,
    DatasetReady,
    DescribeArchitecture,
    DescribeGroups,
    DescribeSureness,
    Detach,
    DownloadProgress,
    DownloadWeights,
    EngineExited,
    EngineReady,
    EngineSilent,
    EpochDone,
    Examine,
    Examined,
    FindImages,
    FindLearningRate,
    GroupsReady,
    ImageClassified,
    ImageRefused,
    ImageSaved,
    ImagesFound,
    ImportModel,
    LabelsWanted,
    Layer,
    LearningRateFound,
    LearningRatePoint,
    LeastConfidenceSet,
    LoadPicture,
    LoadThumbnails,
    Locate,
    Located,
    ModelImported,
    Neighbour,
    PictureReady,
    PixelsClassified,
    PlanTraining,
    PrecisionTried,
    Prediction,
    PreviewAugmentation,
    RedoLast,
    RequestCancelled,
    RequestFailed,
    ResumeTraining,
    SamplesReady,
    SaveImage,
    SaveSettings,
    ScanDataset,
    ScanProgress,
    SearchDone,
    SetLeastConfidence,
    SettingsSaved,
    Shutdown,
    StageProgress,
    StartTraining,
    SurenessDescribed,
    TableWritten,
    ThumbnailReady,
    ThumbnailsDone,
    TrainingFinished,
    TrainingPlanned,
    TrainingStarted,
    UndoLast,
    Undone,
    WaitingForDisk,
    WarmUp,
    WeightsReady,
    WriteSamples,
    WriteTable,
)
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.settings import Settings
from tests.core.camera.examples import CAMERA_MESSAGES
from tests.core.comparing_examples import COMPARING_MESSAGES
from tests.core.inspection_examples import INSPECTION_MESSAGES
from tests.core.live_maps_examples import LIVE_MAPS_MESSAGES
from tests.core.results.examples import RESULTS_MESSAGES
from tests.core.study.examples import STUDY_MESSAGES
from tests.core.time_lapse_examples import TIME_LAPSE_MESSAGES
from tests.core.trust_examples import TRUST_MESSAGES

NAME = "Würfel \u202e \udce9 日本"  # right-to-left mark, a byte that is not UTF-8
FOLDER = Path("/data") / NAME
PIXELS = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
EPOCH = EpochDone(1, 10, 0.5, 0.9, 0.6, 0.8, 1.5, 1000.0, is_best=True)
SCORE = Score("validation", 10, 0.9, (0.6, 0.98), 0.9, 0.9, 0.5)
CONFIG = TrainingConfig(dataset=FOLDER, runs=Path("/runs"), epochs=10)
SUMMARY = DatasetSummary(
    folder=FOLDER,
    classes=(ClassSummary(NAME, 3, ("a.png",)),),
    images=3,
    splits=(("test", 1),),
    skipped=(Skipped("x.gif", "It is empty."),),
    skipped_total=1,
    duplicates=(("a.png", "b.png"),),
    duplicates_total=1,
    warnings=("Uneven.",),
    suggested_image_size=64,
    is_grey=False,
)

GROUP = GroupExample(NAME, "", (NAME,), 3)
GROUPS = GroupsSummary("number", 4, 9, 1, 2, GROUP, (GROUP,), (GROUP,), 1)

PREDICTION = Prediction(((NAME, 0.9), ("b", 0.1)), "unlike", 1.2)

MESSAGES = [
    ScanDataset(1, FOLDER),
    LoadPicture(1, FOLDER / "a.png", 960),
    FindImages(1, (FOLDER,)),
    ImagesFound(1, (FOLDER / "a.png",)),
    SearchDone(1),
    DescribeGroups(1, FOLDER, "number"),
    LoadThumbnails(1, (FOLDER / "a.png",), 96),
    WriteSamples(1, FOLDER),
    DescribeArchitecture(1, NetworkPlan(architecture="residual", image_size=64, classes=10)),
    PreviewAugmentation(1, (FOLDER / "a.png",), Preparation(size=4), Augmentation(flip=True), 7),
    FindLearningRate(1, CONFIG),
    PlanTraining(1, CONFIG, 2, (8, 2, 0), (FOLDER / "a.png",)),
    DownloadWeights(1, "mobilenet-v2"),
    DownloadProgress(1, 1_000, 9_406_464),
    WeightsReady(1, "mobilenet-v2", FOLDER / "weights.h5"),
    StartTraining(CONFIG),
    ResumeTraining(FOLDER),
    Classify(1, FOLDER, (FOLDER / "a.png",)),
    SaveImage(1, FOLDER / "a.png", PIXELS),
    AddToDataset(1, FOLDER, FOLDER, NAME, "b", pixels=PIXELS),
    UndoLast(1, FOLDER),
    RedoLast(1, FOLDER),
    SaveSettings(1, Settings(theme="dark"), FOLDER),
    ImageSaved(1, FOLDER),
    AddedToDataset(1, FOLDER, NAME, "entry"),
    Undone(1, "entry", "What was done."),
    SettingsSaved(1),
    WarmUp(1),
    Detach(),
    Shutdown(),
    ScanProgress(1, 2, 3),
    ClassesListed(1, FOLDER, ((NAME, 3),)),
    DatasetReady(1, SUMMARY),
    GroupsReady(1, GROUPS),
    PictureReady(1, FOLDER / "a.png", PIXELS),
    ThumbnailReady(1, FOLDER / "a.png", PIXELS),
    ThumbnailsDone(1),
    AugmentationPreviewed(1, (FOLDER / "a.png",), PIXELS[None], PIXELS[None]),
    LearningRatePoint(1, 1e-3, 0.5),
    LearningRateFound(1, 1e-3, ((1e-4, 0.7), (1e-3, 0.5))),
    SamplesReady(1, FOLDER),
    ArchitectureReady(1, "residual", "Residual", 100, (Layer("conv", "Conv2D", (32, 32, 8), 100),)),
    StageProgress("decoding", 3, 10),
    TrainingStarted(
        FOLDER, CONFIG, (NAME, "b"), (("training", 8),), 4, (Skipped(NAME, "It ends early."),), 3, (EPOCH,)
    ),
    PrecisionTried("bfloat16", 500.0, 950.0),
    WaitingForDisk("The disk is full.", "Free some space."),
    TrainingPlanned(1, 240.0, 8.0, 1_200_000_000, "bfloat16", 1.9),
    BatchDone(1, 2, 3, 0.5, 0.9, 1000.0, 60.0),
    EPOCH,
    TrainingFinished(FOLDER, 1, "completed", SCORE, None),
    ImageClassified(1, FOLDER / "a.png", Prediction(((NAME, 0.9), ("b", 0.1))), PIXELS),
    ImageRefused(1, FOLDER / "a.png", "It is empty.", "Choose another one."),
    ClassifyDone(1, 2, 0.1),
    ClassifyPixels(1, FOLDER, PIXELS),
    PixelsClassified(1, PREDICTION, PIXELS),
    Examine(1, FOLDER, FOLDER / "a.png"),
    Examined(1, PREDICTION, PIXELS, (Neighbour(FOLDER / "b.png", NAME, 0.4),)),
    Locate(1, FOLDER, NAME, pixels=PIXELS),
    Located(1, NAME, PIXELS[..., 0] / np.float32(48), "conv"),
    SetLeastConfidence(1, FOLDER, 0.5),
    LeastConfidenceSet(1, FOLDER, 0.5),
    ImportModel(1, FOLDER / "model.h5", FOLDER, (NAME, "b")),
    LabelsWanted(1, FOLDER / "model.h5", 2),
    ModelImported(1, FOLDER, ("Repaired.",)),
    DescribeSureness(1, FOLDER),
    SurenessDescribed(1, FOLDER, 0.5, 0.6, 84, ((0.5, 0.9, 0.97),)),
    CopyByClass(1, FOLDER, ((FOLDER / "a.png", NAME),)),
    CopyProgress(1, 2, 3),
    CopyDone(1, FOLDER, 1, ((FOLDER / "a.png", "It is gone."),)),
    WriteTable(1, FOLDER / "t.csv", "csv", (FOLDER / "a.png",), (NAME,), PIXELS[:1, :1, 0], ("sure",), (None,)),
    TableWritten(1, FOLDER / "t.csv", 1),
    *CAMERA_MESSAGES,
    *INSPECTION_MESSAGES,
    *LIVE_MAPS_MESSAGES,
    *TIME_LAPSE_MESSAGES,
    *COMPARING_MESSAGES,
    *RESULTS_MESSAGES,
    *TRUST_MESSAGES,
    *STUDY_MESSAGES,
    EngineReady("CPU", 1),
    RequestFailed("What happened.", "What to do.", "Traceback", 1),
    RequestCancelled(1),
    EngineSilent(90.0, "What happened.", "What to do."),
    EngineExited(-9, False, "What happened.", "What to do.", "Last words"),
]


def test_no_message_is_forgotten_here():
    assert {type(message) for message in MESSAGES} == {*get_args(messages.Request), *get_args(messages.Event)}


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_survives_the_pipe(message):
    arrived = pickle.loads(pickle.dumps(message))
    assert_same(arrived, message)


def assert_same(one, other):
    """Arrays within messages within messages are looked at too."""
    assert type(one) is type(other)
    if dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, tuple) and len(one) == len(other):
        for part, counterpart in zip(one, other, strict=True):
            assert_same(part, counterpart)
    else:
        np.testing.assert_equal(one, other)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_never_changes(message):
    for field in dataclasses.fields(message):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(message, field.name, None)


@pytest.mark.parametrize("message", [message for message in MESSAGES if hasattr(message, "ticket")], ids=str)
def test_a_ticket_is_kept_by_its_name(message):
    assert message.ticket == 1


def test_a_prediction_names_its_most_probable_class():
    prediction = Prediction((("cat", 0.7), ("dog", 0.3)))
    assert (prediction.class_name, prediction.confidence) == ("cat", 0.7)


@pytest.mark.parametrize(("reason", "early"), [("completed", False), ("no_improvement", True), ("stopped", True)])
def test_a_training_says_whether_it_ended_early(reason, early):
    assert TrainingFinished(FOLDER, 1, reason, SCORE, None).stopped_early is early
