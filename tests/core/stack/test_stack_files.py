import json

import pytest

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.stack import files
from cnn_desktop.core.stack.layers import (
    ROW_TYPES,
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalPooling,
    Pooling,
    Stack,
)


def test_every_row_survives_json(tmp_path):
    rows = (
        *(kind() for kind in ROW_TYPES.values()),
        Convolution(filters=96, kernel=11, stride=4, padding=0),
        Pooling(kind="stochastic", size=3),
        Activation(function="leaky_relu"),
        GlobalPooling(kind="max"),
        Dropout(rate=0.5),
    )
    files.save(tmp_path / "network.json", Stack(rows, "mine"))
    assert files.load(tmp_path / "network.json") == Stack(rows, "mine")


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        ({"type": "lambda"}, "Layer 2 is of no known type"),
        ({"type": "dense", "units": "many"}, "units cannot be 'many'"),
        ({"type": "dense", "units": True}, "units cannot be True"),
        ({"type": "dense", "units": 0}, "from 1 to 65,536"),
        ({"type": "dense", "colour": 3}, "a setting that is not known"),
        ({"type": "activation", "function": "os.system"}, "There is no activation"),
        ({"type": "dropout", "rate": 1.0}, "dropout rate"),
        ("flatten", "no known type"),
    ],
)
def test_what_is_not_understood_is_named_with_its_layer(layer, words):
    with pytest.raises(UserError, match="Layer 2") as refusal:
        files.from_json([{"type": "flatten"}, layer])
    assert words in refusal.value.message


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"format": 2, "layers": []}', b'{"format": 1}', b"[" * 100_000, b" " * (2 << 20)]
)
def test_a_file_that_is_no_network_is_refused_in_plain_words(tmp_path, content):
    (tmp_path / "network.json").write_bytes(content)
    with pytest.raises(UserError):
        files.load(tmp_path / "network.json")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        files.load(tmp_path / "none.json")


def test_the_file_reads_like_a_network(tmp_path):
    files.save(tmp_path / "network.json", Stack((Flatten(), Dense(units=10))))
    assert json.loads((tmp_path / "network.json").read_text()) == {
        "format": 1,
        "layers": [{"type": "flatten"}, {"type": "dense", "units": 10}],
    }


def test_a_network_without_a_name_has_that_of_its_file(tmp_path):
    files.save(tmp_path / "fish.json", Stack((Flatten(),)))
    assert files.load(tmp_path / "fish.json").name == "fish"
