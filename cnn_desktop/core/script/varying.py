"""How a script varies its training images: by Keras's own layers, the first ones of the network."""

from __future__ import annotations

from cnn_desktop.core.augmentation import Augmentation

_LARGE = 96  # pixels; from here on, what one more resampling blurs does not matter


def varying(how: Augmentation, size: int, channels: int) -> list[str]:
    """Lines that lead from `x`, images of `size` pixels and 0..255, to `x` varied; they work in training alone.

    Turning, zooming, leaning and shifting are a layer each, and each resamples. Small images are doubled meanwhile:
    at their own size four layers blurred them, which cost 4 to 6 points of accuracy.
    """
    moves = list(_moves(how))
    if len(moves) > 1 and size < _LARGE:
        doubled = "x = layers.UpSampling2D(2)(x)  # moved at twice the size: each layer resamples, and would blur"
        moves = [doubled, *moves, "x = layers.AveragePooling2D(2)(x)"]
    flips = ['x = layers.RandomFlip("horizontal")(x)'] if how.flip else []
    return [*flips, *moves, *_tones(how, channels)]


def _moves(how: Augmentation) -> list[str]:
    lines = []
    if how.rotate:
        lines.append(f'x = layers.RandomRotation({how.rotate:g} / 360, fill_mode="reflect")(x)')
    if how.zoom:
        lines.append(f'x = layers.RandomZoom((1 / {1 + how.zoom:g} - 1, {how.zoom:g}), fill_mode="reflect")(x)')
    if how.shear:
        lines.append(f'x = layers.RandomShear({how.shear:g}, fill_mode="reflect")(x)')
    if how.shift:
        lines.append(f'x = layers.RandomTranslation({how.shift:g}, {how.shift:g}, fill_mode="reflect")(x)')
    return lines


def _tones(how: Augmentation, channels: int) -> list[str]:
    lines = []
    if how.brightness:
        lines.append(f"x = layers.RandomBrightness({how.brightness:g}, value_range=(0, 255))(x)")
    if how.contrast:
        lines.append(f"x = layers.RandomContrast({how.contrast:g}, value_range=(0, 255))(x)")
    if how.colour and channels == 3:
        lines.append(f"x = layers.RandomSaturation((0.5 - {how.colour:g} / 2, 0.5 + {how.colour:g} / 2))(x)")
    if how.cutout:
        share = f"{how.cutout**2:g}"
        lines.append(f"x = layers.RandomErasing(1.0, ({share}, {share}), fill_value=128, value_range=(0, 255))(x)")
    return lines
