"""A queue is worked through with a real process a run; one that dies costs its own run and no other."""

import itertools
from functools import partial

import pytest

from cnn_desktop.conductor import Crew, Refused, begin, conduct, queue
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import StudyChanged, StudyEnded, StudyRunEnded, StudyRunStarted, TrainingStarted
from cnn_desktop.core.study import Varied, read_standing
from cnn_desktop.engine_process.process import EngineProcess
from tests.conductor import fake_engines
from tests.conductor.fake_engines import worked
from tests.core.study.examples import begun, study
from tests.engine_process.helpers import is_alive, until


@pytest.fixture
def crew(tmp_path):
    log = tmp_path / "engine.log"
    with Crew(partial(EngineProcess, fake_engines.engine, log, niceness=0)) as found:
        yield found


def sizes(*values):
    return (Varied("batch_size", values),)


def on():
    return "go on"


def test_every_run_has_a_process_of_its_own_and_none_is_left(crew, tmp_path):
    opened, events = begun(tmp_path, folds=2), []
    standing = conduct(opened, crew, events.append, on)
    assert standing.is_complete
    assert isinstance(events[-1], StudyEnded)
    numbers, pids = zip(*worked(opened), strict=True)
    assert numbers == (1, 2, 3, 4)
    assert len(set(pids)) == 4
    until(lambda: not any(is_alive(pid) for pid in pids), "the end of every process")
    ended = [event.finished.validation.n for event in events if isinstance(event, StudyRunEnded)]
    assert ended == [20] * 4
    assert conduct(opened, crew, events.append, on).is_complete  # and there is nothing left to do
    assert len(worked(opened)) == 4


def test_the_next_process_is_made_ready_while_a_run_ends_and_none_for_nobody(crew, tmp_path, monkeypatch):
    story = []
    monkeypatch.setattr(crew, "prepare", lambda prepare=crew.prepare: (story.append("prepare"), prepare()))

    def tell(event):
        if isinstance(event, StudyRunStarted | StudyRunEnded):
            story.append(f"{type(event).__name__} {event.number}")

    conduct(begun(tmp_path), crew, tell, on)
    assert story == [
        "StudyRunStarted 1", "prepare", "prepare", "StudyRunEnded 1", "StudyRunStarted 2", "prepare", "StudyRunEnded 2",
    ]  # fmt: skip


def test_a_run_that_is_killed_for_its_memory_fails_alone(crew, tmp_path):
    opened, events = begun(tmp_path, varied=sizes(13, 14, 16)), []
    standing = conduct(opened, crew, events.append, on)
    assert [run.state for run in standing.runs] == ["failed", "failed", "done"]
    assert standing.runs[0].problem == (
        "The training was ended, most likely because the computer ran out of memory. Going on with the comparison "
        "tries this run again. A smaller batch size, such as 6, needs less memory."
    )
    assert standing.runs[1].problem == "It is too dark. Light a candle."
    assert any(isinstance(event, StudyChanged) and event.standing.count("failed") for event in events)
    assert [event.number for event in events if isinstance(event, StudyRunEnded) and event.finished is None] == [1, 2]
    conduct(opened, crew, events.append, on)
    assert [number for number, _ in worked(opened)] == [1, 2, 3, 1, 2], "what failed is tried again"


def test_a_stop_ends_the_run_under_way_and_begins_no_other(crew, tmp_path):
    opened, events = begun(tmp_path, varied=sizes(15, 16)), []

    def wish():
        return "stop" if any(isinstance(event, TrainingStarted) for event in events) else "go on"

    standing = conduct(opened, crew, events.append, wish)
    assert standing.count("failed") == 0
    assert [number for number, _ in worked(opened)] == [1]
    assert not [event for event in events if isinstance(event, StudyRunEnded)]


def test_a_pause_reaches_the_process_at_work_and_so_does_its_end(crew, tmp_path):
    opened = begun(tmp_path, varied=sizes(15, 16))
    alive = opened.folder / "alive"
    story = iter(
        (
            *itertools.repeat("go on", 1),
            *itertools.repeat("pause", 10),
        )
    )
    seen = {}

    def wish():
        if not alive.exists():
            return "go on"
        match next(story, None):
            case None if "paused" not in seen:
                seen["paused"] = alive.read_text()
                return "pause"
            case None if "still" not in seen:
                seen["still"] = alive.read_text()
                return "go on"
            case None:
                seen["went on"] = alive.read_text()
                return "stop" if seen["went on"] != seen["still"] else "go on"
            case word:
                return word

    conduct(opened, crew, lambda event: None, wish)
    assert seen["paused"] == seen["still"] != seen["went on"]


def test_it_stops_when_asked_through_its_folder(crew, tmp_path, monkeypatch):
    monkeypatch.setattr(queue, "_LOOK_EVERY_S", 0)
    opened = begun(tmp_path, varied=sizes(15, 16))

    def emit(event):
        if isinstance(event, TrainingStarted):
            opened.request_stop()

    conduct(opened, crew, emit, on)
    assert [number for number, _ in worked(opened)] == [1]
    assert read_standing(opened).count("waiting") == 2


def test_one_that_is_begun_by_an_engine_is_opened(crew, tmp_path):
    assert len(begin(study(tmp_path), crew, lambda event: None, on).study.runs) == 2


def test_one_that_cannot_be_begun_is_refused_in_the_words_of_the_engine(crew, tmp_path):
    with pytest.raises(Refused, match="too few images") as caught:
        begin(study(tmp_path, folds=21), crew, lambda event: None, on)
    assert (caught.value.hint, caught.value.event.details) == ("Take fewer folds.", "a traceback")


def test_engines_that_never_come_to_life_are_told_and_no_run_hangs(tmp_path):
    with Crew(partial(EngineProcess, fake_engines.dying, tmp_path / "log")) as crew:
        standing = conduct(begun(tmp_path), crew, lambda event: None, on)
        assert [run.state for run in standing.runs] == ["failed", "failed"]
        with pytest.raises(UserError, match="ended unexpectedly"):
            begin(study(tmp_path), crew, lambda event: None, on)
