"""Two classes are asked about one after the other, while somebody looks; what goes wrong can be asked again."""

from pathlib import Path

import numpy as np
import pytest

from cnn_desktop.core.explanations import Evidence, Trust
from cnn_desktop.core.messages import (
    EngineExited,
    Explain,
    ExplainProgress,
    ExplanationReady,
    ExplanationSaved,
    RequestCancelled,
    RequestFailed,
    SaveExplanation,
)
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.screens.made_up_layers import small
from cnn_desktop.gui.screens.made_up_network import MadeUpNetwork
from cnn_desktop.gui.screens.runs_on_disk import write_run

PHOTO = Path("/pictures/photo.jpg")
TRUST = Trust((0.1,), (0.2,))


class Scene:
    def __init__(self, tmp_path):
        self.engines = FakeEngines()
        self.studio = self.engines.studio
        chosen = ChosenRun(RunsModel(tmp_path))
        chosen.show(write_run(tmp_path, "meadow").folder)
        self.maps = FeatureMapsModel(self.engines, chosen)
        self.model = self.maps.explanation
        self._network, self._done = MadeUpNetwork(small(32)), 0
        self.maps.watch()
        self.look_at(PHOTO)

    def look_at(self, file):
        self.maps.open_file(file)
        while self._done < len(self.studio.asked):
            event = self._network.answer(self.studio.asked[self._done])
            self._done += 1
            if event is not None:
                self.studio.say(event)

    @property
    def asked(self):
        return [request for request in self.studio.asked if isinstance(request, Explain)]

    @property
    def phases(self):
        return tuple(look.phase for look in self.model.state.looks)

    def evidence(self, request):
        values = np.ones((32, 32), np.float32)
        seen = np.zeros((32, 32, 3), np.uint8)
        return Evidence(request.method, request.class_name, "conv", seen, values, 0.5, 3.0)

    def answer(self):
        request = self.asked[-1]
        self.studio.say(ExplanationReady(request.ticket, self.evidence(request), TRUST))


@pytest.fixture
def scene(qapp, tmp_path):
    scene = Scene(tmp_path)
    yield scene
    scene.maps.close()


def test_nothing_is_asked_before_somebody_looks(scene):
    assert scene.asked == []
    assert scene.phases == ("waiting", "waiting")
    scene.model.open()
    assert len(scene.asked) == 1


def test_the_two_most_probable_classes_are_asked_about_one_after_the_other(scene):
    scene.model.open()
    first, second = (name for name, _ in scene.model.state.classes[:2])
    assert [request.class_name for request in scene.asked] == [first]
    assert (scene.asked[0].method, scene.asked[0].file, scene.asked[0].layer) == ("grad-cam", PHOTO, None)
    assert scene.phases == ("working", "waiting")
    scene.answer()
    assert [request.class_name for request in scene.asked] == [first, second]
    scene.answer()
    assert scene.phases == ("ready", "ready")
    assert scene.model.state.looks[0].trust == TRUST
    assert len(scene.asked) == 2


def test_a_map_is_seen_while_it_grows_and_before_it_is_judged(scene):
    scene.model.open()
    request = scene.asked[0]
    scene.studio.say(ExplainProgress(request.ticket, "map", 32, 2000, scene.evidence(request)))
    look = scene.model.state.looks[0]
    assert (look.phase, look.done, look.total, look.evidence is not None) == ("working", 32, 2000, True)
    scene.studio.say(ExplainProgress(request.ticket, "trust", 1, 8))
    assert scene.model.state.looks[0].phase == "judging"
    assert scene.model.state.looks[0].evidence is look.evidence


def test_a_cancel_keeps_what_is_known_and_looking_again_asks_anew(scene):
    scene.model.open()
    request = scene.asked[0]
    scene.studio.say(ExplainProgress(request.ticket, "map", 32, 2000, scene.evidence(request)))
    scene.model.cancel()
    assert scene.studio.done[-1] == "stop"
    assert scene.phases == ("cancelled", "cancelled")
    assert scene.model.state.looks[0].evidence is not None
    scene.studio.say(RequestCancelled(request.ticket))
    assert scene.phases == ("cancelled", "cancelled")
    scene.model.look_again()
    assert scene.phases == ("working", "waiting")
    assert scene.asked[-1].ticket != request.ticket


def test_another_method_ends_what_is_under_way_and_late_answers_are_dropped(scene):
    scene.model.open()
    late = scene.asked[0]
    scene.model.choose_method("rise")
    assert "stop" in scene.studio.done
    assert (scene.asked[-1].method, scene.asked[-1].class_name) == ("rise", late.class_name)
    scene.studio.say(ExplanationReady(late.ticket, scene.evidence(late), TRUST))
    assert scene.phases == ("working", "waiting")


def test_what_was_answered_is_known(scene):
    scene.model.open()
    scene.answer()
    scene.answer()
    scene.model.choose_method("occlusion")
    scene.answer()
    scene.answer()
    scene.model.choose_method("grad-cam")
    assert scene.phases == ("ready", "ready")
    assert len(scene.asked) == 4


def test_a_layer_is_asked_of_methods_that_look_at_one(scene):
    scene.model.open()
    scene.answer()
    scene.answer()
    key = scene.model.state.layers[0].key
    scene.model.choose_layer(key)
    assert scene.asked[-1].layer == key
    scene.answer()
    scene.answer()
    scene.model.choose_method("occlusion")
    assert scene.asked[-1].layer is None


def test_another_class_leaves_the_other_side_alone(scene):
    scene.model.open()
    scene.answer()
    scene.answer()
    left = scene.model.state.looks[0]
    third = scene.model.state.classes[2][0]
    scene.model.choose_class(1, third)
    assert scene.asked[-1].class_name == third
    assert scene.model.state.looks[0] is left
    scene.model.choose_class(1, "")
    assert scene.phases == ("ready", "nothing")


def test_another_image_does_not_wait_for_the_map_of_this_one(scene):
    scene.model.open()
    scene.maps.open_file(Path("/pictures/other.jpg"))
    assert scene.studio.done[-1] == "stop"
    scene.look_at(Path("/pictures/other.jpg"))
    assert scene.asked[-1].file.name == "other.jpg"
    assert scene.model.state.image_name == "other.jpg"


def test_leaving_ends_the_work_and_coming_back_goes_on(scene):
    scene.model.open()
    scene.answer()
    scene.model.leave()
    assert scene.studio.done[-1] == "stop"
    assert scene.phases == ("ready", "waiting")
    count = len(scene.asked)
    scene.model.open()
    assert len(scene.asked) == count + 1


def test_the_stop_of_another_job_is_made_good_once(scene):
    scene.model.open()
    scene.studio.say(RequestCancelled(scene.asked[0].ticket))
    assert len(scene.asked) == 2
    scene.studio.say(RequestCancelled(scene.asked[1].ticket))
    assert scene.phases[0] == "cancelled"


def test_what_fails_says_why_and_the_other_class_is_still_asked_about(scene):
    scene.model.open()
    scene.studio.say(RequestFailed("No slope.", "Another layer.", "", scene.asked[0].ticket))
    assert scene.phases == ("failed", "working")
    assert scene.model.state.looks[0].problem.hint == "Another layer."
    scene.studio.say(EngineExited(-9, False, "It ended.", "", ""))
    assert scene.phases == ("failed", "failed")
    assert scene.model.state.looks[1].problem.message == "It ended."


def test_a_picture_is_saved_by_the_library_and_told(scene):
    scene.model.open()
    scene.answer()
    scene.model.save(0, Path("/pictures/why.png"), 0.5, is_bare=False)
    request = scene.engines.library.last(SaveExplanation)
    assert request.caption.startswith("photo.jpg: ")
    assert (request.opacity, request.is_bare) == (0.5, False)
    scene.engines.library.say(ExplanationSaved(request.ticket, request.target))
    assert scene.model.state.saved == "why.png"
    scene.model.save(0, Path("/nowhere/why.png"), 0.5, is_bare=True)
    ticket = scene.engines.library.last(SaveExplanation).ticket
    scene.engines.library.say(RequestFailed("It could not be written.", "Elsewhere.", "", ticket))
    assert (scene.model.state.saved, scene.model.state.save_problem.hint) == ("", "Elsewhere.")
