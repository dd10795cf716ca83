import numpy as np
import pytest

from cnn_desktop.core.architectures import ARCHITECTURES
from cnn_desktop.core.errors import UserError
from cnn_desktop.engine import networks


def test_every_architecture_of_the_catalogue_has_a_builder_and_no_builder_is_left_over():
    assert {entry.key for entry in ARCHITECTURES} == set(networks.BUILDERS)


@pytest.mark.parametrize(
    ("key", "shape", "parameters"),
    [
        ("cifar10-vgg", (32, 32, 3), 2_395_434),  # figure 2 of the paper
        ("lenet5", (28, 28, 1), 61_706),  # LeCun et al. 1998, with C3 fully connected
        ("residual", (128, 128, 3), 747_434),
    ],
)
def test_parameter_counts_are_those_of_the_source(key, shape, parameters):
    assert networks.build(key, shape, 10).count_params() == parameters


def test_cifar10_vgg_is_figure_2_layer_by_layer():
    table = networks.describe("cifar10-vgg", 32, False, 10).layers
    drawn = [(layer.type, layer.output, layer.parameters) for layer in table if layer.type != "Rescaling"]
    assert drawn == [
        ("Conv2D", (32, 32, 32), 896),
        ("Activation", (32, 32, 32), 0),
        ("Conv2D", (32, 32, 32), 9248),
        ("Activation", (32, 32, 32), 0),
        ("MaxPooling2D", (16, 16, 32), 0),
        ("Dropout", (16, 16, 32), 0),
        ("Conv2D", (16, 16, 64), 18496),
        ("Activation", (16, 16, 64), 0),
        ("Conv2D", (16, 16, 64), 36928),
        ("Activation", (16, 16, 64), 0),
        ("MaxPooling2D", (8, 8, 64), 0),
        ("Dropout", (8, 8, 64), 0),
        ("Conv2D", (8, 8, 128), 73856),
        ("Activation", (8, 8, 128), 0),
        ("Conv2D", (8, 8, 128), 147584),
        ("Activation", (8, 8, 128), 0),
        ("MaxPooling2D", (4, 4, 128), 0),
        ("Dropout", (4, 4, 128), 0),
        ("Flatten", (2048,), 0),
        ("Dense", (1024,), 2098176),
        ("Activation", (1024,), 0),
        ("Dropout", (1024,), 0),
        ("Dense", (10,), 10250),
        ("Activation", (10,), 0),
    ]


@pytest.mark.parametrize("key", list(networks.BUILDERS))
def test_every_network_answers_with_probabilities_at_its_smallest_size(key):
    entry = next(one for one in ARCHITECTURES if one.key == key)
    for channels in (1, 3):
        model = networks.build(key, (entry.smallest_image, entry.smallest_image, channels), 4)
        images = np.random.default_rng(0).uniform(0, 255, (2, *model.input_shape[1:])).astype(np.float32)
        answer = model(images, training=False).numpy()
        assert answer.shape == (2, 4)
        np.testing.assert_allclose(answer.sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("key", list(networks.BUILDERS))
def test_an_image_too_small_is_refused_with_the_smallest_that_works(key):
    entry = next(one for one in ARCHITECTURES if one.key == key)
    with pytest.raises(UserError) as refusal:
        networks.build(key, (entry.smallest_image - 1, entry.smallest_image - 1, 3), 4)
    assert str(entry.smallest_image) in refusal.value.hint


def test_one_class_is_refused():
    with pytest.raises(UserError, match="at least two classes"):
        networks.build("lenet5", (28, 28, 1), 1)


def test_an_unknown_architecture_is_refused_with_the_known_ones():
    with pytest.raises(UserError) as refusal:
        networks.build("lenet7", (28, 28, 1), 2)
    assert "lenet5" in refusal.value.hint


def test_the_description_adds_up():
    table = networks.describe("residual", 64, True, 5)
    assert sum(layer.parameters for layer in table.layers) == table.parameters
    assert table.layers[-1].output == (5,)
