"""Run folders as a stranger could send them."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from cnn_desktop.core import runs
from cnn_desktop.core.config import TrainingConfig, completed
from cnn_desktop.core.deployment import LITE_MODEL
from cnn_desktop.core.likeness import FEATURES
from cnn_desktop.core.messages import EpochDone
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs import Predictions, Run


def sound(folder: Path) -> Run:
    """A run without its network."""
    config = completed(TrainingConfig(dataset=folder / "data", runs=folder, architecture="lenet5", name="run"), 28)
    run = runs.create_run(config, ("a", "b"), Preparation(size=28, grey=True))
    run.write_history((EpochDone(1, 1, 0.5, 0.5, 0.5, 0.5, 1.0, 1.0, True),))
    files = np.array(["a/1.png", "b/1.png"])
    run.write_predictions("validation", Predictions(np.array([0, 1]), np.full((2, 2), 0.5, np.float32), files))
    return run


def rewritten(name: str, change: Callable[[Any], Any]) -> Callable[[Path, Path], Path]:
    """A sound run of which the JSON file `name` was changed."""

    def draw(folder: Path, marker: Path) -> Path:
        run = sound(folder)
        file = run.folder / name
        values = json.loads(file.read_bytes()) if file.exists() else {}
        file.write_text(json.dumps(change(values)))
        return run.folder

    return draw


def replaced(name: str, content: bytes) -> Callable[[Path, Path], Path]:
    def draw(folder: Path, marker: Path) -> Path:
        run = sound(folder)
        (run.folder / name).write_bytes(content)
        return run.folder

    return draw


def deep(values: Any) -> Any:
    for _ in range(200):
        values = {"a": [values]}
    return values


_TAG = "<img src=x onerror=alert(1)>"
_JSON = {
    "a configuration of other types": ("config.json", lambda values: values | {"classes": 5, "created": "now"}),
    "a configuration made in no year": ("config.json", lambda values: values | {"created": 1e300}),
    "a configuration made before all time": ("config.json", lambda values: values | {"created": -1e300}),
    "a configuration that climbs out": (
        "config.json",
        lambda values: (
            values
            | {
                "config": values["config"]
                | {"dataset": "/../../etc", "runs": "\0", "name": "../../x", "watch": ["../../etc/passwd"]}
            }
        ),
    ),
    "a configuration of a million classes": (
        "config.json",
        lambda values: values | {"classes": [str(number) for number in range(1_000_000)]},
    ),
    "a configuration of huge numbers": (
        "config.json",
        lambda values: (
            values
            | {
                "config": values["config"]
                | {"epochs": 10**30, "batch_size": 10**30, "image_size": 10**30, "seed": -(10**30)},
                "preparation": values["preparation"] | {"size": 10**9},
            }
        ),
    ),
    "an architecture that is a module": (
        "config.json",
        lambda values: (
            values | {"config": values["config"] | {"architecture": "os.system", "augmentation": "__import__('os')"}}
        ),
    ),
    "class names that are markup": ("config.json", lambda values: values | {"classes": [_TAG, "\u202e\n=1+1"]}),
    "an imported run that names anything": (
        "config.json",
        lambda values: (
            {key: value for key, value in values.items() if key != "config"}
            | {
                "imported": {
                    "file": _TAG,
                    "sha256": 1,
                    "program": _TAG,
                    "outputs": 10**9,
                    "input_scale": "model",
                    "notes": [_TAG] * 9,
                }
            }
        ),
    ),
    "a result of other types": (
        "result.json",
        lambda values: {"best_epoch": 1e308, "reason": "finished", "validation": {}},
    ),
    "a split that climbs out": (
        "split.json",
        lambda values: {"images": [{"file": "../../etc/passwd", "class": "a", "split": "test"}]},
    ),
    "a split of other types": ("split.json", lambda values: {"images": {"a": [None]}}),
    "a calibration beyond all": (
        "calibration.json",
        lambda values: dict.fromkeys(("temperature", "least_confidence", "suggested", "limit", "images"), 10**400),
    ),
    "a calibration of lists": ("calibration.json", lambda values: [[]]),
    "a deployment that is none": (
        "deployment.json",
        lambda values: {"reason": _TAG, "agreement": "x", "images": 1e308},
    ),
    "an environment of markup": (
        "environment.json",
        lambda values: {"cnn-desktop": _TAG, "python": [_TAG], "versions": 3},
    ),
    "skipped images of other types": ("skipped.json", lambda values: {"skipped": [1, None, {"file": []}]}),
    "everything deep": ("config.json", deep),
}
_BYTES = {
    "a history of a million columns": ("history.csv", b"epoch," * 1_000_000 + b"\n1"),
    "a history of numbers that are none": ("history.csv", b"epoch,epochs\nnan,inf\n1e999,x\n"),
    "a history that is no text": ("history.csv", bytes(range(256)) * 100),
    "a note without end": ("note.txt", b"\x1b[2J\xff" * 2_000_000),
    "predictions that are cut off": ("predictions-validation.npz", b"PK\x03\x04" + b"\0" * 40),
    "a quick model of zeros": (LITE_MODEL, bytes(1_000)),
    "a quick model that points outside of itself": (LITE_MODEL, b"\x1c\0\0\0TFL3" + b"\xff" * 4_000),
    "a checkpoint of noise": ("checkpoint/latest.npz", bytes(range(256)) * 10),
}


def pickled_arrays(payload: Callable[[Path], bytes], name: str) -> Callable[[Path, Path], Path]:
    """Arrays that are pickles, under a name that the program reads."""

    def draw(folder: Path, marker: Path) -> Path:
        run = sound(folder)
        header = io.BytesIO()
        np.lib.format.write_array_header_1_0(header, {"descr": "|O", "fortran_order": False, "shape": (1,)})
        with zipfile.ZipFile(run.folder / name, "w") as packed:
            for array in ("labels", "probabilities", "files", "features", "history", "seen"):
                packed.writestr(f"{array}.npy", header.getvalue() + payload(marker))
        return run.folder

    return draw


def claimed_arrays(folder: Path, marker: Path) -> Path:
    """Predictions of a few bytes that claim to be of ten billion images."""
    run = sound(folder)
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<i8", "fortran_order": False, "shape": (10**10,)})
    with zipfile.ZipFile(run.folder / "predictions-validation.npz", "w") as packed:
        for array in ("labels", "probabilities", "files"):
            packed.writestr(f"{array}.npy", header.getvalue())
    return run.folder


def answers_of_other_classes(folder: Path, marker: Path) -> Path:
    """Labels that name no class, files that name no image, probabilities that are none."""
    run = sound(folder)
    strange = np.array(["../../etc/passwd", "\0"])
    run.write_predictions("validation", Predictions(np.array([7, -9]), np.full((2, 2), np.nan, np.float32), strange))
    return run.folder


def pipes_for_files(folder: Path, marker: Path) -> Path:
    run = sound(folder)
    for name in ("result.json", "history.csv", "note.txt", "predictions-validation.npz", "calibration.json", FEATURES):
        (run.folder / name).unlink(missing_ok=True)
        os.mkfifo(run.folder / name)
    return run.folder


def a_lock_that_is_a_folder(folder: Path, marker: Path) -> Path:
    run = sound(folder)
    for name in ("lock", "stop", "alive"):
        (run.folder / name).mkdir()
    return run.folder


# ---------------------------------------------------------------- with a network


def with_network(folder: Path) -> Run:
    """A run with a network that was never trained."""
    from cnn_desktop.core.config import plan_of
    from cnn_desktop.engine import networks

    run = sound(folder)
    networks.build(plan_of(run.config, 2)).save(run.model_file)
    return run


def a_model_with_code(folder: Path, marker: Path) -> Path:
    import keras

    run = sound(folder)
    code = eval(f"lambda x: (open({str(marker)!r}, 'w').close(), x)[1]")
    layers = [keras.Input((28, 28, 1)), keras.layers.Lambda(code), keras.layers.Flatten(), keras.layers.Dense(2)]
    keras.Sequential(layers).save(run.model_file)
    marker.unlink()  # drawing it up ran it
    return run.folder


def a_model_of_another_network(folder: Path, marker: Path) -> Path:
    import keras

    run = sound(folder)
    layers = [keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(2)]
    keras.Sequential(layers).save(run.model_file)
    return run.folder


def a_quick_model_with_damage(folder: Path, marker: Path) -> Path:
    """Sound at its beginning, noise at its end."""
    from cnn_desktop.engine import networks
    from cnn_desktop.engine.deployment import converted

    run = with_network(folder)
    from cnn_desktop.core.config import plan_of

    content = bytearray(converted(networks.build(plan_of(run.config, 2))))
    noise = np.random.default_rng(0)
    for place in noise.integers(len(content) // 2, len(content), 400):
        content[place] ^= int(noise.integers(1, 256))
    (run.folder / LITE_MODEL).write_bytes(bytes(content))
    return run.folder


def a_quick_model_of_an_operator_of_its_own(folder: Path, marker: Path) -> Path:
    """A converted network in which one operator says that it is another one."""
    from cnn_desktop.core.config import plan_of
    from cnn_desktop.engine import networks
    from cnn_desktop.engine.deployment import converted

    run = with_network(folder)
    content = converted(networks.build(plan_of(run.config, 2)))
    for found in (struct.pack("<bxxx", 3), struct.pack("<i", 3)):  # CONV_2D
        content = content.replace(found, struct.pack("<i", 32))  # CUSTOM
    (run.folder / LITE_MODEL).write_bytes(content)
    return run.folder


def add_to(cases: list[Any], case: Callable[..., Any], payload: Callable[[Path], bytes]) -> None:
    for name, (file, change) in _JSON.items():
        cases.append(case("run", name, rewritten(file, change)))
    for name, (file, content) in _BYTES.items():
        cases.append(case("run", name, replaced(file, content)))
    for file in ("predictions-validation.npz", FEATURES, "checkpoint/latest.npz"):
        cases.append(case("run", f"pickles in {file}", pickled_arrays(payload, file)))
    for draw in (claimed_arrays, answers_of_other_classes, pipes_for_files, a_lock_that_is_a_folder):
        cases.append(case("run", draw.__name__, draw))
    for draw in (
        a_model_with_code, a_model_of_another_network, a_quick_model_with_damage,
        a_quick_model_of_an_operator_of_its_own,
    ):  # fmt: skip
        cases.append(case("network", draw.__name__, draw))
