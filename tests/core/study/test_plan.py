"""Which runs a comparison consists of, and what cannot be one."""

import pytest

from cnn_desktop.core.config import completed, variations_of
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.study import Study, Varied
from tests.core.study.examples import study


def test_every_combination_is_a_run_and_all_are_seen_before_the_next_fold(tmp_path):
    varied = (Varied("batch_size", (16, 32)), Varied("dropout", (0.0, 0.5)))
    planned = study(tmp_path, varied, folds=2, seeds=2).runs
    assert len(planned) == 16
    assert [run.number for run in planned] == list(range(1, 17))
    assert [(run.config.batch_size, run.config.dropout) for run in planned[:4]] == [
        (16, 0.0), (16, 0.5), (32, 0.0), (32, 0.5),
    ]  # fmt: skip
    assert [(run.config.fold, run.config.seed) for run in planned[::4]] == [
        ("1/2", 0), ("2/2", 0), ("1/2", 1), ("2/2", 1),
    ]  # fmt: skip
    assert planned[4].name == "05 batch size 16, dropout 0, fold 2 of 2, seed 0"


def test_names_of_runs_differ_and_are_names_of_folders(tmp_path):
    planned = study(tmp_path, (Varied("resize", ("pad", "crop")), Varied("grey", (True, False)))).runs
    assert len({run.name for run in planned}) == 4
    assert not any("/" in run.name for run in planned)


def test_single_amounts_of_augmentation_vary_from_the_strength_in_force(tmp_path):
    planned = study(tmp_path, (Varied("rotate", (0.0, 30.0)),), augmentation="medium").runs
    amounts = [variations_of(completed(run.config, 32)) for run in planned]
    assert [one.rotate for one in amounts] == [0.0, 30.0]
    assert amounts[0].zoom == amounts[1].zoom > 0


def test_an_architecture_brings_its_own_recipe(tmp_path):
    found = study(tmp_path, (Varied("architecture", ("lenet5", "cifar10-fast")),)).runs
    rates = [completed(run.config, 32).learning_rate for run in found]
    assert rates[0] != rates[1]


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"varied": ()}, "There is nothing to compare"),
        ({"varied": (Varied("batch_size", (0, 16)),)}, "The batch size must be 1 or more"),
        ({"varied": (Varied("image_size", (4, 64)),)}, "takes images from"),
        ({"varied": (Varied("batch_size", (16,)), Varied("batch_size", (32,)))}, "varied twice"),
        ({"folds": 1}, "names no fold"),
        ({"seeds": 101}, "From 1 to 100 seeds"),
        ({"varied": (Varied("epochs", tuple(range(1, 102))),), "seeds": 10}, "1,000 are possible"),
        ({"varied": (Varied("optimizer", ("adam", "magic")),)}, "There is no optimizer “magic”"),
    ],
)
def test_what_cannot_be_trained_is_refused_before_anything_is_written(tmp_path, choices, sentence):
    with pytest.raises(UserError, match=sentence):
        study(tmp_path, **choices)


@pytest.mark.parametrize("field", ["seed", "fold", "runs", "dataset", "nonsense"])
def test_what_is_no_setting_cannot_vary(field):
    with pytest.raises(UserError, match="is no setting that can be varied"):
        Varied(field, (1, 2))


def test_a_value_is_named_once():
    with pytest.raises(UserError, match="batch size is to be 16 twice"):
        Varied("batch_size", (16, 16))


def test_a_study_is_read_as_it_was_written(tmp_path):
    written = study(tmp_path, (Varied("learning_rate", (1e-3, 2e-3)), Varied("pooling", (None, "max"))), 3, 2)
    assert Study.from_json(written.to_json()) == written
