"""How a script learns: Keras's own `compile` and `fit`, its learning rate, and what it tells at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.script.text import WIDTH

_OPTIMIZERS = {
    "adam": ("Adam", ""),
    "adamw": ("AdamW", ", weight_decay=0.01"),
    "sgd": ("SGD", ""),
    "momentum": ("SGD", ", momentum=0.9, nesterov=True"),
    "rmsprop": ("RMSprop", ""),
}

# as `engine/training/schedule` and `lessons` have them
_WARM_UP = 0.05  # of all steps, and at most one epoch
_ONE_CYCLE_RISE = 0.23  # of all steps
_AVERAGED = 0.04  # of all steps, and at most one epoch

_COSINE = """\
rate = keras.optimizers.schedules.CosineDecay(
    LEARNING_RATE / {rise}, {falling}, alpha=0.01, warmup_target=LEARNING_RATE, warmup_steps={rise}
)"""

_ADJUST = '''\
def adjust_rate(batch, logs):
    """The learning rate: it rises to its peak, then {said}."""
    step = int(optimizer.iterations)
    optimizer.learning_rate = LEARNING_RATE * min((step + 1) / rise, {fall})'''

_FALLS = {
    "one-cycle": ("falls to 0", "(steps - step) / (steps - rise)"),
    "step": ("falls to a tenth at each third", "0.1 ** max(0, 3 * (step - rise) // (steps - rise))"),
    "constant": ("stays", "1"),
}

_ADJUSTED = "    keras.callbacks.LambdaCallback(on_train_batch_begin=adjust_rate),\n"
_CALLBACKS = """\
callbacks = [
{adjusted}\
    keras.callbacks.SwapEMAWeights(swap_on_epoch=True),  # an average of the weights is validated and kept
    keras.callbacks.EarlyStopping("val_accuracy", mode="max", patience={patience}, restore_best_weights=True),
]"""

_SCORES = """\
for split in {splits}:
    images, labels = load(split)
    accuracy = model.evaluate({shown}, labels, verbose=0)[1]
    print(f"{{split}} accuracy {{accuracy:.4f}} of {{len(images)}} images")"""


def targets(config: TrainingConfig) -> str:
    """The expression that makes of `labels` (n,) what the loss of `config` compares with."""
    is_spread = config.loss != "sigmoid" and config.label_smoothing
    return "keras.utils.to_categorical(labels, len(CLASSES))" if is_spread else "labels"


def adjusting(config: TrainingConfig) -> str:
    """The function that sets the learning rate before each batch. Empty where Keras has the schedule itself."""
    if config.schedule in (None, "cosine"):
        return ""
    said, fall = _FALLS[config.schedule]
    return _ADJUST.format(said=said, fall=fall)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a model learns from, and for how long, as expressions."""

    data: str = "images, labels, BATCH"
    batches: str = "math.ceil(len(images) / BATCH)"
    validation: str = 'load("validation")'
    epochs: str = "EPOCHS"
    peak: str = "LEARNING_RATE"
    is_whole_run: bool = True  # so that the number of its epochs is known here


def fitting(config: TrainingConfig, stretch: Stretch = Stretch()) -> str:
    """Lets `model` learn for a stretch of the run. `config`: decided."""
    is_cosine, weighted = config.schedule in (None, "cosine"), ""
    known = config.epochs if stretch.is_whole_run else None
    lines = [f"batches = {stretch.batches}"]
    lines += _cosine(known) if is_cosine else _steps(config, known)
    lines += [_optimizer(config, known, "rate" if is_cosine else "LEARNING_RATE")]
    lines += [f'model.compile(optimizer, {loss(config)}, metrics=["accuracy"])']
    lines += [_CALLBACKS.format(adjusted="" if is_cosine else _ADJUSTED, patience=config.patience or "EPOCHS")]
    if config.class_weights == "balanced":
        lines += [f"weights = dict(enumerate(len(labels) / len(CLASSES) / np.maximum(1, {_counts(config)})))"]
        weighted = ", class_weight=weights"
    learned = f"{stretch.data}, epochs=EPOCHS, verbose=2, callbacks=callbacks"
    lines += [f"model.fit({learned}, validation_data={stretch.validation}{weighted})"]
    return "\n".join(lines).replace("EPOCHS", stretch.epochs).replace("LEARNING_RATE", stretch.peak)


def scores(splits: Sequence[str], shown: str = "images") -> str:
    """Tells the accuracy of `model` on each of `splits` but the training images. `shown`: what it sees of `images`."""
    others = [f'"{name}"' for name in splits if name != "training"]
    return _SCORES.format(splits=f"({', '.join(others)}{',' * (len(others) == 1)})", shown=shown)


def loss(config: TrainingConfig) -> str:
    """The expression of the loss, as Keras is given it."""
    smoothing = f"label_smoothing={config.label_smoothing!r}" if config.label_smoothing else ""
    if config.loss == "sigmoid":
        return f"keras.losses.BinaryCrossentropy({smoothing})" if smoothing else '"binary_crossentropy"'
    return f"keras.losses.CategoricalCrossentropy({smoothing})" if smoothing else '"sparse_categorical_crossentropy"'


def _cosine(epochs: int | None) -> list[str]:
    if epochs and _WARM_UP * epochs >= 1:
        return [_COSINE.format(falling="(EPOCHS - 1) * batches", rise="batches")]
    return [
        f"rise = {_risen(epochs, 'EPOCHS * batches')}",
        _COSINE.format(falling="max(1, EPOCHS * batches - rise)", rise="rise"),
    ]


def _steps(config: TrainingConfig, epochs: int | None) -> list[str]:
    is_cycle = config.schedule == "one-cycle"
    rise = f"max(1, round({_ONE_CYCLE_RISE} * steps))" if is_cycle else _risen(epochs, "steps")
    return ["steps = EPOCHS * batches", f"rise = {rise}"]


def _risen(epochs: int | None, steps: str) -> str:
    """After how many steps the rate is at its peak."""
    share = f"max(1, round({_WARM_UP} * {steps}))"
    if epochs is None:
        return f"min(batches, {share})"
    return "batches" if _WARM_UP * epochs >= 1 else share


def _optimizer(config: TrainingConfig, epochs: int | None, rate: str) -> str:
    name, options = _OPTIMIZERS[config.optimizer or "adam"]
    share = f"{_AVERAGED} * EPOCHS" if epochs is None else f"{min(1, _AVERAGED * epochs):g}"
    averaged = {"1": "batches"}.get(share, f"max(1, {share} * batches)")
    if epochs is None:
        averaged = f"max(1, min(1, {share}) * batches)"
    line = "optimizer = keras.optimizers.{}({}{}, use_ema=True, ema_momentum={})"
    whole = line.format(name, rate, options, f"1 - 1 / {averaged}")
    if len(whole) <= WIDTH:
        return whole
    return f"kept = 1 - 1 / {averaged}\n{line.format(name, rate, options, 'kept')}"


def _counts(config: TrainingConfig) -> str:
    """How many training images each class has, from `labels` as they are given to the loss."""
    is_spread = targets(config) != "labels"
    return "labels.sum(axis=0)" if is_spread else "np.bincount(labels, minlength=len(CLASSES))"
