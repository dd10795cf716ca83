"""What is altered is asked about with every question; scores are asked for when wanted, and said to be of before."""

import numpy as np
import pytest

from cnn_desktop.core.evaluation import score
from cnn_desktop.core.messages import (
    AlteredScore,
    EngineExited,
    EvaluateSurgery,
    EvaluateSurgeryProgress,
    Explain,
    Locate,
    PrepareSurgery,
    RequestCancelled,
    RequestFailed,
    ShowChannel,
    ShowMaps,
    ShowOverview,
    SurgeryEvaluated,
)
from cnn_desktop.core.results.confusion import Confusion
from cnn_desktop.core.surgery import told
from tests.gui.models.test_explanation_model import Scene as Looking

LAYER = "block2_conv"


def altered_score(surgery, changed=()):
    labels, sure = np.zeros(4, int), np.eye(2, dtype=np.float32)[[0, 0, 0, 1]]
    figures, same = score("validation", labels, sure), Confusion.of(labels, labels, 2)
    return AlteredScore(surgery, ("a", "b"), figures, figures, same, same, changed, 1.0)


class Scene(Looking):
    def __init__(self, tmp_path):
        super().__init__(tmp_path)
        self.model = self.maps.surgery
        self.maps.choose_layer(LAYER)
        self.answer_all()

    def answer_all(self):
        while self._done < len(self.studio.asked):
            event = self._network.answer(self.studio.asked[self._done])
            self._done += 1
            if event is not None:
                self.studio.say(event)

    def alter(self, channel=2):
        self.maps.choose_channel(channel)
        self.model.mute()
        self.answer_all()

    @property
    def scored(self):
        return [request for request in self.studio.asked if isinstance(request, EvaluateSurgery)]


@pytest.fixture
def scene(qapp, tmp_path):
    scene = Scene(tmp_path)
    yield scene
    scene.maps.close()


def test_every_question_about_the_image_carries_what_is_altered(scene):
    scene.alter()
    for kind in (ShowMaps, ShowOverview, ShowChannel):
        assert told(scene.studio.last(kind).surgery) == f"{LAYER}: channel 2 muted", kind
    assert scene.maps.maps.unaltered is not None
    scene.maps.heat.want(True)
    scene.maps.explanation.open()
    for kind in (Locate, Explain):
        asked = scene.studio.last(kind)
        assert told(asked.surgery) == f"{LAYER}: channel 2 muted"
        assert asked.class_name == scene.maps.maps.prediction.class_name
    scene.model.restore_all()
    assert scene.studio.last(ShowMaps).surgery == ()


def test_channels_of_several_layers_are_altered_and_come_back_one_by_one(scene):
    scene.alter(2)
    scene.maps.choose_channel(5)
    scene.model.amplify(2)
    scene.answer_all()
    scene.maps.choose_layer("block3_conv")
    scene.answer_all()
    scene.maps.choose_channel(1)
    scene.model.solo()
    assert told(scene.model.surgery) == f"{LAYER}: channel 2 muted, channel 5 × 2; block3_conv: only channel 1"
    scene.model.restore()
    scene.model.restore_layer(LAYER)
    assert scene.model.surgery == ()


def test_the_engine_is_told_once_that_channels_may_be_altered(scene):
    for _ in range(2):
        scene.model.prepare()
    assert [request.run for request in scene.studio.asked if isinstance(request, PrepareSurgery)] == [
        scene.maps.state.run
    ]


def test_the_answers_themselves_are_left_alone(scene):
    scene.maps.choose_layer(scene.maps.state.network.layers[-1].key)
    scene.answer_all()
    scene.model.mute()
    assert scene.model.surgery == ()
    assert "answers themselves" in scene.model.reason_not


def test_another_network_has_nothing_altered(scene, tmp_path):
    from cnn_desktop.gui.screens.runs_on_disk import write_run

    scene.alter()
    scene.maps._chosen.show(write_run(tmp_path, "second").folder)
    assert scene.model.surgery == ()


def test_scores_are_asked_for_when_wanted_and_told_to_be_of_before(scene):
    scene.model.evaluate()
    assert scene.scored == []  # nothing is altered
    scene.alter()
    scene.model.evaluate()
    request = scene.scored[-1]
    scene.studio.say(EvaluateSurgeryProgress(request.ticket, 2, 4))
    assert (scene.model.state.phase, scene.model.state.done, scene.model.state.total) == ("working", 2, 4)
    scene.studio.say(SurgeryEvaluated(request.ticket, request.run, altered_score(request.surgery)))
    assert scene.model.state.phase == "ready"
    assert not scene.model.state.is_of_before
    scene.alter(4)
    assert scene.model.state.is_of_before
    scene.model.choose_split("test")
    assert scene.model.state.score is None
    scene.model.evaluate()
    assert scene.scored[-1].split == "test"


def test_scoring_is_cancelled_and_a_stop_that_was_meant_for_others_is_outlived(scene):
    scene.alter()
    scene.model.evaluate()
    scene.studio.say(RequestCancelled(scene.scored[-1].ticket))
    assert scene.model.state.phase == "working"
    assert len(scene.scored) == 2
    scene.model.cancel()
    assert scene.studio.done[-1] == "stop"
    assert scene.model.state.phase == "cancelled"


@pytest.mark.parametrize("failure", ["refused", "dead"])
def test_a_failure_is_told(scene, failure):
    scene.alter()
    scene.model.evaluate()
    ticket = scene.scored[-1].ticket
    event = (
        RequestFailed("No.", "Try.", "", ticket) if failure == "refused" else EngineExited(-9, False, "It died.", "")
    )
    scene.studio.say(event)
    assert scene.model.state.phase == "failed"
    assert scene.model.state.problem.message in ("No.", "It died.")
