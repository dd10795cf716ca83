"""Augmentation seen on the user's own images: every amount a slider, and twelve tiles that follow it at once.

What is set is in force at once; closing it keeps it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from cnn_desktop.core.augmentation import LIMITS, STRENGTHS, Augmentation
from cnn_desktop.gui.dialogs import Dialog
from cnn_desktop.gui.models.augmentation_preview import TILES, AugmentationPreview, PreviewState
from cnn_desktop.gui.models.training_resolved import Resolved
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training.tile_grid import NOWHERE, TileGrid
from cnn_desktop.gui.training.words import GAP
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.pixels import pixmap_of

COLUMNS = 4
SIDE = 136  # pixels of a tile
CONTROLS = 280  # pixels
HOLD = "Point at an image, or hold Space on them, to see it as it is."


@dataclass(frozen=True, slots=True)
class Amount:
    """One slider: a field of `Augmentation`, in steps of 1/`scale`."""

    name: str
    title: str
    scale: int
    told: Callable[[float], str]


def _both_ways(value: float) -> str:
    return f"±{GAP}{100 * value:.0f}{GAP}%"


AMOUNTS = (
    Amount("shift", "Shift", 100, _both_ways),
    Amount("rotate", "Rotate", 1, lambda value: f"±{GAP}{value:.0f}°"),
    Amount("zoom", "Zoom", 100, lambda value: f"up to {1 + value:.2f}×"),
    Amount("shear", "Shear", 100, lambda value: f"±{GAP}{math.degrees(value):.0f}°"),
    Amount("brightness", "Brightness", 100, _both_ways),
    Amount("contrast", "Contrast", 100, _both_ways),
    Amount("colour", "Colour", 100, _both_ways),
    Amount("cutout", "Cut-out", 100, lambda value: f"{100 * value:.0f}{GAP}% wide"),
)


class AmountSlider(QSlider):
    """A slider over one amount; `moved` tells its new value where the user moved it."""

    moved = Signal(object)  # float

    def __init__(self, amount: Amount) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._scale = amount.scale
        self.setRange(0, round(LIMITS[amount.name] * amount.scale))
        self.setPageStep(max(1, self.maximum() // 10))
        self.setAccessibleName(amount.title)
        self.valueChanged.connect(self._on_changed)

    def show_amount(self, value: float) -> None:
        """Stand at `value`, which may lie between two steps, without telling anyone."""
        self.blockSignals(True)
        self.setValue(round(value * self._scale))
        self.blockSignals(False)

    @Slot(int)
    def _on_changed(self, steps: int) -> None:
        self.moved.emit(steps / self._scale)


class AugmentationDialog(Dialog):
    """Shows an `AugmentationPreview`, and writes into its settings."""

    def __init__(self, model: AugmentationPreview, parent: QWidget | None = None) -> None:
        grid_width = COLUMNS * (SIDE + SPACE)
        super().__init__(
            parent,
            "Augmentation",
            "Your training images as the network will see them: varied anew at every look. Validation and test images "
            "are never varied.",
            width=grid_width + 3 * SPACE + CONTROLS,
        )
        self._model = model
        self._tiles = TileGrid(COLUMNS, TILES // COLUMNS, SIDE)
        self._tiles.setAccessibleName("Varied images")
        self._about = ElidedLabel(HOLD, size="small", tone="muted")
        self._about.setFixedWidth(grid_width)
        self._flip = QCheckBox("Mirror left and right")
        self._flip_hint = Label(size="small", tone="muted", wrap=True)
        self._sliders = {amount.name: AmountSlider(amount) for amount in AMOUNTS}
        self._told = {amount.name: Label(tone="muted") for amount in AMOUNTS}
        self._draw = buttons.plain("Another draw", "shuffle")
        self._back = buttons.plain("Back")
        close = buttons.primary("Done")
        self._build()
        for button in (self._back, self._draw, close):
            self.add_button(button)

        self._flip.toggled.connect(partial(self._on_moved, "flip"))
        for name, slider in self._sliders.items():
            slider.moved.connect(partial(self._on_moved, name))
        self._tiles.pointed.connect(self._on_pointed)
        self._draw.clicked.connect(model.draw_again)
        self._back.clicked.connect(self._on_back)
        close.clicked.connect(self.accept)
        self.finished.connect(model.close)
        model.changed.connect(self.show_state)
        model.settings.resolved_changed.connect(self.show_resolved)
        self.show_resolved(model.settings.resolved)
        self._flip.setFocus()
        model.open()

    def _build(self) -> None:
        pictures = QVBoxLayout()
        pictures.setSpacing(SPACE)
        pictures.addWidget(self._tiles)
        pictures.addWidget(self._about)
        pictures.addStretch()
        controls = QVBoxLayout()
        controls.setSpacing(SPACE // 2)
        controls.addWidget(self._flip)
        controls.addWidget(self._flip_hint)
        self._flip_hint.setFixedWidth(CONTROLS)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(1, 1)
        for number, amount in enumerate(AMOUNTS):
            name, told = Label(amount.title, tone="muted"), self._told[amount.name]
            name.setBuddy(self._sliders[amount.name])
            told.setFixedWidth(84)
            told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, widget in enumerate((name, self._sliders[amount.name], told)):
                grid.addWidget(widget, number, column)
        controls.addSpacing(SPACE)
        controls.addLayout(grid)
        controls.addStretch()
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        row.addLayout(pictures)
        row.addLayout(controls, 1)
        self.body.addSpacing(SPACE)
        self.body.addLayout(row)

    @Slot(object)
    def show_resolved(self, resolved: Resolved) -> None:
        amounts = resolved.variations
        self._flip.blockSignals(True)
        self._flip.setChecked(amounts.flip)
        self._flip.blockSignals(False)
        hint = resolved.hints.get("flip", "")
        self._flip_hint.setText(hint)
        self._flip_hint.set_tone("warning" if amounts.flip else "muted")
        self._flip_hint.setVisible(bool(hint))
        for amount in AMOUNTS:
            value = getattr(amounts, amount.name)
            self._sliders[amount.name].show_amount(value)
            self._told[amount.name].setText(amount.told(value) if value else "none")
        strength, own = resolved.suggested["augmentation"], resolved.suggested["vary"]
        self._back.setText("Back to the recipe" if own else f"Back to “{strength}”")
        is_back = amounts == (own or STRENGTHS[strength])
        buttons.allow(self._back, "These are the amounts in force." if is_back else "")

    @Slot(object)
    def show_state(self, state: PreviewState) -> None:
        if state.tiles is not None:
            fronts = [pixmap_of(pixels) for pixels in state.tiles.varied]
            backs = [pixmap_of(pixels) for pixels in state.tiles.originals]
            self._tiles.show_tiles(fronts, backs)
        self._about.setText(state.problem or HOLD)

    @Slot(object)
    def _on_pointed(self, number: int) -> None:
        state = self._model.state
        if number == NOWHERE or state.tiles is None:
            self._about.setText(state.problem or HOLD)
        else:
            file = state.tiles.files[number]
            self._about.setText(f"{file.parent.name}/{file.name}, as it is")

    def _on_moved(self, name: str, value: float | bool) -> None:
        settings, changes = self._model.settings, {name: value}
        amounts: Augmentation = dataclasses.replace(settings.resolved.variations, **changes)  # type: ignore[arg-type]
        settings.vary(amounts)

    @Slot()
    def _on_back(self) -> None:
        self._model.settings.write("augmentation", "")  # as suggested
