"""What a prediction is worth, in words, and why. Pure functions."""

from __future__ import annotations

from cnn_desktop.core.likeness import PERCENTILE
from cnn_desktop.core.messages import Prediction
from cnn_desktop.core.names import shown_name
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.gui.widgets.probability_bars import percent


def verdict(prediction: Prediction) -> str:
    """The one line in large type."""
    match prediction.judgement:
        case "sure":
            return f"{prediction.class_name}, {_share(prediction)}"
        case "unsure":
            return f"Not sure: perhaps {prediction.class_name}, {_share(prediction)}"
        case "unlike":
            return "Unlike the training images"


def _share(prediction: Prediction) -> str:
    """In one piece, wherever the line breaks."""
    return percent(prediction.confidence).replace(" ", "\N{NO-BREAK SPACE}")


def why(prediction: Prediction, least: float) -> str:
    """The reason of a judgement; empty where there is nothing to explain. `least`: confidence it is sure from."""
    match prediction.judgement:
        case "sure":
            return ""
        case "unsure":
            return f"This run is sure from {percent(least)} on." if least else "Its confidence is low."
        case "unlike":
            return (
                f"It lies farther from them than {PERCENTILE:.0f} % of the validation images. "
                f"It would be {shown_name(prediction.class_name)}, {percent(prediction.confidence)}."
            )


def seen_as(preparation: Preparation) -> str:
    """How an image became what the network sees."""
    size = preparation.size
    parts = {
        "pad": "the whole image, black beside it",
        "crop": "the square in the middle",
        "stretch": "the whole image, pulled into a square",
    }
    said = f"{size} × {size} pixels{' in grey' if preparation.grey else ''}: {parts[preparation.resize]}."
    if preparation.polarity == "light-on-dark":
        said += " Turned light on dark."
    if preparation.centring == "mass":
        said += " Moved to the middle by its weight."
    return said
