"""Training, validation and test images: shares, equal files, small classes, and the same on every machine."""

import json
import random
from dataclasses import replace

import pytest

from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.dataset.split import Split
from cnn_desktop.core.errors import UserError
from tests import samples
from tests.core.dataset.split_examples import counts, dataset, files, images, split_of


def test_each_class_is_divided_in_the_same_shares():
    split = split_of(dataset(images("cat", 100), images("dog", 50)), validation=0.2, test=0.1)
    assert counts(split.training) == {"cat": 70, "dog": 35}
    assert counts(split.validation) == {"cat": 20, "dog": 10}
    assert counts(split.test) == {"cat": 10, "dog": 5}


def test_every_image_is_on_exactly_one_side():
    data = dataset(images("cat", 33), images("dog", 17))
    split = split_of(data, test=0.3)
    sides = [*split.training, *split.validation, *split.test]
    assert len(sides) == 50
    assert files(sides) == files(data.images)


def test_the_split_is_the_same_whatever_the_order_on_disk():
    data = dataset(images("cat", 40), images("dog", 40), duplicates=(("cat/3.png", "cat/30.png"),))
    shuffled = list(data.images)
    random.Random(1).shuffle(shuffled)
    other = replace(data, images=tuple(shuffled), duplicates=(("cat/30.png", "cat/3.png"),))
    for part in ("training", "validation", "test"):
        assert files(getattr(split_of(data, test=0.2), part)) == files(getattr(split_of(other, test=0.2), part))


def test_the_split_is_this_one_on_every_machine():
    split = split_of(dataset(images("cat", 10), images("dog", 10)))
    assert sorted(files(split.validation)) == ["cat/0.png", "cat/9.png", "dog/5.png", "dog/8.png"]


def test_another_seed_gives_another_split():
    data = dataset(images("cat", 40), images("dog", 40))
    assert files(split_of(data, seed=1).validation) != files(split_of(data, seed=2).validation)


def test_one_image_more_moves_hardly_any_other():
    before = split_of(dataset(images("cat", 99), images("dog", 99)))
    after = split_of(dataset(images("cat", 100), images("dog", 99)))
    assert len(files(before.validation) ^ files(after.validation)) <= 3


def test_equal_files_never_straddle_the_split():
    groups = tuple(tuple(f"cat/{3 * number + step}.png" for step in range(3)) for number in range(20))
    data = dataset(images("cat", 60), images("dog", 60), duplicates=groups)
    split = split_of(data, validation=0.3, test=0.2)
    for group in groups:
        assert sum(bool(set(group) & files(part)) for part in (split.training, split.validation, split.test)) == 1
    assert counts(split.validation)["cat"] == 18


def test_a_crowd_of_equal_files_leaves_room_for_the_others():
    crowd = tuple(f"cat/{number}.png" for number in range(50))
    split = split_of(dataset(images("cat", 60), images("dog", 60), duplicates=(crowd,)))
    assert set(crowd) <= files(split.training)
    assert counts(split.validation)["cat"] == 10


def test_groups_that_are_all_too_large_still_fill_every_side():
    groups = tuple(tuple(f"cat/{4 * number + step}.png" for step in range(4)) for number in range(3))
    split = split_of(dataset(images("cat", 12), images("dog", 12), duplicates=groups), validation=0.1, test=0.1)
    assert [counts(part)["cat"] for part in (split.training, split.validation, split.test)] == [4, 4, 4]


def test_found_duplicates_are_kept_together(tmp_path):
    data = scan(samples.shapes(tmp_path, classes=2, per_class=10, duplicates=3))
    split = split_of(data, validation=0.4)
    content = {image.file: (tmp_path / image.file).read_bytes() for image in data.images}
    training = {content[file] for file in files(split.training)}
    assert not training & {content[file] for file in files(split.validation)}


def test_an_image_in_two_classes_is_never_used_to_score():
    pair = ("cat/0.png", "dog/0.png")
    for seed in range(10):
        split = split_of(dataset(images("cat", 5), images("dog", 5), duplicates=(pair,)), validation=0.4, seed=seed)
        assert set(pair) <= files(split.training)
        assert counts(split.validation) == {"cat": 2, "dog": 2}


@pytest.mark.parametrize(("n", "test", "sides"), [(2, 0.0, (1, 1, 0)), (3, 0.2, (1, 1, 1)), (4, 0.2, (2, 1, 1))])
def test_a_small_class_has_an_image_on_every_side(n, test, sides):
    split = split_of(dataset(images("cat", n), images("dog", 50)), test=test)
    assert tuple(counts(part).get("cat", 0) for part in (split.training, split.validation, split.test)) == sides


def test_greedy_shares_leave_something_to_train_on():
    split = split_of(dataset(images("cat", 3), images("dog", 3)), validation=0.9, test=0.04)
    assert (len(split.training), len(split.validation), len(split.test)) == (2, 2, 2)


@pytest.mark.parametrize(
    ("n", "test", "words"),
    [
        (1, 0.0, "“cat” has 1 image for training and validation; at least 2 are needed."),
        (2, 0.1, "“cat” has 2 images for training, validation and test; at least 3 are needed."),
    ],
)
def test_too_small_a_class_is_named_with_its_number(n, test, words):
    with pytest.raises(UserError) as refused:
        split_of(dataset(images("cat", n), images("dog", 9)), test=test)
    assert refused.value.message == words
    assert refused.value.hint


def test_equal_files_do_not_make_a_class_large_enough():
    with pytest.raises(UserError, match="“cat” has 1 image, equal ones counted once, for training and validation"):
        split_of(dataset(images("cat", 2), images("dog", 9), duplicates=(("cat/0.png", "cat/1.png"),)))


def test_accents_stored_in_two_ways_give_the_same_split():
    def validation(name):
        data = dataset(images(name, 50), images("dog", 50))
        return {file.rpartition("/")[2] for file in files(split_of(data).validation) if "dog" not in file}

    composed, apart = "caf\N{LATIN SMALL LETTER E WITH ACUTE}", "cafe\N{COMBINING ACUTE ACCENT}"
    assert validation(composed) == validation(apart)


def test_a_split_survives_json_with_any_file_name():
    data = dataset(
        images("cat\udce9", 9, "training"), images("猫", 9, "training"), images("猫", 3, "test"),
        duplicates=(("training/猫/1.png", "test/猫/1.png"),),
    )  # fmt: skip
    split = split_of(data)
    stored = json.loads(json.dumps(split.to_json({"test/猫/0.png": "00ff"})))
    assert Split.from_json(stored) == split
    row = next(row for row in stored["images"] if row["file"] == "test/猫/0.png")
    assert (row["class"], row["split"], row["digest"]) == ("猫", "test", "00ff")


@pytest.mark.parametrize("values", [{}, {"images": [{}]}, {"images": 3, "dropped": []}, []])
def test_what_is_no_split_is_not_read_as_one(values):
    with pytest.raises((KeyError, TypeError, ValueError)):
        Split.from_json(values)
