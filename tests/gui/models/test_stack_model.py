"""The editor's model: opened, edited, used or discarded; what the settings make of it, and what survives a restart."""

from __future__ import annotations

import pytest

from cnn_desktop.core import settings
from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.config import TrainingConfig, completed, preparation_of
from cnn_desktop.core.runs import create_run
from cnn_desktop.core.stack import files, kept
from cnn_desktop.core.stack.known import FISH_BINARY, LENET5, MNIST
from cnn_desktop.core.stack.layers import Activation, Convolution, Dense, Dropout, Flatten, Pooling, Stack
from cnn_desktop.gui.models.dataset_model import DatasetState
from cnn_desktop.gui.models.stack_draft import IMAGE
from cnn_desktop.gui.models.stack_model import StackModel
from cnn_desktop.gui.models.training_settings import TrainingSettings
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from tests.gui.examples import summary


def new_settings(classes=("apple", "pear")) -> TrainingSettings:
    """As after a start of the program, with a dataset."""
    model = TrainingSettings(FakeEngines())
    found = summary(classes=classes, image_size=96)
    model.use_dataset(DatasetState("ready", found.folder, found.classes, summary=found))
    return model


@pytest.fixture
def form(qapp):
    return new_settings()


@pytest.fixture
def editor(form):
    return StackModel(form)


@pytest.fixture
def opened(form, editor):
    """The editor with the network of the fish paper in it."""
    form.write("architecture", "fish-binary")
    editor.edit()
    return editor


# ---------------------------------------------------------------- opening


def test_a_stack_of_the_catalogue_opens_as_a_copy(opened):
    state = opened.state
    assert opened.is_open
    assert state.rows == FISH_BINARY
    assert (state.version.based_on, state.version.image_size, state.image) == ("fish-binary", 64, (64, 64, 3))
    assert sum(one.parameters for one in state.figures) == 813_217
    assert not state.is_changed
    assert state.refusal == ""


def test_choices_made_beside_it_are_in_the_rows(form, editor):
    form.write("architecture", "cifar10-vgg")
    form.write("activation", "elu")
    editor.edit()
    assert {row.function for row in editor.state.rows if isinstance(row, Activation)} == {"elu"}


def test_a_network_that_is_no_list_of_layers_does_not_open(form, editor):
    editor.edit()
    assert form.resolved.entry.key == "residual"
    assert not editor.is_open


def test_a_network_of_ones_own_begins_empty(form, editor):
    form.write("architecture", "own")
    assert "Put your network together first" in form.resolved.blocked
    editor.edit()
    assert editor.state.rows == ()
    assert editor.state.refusal == "There are no layers yet."
    assert editor.state.problems == ("",), "an empty network is no mistake"


# ---------------------------------------------------------------- editing


def test_the_network_of_the_fish_paper_by_hand(form, editor):
    form.write("architecture", "own")
    editor.edit()
    for kind in (Convolution, Activation, Pooling, Convolution, Activation, Pooling, Flatten, Dense, Activation):
        editor.add(kind)
    for place, texts in ((0, {"padding": "0"}), (3, {"filters": "32", "padding": "0"})):
        editor.select(place)
        for field, text in texts.items():
            editor.write(field, text)
    editor.write("image_size", "64")
    assert editor.state.rows == FISH_BINARY
    assert sum(one.parameters for one in editor.state.figures) == 813_346, "two classes by softmax: 129 more"


def test_what_is_typed_and_makes_no_sense_is_said_at_its_row_and_keeps_the_network(opened):
    opened.select(3)
    before = opened.state.rows
    for text, said in (("", "“” is not a number"), ("x", "“x” is not a number"), ("0", "from 1 to 64, not 0")):
        opened.write("kernel", text)
        assert said in opened.state.problems[3]
        assert opened.state.refusal.startswith("Layer 4: ")
        assert opened.state.rows == before
    opened.settle()
    assert opened.state.refusal == ""


def test_a_row_that_cannot_be_is_said_where_it_arises(opened):
    opened.write("image_size", "8")
    assert [number for number, problem in enumerate(opened.state.problems) if problem] == [5]
    assert opened.state.refusal == "Layer 6: A window of 2 does not fit into 1 × 1."
    opened.use()
    assert opened.is_open, "it cannot be used"


@pytest.mark.parametrize("text", ["0", "1025", "much", "64.5"])
def test_an_image_size_that_makes_no_sense_is_refused(opened, text):
    opened.write("image_size", text)
    assert opened.state.mistake.field == "image_size"
    assert opened.state.refusal == opened.state.mistake.message
    assert opened.state.version.image_size == 64


def test_the_unit_step_can_be_looked_at_and_not_used(opened):
    opened.select(1)
    opened.write("function", "step")
    assert "no slope" in opened.state.problems[1]
    assert opened.state.refusal.startswith("Layer 2: The unit step")


def test_undo_goes_back_to_what_was_opened(opened):
    opened.select(0)
    opened.write("filters", "6")
    opened.write("filters", "64")
    opened.remove()
    assert opened.state.is_changed
    opened.undo()
    opened.undo()
    assert not opened.state.is_changed
    assert not opened.state.can_undo
    opened.redo()
    assert opened.state.rows[0] == Convolution(filters=64, padding=0)


def test_another_starting_point_brings_its_image_size_and_its_channels(opened):
    opened.start_from("mnist")
    assert opened.state.rows == MNIST
    assert opened.state.image == (28, 28, 1)
    opened.start_from("")
    assert (opened.state.rows, opened.state.image) == ((), (96, 96, 3))
    opened.undo()
    opened.undo()
    assert opened.state.rows == FISH_BINARY


def test_another_dataset_changes_the_classes_at_the_end(form, opened):
    opened.start_from("cifar10-vgg")
    found = summary(classes=("a", "b", "c"))
    form.use_dataset(DatasetState("ready", found.folder, found.classes, summary=found))
    assert opened.state.figures[-1].output == (3,)


def test_one_sigmoid_unit_is_for_two_classes_only(qapp):
    form = new_settings(("a", "b", "c"))
    editor = StackModel(form)
    form.write("architecture", "own")
    editor.edit()
    editor.start_from("fish-binary")
    assert editor.state.ground.output == "softmax"
    editor.use()
    assert form.resolved.blocked == ""


# ---------------------------------------------------------------- using


def test_a_used_network_is_what_the_next_run_trains(form, opened):
    opened.rename("Little fish")
    opened.select(0)
    opened.write("filters", "16")
    opened.use()
    config = form.resolved.config
    assert not opened.is_open
    assert (config.architecture, config.title) == ("own", "Little fish")
    assert config.layers[0] == Convolution(filters=16, padding=0)
    assert form.resolved.network.rows == config.layers


def test_it_keeps_the_recipe_of_what_it_began_from(form, opened):
    recipe = form.resolved.config
    opened.remove()
    opened.use()
    kept_settings = form.resolved.config
    for name in ("image_size", "loss", "resize", "patience", "optimizer", "learning_rate", "epochs"):
        assert getattr(completed(kept_settings, 96), name) == getattr(completed(recipe, 96), name), name
    assert kept_settings.vary == Augmentation(flip=True, shear=0.2, zoom=0.2)


def test_it_keeps_what_the_user_wrote_beside_it(form, editor):
    form.write("architecture", "vgg16")
    form.write("learning_rate", "0.003")
    form.write("epochs", "7")
    editor.edit()
    editor.use()
    assert (form.resolved.config.learning_rate, form.resolved.config.epochs) == (0.003, 7)


def test_another_starting_point_brings_its_own_recipe(form, opened):
    opened.start_from("alexnet")
    opened.use()
    config = completed(form.resolved.config, 96)
    assert (config.optimizer, config.l2, config.loss, config.vary) == ("momentum", 5e-4, "softmax", None)
    opened.edit()
    opened.start_from("lenet5")
    opened.use()
    config = completed(form.resolved.config, 96)
    assert (config.optimizer, config.l2, config.grey, config.image_size) == ("adam", 0.0, True, 28)


def test_a_discarded_network_leaves_everything_as_it_was(form, opened):
    before = form.resolved
    opened.remove()
    opened.write("image_size", "32")
    opened.discard()
    assert form.resolved == before
    assert not opened.is_open
    opened.edit()
    assert opened.state.rows == FISH_BINARY


def test_an_image_size_that_no_longer_fits_keeps_the_run_from_starting(form, opened):
    opened.use()
    form.write("image_size", "8")
    assert form.resolved.config is None
    assert "Layer 6 cannot be built" in form.resolved.blocked


def test_going_to_another_network_and_back_brings_it_back(form, opened):
    opened.use()
    form.write("architecture", "lenet5")
    form.write("architecture", "own")
    assert form.resolved.config.layers == FISH_BINARY
    form.reset()
    assert form.resolved.form.own == Stack(FISH_BINARY)


# ---------------------------------------------------------------- files, runs and restarts


def test_a_used_network_survives_a_restart(form, opened):
    opened.rename("Little fish")
    opened.use()
    form.remember()
    again = new_settings()
    assert again.resolved.entry.key == "own"
    assert again.resolved.config.layers == FISH_BINARY
    assert again.resolved.config.title == "Little fish"
    assert again.resolved.values["image_size"] == 64


def test_a_damaged_network_is_left_out_and_said(form, opened, caplog):
    opened.use()
    form.remember()
    kept.file().write_text('{"format": 1, "layers": [{"type": "magic"}]}')
    again = new_settings()
    assert again.resolved.entry.key == "own"
    assert again.resolved.form.own is None
    assert "could not be read: Layer 1 is of no known type" in again.network_problem
    assert "could not be read" in caplog.text
    assert settings.load().training["architecture"] == "own"


def test_without_a_network_kept_there_is_nothing_to_say(form):
    assert form.network_problem == ""
    assert form.resolved.form.own is None


def test_a_saved_network_is_opened_again(opened, tmp_path):
    opened.rename("Little fish")
    opened.save(tmp_path / "fish.json")
    opened.start_from("")
    opened.open_file(tmp_path / "fish.json")
    assert opened.state.version.stack == Stack(FISH_BINARY, "Little fish")
    assert files.load(tmp_path / "fish.json").rows == FISH_BINARY


def test_a_file_that_is_no_network_is_said_and_changes_nothing(opened, tmp_path, qtbot):
    (tmp_path / "fish.json").write_text("[]")
    with qtbot.waitSignal(opened.problem_raised) as raised:
        opened.open_file(tmp_path / "fish.json")
    assert raised.args[0].message == "“fish.json” is not a network."
    assert opened.state.rows == FISH_BINARY


def test_a_folder_that_cannot_be_written_is_said(opened, tmp_path, qtbot):
    with qtbot.waitSignal(opened.problem_raised) as raised:
        opened.save(tmp_path / "none" / "fish.json")
    assert "“fish.json” could not be saved" in raised.args[0].message


def test_the_network_of_a_run_is_opened(opened, tmp_path):
    rows = (Convolution(filters=4), Flatten())
    config = completed(
        TrainingConfig(
            dataset=tmp_path, runs=tmp_path, architecture="own", layers=rows, network_name="Mine", image_size=20
        ),
        64,
    )
    opened.open_run(create_run(config, ("a", "b"), preparation_of(config)).folder)
    version = opened.state.version
    assert (version.stack, version.image_size, version.based_on) == (Stack(rows, "Mine"), 20, "")


def test_the_network_of_a_run_of_the_catalogue_is_opened_with_its_choices(opened, tmp_path):
    config = completed(TrainingConfig(dataset=tmp_path, runs=tmp_path, architecture="lenet5", activation="elu"), 64)
    opened.open_run(create_run(config, ("a", "b"), preparation_of(config)).folder)
    assert opened.state.version.based_on == "lenet5"
    assert len(opened.state.rows) == len(LENET5)
    assert Activation(function="elu") in opened.state.rows


@pytest.mark.parametrize(("architecture", "said"), [("residual", "no plain list"), ("", "is not a run")])
def test_a_run_without_a_list_of_layers_is_refused(opened, tmp_path, qtbot, architecture, said):
    folder = tmp_path
    if architecture:
        config = completed(TrainingConfig(dataset=tmp_path, runs=tmp_path, architecture=architecture), 64)
        folder = create_run(config, ("a", "b"), preparation_of(config)).folder
    with qtbot.waitSignal(opened.problem_raised) as raised:
        opened.open_run(folder)
    assert said in raised.args[0].message
    assert opened.state.rows == FISH_BINARY


def test_every_stack_of_the_catalogue_can_be_edited_and_used(form, editor):
    for key in ("cifar10-vgg", "alexnet", "vgg16", "mnist"):
        form.write("architecture", key)
        editor.edit()
        editor.select(IMAGE)
        editor.use()
        assert form.resolved.blocked == "", key
    assert form.resolved.form.own == Stack(MNIST)


# ---------------------------------------------------------------- the window closes meanwhile


def test_layers_that_were_not_used_when_the_window_closed_are_there_the_next_time(opened):
    opened.add(Dropout)
    wanted = opened.state.rows
    opened.close()
    later = StackModel(new_settings())
    assert later.has_draft
    later.go_on_with_draft()
    assert later.is_open
    assert later.state.rows == wanted
    assert not later.has_draft
    later.undo()
    assert later.state.rows != wanted


def test_nothing_is_kept_of_layers_that_were_not_changed_or_were_used(opened):
    opened.close()
    assert not opened.has_draft
    opened.add(Dropout)
    opened.use()
    opened.close()
    assert not opened.has_draft


def test_a_damaged_draft_is_said(editor, qtbot):
    kept.draft_file().parent.mkdir(parents=True, exist_ok=True)
    kept.draft_file().write_text("{")
    with qtbot.waitSignal(editor.problem_raised) as raised:
        editor.go_on_with_draft()
    assert "no longer be read" in raised.args[0].message
    assert not editor.is_open
