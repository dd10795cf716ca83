from __future__ import annotations

from pathlib import Path

import pytest

from cnn_desktop.core.config import (
    TrainingConfig,
)
from cnn_desktop.core.dataset.model import Skipped
from cnn_desktop.core.messages import (
    EpochDone,
    StageProgress,
    TrainingFinished,
    TrainingStarted,
)
from cnn_desktop.core.runs import open_run
from tests.cli.training.examples import score


@pytest.fixture
def engine(monkeypatch):
    """Stands for the engine: keeps what it was asked, and tells a training of two epochs."""
    from cnn_desktop.engine import training

    class Engine:
        def __init__(self):
            self.configs: list[TrainingConfig] = []
            self.resumed: list[Path] = []
            self.error: Exception | None = None
            self.skipped: tuple[Skipped, ...] = ()

        def train(self, config, emit, should_stop, placement=None):
            self.configs.append(config)
            self.tell(config, emit)

        def resume(self, folder, emit, should_stop, placement=None):
            self.resumed.append(folder)
            self.tell(open_run(folder).config, emit)

        def tell(self, config, emit):
            if self.error:
                raise self.error
            run = config.runs / "my run"
            emit(StageProgress("scanning", 3, 60))
            images = (("training", 48), ("validation", 12), ("test", 0))
            emit(TrainingStarted(run, config, ("a", "b"), images, 3, self.skipped, len(self.skipped)))
            emit(EpochDone(1, 2, 0.9, 0.5, 0.8, 0.75, 1.25, 640.0, True))
            emit(EpochDone(2, 2, 0.4, 0.8, float("nan"), 0.5, 1.0, 800.0, False))
            emit(TrainingFinished(run, 1, "completed", score("validation", 9, 12), score("test", 5, 10)))

    engine = Engine()
    monkeypatch.setattr(training, "train", engine.train)
    monkeypatch.setattr(training, "resume", engine.resume)
    return engine
