"""What a person may name as a camera, and the words about what cannot be one."""

from __future__ import annotations

import pytest

from cnn_desktop.core.camera.sources import images_of, is_live, kind_of, parse_source, shown_source
from cnn_desktop.core.errors import UserError


@pytest.fixture
def numbered(tmp_path):
    for name in ("img_0010.png", "img_0009.png", "img_0100.png", "img_9.png", "other_0001.png", "img_0001.txt"):
        (tmp_path / name).touch()
    return tmp_path


def test_a_number_is_a_device():
    assert parse_source(" 1 ") == 1
    assert kind_of(1) == "device"
    assert is_live(1)


def test_an_address_is_live():
    address = parse_source("http://192.168.1.7:8080/video")
    assert kind_of(address) == "address"
    assert is_live(address)


def test_a_file_is_a_video(tmp_path):
    file = tmp_path / "a b:c.mp4"
    file.touch()
    assert kind_of(parse_source(str(file))) == "video"
    assert not is_live(str(file))


def test_a_folder_is_its_images_in_natural_order(numbered):
    assert kind_of(parse_source(str(numbered))) == "images"
    names = [file.name for file in images_of(str(numbered))]
    assert names == ["img_9.png", "img_0009.png", "img_0010.png", "img_0100.png", "other_0001.png"]


def test_a_pattern_is_its_images_by_their_numbers(numbered):
    source = parse_source(str(numbered / "img_%04d.png"))
    assert kind_of(source) == "images"
    assert [file.name for file in images_of(str(source))] == ["img_0009.png", "img_0010.png", "img_0100.png"]
    assert len(images_of(str(numbered / "img_%d.png"))) == 4


def test_one_image_is_images_and_no_video(numbered):
    assert kind_of(parse_source(str(numbered / "img_9.png"))) == "images"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "No camera was named"),
        ("nowhere.mp4", "There is no “nowhere.mp4”"),
        ("missing_%04d.png", "There are no images in “missing_%04d.png”"),
        ("http://", "no complete address"),
        ("http://[::1/video", "no complete address"),
        ("ftp://host/video", "“ftp” addresses cannot"),
        ("-1", "There is no “-1”"),
    ],
)
def test_what_is_no_camera_is_refused_with_what_can_be_one(text, said):
    with pytest.raises(UserError, match=said) as refusal:
        parse_source(text)
    assert refusal.value.hint


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(UserError, match="There are no images"):
        parse_source(str(tmp_path))


def test_a_password_is_not_shown():
    shown = shown_source("rtsp://anna:secret@camera.local:554/stream?token=secret")
    assert shown == "“rtsp://camera.local:554/stream”"
    assert shown_source(0) == "The camera"
