"""How a script learns: variations, optimizer, schedule, the loop. What `engine/training` does, in about a page."""

from __future__ import annotations

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.config import TrainingConfig, variations_of
from cnn_desktop.core.script.network import indented

_OPTIMIZERS = {
    "adam": "Adam()",
    "adamw": "AdamW(weight_decay=0.01)",
    "sgd": "SGD()",
    "momentum": "SGD(momentum=0.9, nesterov=True)",
    "rmsprop": "RMSprop()",
}

_FALLS = {
    "cosine": "0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done))",
    "one-cycle": "1 - done",
    "step": "1.0 if done < 1 / 3 else 0.1 if done < 2 / 3 else 0.01",
    "constant": "1.0",
}

_LOOP = '''\
def train():
    """Learn, keep the network that was best on validation, and print how good it is."""
    data = read_images()
    (pixels, labels, _), n = data["training"], len(data["training"][1])
    keras.utils.set_random_seed(SEED)
    model = build(pixels)
    learner = keras.Model(model.input, model.get_layer("logits").output)
    learner.compile(keras.optimizers.{optimizer}, {loss})
    batch = min(BATCH, n)
    batches = math.ceil(n / batch)
    steps, step, random = EPOCHS * batches, 0, np.random.default_rng(SEED)
    targets, averages = {targets}, model.get_weights()
{weights}\
    {begun}
    for epoch in range(1, EPOCHS + 1):
        order = np.random.default_rng((SEED, epoch, 0)).permutation(n)
        for start in range(0, n, batch):
            chosen = order[start : start + batch]
            learner.optimizer.learning_rate = rate(step, steps, batches)
            learner.train_on_batch({images}, targets[chosen]{weighted})
            step += 1
            # what is scored and kept is a moving average of the weights, over up to an epoch
            kept = min(1 - 1 / max(1.0, batches * min(1.0, 0.04 * EPOCHS)), step / (step + 9))
            averages = [kept * old + (1 - kept) * new for old, new in zip(averages, model.get_weights())]
        trained = model.get_weights()
        model.set_weights(averages)
        accuracy, loss = score(model, data["validation"])
        print(f"epoch {epoch} of {EPOCHS}: validation {100 * accuracy:.1f} % right, loss {loss:.3f}", flush=True)
        if (accuracy, -loss) > best:
            best, best_weights = (accuracy, -loss), averages
        model.set_weights(trained)
{patience}\
    model.set_weights(best_weights)
    model.save(Path(__file__).with_suffix(".keras"))
    for split in ("validation", "test"):
        if len(data[split][1]):
            print(f"{split} accuracy {score(model, data[split])[0]:.4f} of {len(data[split][1])} images")'''

_BALANCED = """\
    counts = np.bincount(labels, minlength=len(CLASSES))
    weights = n / (len(CLASSES) * np.maximum(counts, 1))
"""

_PATIENCE = """\
        better = epoch == 1 or accuracy > max(accuracies) or loss < min(losses)
        waited = 0 if better else waited + 1
        accuracies, losses = [*accuracies, accuracy], [*losses, loss]
        if waited >= {patience}:  # epochs without improvement
            break
"""

_SCORE = '''\
def probabilities(model, pixels):
    """(n, classes): one sigmoid unit answers for the second of two classes."""
    answers = model.predict(pixels, batch_size=256, verbose=0)
    return np.concatenate([1 - answers, answers], axis=1) if answers.shape[1] == 1 else answers


def score(model, images):
    """Accuracy, and the mean loss."""
    pixels, labels, _ = images
    answers = probabilities(model, pixels)
    loss = -np.log(np.clip(answers[np.arange(len(labels)), labels].astype(np.float64), 1e-7, 1)).mean()
    return float((answers.argmax(axis=1) == labels).mean()), float(loss)'''


def learning(config: TrainingConfig, channels: int) -> str:
    """The functions `vary`, `rate`, `score` and `train`. `config`: decided."""
    varied = variations_of(config)
    parts = [] if varied.is_none else [_vary(varied, channels)]
    return "\n\n\n".join([*parts, _rate(config), _SCORE, _loop(config, is_varied=not varied.is_none)])


def _loop(config: TrainingConfig, *, is_varied: bool) -> str:
    smoothing = f", label_smoothing={config.label_smoothing!r}" if config.label_smoothing else ""
    is_sigmoid = config.loss == "sigmoid"
    kind = "BinaryCrossentropy" if is_sigmoid else "CategoricalCrossentropy"
    is_balanced = config.class_weights == "balanced"
    begun = "best, best_weights, accuracies, losses, waited = (-1.0, 0.0), averages, [], [], 0"
    loop = _LOOP
    for name, text in {
        "begun": begun if config.patience else "best, best_weights = (-1.0, 0.0), averages",
        "optimizer": _OPTIMIZERS[config.optimizer or "adam"],
        "loss": f"keras.losses.{kind}(from_logits=True{smoothing})",
        "targets": "labels[:, None].astype(np.float32)" if is_sigmoid else "np.eye(len(CLASSES))[labels]",
        "weights": _BALANCED if is_balanced else "",
        "weighted": ", weights[labels[chosen]]" if is_balanced else "",
        "images": "np.stack([vary(pixels[index], random) for index in chosen])" if is_varied else "pixels[chosen]",
        "patience": _PATIENCE.replace("{patience}", str(config.patience)) if config.patience else "",
    }.items():
        loop = loop.replace("{" + name + "}", text)
    return loop


def _rate(config: TrainingConfig) -> str:
    is_cycle = config.schedule == "one-cycle"
    rise = "max(1, round(0.23 * steps))" if is_cycle else "min(batches, max(1, round(0.05 * steps)))"
    falls = _FALLS[config.schedule or "cosine"]
    return f'''\
def rate(step, steps, batches):
    """The learning rate: a rise to its peak, then “{config.schedule}”."""
    rise = {rise}
    done = min(1.0, max(0.0, (step - rise) / max(1, steps - rise)))
    return LEARNING_RATE * min((step + 1) / rise, {falls})'''


def _vary(how: Augmentation, channels: int) -> str:
    lines = _moves(how)
    if how.brightness or how.contrast or how.colour:
        lines += [
            f"contrast = 1 + random.uniform(-{how.contrast!r}, {how.contrast!r})",
            f"gains = contrast * (1 + random.uniform(-{how.colour!r}, {how.colour!r}, 3))",
            f"offset = random.uniform(-1, 1) * {how.brightness!r} * 255 + 127.5 * (1 - contrast)",
            "table = np.clip(np.arange(256)[:, None] * gains + offset, 0, 255).astype(np.uint8)",
            *(["table = table.mean(axis=1, keepdims=True).astype(np.uint8)"] if channels == 1 else []),
            f"image = table[image, np.arange({channels})]",
        ]
    if how.cutout:
        lines += [
            f"cut = round({how.cutout!r} * SIZE)",
            "top, left = random.integers(-cut // 2, SIZE - cut // 2, 2)",
            "image = image.copy()",
            "image[max(0, top) : top + cut, max(0, left) : left + cut] = 128",
        ]
    return "\n".join(
        [
            "def vary(image, random):",
            '    """A training image as it is shown once: moved and changed at random, its borders mirrored."""',
            indented("\n".join([*lines, "return image"])),
        ]
    )


def _moves(how: Augmentation) -> list[str]:
    turns = how.rotate or how.zoom or how.shear
    if not (turns or how.flip or how.shift):
        return []
    lines = [
        f"shift = random.uniform(-{how.shift!r}, {how.shift!r}, 2) * SIZE",
        "mirror = random.choice((-1, 1))" if how.flip else "mirror = 1",
        "centre = (SIZE - 1) / 2",
    ]
    if turns:
        lines += [
            f"angle = math.radians(random.uniform(-{how.rotate!r}, {how.rotate!r}))",
            f"scale = (1 + {how.zoom!r}) ** random.uniform(-1, 1)",
            f"shear = math.tan(random.uniform(-{how.shear!r}, {how.shear!r}))",
            "cos, sin = math.cos(angle) / scale, math.sin(angle) / scale",
            "turn = np.array([[mirror * cos, mirror * (shear * cos - sin)], [sin, cos + shear * sin]])",
            "offset = centre - turn.sum(axis=1) * centre + shift",
        ]
    else:
        lines += [
            "turn = np.array([[mirror, 0], [0, 1]])",
            "offset = np.rint(centre - turn.sum(axis=1) * centre + shift)  # by whole pixels: nothing is blurred",
        ]
    return [
        *lines,
        "matrix = np.column_stack([turn, offset]).astype(np.float32)",
        "how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP",
        "moved = cv2.warpAffine(image, matrix, (SIZE, SIZE), flags=how, borderMode=cv2.BORDER_REFLECT_101)",
        "image = moved.reshape(image.shape)",
    ]
