"""Files that are nearly sound, changed at random, through every door that needs no TensorFlow.

    python -m tests.soak.fuzzing [MINUTES] [DOOR ...]

Doors: images, settings, runs. Each gets MINUTES (10). Prints every new kind of failure with the smallest file that
shows it, as hypothesis finds it; exit code 1 if there is any. Needs `hypothesis`. The ordinary run does the same for a
second.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import configuration as hypothesis_files
from hypothesis import strategies as st
from PIL import Image

from cnn_desktop.core import images
from cnn_desktop.core.errors import UserError
from tests import samples
from tests.hostile import doors, run_folders

MINUTES = 10.0
hypothesis_files.set_hypothesis_home_dir(tempfile.gettempdir())  # it keeps notes for itself
_LARGEST = 40_000_000  # bytes of pixels: a file that says it is larger is another test's


# ---------------------------------------------------------------- what is changed


def _drawn_images() -> list[bytes]:
    picture = Image.fromarray(samples.shape("ring", 24, np.random.default_rng(0)))
    made = []
    for kind, mode, options in (
        ("PNG", "RGB", {}), ("PNG", "P", {}), ("PNG", "LA", {}), ("PNG", "1", {}), ("PNG", "I;16", {}),
        ("JPEG", "RGB", {}), ("JPEG", "CMYK", {}), ("JPEG", "L", {"progressive": True}),
        ("BMP", "RGB", {}), ("BMP", "P", {}),
        ("WEBP", "RGBA", {}), ("WEBP", "RGB", {"lossless": True}), ("GIF", "P", {}),
        ("TIFF", "RGB", {}), ("TIFF", "RGB", {"compression": "tiff_lzw"}),
        ("TIFF", "CMYK", {"compression": "packbits"}),
        ("TIFF", "L", {"compression": "tiff_adobe_deflate"}),
    ):  # fmt: skip
        content = io.BytesIO()
        exif = Image.Exif()
        exif[0x0112] = 6
        shown = picture.convert("L").convert(mode) if mode == "I;16" else picture.convert(mode)
        shown.save(content, kind, **options, **({"exif": exif} if kind in ("JPEG", "PNG", "WEBP") else {}))
        made.append(content.getvalue())
    return made


@st.composite
def changed_bytes(draw: Callable[[Any], Any], sound: list[bytes]) -> bytes:
    """A sound file with a few bytes changed, taken out, doubled, or its end cut off."""
    content = bytearray(draw(st.sampled_from(sound)))
    for _ in range(draw(st.integers(1, 6))):
        if not content:
            break
        # most of what decides lies at the beginning
        place = draw(st.integers(0, min(len(content), draw(st.sampled_from((64, 512, 1 << 20)))) - 1))
        match draw(st.integers(0, 4)):
            case 0:
                content[place] = draw(st.integers(0, 255))
            case 1:
                content[place] ^= 1 << draw(st.integers(0, 7))
            case 2:
                content[place : place + 4] = draw(
                    st.sampled_from((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", b"\x80\0\0\0"))
                )
            case 3:
                content[place:place] = draw(st.binary(max_size=16))
            case 4:
                del content[place : place + draw(st.sampled_from((1, 4, 64, 1 << 20)))]
    return bytes(content)


_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20),
    st.sampled_from((10**40, -1, 0, 1e300, "../../etc/passwd", "\0", "\ud800", "<b>", "a" * 5_000, "nan")),
)  # fmt: skip
_JSON = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


@st.composite
def changed_json(draw: Callable[[Any], Any], sound: Any) -> bytes:
    """A sound value with a few parts replaced, taken out, or doubled."""
    value = copy.deepcopy(sound)
    for _ in range(draw(st.integers(1, 3))):
        holder, key = None, None
        inner = value
        while isinstance(inner, dict | list) and inner and (holder is None or draw(st.integers(0, 3))):
            holder = inner
            key = draw(st.sampled_from(sorted(inner) if isinstance(inner, dict) else range(len(inner))))
            inner = inner[key]
        if holder is None:
            value = draw(_JSON)
        elif draw(st.integers(0, 4)) == 0:
            del holder[key]
        else:
            holder[key] = draw(_JSON)
    return json.dumps(value).encode("ascii", "replace")


# ---------------------------------------------------------------- the doors


def try_images() -> Callable[[], None]:
    @given(changed_bytes(_drawn_images()))
    def try_one(content: bytes) -> None:
        with contextlib.suppress(UserError):
            size = images.header(io.BytesIO(content))
            if size.width * size.height * 3 < _LARGEST:
                images.decode(content)
                images.decode(content, longest_side_hint=4)

    return try_one


def try_settings() -> Callable[[], None]:
    import dataclasses

    from cnn_desktop.core.settings import Settings

    place = Path(tempfile.mkdtemp()) / "a.json"
    sound = dataclasses.asdict(Settings(recent_folders=("a",), training={"epochs": 3}, camera={"source": 0}))
    network = {"format": 1, "name": "n", "layers": [{"type": "flatten"}, {"type": "dense", "units": 4}]}
    line = {"id": "1", "time": "2026-01-01T00:00:00Z", "kind": "added", "dataset": "/d", "file": "a", "class_name": "b",
            "predicted": "c", "digest": "e"}  # fmt: skip
    texts = [json.dumps(one).encode() for one in (sound, network, line)]

    @given(st.one_of(changed_json(sound), changed_json(network), changed_json(line), changed_bytes(texts)))
    def try_one(content: bytes) -> None:
        place.write_bytes(content + b"\n")
        doors.small_files(place)

    return try_one


def try_runs() -> Callable[[], None]:
    home = Path(tempfile.mkdtemp())
    sound = run_folders.sound(home).folder
    (sound / "split.json").write_text(json.dumps({
        "ready_made": False, "seed": 0, "images": [{"file": "a/1.png", "class": "a", "split": "training"}]
    }))  # fmt: skip
    (sound / "calibration.json").write_text(
        '{"temperature": 1, "least_confidence": 0.5, "suggested": 0.5, "limit": 1, "images": 3}'
    )
    (sound / "skipped.json").write_text('{"skipped": [{"file": "a", "reason": "b"}]}')
    names = [file.name for file in sound.iterdir() if file.is_file() and file.stat().st_size]
    spoilt = home / "spoilt"

    @given(st.data())
    def try_one(data: st.DataObject) -> None:
        shutil.rmtree(spoilt, ignore_errors=True)
        shutil.copytree(sound, spoilt)
        file = spoilt / data.draw(st.sampled_from(names))
        content = file.read_bytes()
        if file.suffix == ".json" and data.draw(st.integers(0, 3)):
            file.write_bytes(data.draw(changed_json(json.loads(content))))
        else:
            file.write_bytes(data.draw(changed_bytes([content])))
        with contextlib.suppress(UserError):
            doors.run(spoilt)

    return try_one


DOORS = {"images": try_images, "settings": try_settings, "runs": try_runs}


def fuzz(door: str, examples: int, begin: int, *, smallest: bool = False) -> None:
    """Try `examples` files; raises what goes wrong first. `begin`: the seed."""
    phases = (Phase.generate, Phase.shrink) if smallest else (Phase.generate,)
    wanted = settings(
        max_examples=examples, deadline=None, database=None, phases=phases, suppress_health_check=list(HealthCheck)
    )
    seed(begin)(wanted(DOORS[door]()))()


def main(arguments: list[str]) -> int:
    minutes = float(arguments[0]) if arguments else MINUTES
    failed = False
    for door in arguments[1:] or DOORS:
        until, rounds, kinds = time.monotonic() + 60 * minutes, 0, set[str]()
        while time.monotonic() < until:
            rounds += 1
            try:
                fuzz(door, 300, rounds, smallest=True)
            except BaseException as error:  # whatever it is, it is what this looks for
                if isinstance(error, KeyboardInterrupt):
                    raise
                ours = [one for one in traceback.extract_tb(error.__traceback__) if "cnn_desktop/" in one.filename]
                where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
                kind = f"{type(error).__name__} at {where}"
                if kind not in kinds:
                    kinds.add(kind)
                    print(f"{door}: {kind}: {error}", *getattr(error, "__notes__", ()), sep="\n  ", flush=True)
        print(f"{door}: {300 * rounds:,} files, {len(kinds)} kinds of failure", flush=True)
        failed |= bool(kinds)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
