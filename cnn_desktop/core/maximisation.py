"""What is told about an image that was made to please a channel."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from cnn_desktop.core import captioned_picture
from cnn_desktop.core.messages.maximisation import MaximisedImage
from cnn_desktop.core.preparation import Pixels


def goal(layer: str, channel: int, class_name: str = "") -> str:
    """“conv_2, channel 5” or “the class cat”: what the image pleases."""
    return f"the class {class_name}" if class_name else f"{layer}, channel {channel}"


def caption(image: MaximisedImage, run_name: str) -> str:
    """What stands over a picture: of what it is, what it comes to, how it was made."""
    what = "logit" if image.class_name else "mean before its function"
    name, share = image.prediction.ranked[0]
    return (
        f"Made from noise to please {goal(image.layer, image.channel, image.class_name)} of {run_name}\n"
        f"{what} {image.value:.4g} ({image.before:.4g} at first); taken for {name}, {100 * share:.1f} %; "
        f"{image.steps} steps, seed {image.seed}"
    )


def write(target: Path, pixels: Pixels, caption: str, *, is_bare: bool = False) -> None:
    """A PNG; bare: the image as the network sees it, pixel by pixel. Raises UserError where it cannot be written."""
    if is_bare:
        whole = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    else:
        whole, _ = captioned_picture.captioned(captioned_picture.enlarged(pixels), caption, captioned_picture.MARGIN)
    captioned_picture.write(target, whole)
