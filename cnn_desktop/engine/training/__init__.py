"""Train a network: scan, split, decode, learn, keep. `train` and `resume` know nothing of pipes, threads or windows."""

from cnn_desktop.engine.training.session import join, resume, train

__all__ = ["join", "resume", "train"]
