"""Settings and other small files that are damaged, huge or loaded."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import numpy as np

from tests.hostile.cases import CASES, Case, Draw, case, payload


def text(suffix: str, content: bytes) -> Draw:
    def draw(folder: Path, marker: Path) -> Path:
        (folder / f"a{suffix}").write_bytes(content)
        return folder / f"a{suffix}"

    return draw


SETTINGS = ("theme", "recent_folders", "runs_folder", "training", "camera", "station", "geometry")
_SMALL = {
    "brackets without end": (".json", b"[" * 1_000_000),
    "brackets hidden behind text": (".json", b'{"a":' + b'["]",' * 5_000 + b"1" + b"]" * 5_000 + b"}"),
    "an object in an object in an object": (".json", b'{"training":' * 60 + b"1" + b"}" * 60),
    "a number of a million digits": (".json", b'{"show_advanced":' + b"9" * 1_000_000 + b"}"),
    "numbers that are none": (".json", b'{"training":{"epochs":NaN,"learning_rate":1e999}}'),
    "the same key a hundred thousand times": (".json", b"{" + b'"theme":"dark",' * 100_000 + b'"theme":1}'),
    "every value of another type": (".json", json.dumps({name: [[{"a": None}]] for name in SETTINGS}).encode()),
    "no text at all": (".json", bytes(range(256)) * 50),
    "twenty megabytes of it": (".json", b'{"geometry":"' + b"A" * 20_000_000 + b'"}'),
    "lone surrogates": (".json", b'{"last_run":"\\ud800\\udc","runs_folder":"\\ud83d"}'),
    "a journal of torn lines": (".jsonl", b'{"kind":"added","time":1}\n' * 1_000 + b"\0" * 4_096 + b'\n{"kind":'),
    "a network of a million layers": (".json", b'{"format":1,"layers":[' + b'{"type":"flatten"},' * 50_000 + b"1]}"),
}
for _name, (_suffix, _content) in _SMALL.items():
    CASES.append(Case("settings", _name, text(_suffix, _content)))


@case("settings")
def a_pickle_under_another_name(folder, marker):
    (folder / "a.npz").write_bytes(payload(marker))
    return folder / "a.npz"


@case("settings")
def arrays_that_are_pickles(folder, marker):
    content = io.BytesIO()
    np.lib.format.write_array_header_1_0(content, {"descr": "|O", "fortran_order": False, "shape": (1,)})
    with zipfile.ZipFile(folder / "a.npz", "w") as packed:
        packed.writestr("a.npy", content.getvalue() + payload(marker))
    return folder / "a.npz"


@case("settings")
def arrays_that_claim_a_terabyte(folder, marker):
    content = io.BytesIO()
    np.lib.format.write_array_header_1_0(content, {"descr": "<f4", "fortran_order": False, "shape": (1 << 38,)})
    with zipfile.ZipFile(folder / "a.npz", "w") as packed:
        packed.writestr("a.npy", content.getvalue() + bytes(64))
    return folder / "a.npz"


@case("settings")
def a_pipe_under_the_name_of_settings(folder, marker):
    os.mkfifo(folder / "settings.json")
    return folder / "settings.json"
