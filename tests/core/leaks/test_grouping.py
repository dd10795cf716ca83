from __future__ import annotations

from pathlib import Path

from cnn_desktop.core.dataset.model import ImageFile
from cnn_desktop.core.dataset.split import Split
from cnn_desktop.core.leaks.grouping import linked_groups, report
from cnn_desktop.core.leaks.model import Leaking, Link
from cnn_desktop.core.leaks.words import verdict


def image(file):
    return ImageFile(file, file.split("/")[0], None, 32, 32, 100, "PNG")


SPLIT = Split(
    training=tuple(image(f"cat/{n}.png") for n in range(6)),
    validation=tuple(image(f"cat/{n}.png") for n in range(6, 9)),
    test=(image("dog/9.png"),),
)


def told(*pairs):
    links = [Link(f"cat/{one}.png", f"cat/{other}.png", "alike", 0.9) for one, other in pairs]
    return report(Path("pets"), SPLIT, links, 10, ())


def test_links_join_into_groups_indirectly():
    assert linked_groups([("a", "b"), ("c", "d"), ("b", "c"), ("x", "y")]) == [("a", "b", "c", "d"), ("x", "y")]


def test_what_lies_on_one_side_leaks_nothing():
    found = told((0, 1), (6, 7))
    assert found.is_clean
    assert found.linked == 2
    assert found.leaking == (Leaking("validation", 0, 3), Leaking("test", 0, 1))


def test_held_out_images_are_counted_that_a_training_image_is_tied_to_even_by_another():
    found = told((0, 6), (6, 7))
    assert found.leaking[0] == Leaking("validation", 2, 3)
    assert found.groups[0].files == ("cat/0.png", "cat/6.png", "cat/7.png")
    assert [(link.first, link.second) for link in found.groups[0].links] == [("cat/0.png", "cat/6.png")]
    assert verdict(found) == "2 of 3 validation images (67 %) have a near-duplicate in training."


def test_a_turned_copy_is_called_so():
    assert Link("a", "b", "alike", 1.0, turn=270).words == "turned by 90°"
    assert Link("a", "b", "alike", 1.0, turn=17).words == "turned by about 17°"
    assert Link("a", "b", "alike", 1.0, turn=180, is_mirrored=True).words == "mirrored"
    assert Link("a", "b", "burst", 0.7).words == "taken one after the other"
