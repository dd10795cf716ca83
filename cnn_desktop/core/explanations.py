"""The ways to ask a network where in an image it found a class, by name; how far to trust the answer; its picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels

Method: TypeAlias = Literal[
    "grad-cam", "hires-cam", "layer-cam", "score-cam", "integrated-gradients", "smooth-grad", "occlusion", "rise"
]

METHODS: tuple[Method, ...] = get_args(Method)

TITLES: Mapping[Method, str] = {
    "grad-cam": "Grad-CAM", "hires-cam": "HiRes-CAM", "layer-cam": "Layer-CAM", "score-cam": "Score-CAM",
    "integrated-gradients": "Integrated gradients", "smooth-grad": "SmoothGrad", "occlusion": "Occlusion",
    "rise": "RISE",
}  # fmt: skip

OF_A_LAYER: frozenset[Method] = frozenset({"grad-cam", "hires-cam", "layer-cam", "score-cam"})  # others: of the image

Verdict: TypeAlias = Literal["network", "partly", "places", "image"]

_ALIKE, _PARTLY_ALIKE = 0.7, 0.4  # rank correlation

VERDICTS: Mapping[Verdict, str] = {
    "network": "This map changes when the network forgets everything: it tells of what was learned.",
    "partly": "Part of this map stays when the network forgets everything: read it with care.",
    "places": "Where this map is strong hardly changes when the network forgets everything: the places come from the "
    "image, and only the signs from the network.",
    "image": "This map hardly changes when the network forgets everything: it explains the image, not the network.",
}


@dataclass(frozen=True, slots=True)
class Trust:
    """How like a map is to that of networks with random weights: rank correlations, −1..1, one a network.

    `likeness` with the signs of both maps, `places` of how strong they are alone.
    """

    likeness: tuple[float, ...]
    places: tuple[float, ...]

    @property
    def mean_likeness(self) -> float:
        return sum(self.likeness) / len(self.likeness)

    @property
    def mean_places(self) -> float:
        return sum(self.places) / len(self.places)

    @property
    def verdict(self) -> Verdict:
        """A map that does not change explains nothing."""
        if self.mean_likeness >= _ALIKE:
            return "image"
        if self.mean_places >= _ALIKE:
            return "places"
        return "partly" if max(self.mean_likeness, self.mean_places) >= _PARTLY_ALIKE else "network"


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What one method found, over what the network saw. `strongest` is what 1 stands for, in units of the logit.

    `total` and `error`: what all values should add up to by the method's own promise, and what they lack of it.
    """

    method: Method
    class_name: str
    layer: str  # whose maps were weighed; empty: the image itself
    seen: Pixels  # (side, side, 1 or 3)
    values: Array  # (side, side) float32, −1..1: below 0 speaks against the class
    strongest: float
    logit: float
    total: float | None = None
    error: float | None = None
    steps: int = 0  # of a sum that stands for an integral; 0: there is none

    @property
    def share_for(self) -> float:
        """Of all evidence, what speaks for the class: 0..1."""
        return float(self.values.clip(0).sum() / max(float(np.abs(self.values).sum()), 1e-12))


def promise(evidence: Evidence) -> str:
    """How well the values add up to what the method promises, in words; empty where it promises nothing."""
    total, error = evidence.total, evidence.error
    if total is None or error is None:
        return ""
    of = "the logit without its bias" if evidence.layer else "what the logit gained over a black image"
    steps = f", in {evidence.steps} steps" if evidence.steps else ""
    said = f"Adds up to {_minus(f'{total:.4g}')}, {of}, but for {abs(error):.2g}{steps}"
    is_short = abs(error) > 0.05 * max(1.0, abs(total))
    return f"{said}: part of the map is missing." if is_short else f"{said}."


def figures(trust: Trust) -> str:
    """The numbers behind the verdict."""
    count = len(trust.likeness)
    others = "a network" if count == 1 else f"{count} networks"
    return (
        f"Rank correlation with the map of {others} of random weights: {_signed(trust.mean_likeness)}; "
        f"of the strengths alone {_signed(trust.mean_places)}."
    )


def caption(image_name: str, evidence: Evidence, trust: Trust | None, altered: str = "") -> str:
    """What stands over a picture: the image, the class, the method; what it promises, and how far to trust it.

    `altered`: which channels of the network were, in words.
    """
    where = f", layer {evidence.layer}" if evidence.layer else ""
    logit = _minus(f"{evidence.logit:.3g}")
    lines = [f"{image_name}: {evidence.class_name}, logit {logit}", f"{TITLES[evidence.method]}{where}"]
    lines += [f"Altered: {altered}"] if altered else []
    lines += filter(None, (promise(evidence), VERDICTS[trust.verdict] if trust else ""))
    return "\n".join(lines)


def _signed(value: float) -> str:
    """With its sign, but none at nothing."""
    said = f"{value:+.2f}"
    return "0.00" if said in ("+0.00", "-0.00") else _minus(said)


def _minus(number: str) -> str:
    return number.replace("-", "−")


FOR = (255, 122, 0)  # RGB: evidence for a class
AGAINST = (20, 110, 255)  # against it
OPACITY = 0.75  # of the strongest evidence


def overlay(seen: Pixels, evidence: Array, longest_side: int = 448, opacity: float = OPACITY) -> Pixels:
    """What the network saw (side, side, 1 or 3), grey under its evidence (side, side) of −1..1: for people to look at.

    How strong it is is told by how opaque; nothing lies where there is none. Enlarged to whole multiples.
    """
    picture = np.repeat(seen, 3, axis=2) if seen.shape[2] == 1 else seen
    times = max(1, longest_side // seen.shape[0])
    side = (seen.shape[1] * times, seen.shape[0] * times)
    picture = cv2.resize(np.ascontiguousarray(picture), side, interpolation=cv2.INTER_NEAREST)
    grey = np.repeat(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2).astype(np.float32)
    enlarged = cv2.resize(evidence, side, interpolation=cv2.INTER_LINEAR)[..., None]
    strength = np.clip(np.abs(enlarged), 0, 1) * opacity
    hue = np.where(enlarged >= 0, np.array(FOR, np.float32), np.array(AGAINST, np.float32))
    return np.asarray(np.rint(grey * (1 - strength) + hue * strength), np.uint8)
