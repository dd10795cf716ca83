"""How a study stands, read from its folder: every run, and the table of those that are done."""

from __future__ import annotations

import dataclasses
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias
from zipfile import BadZipFile

import numpy as np

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Score, every_class
from cnn_desktop.core.messages.studies import ListedStudy
from cnn_desktop.core.messages.training import EpochDone
from cnn_desktop.core.results.difference import Rights
from cnn_desktop.core.runs import Run, life, open_run
from cnn_desktop.core.study.folder import StudyFolder
from cnn_desktop.core.study.plan import PlannedRun, Settings, Study
from cnn_desktop.core.study.table import Answered, Place, TableRow, judged, row

RunState: TypeAlias = Literal["waiting", "training", "stopped", "failed", "done"]
Cache: TypeAlias = MutableMapping[Path, Answered]  # of runs that are done, by folder: they do not change


@dataclass(frozen=True, slots=True)
class RunStanding:
    """One run of the queue. `place`: its fold and seed. `score`: on validation."""

    number: int
    name: str
    folder: Path
    settings: Settings
    state: RunState
    place: Place = ("", 0)
    history: tuple[EpochDone, ...] = ()
    epochs: int = 0  # at most
    score: Score | None = None
    best_epoch: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """All that is shown of a study. `verdict`: whether the best is better by more than chance; may be empty."""

    folder: Path
    study: Study
    created: float
    is_training: bool
    runs: tuple[RunStanding, ...]
    rows: tuple[TableRow, ...]
    verdict: str

    @property
    def name(self) -> str:
        return self.folder.name

    def count(self, state: RunState) -> int:
        return sum(run.state == state for run in self.runs)

    @property
    def is_complete(self) -> bool:
        return self.count("done") == len(self.runs)


def read_standing(opened: StudyFolder, known: Cache | None = None) -> Standing:
    """Read the folder. `known`: what was read before, and will be added to."""
    known = {} if known is None else known
    found = read_states(opened)
    rows: list[TableRow] = []
    done: list[dict[Place, Answered]] = []
    for settings in opened.study.combinations:
        alike = [run for run in found if run.settings == settings]
        answered = {run.place: _answered(known, run) for run in alike if run.state == "done"}
        done.append({place: one for place, one in answered.items() if one is not None})
        rows.append(row(settings, tuple(done[-1].values()), len(alike)))
    best, verdict = judged(rows, done)
    is_settled = all(run.state in ("done", "failed") for run in found)
    for place in best:
        rows[place] = dataclasses.replace(rows[place], is_best=True, is_settled=is_settled)
    return Standing(opened.folder, opened.study, opened.created, opened.is_training, tuple(found), tuple(rows), verdict)


def read_states(opened: StudyFolder) -> list[RunStanding]:
    """Every run, without the answers that the table is made of."""
    failed = opened.failed
    return [_run(opened, planned, failed.get(planned.name, "")) for planned in opened.study.runs]


def listed(opened: StudyFolder) -> ListedStudy:
    """One line about it."""
    states = read_states(opened)
    done = sum(run.state == "done" for run in states)
    is_training = opened.is_training
    is_left = not is_training and done < len(states)
    return ListedStudy(
        opened.folder,
        opened.study.what,
        opened.created,
        len(states),
        done,
        is_training,
        life.left_behind_s(opened.folder) if is_left else None,
    )


def _run(opened: StudyFolder, planned: PlannedRun, failure: str) -> RunStanding:
    folder, place = opened.folder_of(planned), (planned.config.fold, planned.config.seed)
    standing = RunStanding(planned.number, planned.name, folder, planned.settings, "waiting", place)
    try:
        run = opened.run_of(planned)
        if run is None:
            return dataclasses.replace(standing, state="failed" if failure else "waiting", problem=failure)
        return _begun(standing, run, failure)
    except (UserError, OSError, ValueError, KeyError) as error:  # half-written or damaged: its line says so
        return dataclasses.replace(standing, state="failed", problem=str(error))


def _begun(standing: RunStanding, run: Run, failure: str) -> RunStanding:
    result, status = run.result, run.status
    state: RunState = "stopped"
    if status == "finished":
        state = "done"
    elif status == "training":
        state = "training"
    elif failure:
        state = "failed"
    return dataclasses.replace(
        standing,
        state=state,
        history=run.history,
        epochs=run.config.epochs or 0,
        score=result.validation if result and state == "done" else None,
        best_epoch=result.best_epoch if result else 0,
        problem=failure if state == "failed" else "",
    )


def _answered(known: Cache, standing: RunStanding) -> Answered | None:
    if standing.folder not in known:
        run = open_run(standing.folder)
        result = run.result
        try:
            stored = run.predictions("validation")
        except (OSError, ValueError, KeyError, BadZipFile):  # its line still shows the score
            stored = None
        if result is None or stored is None:
            return None
        answers = every_class(stored.probabilities).argmax(axis=1)
        rights = Rights(stored.files, np.array(run.classes, np.str_)[stored.labels], answers == stored.labels)
        seconds = sum(epoch.seconds for epoch in standing.history)
        known[standing.folder] = Answered(result.validation, result.test, rights, seconds)
    return known[standing.folder]
