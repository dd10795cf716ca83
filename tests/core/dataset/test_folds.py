"""Cross-validation: every image held out once, in parts alike, and nothing equal or of one group on two sides."""

import dataclasses
from collections import Counter

import pytest

from cnn_desktop.core.dataset.folds import Fold, make_fold, parse
from cnn_desktop.core.errors import UserError
from tests.core.dataset.split_examples import burst_names, bursts, counts, dataset, files, images


def folds_of(data, of=5, seed=0, test=0.0, group_by=""):
    return [make_fold(data, Fold(number, of), test=test, seed=seed, group_by=group_by) for number in range(1, of + 1)]


def test_every_image_is_held_out_once_in_its_share_of_each_class():
    data = dataset(images("cat", 52), images("dog", 20))
    found = folds_of(data)
    held_out = Counter(image.file for one in found for image in one.validation)
    assert held_out == Counter(image.file for image in data.images)
    for one in found:
        assert counts(one.validation)["dog"] == 4
        assert counts(one.validation)["cat"] in (10, 11)
        assert files(one.training) == files(data.images) - files(one.validation)


def test_equal_files_and_groups_stay_in_one_part():
    data = dataset(bursts("cat", 12), bursts("dog", 9), duplicates=(("cat/0_0.png", "cat/7_1.png"),))
    for one in folds_of(data, of=3, group_by="number"):
        assert not burst_names(one.training) & burst_names(one.validation)
        equal = {"cat/0_0.png", "cat/7_1.png"}
        assert equal <= files(one.validation) or equal <= files(one.training)


def test_files_in_two_classes_are_never_held_out():
    data = dataset(images("cat", 10), images("dog", 10), duplicates=(("cat/0.png", "dog/0.png"),))
    for one in folds_of(data, of=2):
        assert {"cat/0.png", "dog/0.png"} <= files(one.training)


def test_a_test_split_stays_out_and_ready_made_validation_is_divided_too():
    data = dataset(images("cat", 8, "training"), images("cat", 2, "validation"), images("cat", 3, "test"),
                   images("dog", 8, "training"), images("dog", 2, "validation"), images("dog", 3, "test"))  # fmt: skip
    found = folds_of(data)
    assert all(counts(one.test) == {"cat": 3, "dog": 3} for one in found)
    held_out = [image.file for one in found for image in one.validation]
    assert len(held_out) == len(set(held_out)) == 20
    shared = folds_of(dataset(images("cat", 20), images("dog", 20)), of=2, test=0.2)
    assert files(shared[0].test) == files(shared[1].test)
    assert counts(shared[0].test) == {"cat": 4, "dog": 4}


def test_the_seed_decides_and_the_order_on_disk_does_not():
    data = dataset(images("cat", 20), images("dog", 20))
    turned = dataclasses.replace(data, images=data.images[::-1])
    assert files(folds_of(data)[1].validation) == files(folds_of(turned)[1].validation)
    assert files(folds_of(data)[1].validation) != files(folds_of(data, seed=1)[1].validation)


def test_more_folds_than_images_of_a_class_are_refused():
    with pytest.raises(UserError, match=r"“dog” has 3 images, equal ones counted once, for 5 folds.") as caught:
        folds_of(dataset(images("cat", 20), images("dog", 3)))
    assert caught.value.hint == "Choose 3 folds."
    with pytest.raises(UserError, match="“dog” has 4 groups of images by the rule “number”"):
        folds_of(dataset(bursts("cat", 9), bursts("dog", 4)), group_by="number")


@pytest.mark.parametrize("text", ["", "2", "0/5", "6/5", "1/1", "1/1000", "two/5"])
def test_what_names_no_fold_is_refused(text):
    with pytest.raises(UserError, match="names no fold"):
        parse(text)


def test_a_fold_is_written_as_it_is_read():
    assert str(parse(" 2/5 ")) == "2/5"
