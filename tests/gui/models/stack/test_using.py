"""A network that was edited, used for the next run or discarded."""

from __future__ import annotations

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.config import completed
from cnn_desktop.core.stack.known import FISH_BINARY
from cnn_desktop.core.stack.layers import Convolution, Stack


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
