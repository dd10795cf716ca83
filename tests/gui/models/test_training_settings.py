from __future__ import annotations

from pathlib import Path

import pytest

from cnn_desktop.core import paths, settings
from cnn_desktop.core.messages import DescribeArchitecture, EngineExited, RequestFailed
from cnn_desktop.gui.models.dataset_model import DatasetState
from cnn_desktop.gui.models.training_settings import TrainingSettings
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from tests.gui.examples import layers, summary


def ready(found=None) -> DatasetState:
    found = found or summary()
    return DatasetState("ready", found.folder, found.classes, summary=found)


@pytest.fixture
def model(engines):
    return TrainingSettings(engines)


def described(qtbot, engines, number: int) -> DescribeArchitecture:
    """The `number`th question about an architecture, once it was asked."""
    qtbot.waitUntil(lambda: len(engines.studio.asked) == number)
    return engines.studio.asked[-1]


def test_a_dataset_brings_its_table_of_layers(model, engines, qtbot):
    shown = []
    model.layers_changed.connect(shown.append)
    model.use_dataset(ready(summary(classes=("a", "b", "c"), image_size=64)))
    asked = described(qtbot, engines, 1)
    plan = asked.plan
    assert (plan.architecture, plan.image_size, plan.grey, plan.classes) == ("residual", 64, False, 3)
    engines.studio.say(layers(asked.ticket))
    assert model.layers.is_current
    assert shown[-1].table.parameters == 1_186


def test_typing_a_number_asks_once_when_it_has_come_to_rest(model, engines, qtbot):
    model.use_dataset(ready())
    described(qtbot, engines, 1)
    for text in ("1", "12", "128"):
        model.write("image_size", text)
    assert described(qtbot, engines, 2).plan.image_size == 128


def test_settings_that_change_no_layer_ask_nothing(model, engines, qtbot):
    model.use_dataset(ready())
    engines.studio.say(layers(described(qtbot, engines, 1).ticket))
    model.write("epochs", "3")
    model.write("seed", "7")
    assert model.layers.is_current
    assert not model._describe_soon.isActive()


def test_the_newest_table_wins_and_the_old_one_is_marked_meanwhile(model, engines, qtbot):
    model.use_dataset(ready())
    first = described(qtbot, engines, 1)
    engines.studio.say(layers(first.ticket))
    model.write("architecture", "lenet5")
    assert model.layers.table is not None
    assert not model.layers.is_current
    second = described(qtbot, engines, 2)
    engines.studio.say(layers(first.ticket))
    assert not model.layers.is_current, "a late answer to the old question changes nothing"
    engines.studio.say(layers(second.ticket, "lenet5"))
    assert model.layers.is_current
    assert model.layers.table.key == "lenet5"


def test_an_answer_that_comes_after_the_next_change_is_not_current(model, engines, qtbot):
    model.use_dataset(ready())
    first = described(qtbot, engines, 1)
    model.write("image_size", "32")
    engines.studio.say(layers(first.ticket))
    assert not model.layers.is_current


def test_a_network_that_cannot_be_built_says_why(model, engines, qtbot):
    model.use_dataset(ready())
    asked = described(qtbot, engines, 1)
    engines.studio.say(RequestFailed("Too small.", ticket=asked.ticket))
    assert model.layers.problem == "Too small."
    model.write("image_size", "64")
    engines.studio.say(layers(described(qtbot, engines, 2).ticket))
    assert model.layers.problem == ""


def test_after_the_studio_died_the_next_change_asks_again(model, engines, qtbot):
    model.use_dataset(ready())
    described(qtbot, engines, 1)
    engines.studio.say(EngineExited(-9, expected=False))
    model.write("epochs", "3")
    assert described(qtbot, engines, 2).plan.architecture == "residual"


def test_a_wrong_image_size_is_not_described(model, engines, qtbot):
    model.use_dataset(ready())
    engines.studio.say(layers(described(qtbot, engines, 1).ticket))
    model.write("image_size", "8")
    assert not model.layers.is_current
    model._describe()
    assert len(engines.studio.asked) == 1


def test_the_form_survives_a_restart(model):
    model.write("architecture", "lenet5")
    model.write("epochs", "3")
    model.remember()
    again = TrainingSettings(FakeEngines())
    assert again.resolved.entry.key == "lenet5"
    assert again.resolved.values["epochs"] == 3


def test_what_is_written_is_remembered_without_being_asked_to(model, qtbot):
    model.write("epochs", "3")
    qtbot.waitUntil(lambda: settings.load().training.get("epochs") == 3)


def test_remembering_leaves_the_other_settings_alone(model):
    settings.save(settings.Settings(theme="dark"))
    model.write("epochs", "3")
    model.remember()
    assert settings.load().theme == "dark"


def test_a_damaged_settings_file_starts_with_the_defaults(engines):
    paths.settings_file().parent.mkdir(parents=True, exist_ok=True)
    paths.settings_file().write_text('{"training": {"architecture": 7, "epochs": {}, "seed": 1e999}}')
    assert not TrainingSettings(engines).resolved.is_changed


def test_the_suggested_settings_come_back_at_once_for_the_same_architecture(model):
    for field, text in (("architecture", "lenet5"), ("epochs", "3"), ("name", "mine")):
        model.write(field, text)
    model.reset()
    assert model.resolved.form.architecture == "lenet5"
    assert model.resolved.form.name == "mine"
    assert not model.resolved.is_changed


def test_another_runs_folder_is_used_and_remembered(model):
    model.use_dataset(ready())
    model.choose_runs(Path("/elsewhere"))
    assert model.resolved.config.runs == Path("/elsewhere")
    assert settings.load().runs == Path("/elsewhere")
