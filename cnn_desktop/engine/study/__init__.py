"""One study (`core.study`) written down with the images it is about, and one run of it trained.

Who works through all of them is `conductor`.
"""

from cnn_desktop.engine.study.one_run import train_planned
from cnn_desktop.engine.study.writing import begin

__all__ = ["begin", "train_planned"]
