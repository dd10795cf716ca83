"""What a run knows of its images is offered in lists: its mistakes first, and every part of its dataset."""

import numpy as np

from cnn_desktop.core import files, runs
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.model import ImageFile
from cnn_desktop.core.dataset.split import Split
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.run_images import image_lists
from cnn_desktop.core.runs import Predictions


def a_run(home):
    config = TrainingConfig(dataset=home / "fish", runs=home / "runs", name="fish")
    return runs.create_run(config, ("clown", "tang"), Preparation(size=8))


def image(name, class_name):
    return ImageFile(f"{class_name}/{name}", class_name, None, 8, 8, 100, "PNG")


def test_mistakes_come_first_then_what_was_judged_then_what_was_learned(tmp_path):
    run = a_run(tmp_path)
    parts = Split(training=(image("1.png", "tang"),), validation=(image("2.png", "clown"),), test=())
    files.write_json(run.folder / runs.SPLIT, parts.to_json())
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2]], np.float32)
    names = np.array(["clown/2.png", "tang/3.png"])
    run.write_predictions("validation", Predictions(np.array([0, 1]), probabilities, names))
    lists = image_lists(run)
    assert [(one.title, len(one.images)) for one in lists] == [
        ("Mistakes in validation", 1), ("Validation images", 2), ("Training images", 1),
    ]  # fmt: skip
    (mistake,) = lists[0].images
    assert (mistake.file, mistake.class_name) == (tmp_path / "fish" / "tang" / "3.png", "tang")
    assert (mistake.predicted, round(mistake.confidence, 3)) == ("clown", 0.8)
    assert lists[2].images[0].predicted == ""


def test_a_run_that_ended_before_it_was_judged_still_offers_its_parts(tmp_path):
    run = a_run(tmp_path)
    parts = Split(training=(image("1.png", "tang"),), validation=(image("2.png", "clown"),), test=())
    files.write_json(run.folder / runs.SPLIT, parts.to_json())
    assert [one.title for one in image_lists(run)] == ["Validation images", "Training images"]


def test_a_run_without_any_images_offers_none(tmp_path):
    assert image_lists(a_run(tmp_path)) == ()
