"""One classified image, large: the picture to zoom into, what it was taken for and why, what the network saw."""

from cnn_desktop.gui.prediction.detail.detail import Detail

__all__ = ["Detail"]
