"""How a training script reads its images: with Pillow, in a few lines, to much the same pixels as the run.

Where pixels have to be those of the run, as for classifying, `preparing` says how.
"""

from __future__ import annotations

from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.script.preparing import LIGHT_ON_DARK
from cnn_desktop.core.script.text import indented

_LOAD = '''\
def load(split):
    """Images (n, SIZE, SIZE, {channels}) uint8 and labels of one split; all in memory."""
    with open(IMAGES, newline="", encoding="utf-8", errors="surrogateescape") as table:
        rows = [row for row in csv.DictReader(table) if row["split"] == split]
    images = np.array([prepare(Image.open(DATASET / row["file"])) for row in rows], np.uint8)
    labels = np.array([CLASSES.index(row["class"]) for row in rows], np.int64)
    return images.reshape(-1, SIZE, SIZE, {channels}), {targets}


def prepare(image):
    """What the network sees of a file: upright, over white where it is transparent, {fitted}."""
{steps}'''

_DRAFT = 'image.draft("RGB", (2 * SIZE, 2 * SIZE))  # a large JPEG is decoded smaller'
_UPRIGHT = """\
image = ImageOps.exif_transpose(image)
if image.mode.startswith("I;16"):
    image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
if image.has_transparency_data:
    image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
image = image.convert("RGB")"""

_FIT = {
    "pad": ("whole, black beside it", "ImageOps.pad(image, (SIZE, SIZE), Image.Resampling.BILINEAR)"),
    "crop": ("its centre square", "ImageOps.fit(image, (SIZE, SIZE), Image.Resampling.BILINEAR)"),
    "stretch": ("its proportions given up", "image.resize((SIZE, SIZE), Image.Resampling.BILINEAR)"),
}


_PLACE = '''\
def place(image):
    """The drawing{what} in a box of 20 of 28 parts, its centre of mass in the middle."""
    grey = np.asarray(image.convert("L"), np.float32)
    ground = np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]]))
    ink = np.abs(grey - ground) / max(1, np.abs(grey - ground).max())
    rows, columns = np.nonzero(ink > 0.15)
    if not len(rows):
        return image
    side = round(28 / 20 * (max(np.ptp(rows), np.ptp(columns)) + 1))
    top, left = (round(np.average(axis, weights=ink[rows, columns]) - side / 2) for axis in (rows, columns))
{kept}'''

_STROKES = "    return Image.fromarray((255 * ink).astype(np.uint8)).crop((left, top, left + side, top + side))"
_GREY = '.convert("L")'
_AS_IS = """\
    square = Image.new("RGB", (side, side), (int(ground),) * 3)
    square.paste(image, (-left, -top))
    return square"""


def reading(preparation: Preparation, targets: str) -> str:
    """The functions `load(split)` and `prepare(image)`; `targets`: what is made of `labels`."""
    is_light = preparation.polarity == "light-on-dark"
    steps = [_UPRIGHT]
    if preparation.centring == "mass":
        steps.append("image = place(image)")
    elif is_light:
        steps.append("image = Image.fromarray(light_on_dark(np.asarray(image)))")
    elif preparation.reduced:
        steps.insert(0, _DRAFT)
    fitted, fit = _FIT[preparation.resize]
    steps.append(f"return np.asarray({fit}{_GREY if preparation.grey else ''})")
    text = _LOAD.format(
        channels=1 if preparation.grey else 3, targets=targets, fitted=fitted, steps=indented("\n".join(steps))
    )
    parts = [text]
    if preparation.centring == "mass":
        parts.append(
            _PLACE.format(kept=_STROKES if is_light else _AS_IS, what="alone, light on black," if is_light else "")
        )
    elif is_light:
        parts.append(LIGHT_ON_DARK)
    return "\n\n\n".join(parts)
