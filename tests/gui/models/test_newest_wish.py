"""Of several wishes in a row the newest is answered, and nothing that happens to the engine stands in its way."""

from pathlib import Path

import pytest

from cnn_desktop.core.messages import EngineExited, KernelsReady, RequestCancelled, RequestFailed, ShowKernels
from cnn_desktop.gui.models.newest_wish import NewestWish
from cnn_desktop.gui.screens.fake_engines import FakeEngine


@pytest.fixture
def engine(qapp):
    return FakeEngine()


@pytest.fixture
def wish(engine):
    return NewestWish(engine)


def kernels_of(channel):
    return lambda ticket: ShowKernels(ticket, Path("run"), "conv", channel)


def answer(request):
    return KernelsReady(request.ticket, request.layer, request.channel, None, None, 0.0, None)


def test_of_many_wishes_the_first_and_the_last_are_asked_and_the_last_is_answered(engine, wish):
    for channel in range(5):
        wish.want(kernels_of(channel))
    assert [request.channel for request in engine.asked] == [0]
    assert not wish.hear(answer(engine.asked[0]))
    assert [request.channel for request in engine.asked] == [0, 4]
    assert wish.hear(answer(engine.asked[1]))
    assert not wish.is_open


def test_what_was_dropped_is_not_answered(engine, wish):
    wish.want(kernels_of(0))
    wish.drop()
    assert not wish.hear(answer(engine.asked[0]))


def test_a_wish_after_a_dropped_one_is_answered(engine, wish):
    wish.want(kernels_of(0))
    wish.drop()
    wish.want(kernels_of(1))
    assert not wish.hear(answer(engine.asked[0]))
    assert wish.hear(answer(engine.asked[1]))


def test_the_stop_of_another_job_is_survived_once(engine, wish):
    wish.want(kernels_of(0))
    assert not wish.hear(RequestCancelled(engine.asked[0].ticket))
    assert wish.hear(RequestCancelled(engine.asked[1].ticket))
    assert len(engine.asked) == 2


@pytest.mark.parametrize(
    "event", [lambda t: RequestFailed("No.", "", "", t), lambda _: EngineExited(1, expected=False)]
)
def test_a_failure_is_an_answer_too(engine, wish, event):
    wish.want(kernels_of(0))
    assert wish.hear(event(engine.asked[0].ticket))
    wish.want(kernels_of(1))
    assert engine.asked[-1].channel == 1


def test_answers_to_others_are_not_ours(engine, wish):
    wish.want(kernels_of(0))
    assert not wish.hear(RequestCancelled(engine.asked[0].ticket + 1))
    assert wish.is_open
