"""A table of groups keeps images together as a rule over names does."""

from __future__ import annotations

import pytest

from cnn_desktop.core.dataset.group_lists import read_groups, write_groups
from cnn_desktop.core.dataset.groups import find_groups
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.dataset.split import make_split
from cnn_desktop.core.errors import UserError
from tests import samples

TOGETHER = [("circle/000.png", "square/001.png", "circle/005.png"), ("square/002.png", "square/003.png")]


def test_a_written_list_is_read_back_and_named_by_what_it_holds(tmp_path):
    file = write_groups(tmp_path, tmp_path / "sh apes", TOGETHER)
    groups = read_groups(file)
    assert {name: groups[name] for group in TOGETHER for name in group} == groups
    assert groups["circle/000.png"] == groups["square/001.png"] != groups["square/002.png"]
    assert file == write_groups(tmp_path, tmp_path / "sh apes", TOGETHER)
    assert file != write_groups(tmp_path, tmp_path / "sh apes", TOGETHER[:1])


def test_no_name_in_a_list_is_computed_by_a_spreadsheet(tmp_path):
    file = write_groups(tmp_path, tmp_path, [("=1+1/a.png", "@b/c.png")])
    assert all(line[0] not in "=@+-" for line in file.read_text().splitlines())
    assert set(read_groups(file)) == {"=1+1/a.png", "@b/c.png"}


@pytest.mark.parametrize("seed", range(5))
def test_listed_images_lie_on_one_side_of_every_split(tmp_path, seed):
    dataset = scan(samples.shapes(tmp_path / "shapes", classes=2, per_class=12))
    rule = f"file:{write_groups(tmp_path, dataset.folder, TOGETHER)}"
    split = make_split(dataset, validation=0.3, test=0, seed=seed, group_by=rule)
    held_out = {image.file for image in split.validation}
    assert all(len({file in held_out for file in group}) == 1 for group in TOGETHER)


def test_a_list_that_is_gone_or_no_list_is_refused_by_name(tmp_path):
    dataset = scan(samples.shapes(tmp_path / "shapes", classes=2, per_class=4))
    with pytest.raises(UserError, match="cannot be read"):
        find_groups(dataset, f"file:{tmp_path / 'gone.csv'}")
    (tmp_path / "other.csv").write_text("name,patient\na,b\n")
    with pytest.raises(UserError, match="is no list of groups"):
        find_groups(dataset, f"file:{tmp_path / 'other.csv'}")
