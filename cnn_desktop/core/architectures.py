"""The catalogue of networks: what each is, when to choose it, and its recipe, the settings it trains well with.

Every entry is a preset as well: `--preset KEY` and `--architecture KEY` are the same complete configuration.
Builds nothing: layer stacks are data of `core.stack`, the other networks are built in `engine/networks`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.stack import known
from cnn_desktop.core.stack.layers import Row

Kind: TypeAlias = Literal["stack", "code", "own", "pretrained"]

LEAST_FIRST_SIZE = 16  # pixels: the residual networks halve an image three times
OWN = "own"  # the key of a network that is no entry's: its layers come with the configuration

_STACK_OPTIONS = frozenset({"activation", "pooling", "normalise", "dropout"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """One network of the catalogue. What has the name of a field of `TrainingConfig` is its recipe: the value in
    force where the user chose none; None there means the network's own way.
    """

    key: str
    group: str  # the heading it stands under in a list
    title: str
    choose_when: str
    source: str
    kind: Kind = "stack"
    rows: tuple[Row, ...] = ()  # of a stack
    options: frozenset[str] = _STACK_OPTIONS  # which choices about the network itself it takes
    smallest_image: int  # pixels a side

    image_size: int | None = None  # pixels a side; None: suggested from the dataset
    first_size: int | None = None  # pixels of the first batches, where images grow
    grey: bool = False
    polarity: str = "as-is"
    centring: str = "none"
    resize: str = "pad"
    inputs: str = "rescale"
    optimizer: str = "adam"
    learning_rate: float = 1e-3  # peak
    schedule: str = "cosine"
    batch_size: int = 32
    epochs: int = 30
    patience: int = 6
    augmentation: str = "light"
    vary: Augmentation | None = None  # in place of what `augmentation` stands for
    loss: str = "softmax"
    label_smoothing: float = 0.0
    l2: float = 0.0
    weights: str = "none"
    method: str = "all"


ARCHITECTURES: tuple[Architecture, ...] = (
    Architecture(
        key="residual",
        group="To start with",
        title="Residual network (small)",
        choose_when="The one to start with: learns well from a few hundred images on.",
        source="He et al. 2015, arXiv:1512.03385",
        kind="code",
        options=frozenset({"activation", "dropout"}),
        smallest_image=16,
        learning_rate=2e-3,
        epochs=20,
    ),
    Architecture(
        key="cifar10-fast",
        group="Small photos",
        title="CIFAR-10, fast",
        choose_when="Tens of thousands of small images: a fair result in a few epochs.",
        source="In the manner of Jordan 2024, arXiv:2404.00498 (airbench)",
        kind="code",
        options=frozenset(),
        smallest_image=24,
        image_size=32,
        optimizer="momentum",
        learning_rate=1.4,
        schedule="one-cycle",
        batch_size=256,
        first_size=16,
        epochs=2,
        patience=0,
        vary=Augmentation(flip=True, shift=2 / 32),
        label_smoothing=0.2,
    ),
    Architecture(
        key="cifar10-best",
        group="Small photos",
        title="CIFAR-10, best",
        choose_when="Tens of thousands of small images, and time for the best result.",
        source="In the manner of Jordan 2024, arXiv:2404.00498 (airbench)",
        kind="code",
        options=frozenset(),
        smallest_image=24,
        image_size=32,
        optimizer="momentum",
        learning_rate=0.6,
        schedule="one-cycle",
        batch_size=512,
        first_size=16,
        epochs=30,
        patience=0,
        vary=Augmentation(flip=True, shift=2 / 32, cutout=0.25),
        label_smoothing=0.2,
        l2=6e-4,
    ),
    Architecture(
        key="cifar10-vgg",
        group="From the papers",
        title="VGG for small photos",
        choose_when="Small photos such as CIFAR-10; six convolutions that are easy to follow.",
        source="Bakytnur, Abilova, Tasbolatuly, “Image processing technology based on CNN”, figure 2",
        rows=known.CIFAR10_VGG,
        smallest_image=8,
        image_size=32,
        batch_size=64,
    ),
    Architecture(
        key="xray-28",
        group="From the papers",
        title="X-ray, first stage",
        choose_when="Grey images at 28×28, to see how far that goes: trains in seconds.",
        source="The X-ray paper's first stage: small VGG-like network, ReLU, max pooling",
        rows=known.XRAY_28,
        smallest_image=4,
        image_size=28,
        grey=True,
        epochs=25,
        patience=0,
    ),
    Architecture(
        key="xray",
        group="From the papers",
        title="X-ray",
        choose_when="Grey medical images, at a size at which a fracture can be seen.",
        source="The X-ray paper's network in a modern size",
        rows=known.XRAY,
        smallest_image=8,
        image_size=128,
        grey=True,
        epochs=25,
        patience=0,
        augmentation="medium",
    ),
    Architecture(
        key="fish-binary",
        group="From the papers",
        title="Two classes, one output",
        choose_when="Two classes and a network small enough to know by heart.",
        source="The fish paper, figures 5 to 7: one sigmoid unit, binary cross-entropy, Adam, 30 epochs",
        rows=known.FISH_BINARY,
        smallest_image=10,
        image_size=64,
        resize="stretch",
        loss="sigmoid",
        patience=0,
        vary=Augmentation(flip=True, shear=0.2, zoom=0.2),
    ),
    Architecture(
        key="alexnet",
        group="From the papers",
        title="AlexNet",
        choose_when="To study the network that began it, layer by layer; slow on a processor.",
        source="Krizhevsky et al. 2012; the AlexNet paper's table, 62,378,344 parameters for 1,000 classes",
        rows=known.ALEXNET,
        smallest_image=67,
        image_size=227,
        optimizer="momentum",
        learning_rate=0.01,
        batch_size=128,
        l2=5e-4,
    ),
    Architecture(
        key="mnist",
        group="From the papers",
        title="Handwritten digits",
        choose_when="Digits, drawn or photographed, dark on light or light on dark.",
        source="The digits paper's first listing, with the flattening it forgets",
        rows=known.MNIST,
        smallest_image=18,
        image_size=28,
        grey=True,
        polarity="light-on-dark",
        centring="mass",
        batch_size=64,
        epochs=10,
    ),
    Architecture(
        key="lenet5",
        group="Classics",
        title="LeNet-5",
        choose_when="Digits and other small drawings; trains in seconds.",
        source="LeCun et al. 1998, Proceedings of the IEEE 86(11)",
        rows=known.LENET5,
        smallest_image=12,
        image_size=28,
        grey=True,
        polarity="light-on-dark",
        centring="mass",
    ),
    Architecture(
        key="vgg16",
        group="Classics",
        title="VGG-16",
        choose_when="To study a deep network without shortcuts; very slow on a processor.",
        source="Simonyan and Zisserman 2014, arXiv:1409.1556",
        rows=known.VGG16,
        smallest_image=32,
        image_size=64,
        learning_rate=1e-4,
    ),
    Architecture(
        key="mobilenet-v2",
        group="Pretrained, for few images",
        title="MobileNetV2, pretrained",
        choose_when="Photos, and few of them: it has seen a million others before yours.",
        source="Sandler et al. 2018, arXiv:1801.04381; weights of ImageNet",
        kind="pretrained",
        options=frozenset({"dropout"}),
        smallest_image=32,
        image_size=224,
        resize="crop",
        weights="imagenet",
        method="fast",
    ),
    Architecture(
        key="mobilenet-v1",
        group="Pretrained, for few images",
        title="MobileNet, pretrained",
        choose_when="As MobileNetV2; older, with weights in more sizes.",
        source="Howard et al. 2017, arXiv:1704.04861; weights of ImageNet",
        kind="pretrained",
        options=frozenset({"dropout"}),
        smallest_image=32,
        image_size=224,
        resize="crop",
        weights="imagenet",
        method="fast",
    ),
    Architecture(
        key="efficientnet-b0",
        group="Pretrained, for few images",
        title="EfficientNet-B0, pretrained",
        choose_when="Photos, where MobileNetV2 is not good enough and time is there.",
        source="Tan and Le 2019, arXiv:1905.11946; weights of ImageNet",
        kind="pretrained",
        options=frozenset({"dropout"}),
        smallest_image=32,
        image_size=224,
        resize="crop",
        weights="imagenet",
        method="fast",
    ),
    Architecture(
        key="resnet-50",
        group="Pretrained, for few images",
        title="ResNet-50, pretrained",
        choose_when="Photos; large and slow, a yardstick in many papers.",
        source="He et al. 2015, arXiv:1512.03385; weights of ImageNet",
        kind="pretrained",
        options=frozenset({"dropout"}),
        smallest_image=32,
        image_size=224,
        resize="crop",
        weights="imagenet",
        method="fast",
    ),
    Architecture(
        key=OWN,
        group="Your own",
        title="A network of your own",
        choose_when="Put together layer by layer.",
        source="You",
        kind="own",
        options=frozenset(),  # its rows say it all
        smallest_image=1,
    ),
)

DEFAULT = ARCHITECTURES[0].key
BY_KEY: Mapping[str, Architecture] = MappingProxyType({entry.key: entry for entry in ARCHITECTURES})


def require_layers(entry: Architecture, layers: tuple[Row, ...] | None) -> None:
    """Raise UserError where `layers` are missing, or given to a network that brings its own."""
    if entry.kind == "own" and layers is None:
        raise UserError(
            f"{entry.title} needs its layers.",
            hint="Put them together with “Edit layers…” in the window, or name a file: --layers FILE.json.",
        )
    if entry.kind != "own" and layers is not None:
        raise UserError(f"{entry.title} brings its own layers.", hint=f"Name the architecture “{OWN}”, or none.")


def architecture(key: str) -> Architecture:
    """The catalogue entry of `key`. Raises UserError, naming the nearest keys, where there is none."""
    if key in BY_KEY:
        return BY_KEY[key]
    near = difflib.get_close_matches(key, BY_KEY, n=1)
    advice = f"Did you mean “{near[0]}”? " if near else ""
    raise UserError(f"There is no architecture “{key}”.", hint=f"{advice}Choose one of: {', '.join(BY_KEY)}.")
