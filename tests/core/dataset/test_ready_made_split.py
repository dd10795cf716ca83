"""A split that the folders bring along."""

import pytest

from cnn_desktop.core.errors import UserError
from tests.core.dataset.split_examples import counts, dataset, files, images, split_of


def test_a_ready_made_split_stays_as_it_is():
    data = dataset(
        *(images(name, n, split) for split, n in (("training", 9), ("validation", 3), ("test", 2)) for name in "ab")
    )
    split = split_of(data, validation=0.5, test=0.5)
    assert split.training == tuple(image for image in data.images if image.split == "training")
    assert split.validation == tuple(image for image in data.images if image.split == "validation")
    assert split.test == tuple(image for image in data.images if image.split == "test")


def test_a_missing_validation_split_is_taken_from_training_only():
    data = dataset(*(images(name, n, split) for split, n in (("training", 10), ("test", 4)) for name in "ab"))
    split = split_of(data, validation=0.2)
    assert counts(split.validation) == {"a": 2, "b": 2}
    assert {image.split for image in split.validation} == {"training"}
    assert counts(split.test) == {"a": 4, "b": 4}


def test_a_missing_test_split_stays_missing_unless_asked_for():
    data = dataset(*(images(name, n, split) for split, n in (("training", 10), ("validation", 4)) for name in "ab"))
    assert split_of(data).test == ()
    assert counts(split_of(data, test=0.2).test) == {"a": 2, "b": 2}
    assert counts(split_of(data, test=0.2).validation) == {"a": 4, "b": 4}


def test_a_training_image_equal_to_a_test_image_is_dropped_and_named():
    data = dataset(
        *(images(name, n, split) for split, n in (("training", 9), ("validation", 3), ("test", 3)) for name in "ab"),
        duplicates=(("training/a/0.png", "test/a/1.png"), ("training/b/0.png", "validation/b/0.png", "test/a/2.png")),
    )
    split = split_of(data)
    assert [(one.file, one.reason) for one in split.dropped] == [
        ("training/a/0.png", "It is equal to “test/a/1.png”, which is kept for test."),
        ("training/b/0.png", "It is equal to “test/a/2.png”, which is kept for test."),
        ("validation/b/0.png", "It is equal to “test/a/2.png”, which is kept for test."),
    ]
    assert len(split.training) + len(split.validation) + len(split.test) == 27
    assert {"test/a/1.png", "test/a/2.png"} <= files(split.test)


def test_a_class_whose_training_images_are_all_dropped_is_refused():
    data = dataset(
        *(images(name, 2, split) for split in ("training", "validation") for name in "ab"),
        duplicates=tuple((f"training/a/{number}.png", f"validation/a/{number}.png") for number in range(2)),
    )
    with pytest.raises(UserError, match="“a” has no image for training; at least 1 is needed"):
        split_of(data)
