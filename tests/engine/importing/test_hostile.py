"""Files that want more than to be opened: refused in a sentence, and nothing of theirs is run."""

from __future__ import annotations

import copy
import io
import json
import pickle
import zipfile

import h5py
import keras
import numpy as np
import pytest
from keras import layers

from cnn_desktop.core.errors import UserError
from cnn_desktop.engine.importing import Choices, import_model

CONFIG, WEIGHTS = "config.json", "model.weights.h5"


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """The parts of a sound `.keras` file."""
    model = keras.Sequential(
        [keras.Input((8, 8, 3)), layers.Conv2D(4, 3, activation="relu"), layers.Flatten(), layers.Dense(2, "softmax")]
    )
    file = tmp_path_factory.mktemp("sound") / "sound.keras"
    model.save(file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(folder, parts, how=zipfile.ZIP_STORED):
    file = folder / "model.keras"
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file


def changed(parts, change):
    """The parts with another description: `change` is given the list of layers."""
    config = copy.deepcopy(json.loads(parts[CONFIG]))
    change(config["config"]["layers"])
    return parts | {CONFIG: json.dumps(config)}


def reweighed(parts, change):
    """The parts with other weights: `change` is given the open HDF5 file."""
    content = io.BytesIO(parts[WEIGHTS])
    with h5py.File(content, "r+") as file:
        change(file)
    return parts | {WEIGHTS: content.getvalue()}


def refused(file, message):
    with pytest.raises(UserError, match=message) as refusal:
        import_model(file, file.parent / "runs", Choices(classes=("a", "b")))
    assert refusal.value.hint
    assert "\n" not in refusal.value.message
    assert not (file.parent / "runs").exists()


def test_the_sound_one_is_opened(sound, tmp_path):
    assert import_model(packed(tmp_path, sound), tmp_path, Choices(classes=("a", "b"))).classes == ("a", "b")


def lambda_layer(entries):
    entries[1] |= {"class_name": "Lambda", "config": {"name": "evil", "function": "__import__('os').abort()"}}


def custom_class(entries):
    entries[1] |= {"class_name": "Evil", "module": "evil", "registered_name": "Custom>Evil"}


def known_name_of_another_module(entries):
    entries[1] |= {"module": "os", "registered_name": None}


def code_as_activation(entries):
    entries[1]["config"]["activation"] = {"module": "os", "class_name": "function", "config": "abort"}


def a_function_object_as_activation(entries):
    entries[1]["config"]["activation"] = {"class_name": "__lambda__", "config": {"value": "abort"}}


def huge_layer(entries):
    entries[3]["config"]["units"] = 10**9


def large_layer(entries):
    entries[3]["config"]["units"] = 90_000


def huge_padding(entries):
    entries[2] = {
        "module": "keras.layers", "class_name": "UpSampling2D", "registered_name": None,
        "config": {"name": "up", "size": [1024, 1024], "interpolation": "nearest"},
    }  # fmt: skip


def unknown_setting(entries):
    entries[1]["config"]["surprise"] = 1


def no_layers(entries):
    entries.clear()


def not_even_layers(entries):
    entries[1] = 3


def text_for_a_number(entries):
    entries[1]["config"]["filters"] = "4"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda_layer, "Python code"),
        (custom_class, "not known here: “Custom>Evil”"),
        (known_name_of_another_module, "not known here"),
        (code_as_activation, "activation known here, not “abort”"),
        (a_function_object_as_activation, "name of an activation"),
        (huge_layer, "“units” that does not fit"),
        (large_layer, "weights of the layer “dense.*” do not fit"),
        (huge_padding, "more memory than any network|do not fit"),
        (unknown_setting, "“surprise”"),
        (no_layers, "damaged"),
        (not_even_layers, "damaged"),
        (text_for_a_number, "“filters” that does not fit"),
    ],
)
def test_a_description_that_asks_for_more_is_refused(sound, tmp_path, change, message):
    refused(packed(tmp_path, changed(sound, change)), message)


def _first(file):
    return file["layers/conv2d/vars/0"]


def external_link(file):
    del file["layers/conv2d/vars/0"]
    file["layers/conv2d/vars/0"] = h5py.ExternalLink("/etc/passwd", "/")


def soft_link(file):
    del file["layers/conv2d/vars/0"]
    file["layers/conv2d/vars/0"] = h5py.SoftLink("/layers/dense/vars/0")


def external_storage(file):
    shape = _first(file).shape
    del file["layers/conv2d/vars/0"]
    nbytes = int(np.prod(shape)) * 4
    file.create_dataset("layers/conv2d/vars/0", shape, "f4", external=[("/etc/passwd", 0, nbytes)])


def virtual(file):
    shape = _first(file).shape
    del file["layers/conv2d/vars/0"]
    layout = h5py.VirtualLayout(shape, "f4")
    layout[...] = h5py.VirtualSource("/etc/passwd", "x", shape)
    file.create_virtual_dataset("layers/conv2d/vars/0", layout)


def declared_only(file):
    del file["layers/conv2d/vars/0"]
    file.create_dataset("layers/conv2d/vars/0", (1 << 16, 1 << 16), "f4", chunks=(1 << 10, 1 << 10))


def well_packed(file):
    shape = _first(file).shape
    del file["layers/conv2d/vars/0"]
    file.create_dataset("layers/conv2d/vars/0", shape, "f4", compression="gzip", fillvalue=0)


def not_finite(file):
    _first(file)[0, 0, 0, 0] = np.nan


def no_numbers(file):
    del file["layers/conv2d/vars/0"]
    file["layers/conv2d/vars/0"] = np.array([b"text"], object if False else "S4")


def missing(file):
    del file["layers/conv2d/vars/0"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (external_link, "points to another place"),
        (soft_link, "points to another place"),
        (external_storage, "claim more than the file holds"),
        (virtual, "no plain numbers"),
        (declared_only, "claim more than the file holds"),
        (well_packed, "claim more than the file holds"),
        (not_finite, "NaN"),
        (no_numbers, "no plain numbers"),
        (missing, "no plain numbers"),
    ],
)
def test_weights_that_are_not_all_there_are_refused(sound, tmp_path, change, message):
    refused(packed(tmp_path, reweighed(sound, change)), message)


def test_a_zip_bomb_is_refused_unpacked(sound, tmp_path):
    refused(packed(tmp_path, sound | {CONFIG: b" " * 10_000_000}, zipfile.ZIP_DEFLATED), "unpacks to more")


def test_files_that_no_network_needs_are_refused(sound, tmp_path):
    refused(packed(tmp_path, sound | {"assets/../../evil.txt": b"x"}), "no network needs")


def test_a_deep_description_is_refused(sound, tmp_path):
    refused(packed(tmp_path, sound | {CONFIG: b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"}), "deeper")


def test_numbers_that_are_none_are_refused(sound, tmp_path):
    refused(packed(tmp_path, sound | {CONFIG: b'{"class_name": NaN}'}), "damaged")


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_a_truncated_file_is_refused(suffix, tmp_path):
    model = keras.Sequential([keras.Input((8, 8, 3)), layers.Flatten(), layers.Dense(2, "softmax")])
    file = tmp_path / f"whole{suffix}"
    model.save(file)
    cut = tmp_path / f"cut{suffix}"
    cut.write_bytes(file.read_bytes()[:-2000])
    refused(cut, "damaged")


def test_a_pickle_is_never_unpickled(tmp_path):
    class Evil:
        def __reduce__(self):
            return (print, ("run",))

    for name in ("model.h5", "model.keras"):
        file = tmp_path / name
        file.write_bytes(pickle.dumps(Evil()))
        refused(file, "no Keras model")


def test_weights_alone_are_told(tmp_path):
    model = keras.Sequential([keras.Input((8, 8, 3)), layers.Flatten(), layers.Dense(2, "softmax")])
    model.save_weights(tmp_path / "only.weights.h5")
    refused(tmp_path / "only.weights.h5", "weights only")


def test_other_files_are_told(tmp_path):
    (tmp_path / "empty.h5").touch()
    refused(tmp_path / "empty.h5", "empty")
    (tmp_path / "saved_model").mkdir()
    refused(tmp_path / "saved_model", "is a folder")
    (tmp_path / "lite.tflite").write_bytes(b"\x1c\0\0\0TFL3" + bytes(100))
    refused(tmp_path / "lite.tflite", "TensorFlow Lite")
    refused(packed(tmp_path, {"a.txt": b"a"}), "no Keras model")


def a_setting_less(entries):
    del entries[1]["config"]["filters"]


def calls_without_end(entries):
    """Models in models, each called a hundred times: 10^10 calls in a few lines."""
    inner = {"name": "i", "layers": [{"class_name": "InputLayer", "config": {"name": "in"}, "inbound_nodes": []}]}
    inner |= {"input_layers": [["in", 0, 0]], "output_layers": [["in", 0, 0]]}
    for depth in range(5):
        nodes = [[[f"{'in' if number == 0 else 'm'}", max(0, number - 1), 0, {}]] for number in range(100)]
        start = {"class_name": "InputLayer", "config": {"name": "in"}, "inbound_nodes": []}
        model = {"class_name": "Functional", "name": "m", "config": inner, "inbound_nodes": nodes}
        inner = {"name": f"i{depth}", "layers": [start, model]}
        inner |= {"input_layers": [["in", 0, 0]], "output_layers": [["m", 99, 0]]}
    entries[1] = {"class_name": "Functional", "config": inner}


@pytest.mark.parametrize(
    ("change", "message"), [(a_setting_less, "does not fit what comes before"), (calls_without_end, "more layers than")]
)
def test_a_description_that_leads_nowhere_is_refused(sound, tmp_path, change, message):
    refused(packed(tmp_path, changed(sound, change)), message)
