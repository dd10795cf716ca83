"""The catalogue of networks: what each is, when to choose it, and the settings it trains well with.

Builds nothing: `engine/networks` holds one builder for each key, and a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass

from cnn_desktop.core.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """One network of the catalogue, and its recipe: the settings in force where the user chose none."""

    key: str
    title: str
    choose_when: str
    source: str
    smallest_image: int  # pixels a side
    image_size: int | None  # pixels a side; None: suggested from the dataset
    grey: bool = False  # the network of the source takes one channel
    optimizer: str = "adam"
    learning_rate: float = 1e-3  # peak
    batch_size: int = 32
    epochs: int = 30


ARCHITECTURES: tuple[Architecture, ...] = (
    Architecture(
        key="residual",
        title="Residual network (small)",
        choose_when="The one to start with: learns well from a few hundred images on.",
        source="He et al. 2015, arXiv:1512.03385",
        smallest_image=16,
        image_size=None,
        learning_rate=2e-3,
        epochs=20,
    ),
    Architecture(
        key="cifar10-vgg",
        title="VGG for small photos",
        choose_when="Small photos such as CIFAR-10; six convolutions that are easy to follow.",
        source="Bakytnur, Abilova, Tasbolatuly, “Image processing technology based on CNN”, figure 2",
        smallest_image=8,
        image_size=32,
        batch_size=64,
    ),
    Architecture(
        key="lenet5",
        title="LeNet-5",
        choose_when="Digits and other small drawings; the network that started it, trains in seconds.",
        source="LeCun et al. 1998, Proceedings of the IEEE 86(11)",
        smallest_image=16,
        image_size=28,
        grey=True,
    ),
)

DEFAULT = ARCHITECTURES[0].key


def architecture(key: str) -> Architecture:
    """The catalogue entry of `key`. Raises UserError, naming the nearest keys, where there is none."""
    for entry in ARCHITECTURES:
        if entry.key == key:
            return entry
    known = ", ".join(entry.key for entry in ARCHITECTURES)
    raise UserError(f"There is no architecture “{key}”.", hint=f"Choose one of: {known}.")
