"""The rows of the settings form: which fields, under which heading, called what and explained how. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cnn_desktop.gui.models.training_resolved import OWN_AMOUNTS
from cnn_desktop.gui.training.fields import Step
from cnn_desktop.gui.training.steps import by, by_decades, by_decades_or_nothing, by_octaves

FULL_SIZE = "full size"  # what a field shows where images do not grow
ITS_OWN = "its own"  # what a field shows where the network decides


@dataclass(frozen=True, slots=True)
class Row:
    """One field. A number has a `step`; a choice is in `CHOICE_WORDS`; anything else is text."""

    name: str
    title: str
    explanation: str
    unit: str = ""
    step: Step | None = None


SIMPLE = (
    Row("method", "Training", "Which layers of the pretrained network learn."),
    Row("image_size", "Image size", "Pixels a side; images are fitted into a square.", "px", by(16)),
    Row("epochs", "Epochs", "How often the network sees every training image.", "", by(5)),
    Row("batch_size", "Batch size", "Images between two corrections.", "images", by_octaves),
    Row("augmentation", "Augmentation", "How much training images are varied at random."),
)
ADVANCED: Mapping[str, tuple[Row, ...]] = MappingProxyType(
    {
        "Images": (
            Row("grey", "Colour", "One channel or three."),
            Row("resize", "Fit into the square", "What happens to images that are not square."),
            Row("polarity", "Light and dark", "Whether drawings are turned into light on dark."),
            Row("centring", "Place", "Whether what is drawn is moved into the middle."),
            Row("inputs", "Values", "What the network's first layer makes of the pixels."),
        ),
        "Network": (
            Row("activation", "Activation", "The function behind each layer; empty: the network's own."),
            Row("pooling", "Pooling", "What becomes of each window; empty: the network's own."),
            Row("normalise", "Batch normalisation", "Behind every convolution; empty: the network's own way."),
            Row("dropout", "Dropout", "Share of values hidden in training; empty: the network's own.", "", by(0.05)),
        ),
        "Learning": (
            Row("optimizer", "Optimizer", "How weights are corrected."),
            Row("learning_rate", "Learning rate", "How large the corrections are.", "peak", by_decades),
            Row("schedule", "Schedule", "How the learning rate goes over the run."),
            Row(
                "first_size", "First size", "Images begin so small and grow to the image size: quicker, where many.",
                "px", by(4),
            ),
            Row("loss", "Output and loss", "What the network ends in, and what training makes small."),
            Row(
                "label_smoothing", "Label smoothing", "Share of each label that is spread over all classes.", "",
                by(0.05),
            ),
            Row("class_weights", "Class weights", "Whether rare classes count for more."),
            Row("l2", "L2", "Weight of the sum of squared kernels in the loss.", "", by_decades_or_nothing),
            Row("precision", "Precision", "What a training step computes in; weights and scores are exact either way."),
            Row("patience", "Stop early after", "Epochs without improvement; 0: never.", "epochs", by(1)),
            Row("seed", "Seed", "The same seed gives the same split and the same start.", "", by(1)),
        ),
        "Split": (
            Row("validation", "Validation share", "Held back to choose the best epoch.", "of images", by(0.05)),
            Row("test", "Test share", "Held back to the end; chooses nothing.", "of images", by(0.05)),
            Row(
                "group_by", "Keep together",
                "What shows the same thing never lies on two sides of the split, by a rule over file names: number,"
                " stem, folder, prefix:_ (up to the first _) or pattern:^(\\d+) (a regular expression).",
            ),
        ),
        "Run": (Row("name", "Run name", "What its folder is called; empty: dataset, architecture and time."),),
    }
)  # fmt: skip

_OWN = (ITS_OWN.capitalize(), "As the network has it.")
# of each field: what is kept, what is shown, and a sentence about it
CHOICE_WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "augmentation": {
            "none": ("None", "Images are used as they are."),
            "light": ("Light", "Shifted a little: a safe choice for all images."),
            "medium": ("Medium", "Turned, enlarged and brightened too: when images are few."),
            "strong": ("Strong", "As much as most photos bear: when images are very few."),
            OWN_AMOUNTS: ("Own amounts", "As set beside the preview, or by the network's recipe."),
        },
        "grey": {
            "rgb": ("RGB", "Three channels."),
            "grey": ("Grey", "One channel: a third of the work in the first layer, where colour says nothing."),
        },
        "resize": {
            "pad": ("Pad", "The whole image, with black beside it."),
            "crop": ("Crop", "The centre square; what lies outside it is not seen."),
            "stretch": ("Stretch", "The whole image; its proportions are given up."),
        },
        "polarity": {
            "as-is": ("As they are", "Nothing is inverted."),
            "light-on-dark": ("Light on dark", "For digits and drawings: dark on light is inverted, the ground black."),
        },
        "centring": {
            "none": ("As it is", "What lies at the edge stays there."),
            "mass": ("Centred", "For digits and drawings: the strokes in the middle, at one size, as in MNIST."),
        },
        "inputs": {
            "rescale": ("Rescale", "0..255 becomes -1..1."),
            "standardise": ("Standardise", "Each image for itself to mean 0 and deviation 1."),
            "dataset": ("By dataset", "Less the mean of the training images, divided by their deviation."),
            "whiten": ("Whiten", "ZCA: no pixel can be told from its neighbours. For images of up to 32 pixels."),
        },
        "activation": {
            "": _OWN,
            "relu": ("ReLU", "0 below 0, else as it is."),
            "leaky_relu": ("Leaky ReLU", "A little slope below 0, so that no unit dies."),
            "elu": ("ELU", "Smooth below 0, down to -1."),
            "gelu": ("GELU", "A smooth ReLU."),
            "tanh": ("Tanh", "From -1 to 1; the function of the first networks."),
            "sigmoid": ("Logistic", "From 0 to 1; learns slowly in deep networks."),
        },
        "pooling": {
            "": _OWN,
            "max": ("Max", "The largest value of each window."),
            "average": ("Average", "The mean of each window."),
            "stochastic": ("Stochastic", "One value drawn by its share; its expectation when predicting."),
        },
        "normalise": {
            "": _OWN,
            "on": ("On", "Batch normalisation behind every convolution."),
            "off": ("Off", "No batch normalisation."),
        },
        "optimizer": {
            "adam": ("Adam", "Adapts its steps to every weight; works nearly everywhere."),
            "adamw": ("AdamW", "Adam with weight decay."),
            "sgd": ("SGD", "Stochastic gradient descent as it is; needs a well-chosen learning rate."),
            "momentum": ("Momentum", "SGD that keeps going where the last corrections pointed; often best in the end."),
            "rmsprop": ("RMSprop", "The forerunner of Adam."),
        },
        "schedule": {
            "cosine": ("Cosine", "Down to almost nothing along half a wave."),
            "one-cycle": ("One cycle", "A long rise, then straight down to 0: for short runs."),
            "step": ("Steps", "A tenth after a third of the run, a hundredth after two."),
            "constant": ("Constant", "As it is, after a short rise."),
        },
        "loss": {
            "softmax": ("Softmax", "A probability for each class, with cross-entropy."),
            "sigmoid": ("One sigmoid", "One unit that tells two classes apart, with binary cross-entropy."),
        },
        "precision": {
            "auto": ("Automatic", "Whichever a trial at the start finds faster on this computer."),
            "float32": ("float32", "32-bit numbers throughout."),
            "bfloat16": ("bfloat16", "Numbers of 16 bits within a step: twice as fast where the processor knows them."),
        },
        "method": {
            "fast": ("Fast", "Only its new end, on what the network sees in each image: seconds, and mostly enough."),
            "fine-tune": ("Fine-tune", "Then its last blocks too, gently: minutes, and often a little better."),
            "all": ("Everything", "All layers from the start: for thousands of images and much time."),
        },
        "class_weights": {
            "none": ("Equal images", "Every image counts the same."),
            "balanced": ("Equal classes", "Every class counts the same: for datasets with rare classes."),
        },
    }
)  # fmt: skip
