"""The tab asks for what is looked at, keeps what was chosen, and survives what goes wrong."""

from pathlib import Path

import numpy as np
import pytest

from cnn_desktop.core.messages import (
    DescribeLayers,
    EngineExited,
    ExplainPixel,
    Locate,
    RequestFailed,
    ShowChannel,
    ShowMaps,
    ShowOverview,
)
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.feature_maps_state import ChosenImage
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.screens.made_up_layers import small
from cnn_desktop.gui.screens.made_up_network import MadeUpNetwork
from cnn_desktop.gui.screens.runs_on_disk import write_answers, write_run

PHOTO = Path("/pictures/photo.jpg")


@pytest.fixture
def engines(qapp):
    return FakeEngines()


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path, "meadow")


@pytest.fixture
def chosen(qapp, run, tmp_path):
    chosen = ChosenRun(RunsModel(tmp_path))
    chosen.show(run.folder)
    return chosen


@pytest.fixture
def model(engines, chosen):
    model = FeatureMapsModel(engines, chosen)
    yield model
    model.close()


class Answers:
    """Answers everything that was asked and is not answered yet."""

    def __init__(self, engines):
        self._studio, self._network, self._done = engines.studio, MadeUpNetwork(small(32)), 0

    def __call__(self):
        while self._done < len(self._studio.asked):
            request = self._studio.asked[self._done]
            self._done += 1
            self._studio.say(self._network.answer(request))


@pytest.fixture
def answer(engines):
    return Answers(engines)


@pytest.fixture
def looking(model, answer):
    model.watch()
    model.open_file(PHOTO)
    answer()
    return model


def asked(engines, kind):
    return [request for request in engines.studio.asked if isinstance(request, kind)]


def test_nothing_is_asked_before_somebody_looks(model, engines):
    model.open_file(PHOTO)
    assert engines.studio.asked == []
    model.watch()
    assert len(asked(engines, DescribeLayers)) == 1


def test_without_a_run_there_is_nothing_to_ask(engines, tmp_path, qapp):
    model = FeatureMapsModel(engines, ChosenRun(RunsModel(tmp_path)))
    model.watch()
    assert model.state.phase == "no-run"
    assert engines.studio.asked == []


def test_the_first_image_of_the_run_is_there_by_itself(qtbot, engines, chosen, run, tmp_path, answer):
    write_answers(run, 3, 4)
    first = run.config.dataset / "daisy" / "daisy 000.jpg"
    first.parent.mkdir(parents=True)
    first.write_bytes(b"")
    model = FeatureMapsModel(engines, chosen)
    model.watch()
    answer()
    qtbot.waitUntil(lambda: model.state.image is not None)
    answer()
    assert model.state.image.file == first
    assert model.state.phase == "ready"
    model.step_image(1)
    assert engines.studio.last(ShowMaps).file.name != first.name
    model.close()


def test_a_run_without_images_waits_for_one(qtbot, model, answer):
    model.watch()
    answer()
    assert model.state.phase == "no-image"


def test_the_first_maps_are_those_of_the_first_kernels_and_everything_else_follows(looking, engines):
    assert looking.state.layer == "block1_conv"
    assert looking.maps.layer == "block1_conv"
    assert looking.overview is not None
    kinds = [type(request) for request in engines.studio.asked]
    assert kinds.index(ShowMaps) < kinds.index(ShowChannel) < len(kinds)
    assert len(asked(engines, ShowOverview)) == 1


def test_holding_a_key_down_asks_for_the_first_and_the_last_layer_only(looking, engines, answer):
    before = len(asked(engines, ShowMaps))
    for _ in range(6):
        looking.step_layer(1)
    assert len(asked(engines, ShowMaps)) == before + 1
    answer()
    assert [request.layer for request in asked(engines, ShowMaps)[before:]] == ["block1_norm", looking.state.layer]
    assert looking.maps.layer == looking.state.layer


def test_a_layer_remembers_its_channel(looking, answer):
    looking.choose_channel(5)
    looking.choose_layer("block2_conv")
    answer()
    looking.choose_layer("block1_conv")
    answer()
    assert looking.one.channel == 5


def test_the_unit_stays_while_the_maps_have_the_same_size(looking, answer):
    looking.choose_unit((3, 4))
    looking.choose_layer("block1_relu")
    answer()
    assert looking.one.unit == (3, 4)
    looking.choose_layer("block2_conv")
    answer()
    level = looking.maps.levels[looking.one.channel]
    assert level[looking.one.unit] == level.max()


def test_before_the_activation_is_asked_only_where_there_is_one(looking, engines, answer):
    count = len(asked(engines, ShowMaps))
    looking.choose_pre(True)
    assert len(asked(engines, ShowMaps)) == count
    looking.choose_layer("block2_conv")
    answer()
    looking.choose_pre(True)
    answer()
    assert looking.maps.pre
    looking.choose_layer("block2_pool")
    assert not looking.state.pre


def test_symmetric_is_one_scale_around_zero(looking, engines, answer):
    looking.choose_layer("block1_relu")
    answer()
    looking.choose_scale("symmetric")
    request = engines.studio.last(ShowMaps)
    assert (request.scale, request.is_signed) == ("layer", True)


def test_receipts_are_asked_only_while_they_are_to_be_seen(looking, engines, answer):
    looking.choose_unit((1, 2))
    assert not asked(engines, ExplainPixel)
    heard = []
    looking.one.receipt_changed.connect(heard.append)
    looking.choose_layer("block2_conv")
    answer()
    looking.choose_unit((1, 2))
    looking.one.explain(True)
    answer()
    assert (heard[-1].row, heard[-1].column) == (1, 2)
    assert heard[-1].is_closed
    engines.studio.asked.clear()


def test_pixels_of_nobody_s_file_go_along_with_each_question(looking, engines, answer):
    pixels = np.zeros((8, 8, 3), np.uint8)
    looking.open_pixels(pixels, "Snapshot")
    answer()
    assert engines.studio.last(ShowMaps).pixels is pixels
    assert engines.studio.last(ShowChannel).pixels is pixels


def test_an_image_that_cannot_be_read_says_so_and_another_one_is_shown(looking, engines, answer):
    looking.open_file(Path("/pictures/broken.jpg"))
    engines.studio.say(RequestFailed("It is damaged.", "Choose another.", "", engines.studio.last(ShowMaps).ticket))
    assert looking.state.phase == "failed"
    assert looking.state.problem.hint == "Choose another."
    looking.open_file(PHOTO)
    engines.studio.say(MadeUpNetwork(small(32)).answer(engines.studio.last(ShowMaps)))
    assert looking.state.phase == "ready"


def test_a_network_that_cannot_be_read_can_be_asked_for_again(model, engines):
    model.watch()
    engines.studio.say(EngineExited(-9, expected=False, message="It was killed.", hint=""))
    assert (model.state.phase, model.state.problem.hint) == ("failed", "Try again.")
    model.try_again()
    assert model.state.phase == "reading"
    assert len(asked(engines, DescribeLayers)) == 2


def test_another_run_looks_at_the_same_image_anew(looking, engines, chosen, tmp_path):
    other = write_run(tmp_path, "beach")
    chosen.show(other.folder)
    assert looking.maps is None
    assert looking.state.image.file == PHOTO
    assert engines.studio.last(DescribeLayers).run == other.folder


def test_other_tabs_show_an_image_here(model, engines, chosen, tmp_path, answer):
    other = write_run(tmp_path, "beach")
    model.look_at(ChosenImage.of_file(PHOTO), other.folder)
    model.watch()
    answer()
    assert (chosen.run, model.state.image.file, model.state.phase) == (other.folder, PHOTO, "ready")


def test_why_is_asked_once_an_image_and_only_while_it_is_wanted(looking, engines, answer):
    assert not asked(engines, Locate)
    looking.heat.want(True)
    answer()
    assert looking.heat.shown.evidence.shape == (32, 32)
    looking.choose_layer("block2_conv")
    answer()
    assert len(asked(engines, Locate)) == 1
    looking.open_file(Path("/pictures/other.jpg"))
    answer()
    assert [request.file.name for request in asked(engines, Locate)] == ["photo.jpg", "other.jpg"]
    looking.heat.want(False)
    looking.open_file(PHOTO)
    answer()
    assert len(asked(engines, Locate)) == 2


def test_evidence_of_an_image_that_was_left_is_dropped(looking, engines):
    looking.heat.want(True)
    late = engines.studio.last(Locate)
    looking.open_file(Path("/pictures/other.jpg"))
    engines.studio.say(MadeUpNetwork(small(32)).answer(engines.studio.last(ShowMaps)))
    engines.studio.say(MadeUpNetwork(small(32)).answer(late))
    assert looking.heat.shown.evidence is None
