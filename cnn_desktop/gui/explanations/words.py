"""What the page says: each method by its question, and what a map comes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from cnn_desktop.core.explanations import Evidence, Method, Verdict

Tone: TypeAlias = Literal["success", "warning", "danger"]

QUESTIONS: Mapping[Method, str] = {  # what each answers
    "grad-cam": "Which places of a layer speak for the class, and which against it?",
    "hires-cam": "The same, value by value: where what follows is linear, it adds up to the logit.",
    "layer-cam": "The same, finer at early layers: only what speaks for the class.",
    "score-cam": "What does the class gain if only what a map lights up is seen?",
    "integrated-gradients": "What does each pixel add on the way from black to this image?",
    "smooth-grad": "Which pixels would matter if they were brighter or darker?",
    "occlusion": "What does the class lose when a patch is covered?",
    "rise": "Where does it help to see the image, through random holes?",
}

BADGES: Mapping[Verdict, tuple[str, Tone]] = {
    "network": ("check-circle", "success"),
    "partly": ("warning", "warning"),
    "places": ("warning", "warning"),
    "image": ("warning-circle", "danger"),
}

NO_LAYER = "This method looks at the image itself, not at a layer."


def balance(evidence: Evidence) -> str:
    """How much speaks for the class, and how much against it."""
    if not evidence.strongest:
        return "Nothing in the image speaks for the class or against it."
    share = evidence.share_for
    if share < 0.005:
        return "All evidence speaks against the class."
    if share > 0.995:
        return "All evidence speaks for the class."
    return f"{100 * share:.0f} % speaks for the class, {100 - round(100 * share)} % against it."


def amount(value: float) -> str:
    """A number under the scale."""
    return f"{value:+.2g}".replace("-", "−")
