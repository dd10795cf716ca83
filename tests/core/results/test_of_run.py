"""What a run folder tells, and what two of them tell together."""

import numpy as np
import pytest

from cnn_desktop.core.calibration import Calibration
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.imported import Imported
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.results import words
from cnn_desktop.core.results.comparison import compare
from cnn_desktop.core.results.difference import Paired, Unpaired
from cnn_desktop.core.results.of_run import read_results
from cnn_desktop.core.runs import Predictions, keep_imported
from cnn_desktop.gui.screens.runs_on_disk import write_answers, write_run


@pytest.fixture
def run(tmp_path):
    run = write_run(tmp_path, "meadow")
    write_answers(run, 80, 100)
    return run


def test_a_cell_of_the_matrix_is_exactly_the_images_it_counts(run):
    found = read_results(run.folder).split("validation")
    classes = range(len(run.classes))
    seen = []
    for true in classes:
        for predicted in classes:
            places = found.in_cell(true, predicted)
            assert len(places) == found.confusion.dense()[true, predicted]
            assert (found.labels[places] == true).all()
            assert (found.predicted[places] == predicted).all()
            seen += places.tolist()
    assert sorted(seen) == list(range(100))
    assert len(found.in_cell(1, None)) == found.by_class[1].n
    assert len(found.in_cell(None, 1)) == found.by_class[1].answered


def test_the_surest_mistakes_come_first_and_the_surest_right_answers_last(run):
    found = read_results(run.folder).split("validation")
    wrong = 100 - int(found.is_right.sum())
    mistakes, rest = found.by_worth[:wrong], found.by_worth[wrong:]
    assert not found.is_right[mistakes].any()
    assert (np.diff(found.confidence[mistakes]) <= 0).all()
    assert (np.diff(found.confidence[rest]) >= 0).all()


def test_the_temperature_is_told_apart_from_what_the_network_said_itself(run):
    assert read_results(run.folder).split("validation").untempered is None
    Calibration(temperature=2.0, images=100).save(run.folder)
    found = read_results(run.folder).split("validation")
    assert found.untempered.overconfidence > found.reliability.overconfidence


def test_a_model_that_was_imported_has_nothing_to_show(tmp_path):
    imported = Imported(file="a.h5", sha256="0", program="Keras", outputs=2, input_scale="-1..1")
    kept = keep_imported(
        tmp_path, "waste", imported, ("a", "b"), Preparation(size=8), lambda file: file.write_bytes(b"")
    )
    found = read_results(kept.folder)
    assert (found.config, found.splits, found.history) == (None, (), ())


def test_what_is_damaged_is_told_in_a_sentence(run):
    run.write_predictions("test", Predictions(np.zeros(2, np.int64), np.zeros((2, 3), np.float32), np.array(["a"])))
    with pytest.raises(UserError, match="cannot be read"):
        read_results(run.folder)
    (run.folder / "predictions-test.npz").write_bytes(b"PK\x03\x04 no")
    with pytest.raises(UserError, match="cannot be read"):
        read_results(run.folder)


def test_runs_of_one_dataset_are_compared_image_by_image(tmp_path, run):
    better = write_run(tmp_path, "meadow", architecture="lenet5", epochs=9)
    write_answers(better, 95, 100)
    found = compare([run.folder, better.folder], "validation")
    assert found.differences[0] is None
    assert isinstance(found.differences[1], Paired)
    assert len(found.differences[1].became_right) == 15
    assert [one.score.accuracy for one in found.runs] == [0.8, 0.95]
    assert {one.name for one in found.settings if one.differs} == {"architecture"}
    assert words.verdict("a", "b", found.differences[1]) == "“b” is better than “a”: more than chance."
    said = words.explained("a", "b", found.differences[1], "validation")
    assert said.startswith("Of the same 100 validation images, “b” has 15 right that “a” had wrong: a difference of")


def test_runs_of_different_datasets_are_compared_by_intervals_and_a_damaged_one_says_so(tmp_path, run):
    other = write_run(tmp_path, "beach")
    write_answers(other, 81, 100)
    found = compare([other.folder, run.folder, tmp_path / "gone"], "validation", reference=1)
    assert isinstance(found.differences[0], Unpaired)
    assert found.splits_differ
    assert "not a run" in found.runs[2].problem
    assert found.differences[2] is None
    assert "No difference" in words.verdict("a", "b", found.differences[0])
    assert "different validation images (100 and 100)" in words.explained("a", "b", found.differences[0], "validation")
