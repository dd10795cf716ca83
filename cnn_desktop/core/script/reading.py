"""How a training script reads its images: with Pillow, in a few lines, to much the same pixels as the run.

Where pixels have to be those of the run, as for classifying, `preparing` says how.
"""

from __future__ import annotations

from collections.abc import Collection

from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.script.listing import Kind
from cnn_desktop.core.script.preparing import LIGHT_ON_DARK
from cnn_desktop.core.script.text import indented

_LOAD = '''\
def load(split):
    """The images {shape} and the labels of one split."""
    with open(IMAGES, newline="", encoding="utf-8", errors="surrogateescape") as table:
        rows = [row for row in csv.DictReader(table) if row["split"] == split]
    labels = np.array([CLASSES.index(row["class"]) for row in rows])
    return np.stack([prepare(DATASET / row["file"]) for row in rows]){channel}, {targets}'''

_PREPARE = '''\
def prepare(file):
    """What the network sees of a file: {what}."""
{steps}'''

_OPEN = "image = ImageOps.exif_transpose(Image.open(file))"
_OPEN_SMALLER = """\
image = Image.open(file)
image.draft("RGB", (2 * SIZE, 2 * SIZE))  # a large JPEG is decoded smaller
image = ImageOps.exif_transpose(image)"""
_ODD = """\
if image.mode.startswith("I;16"):
    image = image.point(lambda value: value / 256).convert("L")
image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))"""

_FIT = {
    "pad": ("all of it, black beside it", "ImageOps.pad(image, (SIZE, SIZE), Image.Resampling.BILINEAR)"),
    "crop": ("its centre square", "ImageOps.fit(image, (SIZE, SIZE), Image.Resampling.BILINEAR)"),
    "stretch": ("all of it, its proportions given up", "image.resize((SIZE, SIZE), Image.Resampling.BILINEAR)"),
}

_DRAWING = """\
grey = np.asarray(image.convert("L"), np.float32)
ground = np.median([*grey[0], *grey[-1], *grey[:, 0], *grey[:, -1]])
ink = (np.abs(grey - ground) + 1e-6) / max(1, np.abs(grey - ground).max())
rows, columns = np.nonzero(ink > 0.15 * ink.max())
half = 0.7 * (max(np.ptp(rows), np.ptp(columns)) + 1)  # a drawing fills 20 of 28 parts
y, x = np.average([rows, columns], axis=1, weights=ink[rows, columns])
"""
_STROKES = """\
image = Image.fromarray((255 * ink).astype(np.uint8)).crop((x - half, y - half, x + half, y + half))
return np.asarray(image.resize((SIZE, SIZE), Image.Resampling.BILINEAR){converted})"""
_PLACED = """\
square = Image.new("RGB", (round(2 * half),) * 2, image.getpixel((0, 0)))
square.paste(image, (round(half - x), round(half - y)))
return np.asarray(square.resize((SIZE, SIZE), Image.Resampling.BILINEAR){converted})"""


def reading(preparation: Preparation, targets: str, kinds: Collection[Kind]) -> str:
    """The functions `prepare(file)` and `load(split)`.

    `targets`: what is made of `labels` (n,). `kinds`: of the files there are; only JPEG comes smaller, and only others
    may be transparent or of 16 bit.
    """
    load = _LOAD.format(
        shape="(n, SIZE, SIZE, 1)" if preparation.grey else "(n, SIZE, SIZE, 3)",
        channel="[..., np.newaxis]" if preparation.grey else "",
        targets=targets,
    )
    return f"{_prepare(preparation, kinds)}\n\n\n{load}"


def _prepare(preparation: Preparation, kinds: Collection[Kind]) -> str:
    is_light, has_drawing = preparation.polarity == "light-on-dark", preparation.centring == "mass"
    is_reduced = preparation.reduced and "jpeg" in kinds and not (is_light or has_drawing)
    steps = [_OPEN_SMALLER if is_reduced else _OPEN]
    if "other" in kinds:
        steps.append(_ODD)
    what, fit = _FIT[preparation.resize]
    mode = "L" if preparation.grey else "RGB"
    if has_drawing:
        what = "the drawing, light on black, its mass in the middle" if is_light else "the drawing in the middle"
        if not is_light:
            steps.append('image = image.convert("RGB")')
        is_converted = preparation.grey != is_light
        converted = f'.convert("{mode}")' if is_converted else ""
        steps.append(_DRAWING + (_STROKES if is_light else _PLACED).format(converted=converted))
    elif is_light:
        steps.append('image = Image.fromarray(light_on_dark(np.asarray(image.convert("RGB"))))')
        steps.append(f'return np.asarray({fit}.convert("{mode}"))')
    else:
        steps.append(f'return np.asarray({fit}.convert("{mode}"))')
    prepare = _PREPARE.format(what=what, steps=indented("\n".join(steps)))
    return f"{LIGHT_ON_DARK}\n\n\n{prepare}" if is_light and not has_drawing else prepare
