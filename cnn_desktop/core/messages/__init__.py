"""What the program and its engine processes say to each other.

Every message is a frozen dataclass of plain values, paths and NumPy arrays: it can be pickled,
compared in a test and read in a log. A request that is answered carries a `ticket`; its answers carry
the same one, so that stale answers are dropped. A request ends with exactly one closing event: the last that its
docstring names, `RequestFailed` or `RequestCancelled`.
"""

from __future__ import annotations

from cnn_desktop.core.messages.attribution import (
    Explain,
    ExplainProgress,
    ExplainStage,
    ExplanationReady,
    ExplanationSaved,
    SaveExplanation,
    SaveLocated,
)
from cnn_desktop.core.messages.camera import (
    Camera,
    CameraClosed,
    CameraEnded,
    CameraLost,
    CameraOpened,
    CamerasListed,
    ClassifyFrames,
    CloseCamera,
    CountPictures,
    EvidenceSaved,
    FrameClassified,
    FrameReady,
    FrameSaved,
    FramesFollow,
    ListCameras,
    OpenCamera,
    PicturesCounted,
    RecordingStarted,
    RecordingStopped,
    SaveEvidence,
    Source,
    StartRecording,
    StopRecording,
)
from cnn_desktop.core.messages.channel_scan import (
    ChannelsNotScanned,
    ChannelsScanned,
    CropPatches,
    PatchesCropped,
    PatchWish,
    ScanChannels,
    ScanChannelsProgress,
    ScannedChannels,
)
from cnn_desktop.core.messages.channel_weights import ChannelsWeighed, WeighChannels
from cnn_desktop.core.messages.comparing import (
    AlikeRanked,
    DescribeMoments,
    LayerPair,
    LayersRanked,
    MomentsDescribed,
    PairReady,
    PairScale,
    RankAlike,
    RankAlikeProgress,
    RankLayers,
    ShowPair,
    Side,
    Weights,
)
from cnn_desktop.core.messages.conversation import Emit, Event, Request, ShouldStop
from cnn_desktop.core.messages.datasets import (
    AugmentationPreviewed,
    ClassesListed,
    DatasetReady,
    DescribeGroups,
    GroupsReady,
    LoadPicture,
    LoadThumbnails,
    PictureReady,
    PreviewAugmentation,
    SamplesReady,
    ScanDataset,
    ScanProgress,
    ThumbnailReady,
    ThumbnailsDone,
    WriteSamples,
)
from cnn_desktop.core.messages.effective_field import EffectiveFieldReady, ShowEffectiveField
from cnn_desktop.core.messages.engine import (
    Detach,
    EngineExited,
    EngineReady,
    EngineSilent,
    RequestCancelled,
    RequestFailed,
    Shutdown,
    WarmUp,
)
from cnn_desktop.core.messages.journal import (
    AddedToDataset,
    AddToDataset,
    ImageSaved,
    RedoLast,
    SaveImage,
    UndoLast,
    Undone,
)
from cnn_desktop.core.messages.layers import DescribeLayers, LayerInfo, LayersDescribed
from cnn_desktop.core.messages.leaks import KeepTogether, KeptTogether, LeaksFound, LeaksProgress, LookForLeaks
from cnn_desktop.core.messages.live_maps import (
    ChangeLiveMaps,
    LiveLook,
    LiveMapsChanged,
    LiveMapsReady,
    LiveMapsStarted,
    LiveMapsStopped,
    StartLiveMaps,
    StopLiveMaps,
)
from cnn_desktop.core.messages.maps import (
    ChannelReady,
    ChannelStatistics,
    Colours,
    FolderMapsSaved,
    KernelsReady,
    LayerOverview,
    MapsReady,
    MapsSaved,
    OverviewReady,
    SaveFolderMaps,
    SaveFolderMapsProgress,
    SaveMaps,
    Scale,
    ShowChannel,
    ShowKernels,
    ShowMaps,
    ShowOverview,
)
from cnn_desktop.core.messages.maximisation import (
    Maximise,
    Maximised,
    MaximisedImage,
    MaximisedSaved,
    MaximiseProgress,
    SaveMaximised,
)
from cnn_desktop.core.messages.mending import (
    CopyCorrected,
    EditsRead,
    ImagesMended,
    Mend,
    MendImages,
    ReadEdits,
)
from cnn_desktop.core.messages.networks import (
    ArchitectureReady,
    DescribeArchitecture,
    DownloadProgress,
    DownloadWeights,
    Layer,
    WeightsReady,
)
from cnn_desktop.core.messages.pins import MOST_PINS, Pin, PinnedMap, PinnedReady, ShowPinned
from cnn_desktop.core.messages.planning import PlanTraining, TrainingPlanned
from cnn_desktop.core.messages.prediction import (
    Classify,
    ClassifyDone,
    ClassifyPixels,
    CopyByClass,
    CopyDone,
    CopyProgress,
    Examine,
    Examined,
    ImageClassified,
    ImageRefused,
    ImportModel,
    Judgement,
    LabelsWanted,
    LeastConfidenceSet,
    Locate,
    Located,
    ModelImported,
    Neighbour,
    PixelsClassified,
    Prediction,
    SetLeastConfidence,
    TableWritten,
    WriteTable,
)
from cnn_desktop.core.messages.projection import (
    DescribeSets,
    FindNearest,
    ImageSet,
    NearestFound,
    Project,
    Projected,
    ProjectProgress,
    SetsDescribed,
    Unfold,
    Unfolded,
    UnfoldProgress,
)
from cnn_desktop.core.messages.receipts import ExplainPixel, PixelExplained, Receipt, ReceiptLine
from cnn_desktop.core.messages.results import (
    CompareRuns,
    ReadResults,
    ResultsRead,
    RunsCompared,
    RunWritten,
    TakenAs,
    TakeRunAway,
)
from cnn_desktop.core.messages.searching import FindImages, ImagesFound, SearchDone
from cnn_desktop.core.messages.settings import SaveSettings, SettingsSaved
from cnn_desktop.core.messages.shortcuts import ProbeShortcuts, ShortcutsProbed, ShortcutsProgress
from cnn_desktop.core.messages.studies import (
    ListedStudy,
    ListStudies,
    ReadStudy,
    ResumeStudy,
    StartStudy,
    StudiesListed,
    StudyChanged,
    StudyEnded,
    StudyRead,
    StudyRunEnded,
    StudyRunStarted,
    StudyWritten,
    TrainPlanned,
    WriteStudy,
)
from cnn_desktop.core.messages.sureness import DescribeSureness, SurenessDescribed
from cnn_desktop.core.messages.surgery import (
    AlteredScore,
    ChangedAnswer,
    EvaluateSurgery,
    EvaluateSurgeryProgress,
    PrepareSurgery,
    SurgeryEvaluated,
    SurgeryPreparing,
)
from cnn_desktop.core.messages.suspects import FindSuspects, SuspectsFound, SuspectsProgress
from cnn_desktop.core.messages.time_lapse import (
    FilmKernels,
    FilmReady,
    FilmSaved,
    FilmScale,
    OpenTimeLapse,
    SaveFilm,
    SaveFilmProgress,
    ShowFilm,
    TimeLapseOpened,
)
from cnn_desktop.core.messages.training import (
    MOST_SKIPPED,
    BatchDone,
    EpochDone,
    FindLearningRate,
    LearningRateFound,
    LearningRatePoint,
    PrecisionTried,
    Reason,
    ResumeTraining,
    Stage,
    StageProgress,
    StartTraining,
    TrainingFinished,
    TrainingStarted,
    WaitingForDisk,
)
