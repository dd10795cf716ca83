"""Model files of other programs that want more than to be opened. Drawn with Keras."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
from keras import layers

CONFIG, WEIGHTS = "config.json", "model.weights.h5"


def parts(folder: Path, *between: Any) -> dict[str, bytes]:
    stack = [keras.Input((8, 8, 3)), *between, layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2, "softmax")]
    keras.Sequential(stack).save(folder / "drawn.keras")
    with zipfile.ZipFile(folder / "drawn.keras") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(folder: Path, members: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(folder / "model.keras", "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return folder / "model.keras"


def described(change: Callable[[list[dict[str, Any]], Path], None]) -> Callable[[Path, Path], Path]:
    """A sound model whose description was changed."""

    def draw(folder: Path, marker: Path) -> Path:
        members = parts(folder)
        config = json.loads(members[CONFIG])
        change(config["config"]["layers"], marker)
        return packed(folder, members | {CONFIG: json.dumps(config).encode()})

    return draw


def calls(function: str, *arguments: Any) -> Callable[[list[dict[str, Any]], Path], None]:
    """A Lambda of a function of Keras's own, called while the model is loaded."""

    def change(entries: list[dict[str, Any]], marker: Path) -> None:
        config = {"name": "l", "function": {"class_name": "function", "module": "keras.src", "config": function}}
        entries.insert(1, {"module": "keras.layers", "class_name": "Lambda", "config": config | {
            "arguments": {"args": [str(marker) if one is Path else one for one in arguments]}
        }, "registered_name": None})  # fmt: skip

    return change


def activation_of(module: str, name: str) -> Callable[[list[dict[str, Any]], Path], None]:
    def change(entries: list[dict[str, Any]], marker: Path) -> None:
        entries[1]["config"]["activation"] = {"module": module, "class_name": "function", "config": name,
                                              "registered_name": name}  # fmt: skip

    return change


def vocabulary(entries: list[dict[str, Any]], marker: Path) -> None:
    entries.insert(1, {"module": "keras.layers", "class_name": "StringLookup", "registered_name": None,
                       "config": {"name": "v", "vocabulary": "/etc/passwd"}})  # fmt: skip


def saved_model(entries: list[dict[str, Any]], marker: Path) -> None:
    entries.insert(1, {"module": "keras.layers", "class_name": "TFSMLayer", "registered_name": None,
                       "config": {"name": "t", "filepath": str(marker.parent)}})  # fmt: skip


def torch_wrapper(entries: list[dict[str, Any]], marker: Path) -> None:
    entries.insert(1, {"module": "keras.layers", "class_name": "TorchModuleWrapper", "registered_name": None,
                       "config": {"name": "t", "module": {"__pickle__": "gASVCAAAAAAAAACMBHRlc3SULg=="}}})  # fmt: skip


def a_billion_units(entries: list[dict[str, Any]], marker: Path) -> None:
    entries[-1]["config"]["units"] = 10**9


def a_huge_image(entries: list[dict[str, Any]], marker: Path) -> None:
    entries[0]["config"]["batch_shape"] = [None, 60_000, 60_000, 3]


def reweighed(change: Callable[[Any], None]) -> Callable[[Path, Path], Path]:
    """A sound model whose weights were changed."""

    def draw(folder: Path, marker: Path) -> Path:
        members = parts(folder)
        file = folder / "weights.h5"
        file.write_bytes(members[WEIGHTS])
        with h5py.File(file, "r+") as content:
            change(content)
        return packed(folder, members | {WEIGHTS: file.read_bytes()})

    return draw


_FIRST = "layers/conv2d/vars/0"


def external_link(content: Any) -> None:
    del content[_FIRST]
    content[_FIRST] = h5py.ExternalLink("/etc/passwd", "/")


def soft_links_in_a_circle(content: Any) -> None:
    del content[_FIRST]
    content[_FIRST] = h5py.SoftLink(_FIRST)


def groups_in_a_circle(content: Any) -> None:
    content["layers/again"] = content["layers"]
    del content[_FIRST]


def three_gigabytes_in_twenty_kilobytes(content: Any) -> None:
    del content[_FIRST]
    content.create_dataset(_FIRST, (1 << 15, 1 << 15), "f4", chunks=(1 << 12, 1 << 12), compression="gzip")


def storage_elsewhere(content: Any) -> None:
    del content[_FIRST]
    content.create_dataset(_FIRST, (3, 3, 3, 4), "f4", external=[("/etc/passwd", 0, 432)])


def a_filter_of_its_own(content: Any) -> None:
    values = np.ones((3, 3, 3, 4), "f4")
    del content[_FIRST]
    content.create_dataset(_FIRST, data=values, chunks=True, compression="lzf", shuffle=True, fletcher32=True)


def a_hundred_thousand_groups(content: Any) -> None:
    for number in range(60_000):
        content.create_group(f"g{number}")


def legacy(folder: Path, marker: Path) -> Path:
    """An `.h5` whose description is a class of somebody's own."""
    keras.Sequential([keras.Input((8, 8, 3)), layers.Flatten(), layers.Dense(2)]).save(folder / "a.h5")
    with h5py.File(folder / "a.h5", "r+") as content:
        content.attrs["model_config"] = json.dumps({"class_name": "os.system", "config": f"touch {marker}"})
    return folder / "a.h5"


def cut_off(folder: Path, marker: Path) -> Path:
    file = packed(folder, parts(folder))
    file.write_bytes(file.read_bytes()[:-900])
    return file


def noise_in_the_weights(folder: Path, marker: Path) -> Path:
    members, noise = parts(folder), np.random.default_rng(0)
    weights = bytearray(members[WEIGHTS])
    for place in noise.integers(0, len(weights), 300):
        weights[place] = int(noise.integers(256))
    return packed(folder, members | {WEIGHTS: bytes(weights)})


MODELS: dict[str, Callable[[Path, Path], Path]] = {
    **{
        f"a call of {name}": described(calls(name, *arguments))
        for name, arguments in {
            "utils.get_file": ("x", "http://127.0.0.1:9/x"),
            "saving.load_model": (Path,),
            "config.set_floatx": ("float16",),
            "config.set_max_epochs": (1,),
            "applications.MobileNet": (),
            "legacy.saving.json_utils.decode": ("{}",),
            "config.enable_unsafe_deserialization": (),
            "saving.KerasFileEditor": (Path,),
        }.items()
    },
    "an activation of os": described(activation_of("os", "abort")),
    "an activation of builtins": described(activation_of("builtins", "exec")),
    **{
        change.__name__: described(change)
        for change in (
            vocabulary,
            saved_model,
            torch_wrapper,
            a_billion_units,
            a_huge_image,
        )
    },
    **{
        change.__name__: reweighed(change)
        for change in (
            external_link,
            soft_links_in_a_circle,
            groups_in_a_circle,
            three_gigabytes_in_twenty_kilobytes,
            storage_elsewhere,
            a_filter_of_its_own,
            a_hundred_thousand_groups,
        )
    },
    **{draw.__name__: draw for draw in (legacy, cut_off, noise_in_the_weights)},
}
