"""What has to be known of the pretrained networks without building them. The networks: `engine/networks/pretrained`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class KnownBackbone:
    """One network of `keras.applications`, without its end."""

    name: str  # as in sentences
    maker: str  # the function of `keras.applications`
    mark: str  # a layer that no other one has
    last_blocks: tuple[str, ...]  # how the names of the layers begin that fine-tuning trains
    widths: Mapping[int, float] = field(default_factory=dict)  # channels of `mark` → Keras's alpha


KNOWN: Mapping[str, KnownBackbone] = MappingProxyType(
    {
        "mobilenet-v2": KnownBackbone(
            name="MobileNetV2",
            maker="MobileNetV2",
            mark="block_16_project",
            last_blocks=("block_13", "block_14", "block_15", "block_16", "Conv_1"),
            widths={112: 0.35, 160: 0.5, 240: 0.75, 320: 1.0, 416: 1.3, 448: 1.4},
        ),
        "mobilenet-v1": KnownBackbone(
            name="MobileNet",
            maker="MobileNet",
            mark="conv_pw_13",
            last_blocks=("conv_dw_12", "conv_pw_12", "conv_dw_13", "conv_pw_13"),
            widths={256: 0.25, 512: 0.5, 768: 0.75, 1024: 1.0},
        ),
        "efficientnet-b0": KnownBackbone(
            name="EfficientNet-B0",
            maker="EfficientNetB0",
            mark="block7a_project_conv",
            last_blocks=("block6", "block7", "top_"),
        ),
        "resnet-50": KnownBackbone(
            name="ResNet-50",
            maker="ResNet50",
            mark="conv5_block3_3_conv",
            last_blocks=("conv5_",),
        ),
    }
)

DEFAULT_DROPOUT = 0.2  # between features and classes
VARIATIONS = 3  # of each training image that features are computed of, beside the image as it is
FINE_TUNING = 0.1  # of the learning rate: what was learned from a million photos is moved a little only


def head_epochs(method: str, epochs: int) -> int:
    """How many of `epochs` train the new end alone, on features: all of the fast way, the first of fine-tuning."""
    return {"all": 0, "fast": epochs, "fine-tune": min(10, epochs // 2)}[method]
