"""The process of a comparison: it takes the place of the one that is kept for a training, and is the conductor."""

import pytest

from cnn_desktop.conductor import main as conductor
from cnn_desktop.core.messages import EngineExited, WarmUp
from cnn_desktop.engine_process.child import Offline
from cnn_desktop.gui import engines as module
from cnn_desktop.gui.engines import COMPARISON, Engines, start_engine
from tests.engine_process import fake_mains
from tests.gui.test_engines import TIMEOUT_MS, Ears, Start


def test_the_memory_of_a_spare_is_given_back_first(qtbot):
    start = Start(fake_mains.trainer)
    engines = Engines(start)
    ears = Ears(engines)
    engines.prepare_training()
    spare = engines.planning_engine()
    ears.listen_to(spare)
    client = engines.comparison_engine()
    ears.listen_to(client)
    client.ask(WarmUp())
    assert start.names() == ["training", COMPARISON]
    qtbot.waitUntil(lambda: ears.count(EngineExited) == 1, timeout=TIMEOUT_MS)
    assert spare.is_closed
    engines.close()
    engines.wait_closed(5_000)
    with pytest.raises(RuntimeError, match="after the engines were closed"):
        engines.comparison_engine()


def test_it_runs_the_conductor_without_a_way_to_a_network(monkeypatch):
    monkeypatch.setattr(module, "EngineProcess", lambda main, log: main)
    assert start_engine(COMPARISON) == Offline(main=conductor.work)
