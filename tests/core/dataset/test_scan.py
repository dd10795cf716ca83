import os
import time

import numpy as np
import pytest
from PIL import Image

from cnn_desktop.core.dataset.model import Skipped
from cnn_desktop.core.dataset.scan import scan, summarise
from cnn_desktop.core.errors import Cancelled, UserError
from tests import samples

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")  # about damaged metadata


def plain(file, size=(40, 30), kind=None, colour=None):
    """An image of one colour, which tells it from the others."""
    file.parent.mkdir(parents=True, exist_ok=True)
    colour = colour or tuple(np.frombuffer(os.fsencode(file)[-40:].rjust(40), np.uint8)[[-5, -9, -14]].tolist())
    Image.new("RGB", size, colour).save(file, kind)


def two_classes(folder, per_class=20):
    return samples.shapes(folder, classes=2, per_class=per_class)


def test_a_scan_lists_every_image_with_its_header(tmp_path):
    plain(tmp_path / "cat" / "1.jpg", (50, 20))
    plain(tmp_path / "dog" / "2.png", (31, 33))
    dataset = scan(tmp_path)
    cat, dog = dataset.images
    assert (cat.file, cat.class_name, cat.width, cat.height, cat.format) == ("cat/1.jpg", "cat", 50, 20, "JPEG")
    assert (dog.width, dog.height, dog.format) == (31, 33, "PNG")
    assert cat.bytes == (tmp_path / "cat" / "1.jpg").stat().st_size
    assert dataset.classes == ("cat", "dog")
    assert dataset.counts == {"cat": 1, "dog": 1}


def test_a_clean_dataset_has_no_problems(tmp_path):
    dataset = scan(two_classes(tmp_path))
    assert (dataset.skipped, dataset.duplicates, dataset.warnings) == ((), (), ())
    assert summarise(dataset).problems == 0


def test_what_is_not_used_is_named_with_its_reason(tmp_path):
    two_classes(tmp_path)
    (tmp_path / "circle" / "notes.txt").write_text("seen on Monday")
    (tmp_path / "circle" / "empty.jpg").touch()
    (tmp_path / "square" / "photo.heic").write_bytes(b"\0\0\0\x20ftypheic" + bytes(40))
    assert scan(tmp_path).skipped == (
        Skipped("circle/empty.jpg", "The file is empty."),
        Skipped("circle/notes.txt", "It is a text file, not an image."),
        Skipped("square/photo.heic", "It is a HEIC photo."),
    )


def test_equal_files_are_found_small_and_large(tmp_path):
    two_classes(tmp_path)
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (200, 200, 3), np.uint8))
    noise.save(tmp_path / "circle" / "large.bmp")
    for source, copy in (("large.bmp", "large copy.bmp"), ("000.png", "same.png")):
        (tmp_path / "circle" / copy).write_bytes((tmp_path / "circle" / source).read_bytes())
    other = bytearray((tmp_path / "circle" / "large.bmp").read_bytes())
    other[-1] ^= 1
    (tmp_path / "circle" / "same size.bmp").write_bytes(other)
    assert set(scan(tmp_path).duplicates) == {
        ("circle/000.png", "circle/same.png"),
        ("circle/large copy.bmp", "circle/large.bmp"),
    }


def test_no_file_is_changed(tmp_path):
    two_classes(tmp_path, per_class=4)
    before = {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in tmp_path.rglob("*")}
    for file in tmp_path.rglob("*.png"):
        file.chmod(0o444)
    summarise(scan(tmp_path))
    assert {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in tmp_path.rglob("*")} == before


def test_classes_come_before_any_file_is_opened(tmp_path):
    (tmp_path / "cat").mkdir()
    (tmp_path / "dog").mkdir()
    (tmp_path / "cat" / "1.jpg").touch()
    (tmp_path / "dog" / "1.jpg").touch()
    heard = []
    with pytest.raises(UserError, match="no image that can be used"):
        scan(tmp_path, on_classes=heard.append)
    assert heard == [(("cat", 1), ("dog", 1))]


def test_equal_files_are_found_where_a_class_is_left_out(tmp_path):
    """What was noted of the files left out must not be taken for that of the others."""
    for name in ("a1", "a2"):
        plain(tmp_path / "test" / "ape" / f"{name}.png", colour=(1, 2, 3))  # no training images: not used
    for number in range(4):
        plain(tmp_path / "train" / "cat" / f"{number}.png", colour=(number // 2, 0, 0))
        plain(tmp_path / "train" / "dog" / f"{number}.png", colour=(9, number, 0))
    dataset = scan(tmp_path)
    assert dataset.classes == ("cat", "dog")
    assert dataset.duplicates == (("train/cat/0.png", "train/cat/1.png"), ("train/cat/2.png", "train/cat/3.png"))


def test_two_names_of_one_file_are_equal_files_once(tmp_path):
    two_classes(tmp_path)
    os.link(tmp_path / "circle" / "000.png", tmp_path / "circle" / "linked.png")
    assert scan(tmp_path).duplicates == (("circle/000.png", "circle/linked.png"),)


def test_progress_ends_at_the_total_and_comes_seldom(tmp_path):
    heard = []
    start = time.monotonic()
    scan(two_classes(tmp_path, 200), on_progress=lambda checked, total: heard.append((checked, total)))
    assert heard[-1] == (400, 400)
    assert [checked for checked, _ in heard] == sorted(checked for checked, _ in heard)
    assert len(heard) <= 2 + (time.monotonic() - start) * 20


def test_a_scan_can_be_cancelled(tmp_path):
    with pytest.raises(Cancelled):
        scan(two_classes(tmp_path), should_stop=lambda: True)


@pytest.mark.parametrize("split", ["", "train/"])
def test_one_class_is_not_enough(tmp_path, split):
    plain(tmp_path / "pets" / f"{split}cat" / "1.jpg")
    with pytest.raises(UserError, match="“pets” holds images of one class only: “cat”") as refused:
        scan(tmp_path / "pets")
    assert refused.value.hint == "Choose a folder with one sub-folder per class, at least two."


def test_a_folder_of_unusable_images_says_what_is_wrong_with_the_first(tmp_path):
    (tmp_path / "pets" / "cat").mkdir(parents=True)
    (tmp_path / "pets" / "cat" / "1.jpg").write_text("<html>not found</html>")
    with pytest.raises(UserError, match=r"“cat/1\.jpg”: It is a web page"):
        scan(tmp_path / "pets")


def test_a_class_without_a_usable_image_is_left_out_and_named(tmp_path):
    two_classes(tmp_path)
    (tmp_path / "bird").mkdir()
    (tmp_path / "bird" / "1.jpg").touch()
    dataset = scan(tmp_path)
    assert dataset.classes == ("circle", "square")
    assert "“bird” became no class: no file there is an image that can be used." in dataset.warnings


def test_a_test_class_that_training_lacks_is_named_and_left_out(tmp_path):
    two_classes(tmp_path / "train")
    two_classes(tmp_path / "test")
    plain(tmp_path / "test" / "bird" / "1.png")
    dataset = scan(tmp_path)
    assert dataset.classes == ("circle", "square")
    assert dataset.warnings[0] == "“bird” cannot be learned: there are images to test it, but none to train on."
    assert Skipped("test/bird/1.png", "There are no training images of its class “bird”.") in dataset.skipped
    assert dataset.splits == {"training": 40, "test": 40}


def test_the_summary_shows_examples_from_all_over_a_class(tmp_path):
    summary = summarise(scan(two_classes(tmp_path, 50)))
    [circle, square] = summary.classes
    assert (circle.name, circle.images) == ("circle", 50)
    assert len(circle.examples) == 8
    assert (circle.examples[0], circle.examples[-1]) == ("circle/000.png", "circle/049.png")
    assert summary.images == 100
    assert square.examples[0] == "square/000.png"


@pytest.mark.parametrize(
    ("side", "suggested"), [(8, 32), (28, 32), (32, 32), (33, 64), (96, 96), (97, 128), (900, 128)]
)
def test_the_suggested_size_fits_the_images(tmp_path, side, suggested):
    for name in ("cat", "dog"):
        plain(tmp_path / name / "1.png", (side, side + 300))
    assert summarise(scan(tmp_path)).suggested_image_size == suggested


def test_grey_images_are_recognised_however_they_are_stored(tmp_path):
    for name, mode in (("cat", "L"), ("dog", "RGB")):
        (tmp_path / name).mkdir()
        Image.fromarray(np.arange(900, dtype=np.uint8).reshape(30, 30)).convert(mode).save(tmp_path / name / "1.jpg")
    assert summarise(scan(tmp_path)).is_grey
    plain(tmp_path / "dog" / "2.png", colour=(200, 190, 180))
    assert not summarise(scan(tmp_path)).is_grey


@pytest.mark.data
def test_the_flaws_of_the_clownfish_are_named(real_data):
    dataset = scan(real_data("clownfish_2species"))
    assert dataset.splits == {"training": 608, "validation": 84}
    assert dataset.skipped == ()
    assert len(dataset.duplicates) == 1
    found = "\n".join(dataset.warnings)
    assert "One image is in more than one class: “train/Amphiprion_clarkii/gbif_clar_76.jpg”" in found
    assert "1 image is a GIF among JPEG images" in found
    assert "Amper_u0.gif" in found
    assert "“Amphiprion_clarkii” has 439 images, “Amphiprion_perideraion” has 253" in found
    assert "from 118 × 79 to 640 ×" in found


@pytest.mark.data
def test_x_rays_and_clothes_are_read_with_their_splits(real_data):
    x_rays = scan(real_data("bone_fracture_xray"))
    assert x_rays.splits == {"training": 582, "test": 87}
    assert summarise(x_rays).is_grey
    clothes = scan(real_data("clothing_10class"))
    assert clothes.splits == {"training": 1103, "validation": 130, "test": 144}
    assert any("“t-shirt” has 334 images, “skirt” has 56" in warning for warning in clothes.warnings)


@pytest.mark.data
def test_every_odd_file_is_listed_or_named(real_data):
    folder = real_data("nasty_images_A")
    dataset = scan(folder)
    told = {image.file for image in dataset.images} | {one.file for one in dataset.skipped}
    assert told == {file.relative_to(folder).as_posix() for file in folder.glob("*/**/*") if file.is_file()}
    found = "\n".join(dataset.warnings)
    assert "1 file is a GIF although its name says .jpg: “wrong_ext/gif_inside.jpg”" in found


@pytest.mark.data
def test_ten_thousand_small_photos_are_one_clean_dataset(real_data):
    dataset = scan(real_data("cifar10_test"))
    assert len(dataset.images) == 10_000
    assert set(dataset.counts.values()) == {1000}
    assert (dataset.skipped, dataset.warnings) == ((), ())
    assert summarise(dataset).suggested_image_size == 32
