"""The chosen answers as tiles of the wall, each made when it is asked for: 50,000 are there at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import overload

from cnn_desktop.core.dataset.edits import Edit
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.names import quoted
from cnn_desktop.core.results.of_run import SplitResult
from cnn_desktop.gui.widgets.image_wall import Tile


class AnswerTiles(Sequence[Tile]):
    """`places` of `result`, in their order, with what was corrected of them."""

    def __init__(self, result: SplitResult, places: Array, edits: Mapping[str, Edit]) -> None:
        self._result, self._places, self._edits = result, places, edits

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> Tile: ...
    @overload
    def __getitem__(self, at: slice) -> list[Tile]: ...
    def __getitem__(self, at: int | slice) -> Tile | list[Tile]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        result, place = self._result, self._places[at]
        file = str(result.files[place])
        return Tile(
            result.folder / file,
            result.classes[result.predicted[place]],
            float(result.confidence[place]),
            true=result.classes[result.labels[place]],
            mark=mark_of(self._edits.get(file)),
            loss=float(result.loss[place]),
        )


def mark_of(edit: Edit | None) -> str:
    """What is written across a picture that was corrected."""
    if edit is None:
        return ""
    return "left out" if edit.leaves_out else f"is {quoted(edit.class_name)}"
