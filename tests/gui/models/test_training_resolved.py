from __future__ import annotations

import json
from pathlib import Path

import pytest

from cnn_desktop.core.architectures import ARCHITECTURES, OWN, architecture
from cnn_desktop.core.augmentation import STRENGTHS, Augmentation
from cnn_desktop.core.config import completed, variations_of
from cnn_desktop.gui.models import training_fields
from cnn_desktop.gui.models.training_form import TrainingForm
from cnn_desktop.gui.models.training_remembered import from_remembered, remembered
from cnn_desktop.gui.models.training_resolved import OWN_AMOUNTS, resolve
from tests.gui.examples import summary

RUNS = Path("/runs")


def test_an_empty_form_trains_with_what_architecture_and_dataset_suggest():
    resolved = resolve(TrainingForm(), summary(image_size=96), RUNS)
    entry = architecture("residual")
    config = resolved.config
    assert (config.image_size, config.epochs, config.batch_size) == (96, entry.epochs, entry.batch_size)
    assert (config.learning_rate, config.optimizer) == (entry.learning_rate, entry.optimizer)
    assert (config.dataset, config.runs) == (summary().folder, RUNS)
    assert resolved.blocked == ""
    assert not resolved.is_changed


def test_many_small_photos_begin_with_the_preset_tuned_on_such_unless_another_is_chosen():
    photos = summary(images=30_000, image_size=32)
    resolved = resolve(TrainingForm(), photos, RUNS)
    assert (resolved.entry.key, resolved.config.architecture) == ("cifar10-fast", "cifar10-fast")
    assert "architecture" not in remembered(resolved)  # another dataset may suggest another
    chosen = resolve(TrainingForm(architecture="residual"), photos, RUNS)
    assert chosen.entry.key == from_remembered(remembered(chosen)).architecture == "residual"


@pytest.mark.parametrize("key", [entry.key for entry in ARCHITECTURES if entry.key != OWN])
def test_every_architecture_can_start_with_an_empty_form(key):
    assert resolve(TrainingForm(architecture=key), summary(image_size=8), RUNS).config is not None


def test_what_is_written_is_in_force():
    form = TrainingForm(epochs="3", learning_rate="0,01", optimizer="sgd", validation="0.3", name=" my run ")
    config = resolve(form, summary(), RUNS).config
    assert (config.epochs, config.learning_rate, config.optimizer) == (3, 0.01, "sgd")
    assert (config.validation, config.name) == (0.3, "my run")


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("image_size", "8", "takes images from 16 to 1024 pixels, not 8"),
        ("image_size", "96.5", "Whole numbers only"),
        ("epochs", "0", "must be 1 or more, not 0"),
        ("batch_size", "many", "“many” is not a number"),
        ("learning_rate", "-1", "must be above 0"),
        ("learning_rate", "nan", "not a number to train with"),
        ("validation", "1", "between 0 and 1"),
        ("test", "0.97", "under 0.95"),
        ("patience", "-1", "0 or more"),
        ("seed", "99999999999", "2,147,483,647"),
    ],
)
def test_a_wrong_value_is_said_beside_its_field_and_nothing_starts(field, text, said):
    resolved = resolve(TrainingForm().with_text(field, text), summary(), RUNS)
    assert list(resolved.problems) == [field]
    assert said in resolved.problems[field]
    assert resolved.config is None
    assert "Correct the settings" in resolved.blocked
    assert resolved.values[field] == resolved.suggested[field]


def test_shares_that_are_right_alone_and_wrong_together_are_said_beside_the_test_share():
    resolved = resolve(TrainingForm(validation="0.6", test="0.5"), summary(), RUNS)
    assert "together" in resolved.problems["test"]
    assert resolved.config is None


def test_without_a_dataset_nothing_starts_and_the_reason_is_said():
    resolved = resolve(TrainingForm(), None, RUNS)
    assert resolved.config is None
    assert resolved.blocked == "Choose a dataset first."


def test_a_reason_from_outside_blocks_a_good_form():
    resolved = resolve(TrainingForm(), summary(), RUNS, blocked="A run is training.")
    assert resolved.config is None
    assert resolved.blocked == "A run is training."


def test_a_ready_made_split_leaves_the_shares_no_say_and_says_why():
    resolved = resolve(TrainingForm(), summary(splits=(("training", 80), ("test", 20))), RUNS)
    assert "validation" not in resolved.fixed
    assert "20" in resolved.fixed["test"]


def test_the_plan_counts_the_images_of_each_split():
    assert resolve(TrainingForm(), summary(images=50), RUNS).plan == "About 80 training, 20 validation images."
    own = summary(images=50, splits=(("training", 70), ("validation", 20), ("test", 10)))
    assert resolve(TrainingForm(), own, RUNS).plan == "70 training, 20 validation, 10 test images."
    half = summary(images=50, splits=(("training", 80), ("validation", 20)))
    assert resolve(TrainingForm(), half, RUNS).plan == "80 training, 20 validation images."
    assert resolve(TrainingForm(test="0.1"), half, RUNS).plan.startswith("About 70 training")


def test_a_rule_for_what_stays_together_is_in_force_and_checked():
    resolved = resolve(TrainingForm(group_by=" number "), summary(), RUNS)
    assert resolved.config.group_by == "number"
    assert resolved.is_changed
    assert remembered(resolved) == {}, "it fits one dataset"
    wrong = resolve(TrainingForm(group_by="patient"), summary(), RUNS)
    assert "no rule “patient”" in wrong.problems["group_by"]
    assert wrong.config is None


def test_every_choice_reaches_the_configuration():
    form = TrainingForm(
        architecture="cifar10-vgg", grey="grey", polarity="light-on-dark", centring="mass", inputs="dataset",
        activation="elu", pooling="stochastic", normalise="on", dropout="0.1", schedule="step", loss="sigmoid",
        label_smoothing="0.1", l2="0.0005", class_weights="balanced",
    )  # fmt: skip
    config = resolve(form, summary(), RUNS).config
    assert (config.grey, config.polarity, config.centring, config.inputs) == (True, "light-on-dark", "mass", "dataset")
    assert (config.activation, config.pooling, config.normalise, config.dropout) == ("elu", "stochastic", True, 0.1)
    assert (config.schedule, config.loss, config.label_smoothing) == ("step", "sigmoid", 0.1)
    assert (config.l2, config.class_weights) == (0.0005, "balanced")
    assert from_remembered(json.loads(json.dumps(remembered(resolve(form, summary(), RUNS))))) == form


def test_what_is_left_to_the_network_shows_nothing_and_trains_its_own_way():
    resolved = resolve(TrainingForm(architecture="cifar10-vgg"), summary(), RUNS)
    assert [resolved.shown(name) for name in training_fields.OF_THE_NETWORK] == [""] * 4
    assert resolved.config.activation is None
    assert (resolved.shown("grey"), resolved.shown("schedule")) == ("rgb", "cosine")


def test_a_choice_that_the_network_does_not_take_has_no_say_and_comes_back_with_another_network():
    form = TrainingForm(architecture="cifar10-vgg", pooling="average")
    elsewhere = resolve(form.with_text("architecture", "cifar10-fast"), summary(), RUNS)
    assert elsewhere.fixed["pooling"] == "CIFAR-10, fast leaves no choice here."
    assert elsewhere.config.pooling is None
    back = resolve(elsewhere.form.with_text("architecture", "cifar10-vgg"), summary(), RUNS)
    assert back.config.pooling == "average"
    assert "pooling" not in back.fixed


def test_the_unit_step_is_not_offered_for_training():
    assert "step" not in training_fields.CHOICES["activation"]


@pytest.mark.parametrize(
    ("form", "classes", "field", "said"),
    [
        (TrainingForm(loss="sigmoid"), ("a", "b", "c"), "loss", "One sigmoid unit tells two classes apart, not 3."),
        (TrainingForm(architecture="fish-binary"), ("a", "b", "c"), "loss", "Choose softmax as the output."),
        (TrainingForm(inputs="whiten"), ("a", "b"), "inputs", "Images of 96 pixels are too large to whiten."),
    ],
)
def test_choices_that_do_not_go_together_are_said_beside_the_field(form, classes, field, said):
    resolved = resolve(form, summary(classes=classes), RUNS)
    assert list(resolved.problems) == [field]
    assert said in resolved.problems[field]
    assert said in resolved.blocked, "also where the field is folded away"
    assert resolved.config is None


@pytest.mark.parametrize(("field", "text"), [("dropout", "1"), ("l2", "-1"), ("label_smoothing", "1")])
def test_an_amount_out_of_range_is_said_beside_its_field(field, text):
    resolved = resolve(TrainingForm(architecture="cifar10-vgg").with_text(field, text), summary(), RUNS)
    assert list(resolved.problems) == [field]


# ---------------------------------------------------------------- augmentation


def in_force(resolved) -> Augmentation:
    return variations_of(completed(resolved.config, 64))


def test_single_amounts_take_the_place_of_a_strength_and_the_other_way_round():
    own = Augmentation(flip=True, zoom=0.2)
    form = TrainingForm(augmentation="medium").with_vary(own)
    resolved = resolve(form, summary(), RUNS)
    assert (resolved.strength, resolved.variations, in_force(resolved)) == (OWN_AMOUNTS, own, own)
    assert resolved.is_changed
    again = resolve(form.with_text("augmentation", "strong"), summary(), RUNS)
    assert (again.strength, in_force(again)) == ("strong", STRENGTHS["strong"])


def test_a_recipes_own_amounts_are_in_force_until_something_is_chosen():
    fish = TrainingForm(architecture="fish-binary")
    resolved = resolve(fish, summary(), RUNS)
    assert resolved.strength == OWN_AMOUNTS
    assert in_force(resolved) == resolved.variations == architecture("fish-binary").vary
    assert not resolved.is_changed
    light = resolve(fish.with_text("augmentation", "light"), summary(), RUNS)
    assert (light.strength, in_force(light)) == ("light", STRENGTHS["light"])
    assert light.is_changed


def test_amounts_that_are_a_strength_are_that_strength():
    resolved = resolve(TrainingForm().with_vary(STRENGTHS["medium"]), summary(), RUNS)
    assert resolved.strength == "medium"
    assert resolved.form.vary is None


def test_a_flip_where_left_and_right_matter_is_hinted_at():
    flips = TrainingForm().with_vary(Augmentation(flip=True))
    hands = summary(classes=("left hand", "right hand"))
    sentence = "Flips change the meaning of “left” and “right”."
    assert resolve(flips, hands, RUNS).hints == {"flip": sentence, "augmentation": sentence}
    assert resolve(TrainingForm(), hands, RUNS).hints == {"flip": sentence}, "beside the tick only"
    assert resolve(flips, summary(), RUNS).hints == {}
