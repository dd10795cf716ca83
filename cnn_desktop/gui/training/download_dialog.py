"""Asked before anything is fetched from the internet: what, how much, from where, and where it is kept."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from cnn_desktop.core.architectures import architecture
from cnn_desktop.core.pretrained import cache_folder
from cnn_desktop.gui.dialogs import Dialog
from cnn_desktop.gui.models.weights_model import WeightsModel
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label

WIDTH = 520  # pixels of the text


class DownloadDialog(Dialog):
    """The user's consent to one download. Escape is no."""

    def __init__(self, model: WeightsModel, parent: QWidget | None = None) -> None:
        published = model.state.published
        network = architecture(model.state.key).title.partition(",")[0]
        super().__init__(
            parent,
            f"Download the weights of {network}?",
            f"What {network} has learned from a million photos of ImageNet is one file of {published.size}. It comes "
            f"from {urlsplit(published.address).hostname}, where Keras publishes it, and is kept in {cache_folder()}, "
            f"where Keras finds it too. {published.check}. Nothing of yours is sent.",
            width=WIDTH,
        )
        self._model = model
        address = Label(published.address.replace("/", "/\N{ZERO WIDTH SPACE}"), size="small", tone="muted", wrap=True)
        address.setFixedWidth(WIDTH)
        self.body.addWidget(address)
        back = buttons.plain("Not now")
        back.clicked.connect(self.reject)
        download = buttons.primary(f"Download {published.size}", "download-simple")
        download.clicked.connect(self._on_download)
        for button in (back, download):
            self.add_button(button)
        download.setDefault(True)

    @Slot()
    def _on_download(self) -> None:
        self._model.download()
        self.accept()
