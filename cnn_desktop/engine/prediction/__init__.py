"""Classify images with a run, without TensorFlow where the run has a model for LiteRT."""

from cnn_desktop.engine.prediction.classifier import THUMBNAIL, Classifier, slow_reason

__all__ = ["THUMBNAIL", "Classifier", "slow_reason"]
