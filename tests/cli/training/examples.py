"""What a training tells, made up."""

from __future__ import annotations

from cnn_desktop.core.evaluation import Score, wilson_interval

EPOCH_KEYS = [
    "event",
    "epoch",
    "epochs",
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
    "seconds",
    "images_per_second",
]


def score(split, right, n):
    return Score(split, n, right / n, wilson_interval(right, n), right / n, right / n, 0.5)
