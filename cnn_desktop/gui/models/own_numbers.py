"""Numbers of the network one looks into, for lessons to compute with: a kernel, and what it made of the image.

QtCore only. Asks for nothing: what the maps show is what there is.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import ChannelReady, KernelsReady
from cnn_desktop.gui.models.one_channel_model import OneChannelModel


class OwnNumbers(QObject):
    """Of the channel that was looked at last."""

    changed = Signal()

    def __init__(self, one: OneChannelModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kernels: KernelsReady | None = None
        self._values: ChannelReady | None = None
        one.kernels_changed.connect(self._on_kernels)
        one.values_changed.connect(self._on_values)

    @property
    def kernels(self) -> KernelsReady | None:
        """None: no network, or a layer without weights."""
        return self._kernels if self._kernels is not None and self._kernels.kernel is not None else None

    @property
    def values(self) -> ChannelReady | None:
        return self._values

    @Slot(object)
    def _on_kernels(self, kernels: KernelsReady | None) -> None:
        self._kernels = kernels
        self.changed.emit()

    @Slot(object)
    def _on_values(self, values: ChannelReady | None) -> None:
        self._values = values
        self.changed.emit()
