"""`leaks`: what lies across the split is named, and a list keeps it together."""

from __future__ import annotations

import numpy as np
import pytest

from tests import samples
from tests.core.leaks.test_alike import noisy, scene


@pytest.fixture
def scenes(tmp_path):
    """Two classes of twenty scenes; of each of the first six, a copy turned by 90° under another name."""
    random, folder = np.random.default_rng(3), tmp_path / "scenes"
    names = "maple birch cedar hazel alder aspen larch linden rowan willow beech elm oak ash fir yew pine box bay gum"
    for kind in ("day", "night"):
        (folder / kind).mkdir(parents=True)
        for number, name in enumerate(names.split()):
            image = scene(random)
            samples.write(folder / kind / f"{name}.png", image)
            if number < 6:
                samples.write(folder / kind / f"turned {name}.png", noisy(np.rot90(image)))
    return folder


def leaks(run, folder, tmp_path, *more):
    return run("leaks", folder, "--runs", tmp_path / "runs", "--validation", "0.4", "--json", *more)


def test_turned_copies_across_the_split_are_named_in_pairs(run, scenes, tmp_path):
    answer = leaks(run, scenes, tmp_path)
    *groups, told = answer.records
    assert answer.code == 0
    assert told["images"] == 52
    assert 0 < told["groups"] == len(groups) <= 12
    for group in groups:
        first, second = (image["file"] for image in group["images"])
        assert second.replace("turned ", "") == first.replace("turned ", "")
        assert {image["split"] for image in group["images"]} == {"training", "validation"}
        assert group["links"][0]["turn"] in (90, 270)
    assert told["leaking"] == [{"split": "validation", "images": len(groups), "of": 20}]


def test_the_list_that_is_written_leaves_nothing_across(run, scenes, tmp_path):
    kept = leaks(run, scenes, tmp_path, "--keep-together").records[-1]
    *groups, told = leaks(run, scenes, tmp_path, "--group-by", kept["group_by"]).records
    assert not groups
    assert told["groups"] == 0
    words = run("leaks", scenes, "--runs", tmp_path / "runs", "--group-by", kept["group_by"]).out
    assert words.startswith("No near-duplicates, turned copies or burst frames lie across the split.")


def test_the_users_folder_stays_as_it_is(run, scenes, tmp_path):
    before = {file: file.stat().st_mtime_ns for file in scenes.rglob("*")}
    leaks(run, scenes, tmp_path, "--keep-together")
    assert {file: file.stat().st_mtime_ns for file in scenes.rglob("*")} == before
