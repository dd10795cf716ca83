from pathlib import Path

import pytest

from cnn_desktop.core.architectures import ARCHITECTURES, BY_KEY
from cnn_desktop.core.augmentation import STRENGTHS, Augmentation
from cnn_desktop.core.config import DECIDED, TrainingConfig, completed, plan_of, preparation_of, variations_of
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.stack.layers import Activation, Convolution, Flatten


def config(**settings) -> TrainingConfig:
    return TrainingConfig(dataset=Path("images"), runs=Path("runs"), **settings)


def test_a_configuration_survives_json():
    full = config(
        architecture="own",
        network_name="mine",
        layers=(Convolution(filters=8), Activation(), Flatten()),
        vary=Augmentation(flip=True, rotate=5),
        epochs=3,
        loss="softmax",
    )
    assert TrainingConfig.from_json(full.to_json()) == full


@pytest.mark.parametrize("entry", ARCHITECTURES, ids=lambda entry: entry.key)
def test_every_recipe_is_a_complete_configuration(entry):
    layers = (Flatten(),) if entry.kind == "own" else None
    complete = completed(config(architecture=entry.key, layers=layers), 64)
    assert not [name for name in DECIDED if getattr(complete, name) is None and name not in ("vary", "first_size")]
    assert preparation_of(complete).size == complete.image_size
    assert plan_of(complete, classes=2).architecture == entry.key
    assert TrainingConfig.from_json(complete.to_json()) == complete


def test_what_the_user_chose_stays():
    complete = completed(config(architecture="fish-binary", epochs=2, optimizer="sgd", loss="softmax"), 64)
    assert (complete.epochs, complete.optimizer, complete.loss) == (2, "sgd", "softmax")
    assert complete.learning_rate == BY_KEY["fish-binary"].learning_rate


def test_a_chosen_strength_takes_the_place_of_the_recipes_own_amounts():
    assert variations_of(completed(config(architecture="fish-binary"), 64)) == BY_KEY["fish-binary"].vary
    chosen = completed(config(architecture="fish-binary", augmentation="strong"), 64)
    assert variations_of(chosen) == STRENGTHS["strong"]
    own = completed(config(augmentation="strong", vary=Augmentation(zoom=0.5)), 64)
    assert variations_of(own) == Augmentation(zoom=0.5)


def test_the_image_size_is_the_datasets_where_the_recipe_leaves_it_open():
    assert completed(config(), 96).image_size == 96
    assert completed(config(), 4).image_size == BY_KEY["residual"].smallest_image
    assert completed(config(architecture="alexnet"), 96).image_size == 227


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"architecture": "alexnett"}, "no architecture “alexnett”"),
        ({"architecture": "alexnet", "image_size": 64}, "from 67 to 1024"),
        ({"epochs": 0}, "number of epochs must be 1 or more, not 0"),
        ({"learning_rate": float("nan")}, "learning rate must be above 0"),
        ({"validation": 1.0}, "validation share"),
        ({"validation": 0.5, "test": 0.5}, "Validation and test together"),
        ({"optimizer": "newton"}, "no optimizer “newton”"),
        ({"schedule": "lunar"}, "no schedule “lunar”"),
        ({"dropout": 1.0}, "dropout rate"),
        ({"activation": "step"}, "unit step has no slope"),
        ({"architecture": "own", "layers": (Activation(function="step"), Flatten())}, "unit step has no slope"),
        ({"architecture": "own"}, "needs its layers"),
        ({"architecture": "lenet5", "layers": (Flatten(),)}, "brings its own layers"),
        ({"seed": -1}, "The seed"),
    ],
)
def test_what_makes_no_sense_is_refused_in_plain_words(settings, words):
    with pytest.raises(UserError, match=words):
        config(**settings)


def test_only_networks_without_a_size_of_their_own_take_images_that_grow():
    assert config(architecture="residual", first_size=16).first_size == 16
    with pytest.raises(UserError, match="cannot grow"):
        config(architecture="lenet5", first_size=16)
    with pytest.raises(UserError, match="from 16 to 1024"):
        config(architecture="residual", first_size=8)


def test_settings_of_another_version_are_named():
    with pytest.raises(UserError, match="does not know: warp"):
        TrainingConfig.from_json(config().to_json() | {"warp": 9})


def test_a_damaged_configuration_is_said_to_be_one():
    with pytest.raises(UserError, match="damaged"):
        TrainingConfig.from_json({"runs": "runs"})


def test_a_network_of_ones_own_is_called_as_its_maker_calls_it():
    own = config(architecture="own", layers=(Flatten(),), network_name="Little fish")
    assert own.title == "Little fish"
    assert config(architecture="own", layers=(Flatten(),)).title == "A network of your own"
    assert config(architecture="lenet5").title == "LeNet-5"


def test_the_layers_of_ones_own_decide_the_network_and_must_fit_the_images():
    rows = (Convolution(filters=8, kernel=5, padding=0), Activation(), Flatten())
    own = config(architecture="own", layers=rows, image_size=16)
    assert plan_of(completed(own, 64), classes=2).rows == rows
    with pytest.raises(UserError, match="Layer 1 cannot be built: A window of 5 does not fit into 4 × 4"):
        plan_of(completed(config(architecture="own", layers=rows, image_size=4), 64), classes=2)
    with pytest.raises(UserError, match="no choice of activation") as refusal:
        plan_of(completed(config(architecture="own", layers=rows, activation="elu"), 64), classes=2)
    assert refusal.value.hint == "Change its layers."
