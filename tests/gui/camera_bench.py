"""A camera model, and the engine that plays the camera for it."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject

from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.core.messages import CameraOpened, FrameClassified, FrameReady, OpenCamera, Prediction
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.screens.runs_on_disk import write_run


class Bench:
    """A model, and the engine that plays the camera."""

    def __init__(self, tmp_path: Path) -> None:
        self.engines = FakeEngines()
        self.home = tmp_path
        self.listed = RunsModel(tmp_path / "CNN Desktop" / "runs")
        self.chosen = ChosenRun(self.listed)
        self.chosen.show(write_run(tmp_path, "meadow").folder)
        self.model = CameraModel(self.engines, self.chosen)
        self.viewer = QObject()
        self.rings, self.number = [], 0
        self.frames, self.answers, self.phases = [], [], []
        self.model.frame_arrived.connect(self.frames.append)
        self.model.answer_changed.connect(self.answers.append)
        self.model.state_changed.connect(lambda state: self.phases.append(state.phase))

    def open(self, source=0):
        self.model.hold(self.viewer)
        self.model.choose(source)
        return self.opened()

    def opened(self, width=8, height=6):
        self.ticket = self.engines.camera.last(OpenCamera).ticket
        self.rings.append(FrameRing.create(width, height))
        self.engines.camera.say(CameraOpened(self.ticket, self.rings[-1].path, width, height))
        return self.ticket

    def grab(self, value=0, say=True):
        self.number += 1
        ring = self.rings[-1]
        ring.write(np.full((ring.height, ring.width, 3), value, np.uint8), self.number, time.monotonic())
        if say:
            self.engines.camera.say(FrameReady(self.ticket, self.number, 29.5))

    def classify(self, *ranked, number=None, judgement="sure", ticket=None):
        prediction = Prediction(ranked, judgement)
        event = FrameClassified(ticket or self.ticket, number or self.number, prediction, time.monotonic(), 28.0)
        self.engines.camera.say(event)

    def asked(self, kind):
        return [request for request in self.engines.camera.asked if isinstance(request, kind)]

    def close(self):
        self.model.close()
        self.listed.close()
        for ring in self.rings:
            ring.close()
