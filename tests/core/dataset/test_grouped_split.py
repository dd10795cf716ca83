"""Images that show the same thing stay on one side."""

import random
from dataclasses import replace

import pytest

from cnn_desktop.core.dataset.model import ImageFile
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.errors import UserError
from tests.core.dataset.split_examples import burst_names, bursts, counts, dataset, files, images, split_of


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
