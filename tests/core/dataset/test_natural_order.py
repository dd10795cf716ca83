import random

import pytest
from natsort import natsort_keygen, ns

from cnn_desktop.core.dataset.natural_order import natural
from cnn_desktop.core.errors import Cancelled


def test_the_order_does_not_depend_on_the_disk():
    assert natural(["a1", "A1", "a01"]) == natural(["a01", "A1", "a1"]) == natural(["A1", "a01", "a1"])


def test_ascii_names_are_ordered_as_all_others():
    """The short way for them is natsort's order: numbers by value, at any place, upper case beside lower case."""
    dice = random.Random(3)
    names = ["".join(dice.choices("0019aAbB._- /!~\n", k=dice.randrange(1, 12))) for _ in range(20_000)]
    assert natural(names) == sorted(sorted(names), key=natsort_keygen(alg=ns.IGNORECASE))


def test_one_name_of_another_script_changes_no_place_of_the_others():
    names = ["b10", "b9", "B1", "a", "10", "9", "é"]
    assert [name for name in natural(names) if name != "é"] == natural(names[:-1])


def test_ordering_can_be_ended():
    def stop():
        raise Cancelled

    with pytest.raises(Cancelled):
        natural(["a", "b"], stop)
