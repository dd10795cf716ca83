"""How a script goes on from a pretrained network: `keras.applications`, its new end on features, then its last blocks.

As the run did (`engine/training/lessons`): features are computed once for each image and three variations of it, the
end learns from them, and fine-tuning trains the last blocks on images afterwards.
"""

from __future__ import annotations

import json
import zipfile

from cnn_desktop.core.backbones import DEFAULT_DROPOUT, FINE_TUNING, KNOWN, VARIATIONS, head_epochs
from cnn_desktop.core.config import TrainingConfig, plan_of, variations_of
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.core.pretrained import IMAGENET, RANDOM
from cnn_desktop.core.runs import Run
from cnn_desktop.core.script.learning import Stretch, adjusting, fitting
from cnn_desktop.core.script.network import output_layer
from cnn_desktop.core.script.text import WIDTH, indented
from cnn_desktop.core.script.varying import varying

_SIZES_OF_THEIR_OWN = (96, 128, 160, 192)  # pixels
_MOST_BYTES = 2**24  # of what a model file says of its layers

_PREPARED = {
    "mobilenet-v2": "x = layers.Rescaling(1 / 127.5, offset=-1)(x)",
    "mobilenet-v1": "x = layers.Rescaling(1 / 127.5, offset=-1)(x)",
    "resnet-50": "x = keras.applications.resnet50.preprocess_input(x)",
}

_LOOK = '''\
def look(images, training=False):
    """The features of images or, in training, of a variation of each."""
    batches = np.array_split(images, math.ceil(len(images) / 32))
    return np.concatenate([features(batch, training=training) for batch in batches])'''

_VARIED = """\
seen = np.stack([look(images), *(look(images, training=True) for _ in range({variations}))], axis=1)
data = tf.data.Dataset.from_tensor_slices((seen, labels)).shuffle(len(images))
data = data.map(lambda each, label: (tf.random.shuffle(each)[0], label)).batch(BATCH)  # another one each epoch"""

_AS_THEY_ARE = "data = tf.data.Dataset.from_tensor_slices((look(images), labels)).shuffle(len(images)).batch(BATCH)"

_LEARN = '''\
def learn(model, data, validation, epochs, peak):
    """Let what is trainable of `model` learn, and keep its best epoch."""
{fitting}'''

_TUNED = """\
# then the last blocks too, but for their normalisation: few images would spoil what it knows
backbone.trainable = True
for layer in backbone.layers:
    is_last = layer.name.startswith({last_blocks})
    layer.trainable = is_last and not isinstance(layer, layers.BatchNormalization)
model = keras.Model(image, model(backbone(x)))
data = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(len(images)).batch(BATCH)
learn(model, data, load("validation"), EPOCHS - {head}, LEARNING_RATE * {share})"""


def definitions(config: TrainingConfig) -> list[str]:
    """The functions of the script, beside those that read images."""
    adjust = adjusting(config)
    if config.method == "all":
        return [adjust] if adjust else []
    if config.method == "fast":
        return [_LOOK, adjust] if adjust else [_LOOK]
    body = fitting(config, Stretch("data", "len(data)", "validation", "epochs", "peak", is_whole_run=False))
    if adjust:
        body = f"{adjust.replace('LEARNING_RATE', 'peak')}\n\n{body}"
    return [_LOOK, _LEARN.format(fitting=indented(body))]


def lesson(run: Run) -> list[str]:
    """Paragraphs that lead from `images` and `labels` to a fitted `model`, which answers what `shown` says.

    Raises UserError where the script could not do as the run did.
    """
    config, plan = run.config, plan_of(run.config, len(run.classes))
    regularizer = [f"l2 = keras.regularizers.L2({plan.l2!r})"] if plan.l2 else []
    backbone = "\n".join([*regularizer, *_backbone(run, plan)])
    seen = [f"image = x = keras.Input({plan.shape})", *_seen(config, plan)]
    rate = DEFAULT_DROPOUT if plan.dropout is None else plan.dropout
    end = [f"layers.Dropout({rate!r})"] if rate else []
    end.append(output_layer(plan))
    if config.method == "all":
        whole = [*seen, "x = backbone(x)", *(f"x = {layer}(x)" for layer in end), "model = keras.Model(image, x)"]
        return [backbone, "\n".join(whole), fitting(config)]

    frozen = [*seen, "backbone.trainable = False", "features = keras.Model(image, backbone(x, training=False))"]
    head = [
        f"model = keras.Sequential([{', '.join(end)}])  # the new end",
        *(_AS_THEY_ARE if variations_of(config).is_none else _VARIED.format(variations=VARIATIONS)).split("\n"),
        'validation, answers = load("validation")',
    ]
    if config.method == "fast":
        head.append(fitting(config, Stretch("data", "len(data)", "(look(validation), answers)")))
        return [backbone, "\n".join(frozen), "\n".join(head)]
    assert config.epochs is not None
    count = head_epochs("fine-tune", config.epochs)
    head.append(f"learn(model, data, (look(validation), answers), {count}, LEARNING_RATE)")
    names = ", ".join(f'"{name}"' for name in KNOWN[plan.architecture].last_blocks)
    tuned = _TUNED.format(last_blocks=f"({names})", head=count, share=FINE_TUNING)
    return [backbone, "\n".join(frozen), "\n".join(head), tuned]


def shown(config: TrainingConfig) -> str:
    """What the `model` of `lesson` is shown of `images`."""
    return "look(images)" if config.method == "fast" else "images"


def kept(config: TrainingConfig) -> str:
    """The whole network, from pixels to probabilities."""
    return "keras.Model(image, model(features.output))" if config.method == "fast" else "model"


def _backbone(run: Run, plan: NetworkPlan) -> list[str]:
    """Lines that make `backbone`. Its size is given: without, Keras pads otherwise than for images of that size."""
    known, is_published = KNOWN[plan.architecture], plan.weights == IMAGENET
    # MobileNets are published for several sizes; the run took those for 224 pixels, whatever its own size
    is_other_size = is_published and bool(known.widths) and plan.image_size in _SIZES_OF_THEIR_OWN
    choices = [] if is_published and not is_other_size else ["weights=None"]
    if not is_published and plan.weights != RANDOM and known.widths and (width := _width(run)) != 1:
        choices.append(f"alpha={width:g}")
    made = ", ".join([*choices, "include_top=False", "input_shape=(SIZE, SIZE, 3)", 'pooling="avg"'])
    lines = [f"backbone = keras.applications.{known.maker}({made})"]
    if len(lines[0]) > WIDTH:
        lines = [f"backbone = keras.applications.{known.maker}(", f"    {made}", ")"]
    if is_other_size:
        lines.append(f"published = keras.applications.{known.maker}(include_top=False, input_shape=(224, 224, 3))")
        lines.append("backbone.set_weights(published.get_weights())")
    elif plan.weights not in (IMAGENET, RANDOM):
        if plan.architecture == "efficientnet-b0":
            raise UserError(
                f"{quoted(run.name)} began with a file of weights; Keras takes those of EfficientNet "
                "another way from a file than from its own cache.",
                hint="Train again with the weights of ImageNet, or export the script that classifies.",
            )
        lines.append(f"backbone.load_weights({plan.weights!r}, by_name=True)  # with or without an end")
    return lines


def _seen(config: TrainingConfig, plan: NetworkPlan) -> list[str]:
    """From `x`, an image, to what the backbone likes."""
    grey = ["x = layers.Concatenate()([x, x, x])"] if plan.grey else []
    prepared = _PREPARED.get(plan.architecture)
    varied = varying(variations_of(config), plan.image_size, plan.shape[2])
    return [*varied, *grey, *([prepared] if prepared else [])]


def _width(run: Run) -> float:
    """Of the backbone, as the model of the run tells. Raises UserError where it tells nothing."""
    known = KNOWN[run.config.architecture]
    try:
        with zipfile.ZipFile(run.model_file) as archive, archive.open("config.json") as file:
            described = json.loads(file.read(_MOST_BYTES))
        settings = {one["name"]: one["config"] for one in described["config"]["layers"]}
        return known.widths[settings[known.mark]["filters"]]
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, NotImplementedError) as error:
        raise UserError(
            f"The model of {quoted(run.name)} does not tell how wide its network is.",
            hint="It may be damaged, or not there yet: let the run finish, or copy it again.",
        ) from error
