"""Networks out of files and runs, and what survives a restart."""

from __future__ import annotations

import pytest

from cnn_desktop.core import settings
from cnn_desktop.core.config import TrainingConfig, completed, preparation_of
from cnn_desktop.core.runs import create_run
from cnn_desktop.core.stack import files, kept
from cnn_desktop.core.stack.known import FISH_BINARY, LENET5, MNIST
from cnn_desktop.core.stack.layers import Activation, Convolution, Dropout, Flatten, Stack
from cnn_desktop.gui.models.stack_draft import IMAGE
from cnn_desktop.gui.models.stack_model import StackModel
from tests.gui.models.stack.examples import new_settings


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
