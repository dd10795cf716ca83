"""What the editor of layers shows: a draft worked out on its ground, and what stands against using it. Pure, no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from cnn_desktop.core.stack.arithmetic import Figures, Shape, analyse
from cnn_desktop.core.stack.layers import Row, Stack, why_untrainable
from cnn_desktop.gui.models.own_network import Ground
from cnn_desktop.gui.models.stack_draft import IMAGE, Draft, Version


@dataclass(frozen=True, slots=True)
class Mistake:
    """What was typed into a setting of the selected row (or into “image_size”), and makes no sense."""

    field: str
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class EditorState:
    """All that the editor shows. The last of `figures` and `problems` are those of the classes."""

    version: Version
    ground: Ground
    figures: tuple[Figures, ...]
    problems: tuple[str, ...]  # of each row; empty: none
    mistake: Mistake | None
    can_undo: bool
    can_redo: bool
    is_changed: bool  # since it was opened
    refusal: str  # why it cannot be used

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.version.stack.rows

    @property
    def selected(self) -> int:
        return self.version.selected

    @property
    def image(self) -> Shape:
        """(height, width, channels) of what comes in."""
        return self.version.image_size, self.version.image_size, self.ground.channels

    @property
    def is_unfinished(self) -> bool:
        """All that is there is right; what leads to the classes is missing."""
        return bool(self.rows and self.problems[-1]) and not any(self.problems[:-1]) and self.mistake is None

    def before(self, place: int) -> Shape:
        """What reaches the row at `place`."""
        return self.figures[place - 1].output if place > 0 else self.image


def look(draft: Draft, opened: Version, ground: Ground, mistake: Mistake | None) -> EditorState:
    """What is shown of `draft`; `opened` is the version that the editor began with."""
    version = draft.now
    rows, size = version.stack.rows, version.image_size
    figures = tuple(analyse(rows, (size, size, ground.channels), ground.classes, ground.output))
    problems = [one.error or why_untrainable((row,)) for one, row in zip(figures, rows, strict=False)]
    problems.append(figures[-1].error if rows else "")
    if mistake and mistake.field != "image_size" and version.selected != IMAGE:
        problems[version.selected] = mistake.message
    return EditorState(
        version=version,
        ground=ground,
        figures=figures,
        problems=tuple(problems),
        mistake=mistake,
        can_undo=bool(draft.past),
        can_redo=bool(draft.future),
        is_changed=_content(version) != _content(opened),
        refusal=_refusal(rows, problems, mistake),
    )


def _refusal(rows: tuple[Row, ...], problems: list[str], mistake: Mistake | None) -> str:
    if mistake and mistake.field == "image_size":
        return mistake.message
    if not rows:
        return "There are no layers yet."
    first = next((number for number, problem in enumerate(problems) if problem), None)
    if first is None:
        return ""
    where = f"Layer {first + 1}" if first < len(problems) - 1 else "The end"
    return f"{where}: {problems[first]}"


def _content(version: Version) -> tuple[Stack, int, str]:
    return version.stack, version.image_size, version.based_on
