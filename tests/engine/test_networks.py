import numpy as np
import pytest

from cnn_desktop.core.architectures import ARCHITECTURES, BY_KEY, OWN
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.engine import networks
from cnn_desktop.engine.networks import inputs

KEYS = [key for key in BY_KEY if key != OWN]


def plan(key, image_size=None, *, grey=False, classes=4, **options) -> NetworkPlan:
    return NetworkPlan(
        architecture=key, image_size=image_size or BY_KEY[key].smallest_image, grey=grey, classes=classes, **options
    )


def some_pixels(shape, n=50):
    return np.random.default_rng(0).integers(0, 256, (n, *shape), dtype=np.uint8)


@pytest.mark.parametrize(
    ("key", "image_size", "grey", "classes", "loss", "parameters"),
    [
        ("cifar10-vgg", 32, False, 10, "softmax", 2_395_434),  # figure 2 of the paper
        ("lenet5", 28, True, 10, "softmax", 61_706),  # LeCun et al. 1998, with C3 fully connected
        ("fish-binary", 64, False, 2, "sigmoid", 813_217),
        ("mnist", 28, True, 10, "softmax", 93_322),
        ("residual", 128, False, 10, "softmax", 747_434),
    ],
)
def test_parameter_counts_are_those_of_the_source(key, image_size, grey, classes, loss, parameters):
    built = networks.build(plan(key, image_size, grey=grey, classes=classes, loss=loss))
    assert built.count_params() == parameters


def test_cifar10_vgg_is_figure_2_layer_by_layer():
    table = networks.describe(plan("cifar10-vgg", 32, classes=10)).layers
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


@pytest.mark.no_cover
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("grey", [False, True])
def test_every_network_answers_with_probabilities_at_its_smallest_size(key, grey):
    of = plan(key, grey=grey)
    model = networks.build(of, inputs.measure(some_pixels(of.shape)))
    answer = model(some_pixels(of.shape, 2).astype(np.float32), training=False).numpy()
    assert answer.shape == (2, 4)
    np.testing.assert_allclose(answer.sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("key", KEYS)
def test_the_smallest_image_of_the_catalogue_is_the_smallest_that_can_be_built(key):
    with pytest.raises(UserError) as refusal:
        plan(key, BY_KEY[key].smallest_image - 1)
    assert str(BY_KEY[key].smallest_image) in refusal.value.hint
    if BY_KEY[key].rows:
        from cnn_desktop.core.stack.arithmetic import analyse

        side = BY_KEY[key].smallest_image - 1
        assert any(one.error for one in analyse(BY_KEY[key].rows, (side, side, 3), 4))


def test_an_unknown_architecture_is_refused_with_the_nearest():
    with pytest.raises(UserError) as refusal:
        plan("lenet7", 32)
    assert "lenet5" in refusal.value.hint


@pytest.mark.parametrize("key", KEYS)
def test_the_description_adds_up(key):
    table = networks.describe(plan(key, classes=5))
    assert sum(layer.parameters for layer in table.layers) == table.parameters
    assert table.layers[-1].output == (5,)
    assert [table.key, table.title] == [key, BY_KEY[key].title]


@pytest.mark.parametrize("entry", [entry for entry in ARCHITECTURES if entry.rows], ids=lambda entry: entry.key)
def test_every_choice_of_a_stack_builds(entry):
    of = plan(entry.key, activation="elu", pooling="stochastic", normalise=True, dropout=0.1, l2=1e-4)
    model = networks.build(of)
    kinds = {type(layer).__name__ for layer in model.layers}
    assert "BatchNormalization" in kinds
    assert "MaxPooling2D" not in kinds
    assert model.losses


def test_a_choice_that_a_network_does_not_have_is_refused():
    with pytest.raises(UserError, match="no choice of pooling"):
        plan("residual", pooling="max")


def test_one_sigmoid_unit_is_for_two_classes():
    assert networks.build(plan("fish-binary", classes=2, loss="sigmoid")).output_shape == (None, 1)
    with pytest.raises(UserError, match="tells two classes apart"):
        plan("fish-binary", classes=3, loss="sigmoid")


@pytest.mark.parametrize("how", ["rescale", "standardise", "dataset", "whiten"])
def test_every_input_preparation_gives_values_about_nothing_and_survives_saving(how, tmp_path):
    import keras

    of = plan("cifar10-vgg", 16, inputs=how)
    random = np.random.default_rng(1)
    ground = random.normal(120, 40, (300, 1, 1, 3)) + random.normal(0, 30, (300, 16, 16, 3))
    pixels = np.clip(ground, 0, 255).astype(np.uint8)
    model = networks.build(of, inputs.measure(pixels))
    values = keras.Model(model.input, model.layers[1].output)(pixels.astype(np.float32)).numpy()
    assert abs(values.mean()) < 0.2
    assert 0.2 < values.std() < 1.5
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    some = pixels[:4].astype(np.float32)
    np.testing.assert_allclose(again(some).numpy(), model(some).numpy(), atol=1e-5)


def test_whitening_takes_the_dependence_between_pixels_away():
    random = np.random.default_rng(1)
    smooth = np.repeat(np.repeat(random.normal(120, 50, (2000, 4, 4, 1)), 2, axis=1), 2, axis=2)
    pixels = np.clip(smooth + random.normal(0, 20, (2000, 8, 8, 1)), 0, 255).astype(np.uint8)
    mean, matrix = inputs.zca(pixels)
    white = (pixels.reshape(2000, -1) - mean) @ matrix
    before = np.corrcoef(pixels.reshape(2000, -1).T)[0, 1]
    after = np.corrcoef(white.T)[0, 1]
    assert before > 0.7
    assert abs(after) < 0.35 * before


def test_images_too_large_to_whiten_are_refused():
    with pytest.raises(UserError, match="too large to whiten"):
        plan("residual", 64, inputs="whiten")


def test_the_first_layer_of_the_fast_networks_whitens_patches_and_is_not_trained():
    of = plan("cifar10-fast", 32)
    model = networks.build(of, inputs.measure(some_pixels(of.shape, 200)))
    whitening = model.get_layer("whiten_patches")
    assert not whitening.trainable
    assert whitening.output.shape[1:] == (31, 31, 24)
    assert not {weight.path for weight in whitening.weights} & {weight.path for weight in model.trainable_weights}


def test_the_statistics_of_many_images_are_those_of_their_values():
    pixels = np.random.default_rng(3).integers(0, 256, (600, 5, 4, 3), dtype=np.uint8)  # more than two blocks
    pixels[:300] //= 3
    found = inputs.measure(pixels)
    np.testing.assert_allclose(found.mean, pixels.reshape(-1, 3).mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(found.deviation, pixels.reshape(-1, 3).std(axis=0), rtol=1e-12)
    assert inputs.measure(np.full((3, 4, 4, 1), 9, np.uint8)).deviation.tolist() == [1.0]
