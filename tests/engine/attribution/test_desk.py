"""The service answers where a class was found, by the newest model of a run."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core.explanations import METHODS
from cnn_desktop.core.messages import (
    Explain,
    ExplainProgress,
    ExplanationReady,
    ExplanationSaved,
    Locate,
    Located,
    RequestCancelled,
    RequestFailed,
    SaveExplanation,
    SaveLocated,
)
from cnn_desktop.core.surgery import Alteration
from cnn_desktop.engine.service import serve


def ask(*requests):
    events = []
    serve(requests, events.append, lambda: False)
    return events


def test_evidence_lies_over_what_the_network_saw(trained, shapes):
    file = next(iter(sorted(shapes.rglob("*.png"))))
    pixels = np.full((40, 60, 3), 200, np.uint8)
    first, second = ask(
        Locate(1, trained.folder, trained.classes[0], file=file),
        Locate(2, trained.folder, trained.classes[1], pixels=pixels),
    )
    assert isinstance(first, Located)
    assert (first.ticket, first.class_name) == (1, trained.classes[0])
    assert first.evidence.shape == (trained.preparation.size,) * 2
    assert first.evidence.dtype == np.float32
    assert 0.5 < np.abs(first.evidence).max() <= 1
    assert (second.ticket, second.layer) == (2, first.layer)


@pytest.mark.parametrize(("name", "message"), [("unicorn", "knows no class “unicorn”")])
def test_what_is_no_class_is_told(trained, name, message):
    (event,) = ask(Locate(1, trained.folder, name, pixels=np.zeros((8, 8, 3), np.uint8)))
    assert isinstance(event, RequestFailed)
    assert message in event.message
    assert not event.details


@pytest.mark.parametrize("method", METHODS)
def test_every_method_ends_with_a_map_and_how_far_to_trust_it(trained, shapes, method):
    file = next(iter(sorted(shapes.rglob("*.png"))))
    *told, ready = ask(Explain(1, trained.folder, trained.classes[1], method, file=file))
    assert isinstance(ready, ExplanationReady)
    assert (ready.ticket, ready.evidence.method, ready.evidence.class_name) == (1, method, trained.classes[1])
    assert ready.evidence.values.shape == ready.evidence.seen.shape[:2] == (trained.preparation.size,) * 2
    assert ready.trust is not None
    whole = [event for event in told if event.stage == "trust" and event.evidence is not None]
    np.testing.assert_array_equal(whole[0].evidence.values, ready.evidence.values)  # the map waits for no figures


def test_a_slow_map_is_seen_while_it_grows(trained, shapes, monkeypatch):
    monkeypatch.setattr("cnn_desktop.engine.service.desk.PROGRESS_EVERY_S", 0)
    file = next(iter(sorted(shapes.rglob("*.png"))))
    *told, ready = ask(Explain(1, trained.folder, trained.classes[0], "rise", file=file, with_trust=False))
    assert ready.trust is None
    assert len(told) > 20
    assert all(isinstance(event, ExplainProgress) and event.stage == "map" for event in told)
    assert [event.done for event in told] == sorted(event.done for event in told)

    def likeness(event):
        return np.corrcoef(event.evidence.values.ravel(), ready.evidence.values.ravel())[0, 1]

    assert likeness(told[-1]) > 0.95 > likeness(told[0])


@pytest.mark.parametrize("method", ["rise", "grad-cam"])
def test_a_stop_ends_it(trained, method):
    events = []
    pixels = np.zeros((32, 32, 3), np.uint8)
    serve([Explain(1, trained.folder, trained.classes[0], method, pixels=pixels)], events.append, lambda: True)
    assert events == [RequestCancelled(1)]


def test_what_the_maps_show_of_where_it_looked_is_saved(trained, tmp_path):
    pixels, target = np.full((40, 60, 3), 200, np.uint8), tmp_path / "where.png"
    muted = (Alteration(layer="conv_1", muted=frozenset({1})),)
    wish = SaveLocated(1, trained.folder, trained.classes[0], target, pixels=pixels, surgery=muted, is_bare=True)
    assert ask(wish) == [ExplanationSaved(1, target)]
    plain = tmp_path / "plain.png"
    ask(SaveLocated(2, trained.folder, trained.classes[0], plain, pixels=pixels, is_bare=True))
    assert plain.read_bytes() != target.read_bytes()


def test_a_picture_is_saved(trained, tmp_path):
    pixels = np.random.default_rng(0).integers(0, 255, (32, 32, 3), np.uint8)
    (ready,) = ask(Explain(1, trained.folder, trained.classes[0], "occlusion", pixels=pixels, with_trust=False))[-1:]
    target = tmp_path / "a.png"
    assert ask(SaveExplanation(2, target, ready.evidence, "a caption")) == [ExplanationSaved(2, target)]
    assert target.stat().st_size > 1000
