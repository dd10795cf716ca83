"""Evidence laid over an image for people to look at."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from cnn_desktop.core import evidence_picture
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.explanations import AGAINST, FOR, VERDICTS, Evidence, Trust, caption, figures, overlay, promise


def test_what_speaks_for_and_against_has_its_own_colour_and_nothing_has_none():
    seen = np.full((4, 4, 1), 100, np.uint8)
    evidence = np.zeros((4, 4), np.float32)
    evidence[0, 0], evidence[3, 3] = 1, -1
    picture = overlay(seen, evidence, longest_side=40, opacity=1)
    assert picture.shape == (40, 40, 3)
    np.testing.assert_array_equal(picture[0, 0], FOR)
    np.testing.assert_array_equal(picture[-1, -1], AGAINST)
    np.testing.assert_array_equal(picture[20, 20], (100, 100, 100))


def test_a_large_image_is_not_enlarged():
    seen = np.zeros((500, 500, 3), np.uint8)
    assert overlay(seen, np.zeros((500, 500), np.float32)).shape == (500, 500, 3)


def evidence(**changes):
    values = np.zeros((8, 8), np.float32)
    values[0, 0], values[7, 7] = 1, -0.5
    told = {"method": "grad-cam", "class_name": "cat", "layer": "last", "strongest": 0.25, "logit": 3.0} | changes
    return Evidence(seen=np.full((8, 8, 1), 90, np.uint8), values=values, **told)


@pytest.mark.parametrize(
    ("likeness", "places", "verdict"),
    [
        ((0.9, 0.8), (0.9, 0.9), "image"),
        ((0.9, -0.9), (0.9, 0.9), "places"),  # only its signs change
        ((0.5, 0.5), (0.1, 0.1), "partly"),
        ((0.3, -0.4), (0.1, 0.0), "network"),
    ],
)
def test_a_map_that_does_not_change_explains_nothing(likeness, places, verdict):
    assert Trust(likeness, places).verdict == verdict


def test_figures_are_told_in_words():
    assert figures(Trust((0.5, -0.9), (0.25, 0.25))) == (
        "Rank correlation with the map of 2 networks of random weights: −0.20; of the strengths alone +0.25."
    )
    assert promise(evidence()) == ""
    assert "the logit without its bias, but for 1e-06." in promise(evidence(total=2.0, error=-1e-6))
    short = promise(evidence(layer="", total=2.0, error=0.4, steps=512))
    assert short.endswith("but for 0.4, in 512 steps: part of the map is missing.")
    assert caption("a.png", evidence(), Trust((0.9,), (0.9,))).splitlines()[-1] == VERDICTS["image"]


def test_what_speaks_for_a_class_is_a_share_of_all():
    assert evidence().share_for == pytest.approx(1 / 1.5)


def test_a_picture_to_take_away_is_bare_or_says_what_it_shows(tmp_path):
    evidence_picture.write(tmp_path / "bare.png", evidence(), "a cat", 1.0, is_bare=True)
    evidence_picture.write(tmp_path / "told.png", evidence(), "a cat, " * 60, 1.0)
    with Image.open(tmp_path / "bare.png") as bare, Image.open(tmp_path / "told.png") as told:
        assert bare.size == (672, 672)
        assert bare.getpixel((0, 0)) == FOR
        assert told.width > 672
        colours = {told.getpixel((x, told.height - 60)) for x in range(told.width)}
        assert {FOR, AGAINST} <= colours  # the legend


def test_a_picture_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(UserError, match="could not be written"):
        evidence_picture.write(tmp_path / "no" / "where.png", evidence(), "")


def test_numbers_have_a_minus_and_nothing_has_no_sign():
    seen, values = np.zeros((2, 2, 3), np.uint8), np.full((2, 2), -0.25, np.float32)
    one = Evidence("integrated-gradients", "cat", "", seen, values, 1.0, -3.25, -0.4088, 0.0017, 510)
    assert promise(one).startswith("Adds up to −0.4088, ")
    assert caption("a.png", one, None).startswith("a.png: cat, logit −3.25\n")
    said = figures(Trust((-0.001, -0.003), (-0.2, -0.3)))
    assert said.endswith("random weights: 0.00; of the strengths alone −0.25.")
