"""Under a pretrained network: the weights it begins with, and what can be done where they are missing."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.models.training_settings import LayersState
from cnn_desktop.gui.models.weights_model import Download, WeightsModel, WeightsState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training.words import GAP
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.flow import FlowLayout
from cnn_desktop.gui.widgets.label import IconLabel, Label


class WeightsSection(QWidget):
    """Takes no room for other networks. What needs a dialog is asked with signals."""

    download_asked = Signal()
    file_asked = Signal()

    def __init__(self, model: WeightsModel) -> None:
        super().__init__()
        self._icon = IconLabel("check-circle", "success")
        self._said = Label(wrap=True)
        self._file = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle)  # a name without a blank cannot be wrapped
        self._state, self._width = model.state, 1.0
        self._problem = Label(size="small", tone="danger", wrap=True)
        self._written_down = Label(size="small", tone="muted", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the download")
        self._download = buttons.plain("Download…", "download-simple")
        self._cancel = buttons.plain("Cancel")
        self._choose = buttons.link("Choose a weights file…")
        self._imagenet = buttons.link("Use ImageNet")

        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self._icon)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(self._file)
        said.addWidget(self._said)
        line.addLayout(said, 1)
        below = FlowLayout(SPACE)
        for button in (self._download, self._cancel, self._choose, self._imagenet):
            below.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(line)
        column.addWidget(self._problem)
        column.addWidget(self._written_down)
        column.addWidget(self._bar)
        column.addLayout(below)

        self._download.clicked.connect(self.download_asked)
        self._cancel.clicked.connect(model.cancel)
        self._choose.clicked.connect(self.file_asked)
        self._imagenet.clicked.connect(model.use_imagenet)
        model.changed.connect(self.show_state)
        self.show_state(model.state)

    @Slot(object)
    def show_layers(self, layers: LayersState) -> None:
        """The network as it was built tells the width that the file is for."""
        self._width = layers.table.width if layers.table and layers.is_current else 1.0
        self.show_state(self._state)

    @Slot(object)
    def show_state(self, state: WeightsState) -> None:
        self._state = state
        self.setVisible(bool(state.key))
        if not state.key:
            return
        download = state.download
        is_busy = download is not None and download.is_busy
        self._icon.show_icon(*(("check-circle", "success") if state.is_there else ("download-simple", "muted")))
        self._file.setText(shown_name(state.file.name) if state.file else "")
        self._file.setVisible(state.file is not None)
        self._said.setText(words(state, self._width))
        problem = download.problem if download else None
        self._problem.setText(f"{problem.message} {problem.hint}".strip() if problem else "")
        self._problem.setVisible(problem is not None)
        self._written_down.setText(_broken(state.written_down))
        self._written_down.setVisible(bool(state.written_down))
        self._bar.setVisible(is_busy)
        if download is not None:
            self._bar.setRange(0, download.total)  # both 0: something is under way
            self._bar.setValue(download.done)
        self._download.setVisible(not state.is_there and not state.file and not is_busy)
        buttons.allow(self._download, "Another download is under way." if state.is_taken else "")
        self._cancel.setVisible(is_busy)
        self._choose.setVisible(not is_busy)
        self._imagenet.setVisible(state.file is not None)


def words(state: WeightsState, width: float = 1.0) -> str:
    """“ImageNet, 9.4 MB, already on this computer”; of a narrower network, its width."""
    if state.file:
        about = "Your own file" if state.is_there else "This file is no longer there"
        return f"{about}{f', width {width:g}' if width != 1 else ''}"
    if state.is_there:
        return f"ImageNet, {state.published.size}, already on this computer"
    if state.download and state.download.is_busy:
        return _how_far(state.download)
    return f"ImageNet, needs a download of {state.published.size}"


def _broken(sentence: str) -> str:
    """With places where a digest, which has no blank, may go on in the next line."""
    return " ".join(re.sub("(.{8})(?=.{8})", "\\1\N{ZERO WIDTH SPACE}", word) for word in sentence.split(" "))


def _how_far(download: Download) -> str:
    if not download.total:
        return "Downloading: waiting for an answer"
    return f"Downloading: {download.done / 1e6:.1f} of {download.total / 1e6:.1f}{GAP}MB"
