"""What the chosen channel answers to the whole dataset: most, usually, or never; and the way to find out."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QMenu, QProgressBar, QVBoxLayout, QWidget

from cnn_desktop.core.names import counted, shown_name
from cnn_desktop.gui.feature_maps import scan_words as words
from cnn_desktop.gui.feature_maps.patch_strip import PatchStrip
from cnn_desktop.gui.models.channel_scan_model import ChannelScanModel, ScanState
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.patches_model import Patches
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.pages import CurrentPages


class DatasetPage(CurrentPages):
    """Asks only while it is seen."""

    patch_chosen = Signal(object)  # Patch

    def __init__(self, scan: ChannelScanModel, maps: FeatureMapsModel) -> None:
        super().__init__()
        self._scan, self._maps = scan, maps
        for page in (self._build_offer(), self._build_busy(), self._build_found()):
            self.addWidget(page)
        self._look.clicked.connect(scan.scan)
        self._other.clicked.connect(self._ask_for_folder)
        self._cancel.clicked.connect(scan.cancel)
        for strip in (self._top, self._typical):
            strip.chosen.connect(self.patch_chosen)
        scan.changed.connect(self.show_state)
        scan.patches.changed.connect(self.show_patches)
        maps.one.chosen.connect(self._show_channel)
        self.show_state(scan.state)

    # ------------------------------------------------------------ building

    def _build_offer(self) -> QWidget:
        self._offer = Label(tone="muted", size="small", wrap=True)
        self._look = buttons.plain("Look through them", "magnifying-glass")
        self._other = buttons.icon_button("folder-open", "Look through another folder of images…")
        row = QHBoxLayout()
        row.setSpacing(SPACE // 2)
        row.addWidget(self._look)
        row.addWidget(self._other)
        row.addStretch(1)
        self._several = buttons.plain("Several layers at once", "stack")
        self._layers = QMenu(self._several)
        self._layers.aboutToShow.connect(self._fill_layers)
        self._several.setMenu(self._layers)
        second = QHBoxLayout()
        second.addWidget(self._several)
        second.addStretch(1)
        return _column(self._offer, row, second)

    def _build_busy(self) -> QWidget:
        self._progress = Label(size="small", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Images looked through")
        self._cancel = buttons.plain("Cancel", "x")
        row = QHBoxLayout()
        row.addWidget(self._cancel)
        row.addStretch(1)
        return _column(self._progress, self._bar, row)

    def _build_found(self) -> QWidget:
        self._top, self._typical = PatchStrip("Answers to it most"), PatchStrip("Answers to it as usual")
        self._said = Label(size="small", tone="muted", wrap=True)
        self._strips = QWidget()
        grid = QGridLayout(self._strips)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        for row, (name, strip) in enumerate((("Most", self._top), ("Typical", self._typical))):
            grid.addWidget(Label(name, size="small", tone="muted"), row, 0)
            grid.addWidget(strip, row, 1)
        grid.setColumnStretch(1, 1)
        return _column(self._strips, self._said)

    # ------------------------------------------------------------ showing

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._scan.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._scan.watch(False)

    @Slot(object)
    def show_state(self, state: ScanState) -> None:
        match state.phase:
            case "scanning":
                left = words.time_left(state.done, state.total, time.monotonic() - state.begun)
                of = f"{state.done:,} of {counted(state.total, 'image')}" if state.total else "Opening the network…"
                self._progress.setText(f"{state.layer}: {of}{left}")
                self._bar.setRange(0, state.total)
                self._bar.setValue(state.done)
                self.setCurrentIndex(1)
            case "known":
                self._show_channel(self._maps.one.channel)
                self.setCurrentIndex(2)
            case _:
                self._offer.setText(words.offer(state))
                for button in (self._look, self._several):
                    buttons.allow(button, words.why_not(state))
                self.setCurrentIndex(0)

    @Slot(object)
    def show_patches(self, patches: Patches | None) -> None:
        self._top.show_patches(patches.top if patches else ())
        self._typical.show_patches(patches.typical if patches else ())

    @Slot(object)
    def _show_channel(self, channel: int) -> None:
        found, maps = self._scan.state.channels, self._maps.maps
        if found is None or channel >= len(found.mean):
            return
        mean = float(maps.statistics.mean[channel]) if maps is not None and channel < len(maps.levels) else None
        self._said.setText(words.channel(found, channel, mean))
        self._strips.setVisible(not found.is_dead[channel])

    @Slot()
    def _fill_layers(self) -> None:
        """The block of the layer that is shown, and the whole network."""
        state = self._maps.state
        info, layers = state.info, state.network.layers if state.network else ()
        block = tuple(one.key for one in layers if info is not None and info.block and one.block == info.block)
        self._layers.clear()
        for said, keys in (
            (f"The {len(block)} layers of {shown_name(info.block) if info else ''}", block if len(block) > 1 else ()),
            (f"All {len(layers):,} layers", tuple(one.key for one in layers)),
        ):
            if keys:
                self._layers.addAction(said).triggered.connect(partial(self._look_with, keys))

    def _look_with(self, keys: tuple[str, ...], _checked: bool = False) -> None:
        self._scan.scan_with(keys)

    @Slot()
    def _ask_for_folder(self) -> None:
        start = str(self._scan.state.folder or Path.home())
        folder = QFileDialog.getExistingDirectory(self, "Look through the images in", start)
        if folder:
            self._scan.choose_folder(Path(folder))


def _column(*parts: QWidget | QHBoxLayout) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE)
    for part in parts:
        column.addWidget(part) if isinstance(part, QWidget) else column.addLayout(part)
    column.addStretch(1)
    return page
