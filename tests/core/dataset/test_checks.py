from pathlib import Path

from cnn_desktop.core.dataset.checks import warnings_of
from cnn_desktop.core.dataset.model import Dataset, ImageFile


def images(name, n=20, *, split=None, size=(64, 48), kind="JPEG", suffix=".jpg"):
    part = f"{split}/" if split else ""
    return [
        ImageFile(f"{part}{name}/{number}{suffix}", name, split, *size, bytes=9, format=kind) for number in range(n)
    ]


def warnings(*groups, duplicates=()):
    found = tuple(image for group in groups for image in group)
    classes = tuple(dict.fromkeys(image.class_name for image in found))
    return list(warnings_of(Dataset(Path("pets"), classes, found, duplicates=duplicates)))


def test_an_even_dataset_is_not_worth_a_word():
    assert warnings(images("cat"), images("dog", 25)) == []


def test_class_names_that_look_alike_are_both_named():
    [told] = warnings(images("Cat"), images("cat"), images("dog"))
    assert told == "“Cat” and “cat” are different classes whose names look the same; was one class meant?"
    composed, apart = "caf\N{LATIN SMALL LETTER E WITH ACUTE}", "cafe\N{COMBINING ACUTE ACCENT}"
    assert len(warnings(images(composed), images(apart))) == 1


def test_an_image_in_two_classes_is_named():
    told = warnings(images("cat"), images("dog"), duplicates=(("cat/1.jpg", "dog/2.jpg"),))
    assert told == ["One image is in more than one class: “cat/1.jpg” and “dog/2.jpg”."]


def test_of_many_images_in_two_classes_three_are_named():
    pairs = tuple((f"cat/{number}.jpg", f"dog/{number}.jpg") for number in range(8))
    [told] = warnings(images("cat"), images("dog"), duplicates=pairs)
    assert told.startswith("8 images are in more than one class: “cat/0.jpg” and “dog/0.jpg”; ")
    assert told.endswith("; and 5 more.")


def test_equal_files_in_one_class_are_no_trouble():
    assert warnings(images("cat"), images("dog"), duplicates=(("cat/1.jpg", "cat/2.jpg"),)) == []


def test_an_image_in_two_splits_is_named():
    groups = [images(name, split=split) for name in ("cat", "dog") for split in ("training", "test")]
    told = warnings(*groups, duplicates=(("training/cat/1.jpg", "test/cat/1.jpg"),))
    assert told == [
        "One image is in more than one split, and used in only one of them: “training/cat/1.jpg” and “test/cat/1.jpg”."
    ]


def test_a_class_that_the_test_images_lack_is_named():
    told = warnings(images("cat", split="training"), images("dog", split="training"), images("cat", 9, split="test"))
    assert "The test images include none of “dog”." in told


def test_small_classes_are_named():
    assert warnings(images("cat", 19), images("dog")) == [
        "“cat” has fewer than 20 images; more would make the model better."
    ]
    [told] = warnings(images("a", 9), images("b", 9), images("c", 9), images("d", 9))
    assert told == "“a”, “b”, “c” and 1 more have fewer than 20 images; more would make the model better."


def test_uneven_classes_are_told_with_their_numbers():
    [told] = warnings(images("cat", 30), images("dog", 1500))
    assert told.startswith("The classes are uneven: “dog” has 1,500 images, “cat” has 30;")


def test_names_that_say_another_format_are_grouped():
    wrong = images("cat", 5, kind="PNG", suffix=".JPG") + images("dog", 1, kind="GIF", suffix=".jpg")
    told = warnings(images("cat"), images("dog"), wrong)
    assert "5 files are PNG although they say .jpg: “cat/0.JPG”, “cat/1.JPG”, “cat/2.JPG” and 2 more." in told
    assert "1 file is a GIF although its name says .jpg: “dog/0.jpg”." in told


def test_a_file_without_an_extension_says_nothing_wrong():
    assert warnings(images("cat", suffix=""), images("dog", suffix=".jpeg")) == []


def test_the_odd_format_out_is_named():
    told = warnings(images("cat"), images("dog"), images("dog", 1, kind="GIF", suffix=".gif"))
    assert told == ["1 image is a GIF among JPEG images (of an animation, the first frame counts): “dog/0.gif”."]


def test_a_fair_mix_of_formats_is_no_trouble():
    assert warnings(images("cat"), images("dog", kind="PNG", suffix=".png")) == []


def test_tiny_and_uneven_sizes_are_named():
    told = warnings(images("cat"), images("dog"), images("dog", 1, size=(64, 3), suffix=".jpeg"))
    assert told == ["1 image is smaller than 16 pixels: “dog/0.jpeg”."]
    [told] = warnings(images("cat"), images("dog", 20, size=(4000, 3000)), images("dog", 5, size=(4000, 3000)))
    assert told.startswith("The image sizes are uneven: from 64 × 48 to 4,000 × 3,000 pixels, mostly about 4,000 ×")


def test_names_that_would_turn_the_sentence_round_are_made_visible():
    [told] = warnings(images("\u202etac", 5), images("dog"), images("bird\n"))[:1]
    assert told.startswith("“\N{REPLACEMENT CHARACTER}tac” has fewer")
