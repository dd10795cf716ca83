"""The layers of made-up networks, written down as a paper would: three of them, of 14 to 156 layers."""

from __future__ import annotations

from dataclasses import dataclass

from cnn_desktop.gui.screens.drawings import CLASSES


@dataclass(frozen=True, slots=True)
class Row:
    """A layer as it is written down here."""

    name: str
    type: str
    block: str
    side: int  # 0: flat
    channels: int
    kernel: int = 1
    stride: int = 1
    parameters: int = 0
    activation: str = ""
    also: str = ""  # another layer that feeds it


def residual(side: int = 64) -> tuple[Row, ...]:
    """Three blocks with a way past them, one of which has a layer of its own on it."""
    rows = [Row("image", "Input", "", side, 3), Row("stem", "Conv2D", "", side, 16, 3, 1, 448, "relu")]
    before = "stem"
    for number, channels in enumerate((16, 32, 32), start=1):
        name, step = f"stage{number}", 2 if number == 2 else 1
        side //= step
        weights = 9 * channels * channels + channels
        past = before
        if step > 1:
            past = f"{name}_shortcut"
            rows.append(Row(past, "Conv2D", name, side, channels, 1, step, 544))
        rows += [
            Row(f"{name}_a", "Conv2D", name, side, channels, 3, step, weights, "relu"),
            Row(f"{name}_b", "Conv2D", name, side, channels, 3, 1, weights),
            Row(f"{name}_add", "Add", name, side, channels, also=past),
            Row(f"{name}_relu", "ReLU", name, side, channels),
        ]
        before = f"{name}_relu"
    return (*rows, *_end(32))


def small(side: int = 96) -> tuple[Row, ...]:
    """Some twenty layers."""
    rows = [Row("image", "Input", "", side, 3)]
    before = 3
    for number, channels in enumerate((16, 32, 64, 96), start=1):
        name, weights = f"block{number}", 9 * before * channels + channels
        rows.append(Row(f"{name}_conv", "Conv2D", name, side, channels, 3, 1, weights, "relu" if number > 1 else ""))
        if number == 1:
            rows.append(Row(f"{name}_norm", "BatchNormalization", name, side, channels, 1, 1, 4 * channels))
            rows.append(Row(f"{name}_relu", "ReLU", name, side, channels))
        side //= 2
        rows.append(Row(f"{name}_pool", "MaxPooling2D", name, side, channels, 2, 2))
        before = channels
    return (*rows, *_end(before))


def large() -> tuple[Row, ...]:
    """As deep as MobileNetV2, and nearly as wide."""
    rows = [
        Row("image", "Input", "", 224, 3),
        Row("Conv1", "Conv2D", "", 112, 32, 3, 2, 864),
        Row("bn_Conv1", "BatchNormalization", "", 112, 32, 1, 1, 128),
        Row("Conv1_relu", "ReLU", "", 112, 32),
    ]
    before, side = 32, 112
    plan = ((16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1))
    number = 0
    for channels, repeats, stride in plan:
        for repeat in range(repeats):
            step = stride if repeat == 0 else 1
            rows += _block(f"block_{number}", before, channels, side, step, has_sum=repeat > 0)
            side, before, number = side // step, channels, number + 1
    rows += [
        Row("Conv_1", "Conv2D", "", side, 1280, 1, 1, 409_600),
        Row("Conv_1_bn", "BatchNormalization", "", side, 1280, 1, 1, 5120),
        Row("out_relu", "ReLU", "", side, 1280),
    ]
    return (*rows, *_end(1280))


def _block(name: str, before: int, channels: int, side: int, step: int, *, has_sum: bool) -> list[Row]:
    wide, out = 6 * before, side // step
    rows = [
        Row(f"{name}_expand", "Conv2D", name, side, wide, 1, 1, before * wide),
        Row(f"{name}_expand_BN", "BatchNormalization", name, side, wide, 1, 1, 4 * wide),
        Row(f"{name}_expand_relu", "ReLU", name, side, wide),
        Row(f"{name}_depthwise", "DepthwiseConv2D", name, out, wide, 3, step, 9 * wide),
        Row(f"{name}_depthwise_BN", "BatchNormalization", name, out, wide, 1, 1, 4 * wide),
        Row(f"{name}_depthwise_relu", "ReLU", name, out, wide),
        Row(f"{name}_project", "Conv2D", name, out, channels, 1, 1, wide * channels),
        Row(f"{name}_project_BN", "BatchNormalization", name, out, channels, 1, 1, 4 * channels),
    ]
    return [*rows, Row(f"{name}_add", "Add", name, out, channels)] if has_sum else rows


def _end(before: int) -> tuple[Row, ...]:
    classes = len(CLASSES)
    return (
        Row("average", "GlobalAveragePooling2D", "", 0, before),
        Row("logits", "Dense", "", 0, classes, 1, 1, before * classes + classes),
        Row("probabilities", "Activation", "", 0, classes),
    )
