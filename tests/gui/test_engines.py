"""The window's engines: there before they are needed, replaced when they die, gone with the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Slot

from cnn_desktop.conductor import main as conductor
from cnn_desktop.core import paths, pretrained, weights_digests
from cnn_desktop.core.messages import (
    EngineExited,
    EngineReady,
    EpochDone,
    PlanTraining,
    RequestFailed,
    SamplesReady,
    ScanDataset,
    TrainingFinished,
    WarmUp,
    WeightsReady,
    WriteSamples,
)
from cnn_desktop.engine_process import child
from cnn_desktop.engine_process.process import EngineProcess
from cnn_desktop.gui.engines import COMPARISON, MOST_RESTARTS, Engines, start_engine
from tests.engine_process import fake_mains
from tests.engine_process.helpers import training

TIMEOUT_MS = 30_000


class Ears(QObject):
    """Hears the signals of clients and engines."""

    def __init__(self, engines):
        super().__init__()
        self.heard, self.lost, self.closings = [], [], 0
        engines.engine_lost.connect(self.on_lost)
        engines.closed.connect(self.on_closed)

    def listen_to(self, client):
        client.event_arrived.connect(self.on_event)

    @Slot(object)
    def on_event(self, event):
        self.heard.append(event)

    @Slot(object, object)
    def on_lost(self, message, hint):
        self.lost.append((message, hint))

    @Slot()
    def on_closed(self):
        self.closings += 1

    def count(self, kind):
        return sum(isinstance(event, kind) for event in self.heard)


class Start:
    """Starts engines of one fake main, and remembers them by name."""

    def __init__(self, main):
        self.main, self.started = main, []

    def __call__(self, name):
        engine = EngineProcess(self.main)
        self.started.append((name, engine))
        return engine

    def names(self):
        return [name for name, _ in self.started]


@pytest.fixture
def build(qtbot):
    built = []

    def build_(main):
        start = Start(main)
        engines = Engines(start)
        ears = Ears(engines)
        built.append(engines)
        return engines, ears, start

    yield build_
    for engines in built:
        engines.close()
        engines.wait_closed(5_000)


def test_the_long_lived_engines_start_before_they_are_asked(qtbot, build):
    engines, ears, start = build(fake_mains.trainer)
    ears.listen_to(engines.studio)
    engines.start()
    assert start.names() == ["library", "classifier", "studio"]
    qtbot.waitUntil(lambda: ears.count(EngineReady) == 1, timeout=TIMEOUT_MS)


def test_the_cameras_engine_starts_when_a_camera_is_looked_for(qtbot, build):
    engines, ears, start = build(fake_mains.trainer)
    engines.start()
    ears.listen_to(engines.camera)
    engines.camera.ask(WarmUp())
    assert start.names() == ["library", "classifier", "studio", "camera"]
    qtbot.waitUntil(lambda: ears.count(EngineReady) == 1, timeout=TIMEOUT_MS)


def test_a_training_gets_the_process_that_was_kept_ready(qtbot, build, tmp_path):
    engines, ears, start = build(fake_mains.trainer)
    engines.prepare_training()
    engines.prepare_training()
    assert start.names() == ["training"]
    engine = engines.training_engine()
    assert start.names() == ["training"]
    ears.listen_to(engine)
    engine.ask(training(tmp_path, epochs=1))
    qtbot.waitUntil(lambda: ears.count(TrainingFinished) == 1, timeout=TIMEOUT_MS)
    assert ears.count(EngineReady) == 1


def test_a_plan_ends_no_process_and_no_training_waits_for_one(build, tmp_path):
    engines, _, start = build(fake_mains.trainer)
    spare = engines.planning_engine()
    plan = PlanTraining(7, training(tmp_path).config, 2, (8, 2, 0), ())
    spare.ask(plan)
    spare.event_arrived.emit(RequestFailed("Its weights are not here.", ticket=7))
    assert engines.training_engine() is spare, "it is answered, and ready"
    busy = engines.planning_engine()
    busy.ask(plan)
    assert engines.training_engine() is not busy
    assert start.names() == ["training"] * 3


def test_a_training_process_ends_with_its_run_and_the_next_run_gets_another(qtbot, build, tmp_path):
    engines, ears, start = build(fake_mains.trainer)
    first = engines.training_engine()
    ears.listen_to(first)
    first.ask(training(tmp_path, epochs=1))
    qtbot.waitUntil(lambda: first.is_closed, timeout=TIMEOUT_MS)
    assert ears.heard[-1].expected
    second = engines.training_engine()
    assert second is not first
    second.ask(training(tmp_path, "second"))
    assert start.names() == ["training", "training"]
    assert not ears.lost


def test_a_reserve_that_died_is_not_handed_out(qtbot, build):
    engines, _, start = build(fake_mains.trainer)
    engines.prepare_training()
    start.started[0][1].kill()
    qtbot.waitUntil(lambda: start.started[0][1].is_over, timeout=TIMEOUT_MS)
    assert engines.training_engine().is_running
    assert start.names() == ["training", "training"]


def test_a_long_lived_engine_that_dies_is_told_of_and_replaced(qtbot, build, tmp_path):
    engines, ears, start = build(fake_mains.failing)
    ears.listen_to(engines.studio)
    engines.start()
    engines.studio.ask(ScanDataset(1, Path("abort")))
    qtbot.waitUntil(lambda: ears.count(EngineExited) == 1, timeout=TIMEOUT_MS)
    sentence = "A helper process of the program ended abruptly: a library it uses gave up (abort)."
    assert ears.lost == [(sentence, "Try again.")]
    assert ears.count(RequestFailed) == 1
    qtbot.waitUntil(lambda: ears.count(EngineReady) == 2, timeout=TIMEOUT_MS)
    assert start.names() == ["library", "classifier", "studio", "studio"]


def test_an_engine_that_always_dies_is_not_started_for_ever(qtbot, build):
    engines, ears, start = build(fake_mains.dying)
    engines.library.start()
    qtbot.waitUntil(lambda: len(ears.lost) == MOST_RESTARTS + 1, timeout=TIMEOUT_MS)
    assert not engines.library.is_running
    assert start.names() == ["library"] * (MOST_RESTARTS + 1)
    engines.library.ask(WarmUp())  # asked by the user, it is tried again
    assert len(start.started) == MOST_RESTARTS + 2
    qtbot.waitUntil(lambda: len(ears.lost) == MOST_RESTARTS + 2, timeout=TIMEOUT_MS)


def test_closing_ends_every_process_and_says_so(qtbot, build, tmp_path):
    engines, ears, start = build(fake_mains.trainer)
    engines.start()
    engines.prepare_training()
    engine = engines.training_engine()
    ears.listen_to(engine)
    engine.ask(training(tmp_path))
    engines.prepare_training()
    qtbot.waitUntil(lambda: ears.count(EpochDone) > 0, timeout=TIMEOUT_MS)
    engines.close()
    qtbot.waitUntil(lambda: ears.closings == 1, timeout=TIMEOUT_MS)
    assert start.names() == ["library", "classifier", "studio", "training", "training"]
    assert all(engine.is_over for _, engine in start.started)
    assert not ears.lost
    engines.prepare_training()
    assert len(start.started) == 5
    with pytest.raises(RuntimeError, match="after the engines were closed"):
        engines.training_engine()


def test_closing_before_anything_was_started_is_done_at_once(qtbot, build):
    engines, ears, _ = build(fake_mains.trainer)
    engines.close()
    assert ears.closings == 1


def test_the_real_engines_answer(qtbot, tmp_path):
    engines = Engines()
    ears = Ears(engines)
    ears.listen_to(engines.library)
    engines.library.ask(WriteSamples(1, tmp_path / "digits"))
    qtbot.waitUntil(lambda: ears.count(SamplesReady) + ears.count(RequestFailed) == 1, timeout=TIMEOUT_MS)
    engines.close()
    engines.wait_closed(5_000)
    assert ears.count(SamplesReady) == 1, ears.heard


@pytest.mark.parametrize("name", ["classifier", "projector"])
def test_what_answers_with_a_run_of_anybody_is_locked_in(monkeypatch, name):
    monkeypatch.setattr("cnn_desktop.gui.engines.EngineProcess", lambda main, log: main)
    main = start_engine(name)
    assert isinstance(main, child.ReadOnly)
    assert main.main is child.engine
    assert all(paths.cache_folder() in folder.parents for folder in main.writes)


@pytest.mark.parametrize("name", ["library", "studio", "searcher", "training", COMPARISON])
def test_what_needs_no_network_has_none(monkeypatch, name):
    """They write tables, copies, settings, maps and runs where people say."""
    monkeypatch.setattr("cnn_desktop.gui.engines.EngineProcess", lambda main, log: main)
    assert start_engine(name) == child.Offline(conductor.work if name == COMPARISON else child.engine)


def test_a_camera_and_a_download_call_others_and_a_download_writes_where_it_keeps_things(monkeypatch):
    monkeypatch.setattr("cnn_desktop.gui.engines.EngineProcess", lambda main, log: main)
    assert start_engine("camera") == child.Caller()
    assert start_engine("download") == child.Caller((pretrained.cache_folder(), weights_digests.register().parent))


def test_a_download_has_a_process_of_its_own_that_ends_with_it(qtbot, build):
    engines, ears, start = build(fake_mains.failing)
    client = engines.download_engine()
    assert start.names() == ["download"]
    ears.listen_to(client)
    client.event_arrived.emit(WeightsReady(1, "resnet-50", Path("weights.h5")))
    qtbot.waitUntil(lambda: client.is_closed, timeout=TIMEOUT_MS)
    engines.close()
    with pytest.raises(RuntimeError, match="after the engines were closed"):
        engines.download_engine()
