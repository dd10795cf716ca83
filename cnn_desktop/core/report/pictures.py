"""Images of the dataset as tiles that lie in the page itself, beside what they are and what the run says."""

from __future__ import annotations

import base64

import numpy as np

from cnn_desktop.core import images
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import shrink
from cnn_desktop.core.report.markup import percent, plain
from cnn_desktop.core.results.of_run import SplitResult

SIDE = 144  # pixels of a tile
_SMALL = 64  # pixels; up to there an image is kept as it is
_QUALITY = 82  # of JPEG: 4 to 8 KB a tile
MOST_MISTAKES, MOST_EXAMPLES = 24, 12


def mistakes(result: SplitResult) -> Array:
    """Places of the mistakes to show, the surest first."""
    wrong = result.by_worth[~result.is_right[result.by_worth]]
    return wrong[:MOST_MISTAKES]


def examples(result: SplitResult) -> Array:
    """Places of answers that are right: of each class in turn, from the middle of how sure they are."""
    of_class = []
    for label in range(len(result.classes)):
        places = np.flatnonzero(result.is_right & (result.labels == label))
        by_confidence = places[np.argsort(result.confidence[places], kind="stable")]
        middle = len(by_confidence) // 2
        of_class.append(np.roll(by_confidence, -middle))
    turns = max(map(len, of_class), default=0)
    chosen = [places[turn] for turn in range(min(turns, MOST_EXAMPLES)) for places in of_class if turn < len(places)]
    return np.array(chosen[:MOST_EXAMPLES], np.int64)


def tiles(result: SplitResult, places: Array) -> str:
    return f'<div class="tiles">{"".join(_tile(result, int(place)) for place in places)}</div>'


def _tile(result: SplitResult, place: int) -> str:
    true, answer = result.classes[result.labels[place]], result.classes[result.predicted[place]]
    sure = percent(float(result.confidence[place]))
    if true == answer:
        words = f"<b>{plain(answer)}</b> {sure}"
    else:
        words = f"says {plain(answer)}, {sure}<br>is <b>{plain(true)}</b>"
    name = str(result.files[place])
    return f"<figure>{_picture(result, name)}<figcaption>{words}<br><small>{plain(name)}</small></figcaption></figure>"


def _picture(result: SplitResult, name: str) -> str:
    try:
        pixels = shrink(images.decode(result.folder / name, longest_side_hint=SIDE), SIDE)
    except (UserError, OSError):  # moved or deleted since; the report tells of it and goes on
        return '<div class="gone">This image is no longer there.</div>'
    kind, options = ("png", []) if max(pixels.shape) <= _SMALL else ("jpeg", [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    encoded = cv2.imencode(f".{kind}", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)[1]
    data = base64.b64encode(encoded.tobytes()).decode("ascii")
    return f'<img width="{SIDE}" height="{SIDE}" alt="" src="data:image/{kind};base64,{data}">'
