"""A finished comparison in folds answers for every image, and only one that is whole and of the same images does."""

from __future__ import annotations

import numpy as np

from cnn_desktop.core import files, runs
from cnn_desktop.core.study import Varied
from cnn_desktop.core.suspects.out_of_fold import out_of_fold
from tests.core.study.examples import CLASSES, begun, keep_run

NAMES = frozenset(f"{CLASSES[n % 2]}/{n}.png" for n in range(40))


def folded(tmp_path, right=(20, 20), **choices):
    """A comparison in two folds: of each, so many places of 20 are answered rightly."""
    opened = begun(tmp_path, folds=2, **({"varied": ()} | choices))
    for planned, one in zip(opened.study.runs, right, strict=False):
        fold = int(planned.config.fold[0]) - 1
        keep_run(opened, planned, one, range(20 * fold, 20 * fold + 20))
    return opened


def first_run(opened):
    return runs.open_run(opened.folder_of(opened.study.runs[0]))


def asked(run, names=NAMES):
    return out_of_fold(run, names, lambda: None)


def test_every_image_is_answered_by_the_fold_that_held_it_out(tmp_path):
    found = asked(first_run(folded(tmp_path)))
    assert found.files == tuple(sorted(NAMES))
    assert found.folds == 2
    assert "2 folds" in found.source
    told = dict(zip(found.files, found.probabilities.argmax(axis=1), strict=True))
    assert all(CLASSES[answer] == name.partition("/")[0] for name, answer in told.items())


def test_one_that_misses_a_fold_or_is_of_few_of_the_images_is_not_taken(tmp_path):
    assert asked(first_run(folded(tmp_path / "a", right=(20,)))) is None
    opened = folded(tmp_path / "b")
    many = NAMES | {f"cat/{n}.png" for n in range(100, 160)}
    assert asked(first_run(opened), many) is None


def test_a_run_beside_a_comparison_of_the_same_folder_is_served_and_another_is_not(tmp_path):
    opened = folded(tmp_path)
    alone = keep_run(opened, opened.study.runs[0], 3)
    beside = tmp_path / "alone"
    alone.folder.rename(beside)
    keep_run(opened, opened.study.runs[0], 20, range(20))
    assert asked(runs.open_run(beside)) is not None
    values = runs.open_run(beside).config.to_json() | {"dataset": str(tmp_path / "others")}
    described = runs.names.read_json(beside / runs.CONFIG)
    key = next(name for name, value in described.items() if isinstance(value, dict) and "dataset" in value)
    files.write_json(beside / runs.CONFIG, described | {key: values})
    assert asked(runs.open_run(beside)) is None


def test_of_several_settings_the_best_is_heard_and_said(tmp_path):
    opened = folded(tmp_path, (10, 20, 10, 18), varied=(Varied("batch_size", (16, 32)),))
    found = asked(first_run(opened))
    assert "(batch size 32, 95.0 % right)" in found.source


def test_seeds_are_averaged(tmp_path):
    opened = folded(tmp_path, (20, 20, 0, 0), seeds=2)
    assert np.allclose(asked(first_run(opened)).probabilities, 0.5)
