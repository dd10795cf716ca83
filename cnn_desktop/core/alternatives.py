"""Other ways to train on the same dataset, cheaper or likely better: what to change, in a word, and why. Pure."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

from cnn_desktop.core import architectures
from cnn_desktop.core.config import TrainingConfig, completed
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.suggestion import MANY, SMALL

FEW = 5_000  # up to so many, what a network saw before counts for more than what it can see here
_LEAST_SIDE = 32  # pixels that halving the size leaves

Gain = Literal["faster", "better"]


@dataclass(frozen=True, slots=True)
class Alternative:
    """`changes` are fields of `TrainingConfig`; an architecture among them brings its whole recipe."""

    title: str
    gain: Gain
    changes: tuple[tuple[str, Any], ...]
    why: str


def alternatives(config: TrainingConfig, training: int, suggested_size: int) -> tuple[Alternative, ...]:
    """To a decided `config` on so many training images, of about `suggested_size` pixels. At most three."""
    entry, size = architectures.architecture(config.architecture), config.image_size or suggested_size
    found: list[Alternative] = []
    if suggested_size <= SMALL and training >= MANY and not config.grey:
        found += [
            Alternative(architectures.architecture(key).title, gain, (("architecture", key),), why)
            for key, gain, why in _PRESETS
            if key != config.architecture
        ]
    if entry.kind == "pretrained":
        found += [_METHODS[config.method]] if config.method in _METHODS else []
    elif suggested_size > SMALL and training <= FEW and not config.grey:
        title = architectures.architecture(_PRETRAINED).title
        found.append(
            Alternative(title, "better", (("architecture", _PRETRAINED),), "It has seen a million photos before yours.")
        )
    if size // 2 >= max(_LEAST_SIDE, entry.smallest_image) and entry.image_size is None:
        why = "A quarter of the work; fine detail is lost."
        found.append(Alternative(f"{size // 2} pixels a side", "faster", (("image_size", size // 2),), why))
    return tuple(found[:3])


def changed(config: TrainingConfig, alternative: Alternative, suggested_size: int) -> TrainingConfig:
    """The decided configuration of an alternative. Raises UserError where it cannot be one."""
    changes = dict(alternative.changes)
    if "architecture" not in changes:
        return dataclasses.replace(config, **changes)
    kept = {name: getattr(config, name) for name in _KEPT}
    return completed(TrainingConfig(**kept, **changes), suggested_size)


def possible(config: TrainingConfig, alternative: Alternative, suggested_size: int) -> TrainingConfig | None:
    """`changed`, or None where it cannot be."""
    try:
        return changed(config, alternative, suggested_size)
    except UserError:
        return None


def is_worth_it(alternative: Alternative, seconds: float, its_seconds: float) -> bool:
    """Whether to offer it, now that both were timed: what is to be faster has to be."""
    return alternative.gain == "better" or its_seconds <= _WORTH * seconds


_WORTH = 0.8  # of the time
_PRETRAINED = "mobilenet-v2"
_KEPT = ("dataset", "runs", "seed", "validation", "test", "group_by", "fold", "precision", "class_weights")
_PRESETS: tuple[tuple[str, Gain, str], ...] = (
    ("cifar10-fast", "faster", "A few epochs of a network made for many small photos."),
    ("cifar10-best", "better", "A wider network made for many small photos, for as long as it needs."),
)
_METHODS = {
    "all": Alternative("Only its new end", "faster", (("method", "fast"),), "What it has seen before stays as it is."),
    "fine-tune": Alternative("Only its new end", "faster", (("method", "fast"),), "Its last blocks stay as they are."),
    "fast": Alternative("Its last blocks too", "better", (("method", "fine-tune"),), "Often a little better."),
}
