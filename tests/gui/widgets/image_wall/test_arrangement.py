"""Choices of the user decide which tiles are shown, and in which order."""

from pathlib import Path

import pytest

from cnn_desktop.gui.widgets.image_wall.arrangement import Arrangement, arranged, natural
from cnn_desktop.gui.widgets.image_wall.tile import Tile, told

TILES = [
    Tile(Path("walk/IMG_10.jpg"), "cat", 0.7),
    Tile(Path("walk/img_9.jpg"), "dog", 0.99, "unlike"),
    Tile(Path("beach/dune.jpg"), "cat", 0.4, "unsure"),
    Tile(Path("beach/sea.jpg"), "dog", 0.9),
]


def names(chosen):
    return [TILES[at].file.name for at in arranged(TILES, range(len(TILES)), chosen)]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Arrangement(), ["IMG_10.jpg", "img_9.jpg", "dune.jpg", "sea.jpg"]),
        (Arrangement("surest"), ["img_9.jpg", "sea.jpg", "IMG_10.jpg", "dune.jpg"]),
        (Arrangement("doubtful"), ["dune.jpg", "IMG_10.jpg", "sea.jpg", "img_9.jpg"]),
        (Arrangement("name"), ["dune.jpg", "img_9.jpg", "IMG_10.jpg", "sea.jpg"]),
        (Arrangement("judgement"), ["img_9.jpg", "dune.jpg", "IMG_10.jpg", "sea.jpg"]),
        (Arrangement(class_name="dog"), ["img_9.jpg", "sea.jpg"]),
        (Arrangement(judgement="unsure"), ["dune.jpg"]),
        (Arrangement(text="IMG"), ["IMG_10.jpg", "img_9.jpg"]),
        (Arrangement("surest", class_name="cat", judgement="sure", text="1"), ["IMG_10.jpg"]),
    ],
)
def test_each_choice_shows_what_it_says(chosen, expected):
    assert names(chosen) == expected


def test_a_class_is_found_as_the_true_one_too():
    mistake = Tile(Path("a.png"), "cat", 0.9, true="dog")
    assert arranged([mistake], [0], Arrangement(class_name="dog")) == [0]


def test_numbers_in_names_are_ordered_as_numbers():
    assert sorted(["b10", "b9", "B1", "a"], key=natural) == ["a", "B1", "b9", "b10"]


def test_what_is_told_of_a_tile_has_its_doubt_in_words():
    assert told(TILES[0]) == "IMG_10.jpg: cat, 70 %"
    assert told(TILES[1]) == "img_9.jpg: dog, 99 %, unlike the training images"
    assert told(Tile(Path("a.png"), "fern", 0.93, true="daisy")) == "daisy, taken for fern, 93 %"
    assert told(Tile(Path("a.png"), "fern", 0.93, true="fern")) == "fern, recognised, 93 %"
    assert "\u202e" not in told(Tile(Path("a\u202egpj.exe"), "cat"))
