"""How a classifying script reads and prepares an image file: what `core/images` and `core/preparation` do, briefly."""

from __future__ import annotations

from importlib import resources

from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.script.text import indented

_REDUCED = """\
for factor in (8, 4, 2):  # a large JPEG is decoded smaller, never below twice what the network sees
    smaller = [math.ceil(side / factor) for side in image.size]
    if image.format in ("JPEG", "MPO") and {side}(smaller) >= 2 * SIZE and max(smaller) >= 320:
        image.draft("RGB", (image.width // factor, image.height // factor))
        break"""

_DECODE = '''\
def decode(file):
    """An image file as (height, width, 3) uint8: upright, over white where it is transparent, 8 of 16 bit."""
    image = Image.open(file)
{reduced}\
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I;16"):
        return np.repeat((np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8)[:, :, None], 3, axis=2)
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        white.alpha_composite(image.convert("RGBA"))
        image = white
    return np.asarray(image.convert("RGB"))'''

_RESIZE = """\
def resize(image, width, height):
    shrinks = width < image.shape[1] or height < image.shape[0]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(np.ascontiguousarray(image), (width, height), interpolation=how)"""

LIGHT_ON_DARK = '''\
def light_on_dark(image):
    """Inverted where the border is lighter than the middle tone; its ground black, its lightest white."""
    grey = image.mean(axis=2)
    ground = float(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))
    low, high = float(grey.min()), float(grey.max())
    if ground > (low + high) / 2:
        image, ground, high = 255 - image, 255 - ground, 255 - low
    if high - ground < 1:
        return np.zeros_like(image)
    stretched = (image.astype(np.float32) - ground) * (255 / (high - ground))
    return np.clip(np.rint(stretched), 0, 255).astype(np.uint8)'''

_FIT = {
    "pad": """\
height, width = image.shape[:2]  # the whole image, black beside it
scale = SIZE / max(height, width)
height, width = max(1, round(height * scale)), max(1, round(width * scale))
top, left = (SIZE - height) // 2, (SIZE - width) // 2
square = np.zeros((SIZE, SIZE, 3), np.uint8)
square[top : top + height, left : left + width] = resize(image, width, height)""",
    "crop": """\
side = min(image.shape[:2])  # the centre square
top, left = (image.shape[0] - side) // 2, (image.shape[1] - side) // 2
square = resize(image[top : top + side, left : left + side], SIZE, SIZE)""",
    "stretch": "square = resize(image, SIZE, SIZE)  # proportions are given up",
}


def preparing(preparation: Preparation) -> str:
    """The functions `decode(file)` and `prepare(image)`."""
    is_reduced = preparation.reduced and preparation.polarity == "as-is" and preparation.centring == "none"
    side = "max" if preparation.resize == "pad" else "min"
    reduced = indented(_REDUCED.replace("{side}", side)) + "\n" if is_reduced else ""
    parts = [_DECODE.replace("{reduced}", reduced), _RESIZE]
    if preparation.polarity == "light-on-dark" and preparation.centring == "none":
        parts.append(LIGHT_ON_DARK)
    return "\n\n\n".join([*parts, _prepare(preparation)])


def finding_the_drawing(preparation: Preparation) -> str:
    """What centring by mass needs, which is longer than a page: the program's own text. Empty where nothing is."""
    if preparation.centring == "none":
        return ""
    text = resources.files("cnn_desktop.core").joinpath("centring.py").read_text("utf-8")
    for gone in (
        "from __future__ import annotations\n", "import functools\n", "from dataclasses import dataclass\n",
        "from typing import Any\n", "import numpy as np\n", "from cnn_desktop.core.cv import cv2\n",
    ):  # fmt: skip
        text = text.replace(gone, "", 1)
    said, _, rest = text.partition('"""\n')
    comment = "\n".join(f"# {line}".rstrip() for line in said.strip('"').splitlines())
    return f"# ------------------------------------------------ CNN Desktop’s own text:\n{comment}\n\n{rest.strip()}"


def _prepare(preparation: Preparation) -> str:
    lines = []
    if preparation.centring == "mass":
        lines.append(f"image = place(image, light_on_dark={preparation.polarity == 'light-on-dark'})")
    elif preparation.polarity == "light-on-dark":
        lines.append("image = light_on_dark(image)")
    lines.append(_FIT[preparation.resize])
    if preparation.grey:
        lines.append("return cv2.cvtColor(square, cv2.COLOR_RGB2GRAY)[:, :, None]")
    else:
        lines.append("return square")
    what = f"({preparation.size}, {preparation.size}, {1 if preparation.grey else 3})"
    doc = f'"""What the network sees of an image: {what} uint8."""'
    return "\n".join(["def prepare(image):", f"    {doc}", *(indented(line) for line in lines)])
