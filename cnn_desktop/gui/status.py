"""What the chip at the top right says of the run. Pure: no widget."""

from __future__ import annotations

from cnn_desktop.core.progress import Phase, Progress
from cnn_desktop.gui.models.study_model import StudyState
from cnn_desktop.gui.training import words

_OPENINGS: dict[Phase, str] = {
    "idle": "",
    "preparing": "Preparing",
    "running": "Training",
    "paused": "Paused",
    "stopping": "Stopping",
    "finished": "Finished",
    "stopped": "Stopped",
    "failed": "Failed",
}
_ROLES: dict[Phase, str] = {
    "running": "accent",
    "preparing": "accent",
    "paused": "warning",
    "stopping": "warning",
    "finished": "success",
    "stopped": "success",
    "failed": "danger",
}


def chip(progress: Progress) -> tuple[str, str]:
    """Words and the role of the dot: “Training clothes · epoch 9 of 30 · 4 min left”."""
    opening = _OPENINGS[progress.phase]
    if not opening:
        return "", "muted"
    parts = [f"{opening} {progress.config.dataset.name}" if progress.config else opening]
    if progress.phase in ("running", "paused") and progress.started:
        parts.append(words.epoch(progress).replace("Epoch", "epoch", 1))
    if progress.notice:  # nobody knows how much time is left
        parts.append("waiting")
    elif progress.phase == "running" and progress.batch:
        parts.append(words.time_left(progress.batch.seconds_left))
    if progress.finished:
        parts.append(f"{words.percent(progress.finished.validation.accuracy)} accuracy")
    return words.DOT.join(part for part in parts if part), _ROLES[progress.phase]


def study_chip(state: StudyState) -> tuple[str, str]:
    """Of a comparison: “Comparing · run 3 of 12 · epoch 2 of 10”."""
    if not state.is_active:
        return "", "muted"
    parts = ["Comparing" if state.phase != "paused" else "Paused", f"run {state.number:,} of {state.total:,}"]
    if state.progress.started:
        parts.append(words.epoch(state.progress).replace("Epoch", "epoch", 1))
    role = "accent" if state.phase in ("running", "preparing") else "warning"
    return words.DOT.join(parts if state.number else parts[:1]), role
