from pathlib import Path

import pytest

from cnn_desktop.core.dataset import groups as groups_module
from cnn_desktop.core.dataset.groups import described, find_groups, proposed_rule, summarise_groups
from cnn_desktop.core.dataset.model import Dataset, ImageFile
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.errors import UserError


def image(file, class_name, split=None):
    return ImageFile(file, class_name, split, 32, 32, 100, "PNG")


def dataset(*files, folder="pets"):
    """`files` as `class/name` or `training/class/name`."""
    found = []
    for file in files:
        first, *rest = file.split("/")
        split = first if first in ("training", "validation", "test") else None
        found.append(image(file, rest[0] if split else first, split))
    return Dataset(Path(folder), tuple(dict.fromkeys(one.class_name for one in found)), tuple(found))


def names(data, rule):
    return {name: [one.file for one in images] for name, images in find_groups(data, rule).groups}


def rotations(n, classes=("broken", "whole"), split=None):
    """`n` pictures a class, each with three rotations."""
    part = f"{split}/" if split else ""
    return [f"{part}{name}/{number}-rotated{turn}.jpg" for name in classes for number in range(n) for turn in range(3)]


def test_a_number_counts_within_its_class():
    found = find_groups(dataset("cat/1-a.png", "cat/1-b.png", "dog/1-a.png"), "number")
    assert [(name, len(images)) for name, images in found.groups] == [("1", 2), ("1", 1)]


def test_a_name_that_the_user_describes_is_the_same_in_every_class():
    data = dataset("cat/P1_a.png", "cat/P2_a.png", "dog/P1_b.png")
    assert names(data, "prefix:_") == {"P1": ["cat/P1_a.png", "dog/P1_b.png"], "P2": ["cat/P2_a.png"]}
    data = dataset("cat/P1/a.png", "cat/P1/b.png", "dog/P1/c.png", "dog/d.png")
    found = find_groups(data, "folder")
    assert [(name, len(images)) for name, images in found.groups] == [("P1", 3)]
    assert [one.file for one in found.alone] == ["dog/d.png"]


def test_only_what_lies_below_the_class_folder_is_looked_at():
    found = [
        image(f"unpacked/cat/train/{name}/{name}-{n}/x.png", name, "training") for name in ("cat", "dog") for n in "12"
    ]
    data = Dataset(Path("pets"), ("cat", "dog"), tuple(found))
    assert set(names(data, "folder")) == {"cat-1", "cat-2", "dog-1", "dog-2"}


def test_accents_stored_in_two_ways_are_one_group():
    composed, apart = "\N{LATIN SMALL LETTER E WITH ACUTE}", "e\N{COMBINING ACUTE ACCENT}"
    assert len(names(dataset(f"cat/caf{composed}_1.png", f"cat/caf{apart}_2.png", "dog/x_1.png"), "prefix:_")) == 2


def test_bytes_that_are_no_text_do_no_harm():
    assert set(names(dataset("cat/\udce9_1.png", "cat/\udce9_2.png", "dog/x_1.png"), "prefix:_")) == {"\udce9", "x"}


def test_a_rule_that_fits_no_name_is_refused_with_some_of_the_names():
    with pytest.raises(UserError) as refused:
        find_groups(dataset("cat/tom.png", "dog/rex.png"), "number")
    assert refused.value.message == "The rule “number” fits none of the 2 file names, such as “tom.png” and “rex.png”."
    with pytest.raises(UserError, match="finds no sub-folder below a class folder"):
        find_groups(dataset("cat/tom.png", "dog/rex.png"), "folder")


def test_a_rule_that_makes_one_group_of_everything_is_refused():
    with pytest.raises(UserError, match="puts all 3 images into one group, “IMG”"):
        find_groups(dataset("cat/IMG_1.png", "cat/IMG_2.png", "dog/IMG_3.png"), "prefix:_")


def test_a_rule_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(groups_module, "_PATIENCE_S", -1)
    with pytest.raises(UserError, match="takes too long: 1 of 2 names"):
        find_groups(dataset("cat/1.png", "dog/2.png"), "number")


def test_people_are_told_what_a_rule_makes_of_their_own_names():
    summary = summarise_groups(find_groups(dataset(*rotations(4), "broken/0-rotated9.jpg", "whole/x.jpg"), "number"))
    assert (summary.groups, summary.images, summary.alone, summary.several) == (8, 25, 1, 8)
    assert described(summary) == (
        "“0-rotated0.jpg”, “0-rotated1.jpg” and 2 more → “0”; 8 groups, the largest of 4 images, “0”."
        " The rule says nothing about 1 image; each stays by itself."
    )


def test_people_are_told_that_a_rule_changes_nothing():
    text = described(summarise_groups(find_groups(dataset("cat/1.png", "cat/2.png", "dog/1.png"), "number")))
    assert text == "3 groups of one image each: by this rule nothing belongs together."


def test_groups_on_both_sides_of_a_ready_made_split_are_named():
    data = dataset("training/cat/1-a.png", "training/cat/2-a.png", "test/cat/1-b.png", "training/dog/1.png")
    summary = summarise_groups(find_groups(data, "number"))
    assert [one.name for one in summary.straddling] == ["1"]
    assert "One group of the ready-made split lies on more than one side: “cat/1”." in described(summary)


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        (rotations(20), "number"),
        (rotations(20, split="training") + rotations(7, split="test"), "number"),
        ([f"cat/DSC{n:04}_{k}.jpg" for n in range(20) for k in range(3)], "stem"),
        ([f"cat/owl{n}_jpg.rf.{n}{k}abc.jpg" for n in range(20) for k in range(3)], "prefix:.rf."),
    ],
)
def test_names_that_look_like_variants_call_for_a_rule(files, rule):
    proposed = proposed_rule(dataset(*files))
    assert proposed is not None
    assert proposed[0] == rule
    assert proposed[1].images >= 3


@pytest.mark.parametrize(
    "pattern",
    [
        "{n:04}.jpg",
        "cat.{n}.jpg",
        "IMG_{n:04}.jpg",
        "cat_{n}.jpg",
        "cat ({n}).jpg",
        "2026-01-05 12.30.{n}.jpg",
        "{n:x}c8f.jpg",
    ],
)
def test_names_that_are_merely_counted_call_for_none(pattern):
    assert (
        proposed_rule(dataset(*(f"{name}/{pattern.format(n=n)}" for name in ("cat", "dog") for n in range(100))))
        is None
    )


def test_the_same_numbers_in_training_and_test_folders_call_for_no_rule():
    files = [f"{split}/{name}/{n}.png" for split in ("training", "test") for name in "ab" for n in range(50)]
    assert proposed_rule(dataset(*files)) is None


@pytest.mark.data
def test_the_rotations_of_the_x_rays_are_190_groups_and_one_straddles(real_data):
    data = scan(real_data("bone_fracture_xray"))
    summary = summarise_groups(find_groups(data, "number"))
    assert (summary.groups, summary.straddling_total) == (190, 1)
    assert summary.straddling[0].name == "4"
    assert any("--group-by number" in warning for warning in data.warnings)
