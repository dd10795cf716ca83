"""What the comparison page says. Pure functions, no widget."""

from __future__ import annotations

import time

from cnn_desktop.core.messages import ListedStudy
from cnn_desktop.core.names import quoted, shown_name
from cnn_desktop.core.study import RunStanding, Standing, Study, TableRow
from cnn_desktop.core.study.plan import Settings
from cnn_desktop.gui.models.study_model import StudyState
from cnn_desktop.gui.results.settings_differing import titled, value_words
from cnn_desktop.gui.training import words
from cnn_desktop.gui.training.words import DOT, GAP, about, counted

STATES = {"waiting": "Waiting", "training": "Training", "stopped": "Begun", "failed": "Failed", "done": "Done"}


def settings(chosen: Settings) -> str:
    """“Batch size 64, Dropout 0.5”."""
    return ", ".join(f"{titled(field)} {value_words(field, value)}" for field, value in chosen) or "All runs"


def run_name(run: RunStanding) -> str:
    """Without its number, which stands before it."""
    return shown_name(run.name.partition(" ")[2])


def plan(study: Study, seconds: float | None) -> str:
    """“12 runs · about 40 min”."""
    return DOT.join([counted(study.size, "run"), *([about(seconds).lower()] if seconds is not None else [])])


def heading(state: StudyState) -> str:
    standing = state.standing
    match state.phase:
        case "preparing":
            return "Preparing"
        case "running" | "paused":
            paused = ", paused" if state.phase == "paused" else ""
            return f"Run {state.number:,} of {state.total:,}{paused}" if state.number else f"Preparing{paused}"
        case "stopping":
            return "Stopping"
        case "failed":
            return "The comparison broke off"
    if standing is None:
        return "Reading the comparison"
    if state.is_elsewhere:
        return f"{standing.count('done'):,} of {counted(len(standing.runs), 'run')} done, elsewhere"
    if standing.is_complete:
        return "Comparison finished"
    return f"{standing.count('done'):,} of {counted(len(standing.runs), 'run')} done"


def detail(state: StudyState) -> str:
    """Beneath the heading."""
    progress = state.progress
    if state.problem:
        return f"{state.problem.message} {state.problem.hint}".strip()
    if state.phase == "stopping":
        return "After this batch; the run under way is gone on with next time."
    if state.is_active:
        if progress.started is None:
            return words.stage(progress.stage)
        name = shown_name(state.run.partition(" ")[2])
        if progress.stage is not None:  # its epochs are done
            return DOT.join((name, words.stage(progress.stage)))
        pace = words.pace(progress)
        pace += " of this run" if pace.endswith("left") else ""
        return DOT.join(part for part in (name, words.epoch(progress), pace) if part)
    standing = state.standing
    if standing is None:
        return ""
    failed = standing.count("failed")
    left = len(standing.runs) - standing.count("done") - failed
    if state.is_elsewhere:
        return "Another process trains it; what it has done is read from its folder."
    parts = [f"{counted(failed, 'run')} failed; going on tries again"] if failed else []
    parts += [f"{counted(left, 'run')} left"] if left else []
    return DOT.join(parts)


def accuracy(row: TableRow) -> str:
    """“93.3 ± 3.1 %”: mean and deviation over the runs."""
    if row.mean is None:
        return "–"
    deviation = f" ± {100 * row.deviation:.1f}" if row.deviation is not None else ""
    return f"{100 * row.mean:.1f}{deviation}{GAP}%"


def interval(row: TableRow) -> str:
    return f"{100 * row.interval[0]:.1f} – {100 * row.interval[1]:.1f}{GAP}%" if row.interval else "–"


def share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}{GAP}%"


def score(run: RunStanding) -> str:
    if run.state == "training":
        epoch = len(run.history) + 1
        return f"epoch {epoch:,}" if epoch <= run.epochs or not run.epochs else "measured"
    return share(run.score.accuracy) if run.score else ""


def verdict(standing: Standing) -> str:
    """Its first sentence; what it rests on is a tooltip."""
    first, dot, _ = standing.verdict.partition(". ")
    return first + dot.strip()


def listed(study: ListedStudy) -> str:
    """“clownfish compared · batch size, 5-fold · 12 of 20 runs”."""
    done = f"{study.done:,} of {counted(study.runs, 'run')}" if study.done < study.runs else counted(study.runs, "run")
    day = time.strftime("%d %b, %H:%M", time.localtime(study.created)).lstrip("0")
    when = "training" if study.is_training else day if study.broke_off_s is None else "broke off"
    return DOT.join([study.what.capitalize(), done, when])


def broke_off(study: ListedStudy) -> str:
    """What is said when the program starts."""
    return f"The comparison {quoted(study.folder.name)} broke off: {study.done:,} of {counted(study.runs, 'run')} done."
