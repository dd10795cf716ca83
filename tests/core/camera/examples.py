"""One of each message about cameras."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core.class_folders import ClassFolder
from cnn_desktop.core.messages import (
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
    Prediction,
    RecordingStarted,
    RecordingStopped,
    SaveEvidence,
    StartRecording,
    StopRecording,
)
from cnn_desktop.core.station import Decision

FOLDER = Path("/data/Würfel \udce9 日本")
PIXELS = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)

CAMERA_MESSAGES = [
    ListCameras(1),
    OpenCamera(1, "http://camera.local/video", FOLDER, (640, 480)),
    ClassifyFrames(1, FOLDER),
    StartRecording(1, FOLDER, 5.0, is_mirrored=True),
    StopRecording(1),
    CloseCamera(1),
    CountPictures(1, FOLDER),
    SaveEvidence(1, FOLDER, Decision("pass", "b", 0.9, 6, 7, 12), PIXELS, "run", 1.5),
    CamerasListed(1, (Camera(0, "Microscope"),)),
    CameraOpened(1, FOLDER / "frames", 640, 480),
    FrameReady(1, 7, 29.9),
    FrameClassified(1, 7, Prediction((("b", 0.9),), "unsure", 0.5), 12.5, 29.9, "Slowly."),
    FramesFollow(1, None),
    CameraLost(1, "What happened.", "What to do."),
    CameraEnded(1, 90),
    CameraClosed(1),
    RecordingStarted(1, "cam-20261120-141530"),
    FrameSaved(1, FOLDER / "cam-20261120-141530_0001.jpg", PIXELS),
    RecordingStopped(1, 12),
    PicturesCounted(1, FOLDER, (ClassFolder("b", 3, 2),)),
    EvidenceSaved(1, FOLDER / "evidence.png"),
]
