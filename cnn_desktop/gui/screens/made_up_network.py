"""A made-up network that looks at real pixels: what its layers answer is computed, not painted. For screens only.

Each channel is an oriented filter on the picture, coarser from layer to layer; nothing was learned.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import (
    ChannelReady,
    ChannelStatistics,
    DescribeLayers,
    Event,
    ExplainPixel,
    KernelsReady,
    LayerInfo,
    LayerOverview,
    LayersDescribed,
    Locate,
    Located,
    MapsReady,
    OverviewReady,
    PinnedReady,
    PixelExplained,
    Prediction,
    Receipt,
    ReceiptLine,
    Request,
    ShowChannel,
    ShowKernels,
    ShowMaps,
    ShowOverview,
    ShowPinned,
)
from cnn_desktop.core.pinning import pinned_map
from cnn_desktop.core.preparation import Pixels, Preparation
from cnn_desktop.core.receptive_field import Node, Reach
from cnn_desktop.core.surgery import covering
from cnn_desktop.gui.screens.drawings import CLASSES, picture
from cnn_desktop.gui.screens.made_up_layers import Row


class MadeUpNetwork:
    """Answers what an engine is asked about feature maps."""

    def __init__(self, rows: tuple[Row, ...], image: Pixels | None = None) -> None:
        self._rows = rows
        side = rows[0].side
        self._image = picture("daisy", 3, side, side) if image is None else image
        self._grey = self._image.mean(axis=2).astype(np.float32) / 255
        self._values: dict[tuple[str, bool], Array] = {}

    def answer(self, request: Request) -> Event | None:
        match request:
            case DescribeLayers(ticket=ticket, run=run):
                return self._described(ticket, run)
            case ShowMaps():
                return self._maps(request)
            case ShowOverview(ticket=ticket):
                return OverviewReady(ticket, tuple(self._overview(row) for row in self._rows), _prediction())
            case ShowChannel():
                return self._channel(request)
            case ShowPinned(ticket=ticket, pins=pins):
                values = [self._of(self._row(pin.layer), pre=pin.pre)[pin.channel] for pin in pins]
                return PinnedReady(ticket, tuple(map(pinned_map, pins, values)))
            case ShowKernels():
                return self._kernels(request)
            case Locate(ticket=ticket, class_name=class_name):
                return Located(ticket, class_name, self._evidence(), self._rows[-4].name)
            case ExplainPixel():
                return PixelExplained(request.ticket, self._receipt(request))
            case _:
                return None

    # ------------------------------------------------------------ layers

    def _row(self, key: str) -> Row:
        return next(row for row in self._rows if row.name == key)

    def _described(self, ticket: int, run: Path) -> LayersDescribed:
        infos: list[LayerInfo] = []
        nodes: list[Node] = []
        before = ""
        for row in self._rows:
            output = (row.side, row.side, row.channels) if row.side else (row.channels,)
            inputs: tuple[str, ...] = (before,) if before else ()
            if row.also:
                inputs = (row.also, before)
            elif row.name.endswith("_a") and before.endswith("_shortcut"):  # both begin at the same place
                inputs = infos[-1].inputs
            has_window = "Conv" in row.type or row.type == "MaxPooling2D"
            window = (row.kernel, row.kernel) if has_window else None
            infos.append(
                LayerInfo(
                    row.name, row.name, row.type, row.block, output, row.parameters, inputs, row.activation, window,
                    (row.stride, row.stride) if window else None, None, None,
                )
            )  # fmt: skip
            shape = (row.side, row.side, row.channels) if row.side else (row.channels, 1, 1)
            pad = (row.kernel - 1) // 2
            reach = (
                Reach("window", (row.kernel,) * 2, (row.stride,) * 2, before=(pad, pad)) if row.side else Reach("whole")
            )
            nodes.append(Node(row.name, shape, inputs, reach))
            before = row.name
        parameters = sum(row.parameters for row in self._rows)
        size = self._rows[0].side
        return LayersDescribed(
            ticket, run, tuple(infos), tuple(nodes), CLASSES, Preparation(size=size), parameters, "logits", False
        )

    # ------------------------------------------------------------ values

    def _of(self, row: Row, *, pre: bool) -> Array:
        """(channels, rows, columns) float32."""
        key = row.name, pre
        if key not in self._values:
            self._values[key] = self._computed(row, pre=pre)
        return self._values[key]

    def _computed(self, row: Row, *, pre: bool) -> Array:
        if row.type == "Input":
            return np.moveaxis(self._image.astype(np.float32), 2, 0)
        side = row.side or 1
        dice = np.random.default_rng(row.channels * 7 + side)
        small_side = max(side, 8)
        grey = cv2.resize(self._grey, (small_side, small_side), interpolation=cv2.INTER_AREA)
        maps = np.empty((row.channels, side, side), np.float32)
        for channel in range(row.channels):
            length = float(dice.uniform(2.2, 6))
            kernel = cv2.getGaborKernel(
                (7, 7), 1.8, float(dice.uniform(0, np.pi)), length, 0.8, float(dice.uniform(0, np.pi))
            )
            kernel -= kernel.mean() * float(dice.uniform(0.6, 1.1))
            found = cv2.filter2D(grey, cv2.CV_32F, kernel) * float(dice.lognormal(0, 0.5))
            maps[channel] = cv2.resize(found, (side, side), interpolation=cv2.INTER_AREA)
        is_cut = row.type in ("ReLU", "MaxPooling2D", "GlobalAveragePooling2D") or (row.activation and not pre)
        if not is_cut:
            return maps
        maps -= dice.uniform(-0.1, 0.5, row.channels)[:, None, None].astype(np.float32)
        maps[dice.random(row.channels) < 0.05] = 0  # some never answer
        return np.maximum(maps, 0)

    def _maps(self, request: ShowMaps) -> MapsReady:
        own = values = self._of(self._row(request.layer), pre=request.pre)
        for one in covering(request.surgery, request.layer, ()):
            values = values * one.gains(len(values))[:, None, None]
        is_signed = bool(values.min() < 0) if request.is_signed is None else request.is_signed
        flat = values.reshape(len(values), -1)
        low, high = flat.min(axis=1), flat.max(axis=1)
        if request.scale == "layer":
            low, high = np.full_like(low, low.min()), np.full_like(high, np.percentile(flat, 99.5))
        if request.scale != "stretch":
            reach = np.maximum(np.abs(low), np.abs(high))
            low, high = (-reach, reach) if is_signed else (np.zeros_like(high), high)
        span = np.where(high > low, high - low, 1)
        levels = np.clip((values - low[:, None, None]) / span[:, None, None] * 254, 0, 254).astype(np.uint8)
        constant = (flat.min(axis=1) == flat.max(axis=1)) & (flat.shape[1] > 1)
        size = self._image.shape[:2]
        return MapsReady(
            request.ticket, request.layer, request.pre, levels, np.stack([low, high], axis=1), constant, is_signed,
            _statistics(values), _altered() if request.surgery else _prediction(), self._image, (size[0], size[1]),
            _prediction() if request.surgery else None, _statistics(own) if request.surgery else None,
        )  # fmt: skip

    def _overview(self, row: Row) -> LayerOverview:
        """Thrown: filters for 50,000 channels would take seconds."""
        dice = np.random.default_rng(len(row.name) * 101 + row.channels + row.side)
        shape = 0.8 if row.type in ("ReLU", "MaxPooling2D", "GlobalAveragePooling2D") else 4
        levels = dice.gamma(shape, 60 if shape < 1 else 32, row.channels).clip(0, 254).astype(np.uint8)
        silent = (dice.random(row.channels) < 0.04) & (row.type in ("ReLU", "MaxPooling2D"))
        saturated = (dice.random(row.channels) < 0.01) & (row.type == "ReLU")
        return LayerOverview(row.name, levels, silent, saturated)

    def _channel(self, request: ShowChannel) -> ChannelReady:
        values = self._of(self._row(request.layer), pre=request.pre)[request.channel]
        for one in covering(request.surgery, request.layer, ()):
            values = values * one.gain(request.channel)
        counts, edges = np.histogram(values, 48)
        low, mean, high, zeros = float(values.min()), float(values.mean()), float(values.max()), (values == 0).mean()
        return ChannelReady(
            request.ticket, request.layer, request.channel, request.pre, values, low, mean, high, float(zeros), counts,
            edges,
        )  # fmt: skip

    def _evidence(self) -> Array:
        """The bright middle speaks for the class, the ground a little against it."""
        light = cv2.GaussianBlur(self._grey, (0, 0), self._rows[0].side / 14)
        spread = light - np.median(light)
        return np.asarray(spread / np.abs(spread).max(), np.float32)

    # ------------------------------------------------------------ weights and receipts

    def _before(self, row: Row) -> Row:
        return self._rows[max(0, self._rows.index(row) - 1)]

    def _weights(self, row: Row, channel: int) -> Array:
        """(rows, columns, inputs)."""
        dice = np.random.default_rng(channel * 31 + row.channels)
        inputs = 1 if row.type == "DepthwiseConv2D" else self._before(row).channels
        angle = dice.uniform(0, np.pi)
        down, across = np.indices((row.kernel, row.kernel)) - (row.kernel - 1) / 2
        wave = np.sin(angle) * down + np.cos(angle) * across
        weights = wave[:, :, None] * dice.normal(0, 0.2, inputs)
        weights += dice.normal(0, 0.06, (row.kernel, row.kernel, inputs))
        return np.asarray(weights, np.float32)

    def _kernels(self, request: ShowKernels) -> KernelsReady:
        row = self._row(request.layer)
        if row.type not in ("Conv2D", "DepthwiseConv2D", "Dense"):
            return KernelsReady(request.ticket, row.name, request.channel, None, None, 0.0, np.zeros(0, np.intp))
        kernel = self._weights(row, request.channel)
        order = np.argsort(-np.abs(kernel).sum(axis=(0, 1)))
        looks = kernel.shape[2] == 3
        shown = np.clip(128 + 127 * kernel / np.abs(kernel).max(), 0, 255).astype(np.uint8) if looks else None
        largest = float(np.abs(kernel).max())
        return KernelsReady(request.ticket, row.name, request.channel, kernel, 0.0312, largest, order, shown)

    def _receipt(self, request: ExplainPixel) -> Receipt:
        row = self._row(request.layer)
        before = self._before(row)
        maps = self._of(before, pre=False) / (255 if before.type == "Input" else 1)
        pad = (row.kernel - 1) // 2
        padded = np.pad(maps, ((0, 0), (pad, pad), (pad, pad)))
        top, left = request.row * row.stride, request.column * row.stride
        window = np.moveaxis(padded[:, top : top + row.kernel, left : left + row.kernel], 0, 2)
        rows, columns = np.indices((row.kernel, row.kernel))
        inside = (
            (rows + top - pad >= 0) & (columns + left - pad >= 0)
            & (rows + top - pad < before.side) & (columns + left - pad < before.side)
        )  # fmt: skip
        kernel = self._weights(row, request.channel)
        total = float((window.astype(np.float64) * kernel).sum())
        value = float(self._of(row, pre=request.pre)[request.channel, request.row, request.column])
        bias = value - total  # whatever makes it add up
        lines = [
            ReceiptLine(f"Sum of {kernel.size:,} products", None, total),
            ReceiptLine("plus the bias", bias, value),
        ]
        if row.activation:
            lines.append(ReceiptLine("ReLU", None, value))
        return Receipt(
            row.name, request.pre, request.row, request.column, request.channel, "convolution", before.name,
            top - pad, left - pad, (1, 1), window, inside, kernel, tuple(lines), value, value + 2.4e-7, 4.0,
        )  # fmt: skip


def _statistics(values: Array) -> ChannelStatistics:
    flat = values.reshape(len(values), -1)
    return ChannelStatistics(flat.min(axis=1), flat.mean(axis=1), flat.max(axis=1), (flat == 0).mean(axis=1))


def _altered() -> Prediction:
    shares = (0.231, 0.604, 0.102, 0.045, 0.018)
    return Prediction(tuple(sorted(zip(CLASSES, shares, strict=True), key=lambda one: -one[1])))


def _prediction() -> Prediction:
    shares = (0.712, 0.176, 0.064, 0.031, 0.017)
    return Prediction(tuple(zip(CLASSES, shares, strict=True)))
