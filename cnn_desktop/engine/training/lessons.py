"""What a stretch of epochs trains, and on what.

Most runs are one lesson: the whole network, on images. A pretrained network learns its new end first, on features that
its backbone computed once (method “fast”), and may then go on with the last blocks on images (“fine-tune”).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnn_desktop.core.backbones import FINE_TUNING, VARIATIONS, head_epochs
from cnn_desktop.core.config import TrainingConfig, plan_of, preparation_of, variations_of
from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import Emit, PrecisionTried, ShouldStop
from cnn_desktop.engine import networks
from cnn_desktop.engine.networks import inputs, pretrained, weights
from cnn_desktop.engine.pipeline.batches import Batches
from cnn_desktop.engine.pipeline.feature_batches import FeatureBatches
from cnn_desktop.engine.pipeline.feature_cache import FeatureCache
from cnn_desktop.engine.pipeline.growth import Growth
from cnn_desktop.engine.pipeline.store import ImageStore
from cnn_desktop.engine.training import teamwork, trial
from cnn_desktop.engine.training.features import Extractor
from cnn_desktop.engine.training.objective import Objective, balanced
from cnn_desktop.engine.training.placement import Placement
from cnn_desktop.engine.training.reporting import reporter
from cnn_desktop.engine.training.schedule import schedule_for
from cnn_desktop.engine.training.step import TrainingStep, make_optimizer

_AVERAGED = 0.04  # of all steps, and at most one epoch: over so many the kept weights are averaged


@dataclass(frozen=True, slots=True)
class Lesson:
    """A stretch of epochs. `step` trains `network`, or a head whose weights belong there."""

    first_epoch: int  # from 1
    last_epoch: int
    step: TrainingStep
    batches: Batches | FeatureBatches
    shown: Mapping[SplitName, Array]  # of the other splits, what the step is shown: images, or their features
    network: Any
    tried: PrecisionTried | None = None  # where the precision was left to a trial
    costs: Array | None = None  # (steps,): how much time each step takes beside the others; None: all the same

    @property
    def features(self) -> tuple[Array, Array] | None:
        """Of training and validation images as they are, (n, channels) each; None where it learns from images."""
        if isinstance(self.batches, FeatureBatches):
            return self.batches.features[0], self.shown["validation"]
        return None

    def settle(self) -> None:
        """Put what the step holds into the network."""
        _copy(self.step.model, self.network)

    def take_over(self) -> None:
        """The inverse: the step goes on from what the network holds."""
        _copy(self.network, self.step.model)


class Course:
    """The lessons of one run, the same for the same seed. Each is prepared in its turn, with a new optimizer."""

    def __init__(
        self,
        config: TrainingConfig,
        classes: int,
        training: ImageStore,
        others: Mapping[SplitName, ImageStore],
        emit: Emit,
        should_stop: ShouldStop,
        placement: Placement | None = None,
    ) -> None:
        assert config.batch_size is not None and config.epochs is not None
        self._config, self._training, self._others = config, training, others
        self._emit, self._should_stop, self._placement = emit, should_stop, placement or Placement()
        self._plan = plan_of(config, classes)
        self._batch_size = min(config.batch_size, len(training))
        self._objective = Objective(
            self._plan.loss,
            config.label_smoothing or 0.0,
            balanced(training.labels, classes) if config.class_weights == "balanced" else None,
        )
        tf.config.experimental.enable_op_determinism()
        keras.utils.set_random_seed(config.seed)
        with self._placement.scope():
            self.network = networks.build(self._plan, inputs.measure(training.pixels))
        teamwork.start_alike(self._placement, self.network)
        self._head_epochs = head_epochs(self._plan.method, config.epochs)

    def lesson(self, epoch: int, learning_rate: float | None = None) -> Lesson:
        """The lesson that `epoch` (from 1) belongs to. `learning_rate`: a fixed one, in place of the schedule.

        Raises Cancelled, as it may take long to compute features.
        """
        assert self._config.epochs is not None
        if epoch <= self._head_epochs:
            return self._head(1, self._head_epochs, learning_rate)
        return self._images(self._head_epochs + 1, self._config.epochs, learning_rate)

    def _images(self, first: int, last: int, learning_rate: float | None) -> Lesson:
        """The whole network on images; of a pretrained one perhaps only the last blocks."""
        is_fine_tuning = self._plan.method == "fine-tune"
        if is_fine_tuning:
            pretrained.train_only_last_blocks(self.network, self._plan.architecture)
        batches = Batches(
            self._training, self._batch_size, variations_of(self._config), self._config.seed, self._placement.part
        )
        epochs, share = last + 1 - first, FINE_TUNING if is_fine_tuning else 1.0
        batches = dataclasses.replace(batches, growth=self._growth(epochs * len(batches)))
        rate = learning_rate or self._schedule(share, epochs, len(batches))
        shown = {name: store.pixels for name, store in self._others.items()}
        step = self._step(self.network, rate, epochs, len(batches), sizes_vary=batches.growth is not None)
        tried = self._choose_precision(step, epochs * len(self._training))
        costs = batches.growth.costs() if batches.growth else None
        return Lesson(first, last, step, batches, shown, self.network, tried, costs)

    def _growth(self, steps: int) -> Growth | None:
        first, full = self._config.first_size, self._plan.image_size
        return Growth(first, full, steps) if first is not None and first < full else None

    def _choose_precision(self, step: TrainingStep, shown: int) -> PrecisionTried | None:
        """Let `step` compute in what was chosen, or in what a trial finds faster for `shown` images in all."""
        if self._config.precision != "auto" or self._placement.replicas > 1:  # a trial would be of one device
            step.precision = "float32" if self._config.precision == "auto" else self._config.precision
            return None
        some = slice(self._batch_size)
        return trial.choose(
            step,
            self._training.pixels[some],
            self._training.labels[some],
            shown=shown,
            about=trial.about(self._plan, self._batch_size, self._config.optimizer),
            should_stop=self._should_stop,
        )

    def _head(self, first: int, last: int, learning_rate: float | None) -> Lesson:
        """The end of a pretrained network on features."""
        training, shown = self._features()
        batches = FeatureBatches(
            training, self._training.labels, self._batch_size, self._config.seed, self._placement.part
        )
        epochs = last + 1 - first
        rate = learning_rate or self._schedule(1.0, epochs, len(batches))
        with self._placement.scope():
            head = networks.head(self._plan, training.shape[-1])
        step = self._step(head, rate, epochs, len(batches))
        return Lesson(first, last, step, batches, shown, self.network)

    def _schedule(self, share: float, epochs: int, batches: int) -> Any:
        config = self._config
        assert config.schedule is not None and config.learning_rate is not None
        return schedule_for(config.schedule, share * config.learning_rate, epochs, batches)

    def _step(
        self, model: Any, learning_rate: Any, epochs: int, batches: int, *, sizes_vary: bool = False
    ) -> TrainingStep:
        assert self._config.optimizer is not None
        average_steps = batches * min(1.0, _AVERAGED * epochs)  # a short lesson has few to look back on
        with self._placement.scope():
            optimizer = make_optimizer(self._config.optimizer, learning_rate)
            return TrainingStep(
                model, optimizer, self._objective, average_steps, self._placement, sizes_vary=sizes_vary
            )

    def _features(self) -> tuple[Array, dict[SplitName, Array]]:
        """Of the training images (variations, n, channels), and of each other split (n, channels)."""
        file, _ = weights.resolve(self._plan)
        assert file is not None  # a plan without pretrained weights trains everything
        extractor = Extractor(self.network, weights.digest(file), preparation_of(self._config))
        vary = variations_of(self._config)
        variations = 0 if vary.is_none else VARIATIONS
        total = len(self._training) * (1 + variations) + sum(map(len, self._others.values()))
        report, done = reporter("extracting", self._emit), 0
        with FeatureCache() as cache:

            def extract(store: ImageStore, variation: int = 0) -> Array:
                nonlocal done
                before, done = done, done + len(store)
                own = extractor.extract(
                    store.rows(self._placement.part.rows(len(store))),
                    cache,
                    vary=vary if variation else None,
                    variation=variation,
                    on_image=lambda n: report(before + n, total),
                    should_stop=self._should_stop,
                )
                return self._placement.gathered(own)

            training = np.stack([extract(self._training, variation) for variation in range(1 + variations)])
            return training, {name: extract(store) for name, store in self._others.items()}


def _copy(source: Any, target: Any) -> None:
    """The weights of the layers that both have by name; nothing where they are the same."""
    if source is target:
        return
    for layer in (source if len(source.layers) < len(target.layers) else target).layers:
        if layer.weights:
            target.get_layer(layer.name).set_weights(source.get_layer(layer.name).get_weights())
