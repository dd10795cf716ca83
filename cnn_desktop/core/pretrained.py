"""The weights that Keras publishes for its networks: how the file is called, where it is kept, where it comes from.

Says whether a file is there; what is in one, `engine/networks/weights` says.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cnn_desktop.core import architectures
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted

IMAGENET, RANDOM = "imagenet", "none"  # what `weights` of a configuration may say in place of a file

_KERAS = "https://storage.googleapis.com/tensorflow/keras-applications"


@dataclass(frozen=True, slots=True)
class Published:
    """One file, without the 1,000 classes of ImageNet at its end."""

    file: str  # as Keras calls it in its cache
    address: str
    bytes: int
    md5: str = ""  # as Keras checks it; empty: it has none for this file
    sha256: str = ""  # where two places that know nothing of each other name the same; empty: not known

    @property
    def has_sum(self) -> bool:
        """Somebody else than this program says what its content is."""
        return bool(self.sha256 or self.md5)

    @property
    def check(self) -> str:
        """How a download of it is checked, in a sentence for who is asked whether it may be fetched."""
        if self.sha256:
            return "It is kept only if its SHA-256 is the one that this program knows"
        if self.md5:
            return "It is kept only if it has the length and the MD5 sum that Keras names, which guards against damage"
        return (
            "Keras names no sum for it: its length and its layers are checked, and its SHA-256 is written down, so "
            "that a later download that differs is refused"
        )

    @property
    def size(self) -> str:
        """As people read it: “9.4 MB”."""
        return f"{self.bytes / 1e6:.1f}\N{NO-BREAK SPACE}MB"


PUBLISHED: Mapping[str, Published] = MappingProxyType(
    {
        "mobilenet-v2": Published(
            "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
            f"{_KERAS}/mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
            9_406_464,
        ),
        "mobilenet-v1": Published(
            "mobilenet_1_0_224_tf_no_top.h5",
            f"{_KERAS}/mobilenet/mobilenet_1_0_224_tf_no_top.h5",
            17_225_924,
        ),
        "efficientnet-b0": Published(
            "efficientnetb0_notop.h5",
            "https://storage.googleapis.com/keras-applications/efficientnetb0_notop.h5",
            16_705_208,
            "50bc09e76180e00e4465e1a485ddc09d",
        ),
        "resnet-50": Published(
            "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
            f"{_KERAS}/resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
            94_765_736,
            "4d473c1dd8becc155b73f8504c6f6626",
            # the same in a Git LFS pointer with this length (github.com/Vietpr/Butterfly_Image_Classification), and
            # in the script of a study of Virus-MNIST, which refuses any other file in Keras's cache
            "66c8b43daff3fcc15bc4f30e3d2a167e21a14d9c9598a5394e5516471f4af504",
        ),
    }
)


def cache_folder() -> Path:
    """Where Keras itself keeps them, so that nothing is loaded twice."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path.home() / ".keras") / "models"


def cached(key: str) -> Path:
    """Where the weights of ImageNet for the architecture `key` are, or would be."""
    return cache_folder() / PUBLISHED[key].file


def file_of(key: str, weights: str) -> Path | None:
    """The file that `weights` means; None for random ones. Raises UserError where it is not there: what to do then."""
    if weights == RANDOM:
        return None
    if weights != IMAGENET:
        if not Path(weights).is_file():
            raise UserError(
                f"There is no weights file {quoted(weights)}.", hint="Choose another one, or the weights of ImageNet."
            )
        return Path(weights)
    if not cached(key).is_file():
        raise missing(key)
    return cached(key)


def missing(key: str) -> UserError:
    """The refusal where the weights of ImageNet are not on this computer."""
    published, title = PUBLISHED[key], architectures.architecture(key).title
    return UserError(
        f"{title}: the weights of ImageNet are not on this computer yet. It is one file of {published.size}, "
        f"{published.address}",
        hint="Let it be downloaded (Download… in the window, --download on the command line), "
        "or name a file that you have (Choose a weights file…, --weights FILE).",
    )
