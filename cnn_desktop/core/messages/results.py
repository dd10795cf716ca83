"""What runs achieved, read from their folders (`core.results`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from cnn_desktop.core.dataset.model import SplitName

if TYPE_CHECKING:  # they are made of messages themselves
    from cnn_desktop.core.results.comparison import Comparison
    from cnn_desktop.core.results.of_run import RunResults


TakenAs: TypeAlias = Literal["report", "table", "script", "classifier"]


@dataclass(frozen=True, slots=True)
class ReadResults:
    """Everything about one run. Answered by `ResultsRead`."""

    ticket: int
    run: Path


@dataclass(frozen=True, slots=True)
class CompareRuns:
    """Each of `runs` held against the one at `reference`, on `split`. Answered by `RunsCompared`."""

    ticket: int
    runs: tuple[Path, ...]
    split: SplitName
    reference: int = 0


@dataclass(frozen=True, slots=True)
class TakeRunAway:
    """Write a run to `target`: an HTML report, a table of all answers or a Python script. Answered by `RunWritten`."""

    ticket: int
    run: Path
    target: Path
    kind: TakenAs


@dataclass(frozen=True, slots=True)
class RunWritten:
    ticket: int
    target: Path
    kind: TakenAs


@dataclass(frozen=True, slots=True, eq=False)
class ResultsRead:
    ticket: int
    results: RunResults


@dataclass(frozen=True, slots=True, eq=False)
class RunsCompared:
    ticket: int
    comparison: Comparison


Request: TypeAlias = ReadResults | CompareRuns | TakeRunAway
Event: TypeAlias = ResultsRead | RunsCompared | RunWritten
