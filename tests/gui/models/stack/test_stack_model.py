"""The editor's model: opened and edited."""

from __future__ import annotations

import pytest

from cnn_desktop.core.stack.known import FISH_BINARY, MNIST
from cnn_desktop.core.stack.layers import Activation, Convolution, Dense, Flatten, Pooling
from cnn_desktop.gui.models.dataset_model import DatasetState
from cnn_desktop.gui.models.stack_model import StackModel
from tests.gui.examples import summary
from tests.gui.models.stack.examples import new_settings


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
