"""What training makes small: cross-entropy, with label smoothing and class weights; and the same from probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.network import Loss


@dataclass(frozen=True, slots=True)
class Objective:
    """The loss of a batch.

    With label smoothing s, s/classes of each label is spread over all classes (Szegedy et al. 2015, arXiv:1512.00567,
    section 7). Class weights (classes,) multiply the loss of each image by that of its class.
    """

    kind: Loss = "softmax"
    label_smoothing: float = 0.0
    class_weights: Array | None = None

    def loss(self, labels: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
        """Mean over the batch. `labels` (batch,) int32; `logits` (batch, classes), or (batch, 1) for sigmoid."""
        if self.kind == "sigmoid":
            wanted = tf.cast(labels, tf.float32)[:, None] * (1 - self.label_smoothing) + self.label_smoothing / 2
            losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=wanted, logits=logits)[:, 0]
        elif self.label_smoothing:
            classes = logits.shape[1]
            off = self.label_smoothing / classes
            wanted = tf.one_hot(labels, classes, on_value=1 - self.label_smoothing + off, off_value=off)
            losses = tf.nn.softmax_cross_entropy_with_logits(labels=wanted, logits=logits)
        else:
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        if self.class_weights is not None:
            losses *= tf.gather(tf.constant(self.class_weights, tf.float32), labels)
        return tf.reduce_mean(losses)

    def answers(self, logits: tf.Tensor) -> tf.Tensor:
        """(batch,) int32: the class of each image."""
        if self.kind == "sigmoid":
            return tf.cast(logits[:, 0] > 0, tf.int32)
        return tf.argmax(logits, axis=1, output_type=tf.int32)


def balanced(labels: Array, classes: int) -> Array:
    """Weights (classes,) that make every class count the same: n / (classes · images of the class)."""
    counts = np.bincount(labels, minlength=classes)
    return np.asarray(len(labels) / (classes * np.maximum(counts, 1)), np.float32)


def cross_entropy(labels: Array, probabilities: Array) -> float:
    """Mean loss of `probabilities` (n, classes) for `labels` (n,)."""
    chosen = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return float(-np.log(np.clip(chosen, 1e-7, 1.0)).mean())
