import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from cnn_desktop.core.dataset.model import Dataset, ImageFile
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.dataset.split import Split, make_split
from cnn_desktop.core.errors import UserError
from tests import samples


def images(name, n, split=None):
    part = f"{split}/" if split else ""
    return [ImageFile(f"{part}{name}/{number}.png", name, split, 32, 32, 100, "PNG") for number in range(n)]


def dataset(*groups, duplicates=()):
    found = tuple(image for group in groups for image in group)
    return Dataset(
        Path("pets"), tuple(dict.fromkeys(image.class_name for image in found)), found, duplicates=duplicates
    )


def split_of(data, validation=0.2, test=0.0, seed=0, group_by=""):
    return make_split(data, validation=validation, test=test, seed=seed, group_by=group_by)


def bursts(name, n, size=3, split=None, start=0):
    """`n` bursts of `size` images: 7_0.png, 7_1.png, …"""
    part = f"{split}/" if split else ""
    return [
        ImageFile(f"{part}{name}/{burst}_{shot}.png", name, split, 32, 32, 100, "PNG")
        for burst in range(start, start + n)
        for shot in range(size)
    ]


def burst_names(part):
    return {(image.class_name, image.file.rpartition("/")[2].partition("_")[0]) for image in part}


def counts(part):
    return dict(Counter(image.class_name for image in part))


def files(part):
    return {image.file for image in part}


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


@pytest.mark.parametrize("seed", range(5))
def test_images_of_one_group_never_straddle_the_split(seed):
    data = dataset(bursts("cat", 40), bursts("dog", 20, size=4))
    split = split_of(data, validation=0.2, test=0.1, seed=seed, group_by="number")
    sides = [burst_names(part) for part in (split.training, split.validation, split.test)]
    assert not sides[0] & sides[1]
    assert not sides[0] & sides[2]
    assert not sides[1] & sides[2]
    assert counts(split.validation) == {"cat": 24, "dog": 16}
    assert counts(split.test) == {"cat": 12, "dog": 8}
    assert files((*split.training, *split.validation, *split.test)) == files(data.images)


def test_a_group_and_its_equal_files_stay_together_however_indirectly():
    data = dataset(bursts("cat", 20), images("dog", 60), duplicates=(("cat/0_0.png", "cat/1_2.png"),))
    for seed in range(5):
        split = split_of(data, validation=0.4, test=0.2, seed=seed, group_by="number")
        both = {f"cat/{burst}_{shot}.png" for burst in (0, 1) for shot in range(3)}
        assert sum(bool(both & files(part)) for part in (split.training, split.validation, split.test)) == 1


def test_a_group_of_several_classes_stays_together_and_every_class_has_its_share():
    found = [
        ImageFile(f"{name}/P{patient}_{shot}.png", name, None, 32, 32, 100, "PNG")
        for patient in range(50)
        for name, shots in (("ill", 2 + patient % 3), ("well", 6 - patient % 3))
        for shot in range(shots)
    ]
    data = dataset(found)
    split = split_of(data, validation=0.2, test=0.2, group_by="prefix:_")
    patients = [
        {image.file.partition("/")[2].partition("_")[0] for image in part}
        for part in (split.training, split.validation, split.test)
    ]
    assert sum(map(len, patients)) == 50
    for part in (split.validation, split.test):
        for name, n in data.counts.items():
            assert counts(part)[name] == pytest.approx(0.2 * n, abs=4)


def test_a_grouped_split_is_the_same_whatever_the_order_on_disk():
    data = dataset(bursts("cat", 30), bursts("dog", 30))
    shuffled = list(data.images)
    random.Random(1).shuffle(shuffled)
    one, other = (split_of(found, group_by="number") for found in (data, replace(data, images=tuple(shuffled))))
    assert files(one.validation) == files(other.validation)


def test_a_grouped_split_is_this_one_on_every_machine():
    split = split_of(dataset(bursts("cat", 10), bursts("dog", 10)), group_by="number")
    assert sorted(burst_names(split.validation)) == [("cat", "5"), ("cat", "8"), ("dog", "0"), ("dog", "8")]


def test_a_rule_by_which_nothing_belongs_together_changes_nothing():
    data = dataset(images("cat", 30), images("dog", 30))
    assert split_of(data, group_by="number") == split_of(data)


def test_a_class_in_too_few_groups_is_named_with_the_rule():
    with pytest.raises(UserError) as refused:
        split_of(dataset(bursts("cat", 1, size=9), bursts("dog", 9)), group_by="number")
    assert refused.value.message == (
        "“cat” has 1 group of images by the rule “number” for training and validation; at least 2 are needed."
    )
    assert "smaller groups" in refused.value.hint


def test_groups_that_no_split_can_keep_together_are_refused():
    pairs = (("a", "P1"), ("b", "P1"), ("a", "P2"), ("c", "P2"), ("b", "P3"), ("c", "P3"))
    found = [ImageFile(f"{name}/{patient}_.png", name, None, 32, 32, 100, "PNG") for name, patient in pairs]
    with pytest.raises(UserError, match="cannot be divided so that every group stays on one side"):
        split_of(dataset(found), group_by="prefix:_")


def test_a_training_image_of_a_group_that_is_held_out_is_dropped_and_named():
    data = dataset(
        bursts("cat", 9, split="training"), bursts("cat", 3, split="test", start=8), images("dog", 9, "training")
    )
    split = split_of(data, group_by="number")
    assert [(one.file, one.reason) for one in split.dropped] == [
        (f"training/cat/8_{shot}.png", "It is in one group with “test/cat/8_0.png”, which is kept for test.")
        for shot in range(3)
    ]
    assert counts(split.test) == {"cat": 9}
    assert not burst_names(split.training) & burst_names(split.validation)
    assert split_of(data).dropped == ()


def test_validation_is_taken_from_a_ready_made_training_folder_by_group():
    data = dataset(
        *(
            bursts(name, n, split=split, start=start)
            for split, n, start in (("training", 20, 0), ("test", 5, 20))
            for name in "ab"
        )
    )
    split = split_of(data, validation=0.2, group_by="number")
    assert counts(split.validation) == {"a": 12, "b": 12}
    assert not burst_names(split.training) & burst_names(split.validation)
    assert split.dropped == ()


def test_a_class_of_which_every_group_is_held_out_is_refused():
    data = dataset(*(images(name, 5, split) for split in ("training", "test") for name in "ab"))
    with pytest.raises(UserError, match="“a” has no image for training and validation") as refused:
        split_of(data, group_by="number")
    assert "Choose another rule" in refused.value.hint


@pytest.mark.data
def test_the_x_rays_are_split_by_x_ray(real_data):
    data = scan(real_data("bone_fracture_xray"))
    split = split_of(data, group_by="number")
    sides = [
        {(image.class_name, image.file.rpartition("/")[2].partition("-")[0].partition(".")[0]) for image in part}
        for part in (split.training, split.validation, split.test)
    ]
    assert [len(side) for side in sides] == [142, 35, 13]
    assert not sides[0] & sides[1]
    assert not (sides[0] | sides[1]) & sides[2]
    assert len(split.dropped) == 3


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
