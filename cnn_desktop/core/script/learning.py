"""How a script learns: variations, learning rate, and Keras's own `compile` and `fit`."""

from __future__ import annotations

import math

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.config import TrainingConfig, variations_of

_OPTIMIZERS = {
    "adam": ("Adam", ""),
    "adamw": ("AdamW", ", weight_decay=0.01"),
    "sgd": ("SGD", ""),
    "momentum": ("SGD", ", momentum=0.9, nesterov=True"),
    "rmsprop": ("RMSprop", ""),
}

_FALLS = {
    "one-cycle": "1 - done",
    "step": "ops.where(done < 1 / 3, 1.0, ops.where(done < 2 / 3, 0.1, 0.01))",
    "constant": "1.0",
}

_COSINE = """\
    rate = keras.optimizers.schedules.CosineDecay(
        LEARNING_RATE / rise, max(1, steps - rise), alpha=0.01, warmup_target=LEARNING_RATE, warmup_steps=rise
    )"""

_RATE = '''\
@keras.saving.register_keras_serializable()
class Rate(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate: a rise to its peak, then “{schedule}”."""

    def __init__(self, steps, rise):
        self.steps, self.rise = steps, rise

    def get_config(self):
        return {"steps": self.steps, "rise": self.rise}

    def __call__(self, step):
        step = ops.cast(step, "float32")
        done = ops.clip((step - self.rise) / max(1, self.steps - self.rise), 0.0, 1.0)
        return LEARNING_RATE * ops.minimum((step + 1) / self.rise, {fall})'''

_TRAIN = '''\
def train():
    """Learn, keep the epoch that is best on validation, and print how good it is."""
    keras.utils.set_random_seed(SEED)
    (images, labels), validation, test = (load(split) for split in ("training", "validation", "test"))
    model = build(images)
    batches = math.ceil(len(images) / BATCH)
    steps = EPOCHS * batches
    rise = {rise}
{rate}
    momentum = 1 - 1 / max(1, batches * min(1, 0.04 * EPOCHS))  # weights are averaged over up to an epoch
    optimizer = keras.optimizers.{optimizer}(rate{options}, use_ema=True, ema_momentum=momentum)
    model.compile(optimizer, keras.losses.{loss}, metrics=["accuracy"])
    data = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(len(images)).batch(BATCH)
{varied}\
    callbacks = [
        keras.callbacks.SwapEMAWeights(swap_on_epoch=True),  # their average is what is validated and kept
        keras.callbacks.ModelCheckpoint(MODEL, "val_accuracy", mode="max", save_best_only=True),
{patience}\
    ]
{weighted}\
    model.fit(data.prefetch(4), validation_data=validation, epochs=EPOCHS, verbose=2, callbacks=callbacks{weights})
    model = keras.models.load_model(MODEL)
    for split, (images, labels) in {{"validation": validation, "test": test}}.items():
        if len(images):
            accuracy = model.evaluate(images, labels, verbose=0)[1]
            print(f"{{split}} accuracy {{accuracy:.4f}} of {{len(images)}} images")'''

_VARIED = "    data = data.map(lambda image, label: (vary(image, training=True), label), tf.data.AUTOTUNE)\n"

_WEIGHTED = "    weights = dict(enumerate(len(labels) / len(CLASSES) / np.maximum(1, {counts})))\n"

_PATIENCE = '        keras.callbacks.EarlyStopping("val_accuracy", mode="max", patience={patience}),\n'


_MOVE = '''\
def move(images):
    """Turned, zoomed, leant and shifted at random in one step: each step of its own would blur small images."""
    count, centre = tf.shape(images)[0], (SIZE - 1) / 2
    most = ({angle}, {shear}, 1.0, {shift} * SIZE, {shift} * SIZE)
    angle, lean, zoom, right, down = (tf.random.uniform((count,), -amount, amount) for amount in most)
    lean, scale = tf.tan(lean), {zoom} ** zoom
    cos, sin = tf.cos(angle) / scale, tf.sin(angle) / scale
    across, along = (cos, lean * cos - sin), (sin, cos + lean * sin)
    x, y = (centre - (a + b) * centre + by for (a, b), by in ((across, right), (along, down)))
    transforms = tf.stack([*across, x, *along, y, tf.zeros(count), tf.zeros(count)], axis=1)
    return ops.image.affine_transform(tf.cast(images, tf.float32), transforms, fill_mode="reflect")'''


def targets(config: TrainingConfig) -> str:
    """The expression that makes of `labels` (n,) what the loss of `config` compares with."""
    if config.loss == "sigmoid":
        return "labels[:, None].astype(np.float32)"
    return "keras.utils.to_categorical(labels, len(CLASSES))" if config.label_smoothing else "labels"


def learning(config: TrainingConfig, channels: int) -> str:
    """`vary`, `Rate` and `train`. `config`: decided."""
    varied = variations_of(config)
    schedule = config.schedule or "cosine"
    parts = [] if varied.is_none else [_vary(varied, channels)]
    if schedule != "cosine":
        parts.append(_RATE.replace("{schedule}", schedule).replace("{fall}", _FALLS[schedule]))
    return "\n\n\n".join([*parts, _train(config, schedule, is_varied=not varied.is_none)])


def _train(config: TrainingConfig, schedule: str, *, is_varied: bool) -> str:
    optimizer, options = _OPTIMIZERS[config.optimizer or "adam"]
    is_cycle, is_balanced = schedule == "one-cycle", config.class_weights == "balanced"
    return _TRAIN.format(
        rise="max(1, round(0.23 * steps))" if is_cycle else "min(batches, max(1, round(0.05 * steps)))",
        rate=_COSINE if schedule == "cosine" else "    rate = Rate(steps, rise)",
        optimizer=optimizer,
        options=options,
        loss=_loss(config),
        varied=_VARIED if is_varied else "",
        weighted=_WEIGHTED.format(counts=_counts(config)) if is_balanced else "",
        weights=", class_weight=weights" if is_balanced else "",
        patience=_PATIENCE.format(patience=config.patience) if config.patience else "",
    )


def _loss(config: TrainingConfig) -> str:
    smoothing = f"label_smoothing={config.label_smoothing!r}" if config.label_smoothing else ""
    if config.loss == "sigmoid":
        return f"BinaryCrossentropy({smoothing})"
    return f"CategoricalCrossentropy({smoothing})" if smoothing else "SparseCategoricalCrossentropy()"


def _counts(config: TrainingConfig) -> str:
    """How many training images each class has, from `labels` as they are given to the loss."""
    if config.loss == "sigmoid":
        return "np.bincount(labels[:, 0].astype(int), minlength=2)"
    return "labels.sum(axis=0)" if config.label_smoothing else "np.bincount(labels, minlength=len(CLASSES))"


def _vary(how: Augmentation, channels: int) -> str:
    lines = ['        layers.RandomFlip("horizontal"),'] if how.flip else []
    turns = bool(how.rotate or how.zoom or how.shear)
    if turns:
        lines.append("        layers.Lambda(move),")
    elif how.shift:
        lines.append(f'        layers.RandomTranslation({how.shift!r}, {how.shift!r}, fill_mode="reflect"),')
    if how.brightness:
        lines.append(f"        layers.RandomBrightness({how.brightness!r}, value_range=(0, 255)),")
    if how.contrast:
        lines.append(f"        layers.RandomContrast({how.contrast!r}, value_range=(0, 255)),")
    if how.colour and channels == 3:
        lines.append(f"        layers.RandomSaturation((0.5 - {how.colour!r} / 2, 0.5 + {how.colour!r} / 2)),")
    if how.cutout:
        side = f"{how.cutout!r} ** 2"
        lines.append(f"        layers.RandomErasing(1.0, ({side}, {side}), fill_value=128, value_range=(0, 255)),")
    text = "\n".join(
        [
            "# how a training image is varied each time it is shown",
            "vary = keras.Sequential(",
            "    [",
            *lines,
            "    ]",
            ")",
        ]
    )
    if not turns:
        return text
    angle, zoom = f"{math.radians(how.rotate):.4g}", f"{1 + how.zoom:g}"
    moved = _MOVE.format(angle=angle, shear=f"{how.shear:g}", shift=f"{how.shift:g}", zoom=zoom)
    return f"{moved}\n\n\n{text}"
