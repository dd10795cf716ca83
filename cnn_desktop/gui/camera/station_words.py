"""What a station says, large and small. Pure functions, no widget."""

from __future__ import annotations

from cnn_desktop.core.names import shown_name
from cnn_desktop.core.station import Decision
from cnn_desktop.gui.models.camera_state import CameraState
from cnn_desktop.gui.models.station_model import StationState
from cnn_desktop.gui.widgets.probability_bars import percent

TITLE = "Station"
SENTENCE = (
    "Full screen for a workbench: pass or fail in large letters, decided by most of the newest frames. "
    "Without a clear majority it says “check”. Every decision is kept with its image."
)
KEYS = "Space or a pedal: decide now · Esc: leave"


def verdict(state: StationState, camera: CameraState) -> tuple[str, str, str]:
    """The word, its icon, and the token of its colour."""
    if camera.phase != "live":
        return ("Wait", "hourglass", "muted") if camera.phase == "opening" else ("No camera", "camera-slash", "warning")
    if state.is_voting:
        return "Looking", "eye", "muted"
    match state.decision.verdict if state.decision else None:
        case "pass":
            return "PASS", "check-circle", "success"
        case "fail":
            return "FAIL", "x-circle", "danger"
        case "check":
            return "CHECK", "hand-palm", "warning"
        case _:
            return "Ready", "dots-three-circle", "muted"


def reason(state: StationState, camera: CameraState) -> str:
    """The line below the word."""
    if camera.phase != "live":
        return camera.problem.hint if camera.problem else ""
    if state.is_voting:
        return f"{state.wish.votes} frames"
    if state.decision is None or state.decision.verdict == "nothing":
        return "Show a part" if state.wish.trigger == "change" else "Show a part, then press Space"
    return of_decision(state.decision)


def of_decision(decision: Decision) -> str:
    name = shown_name(decision.class_name)
    if decision.verdict == "check":
        return f"No clear majority of {decision.votes} frames, most like {name}"
    return f"{name}, {percent(decision.confidence)} · {decision.agreeing} of {decision.votes} frames"


def counts(state: StationState) -> str:
    return f"Pass {state.passed:,} · Fail {state.failed:,} · Check {state.checked:,}"


def kept(state: StationState) -> str:
    """Where the evidence goes, or why it does not."""
    if state.problem:
        return f"{state.problem.message} {state.problem.hint}".strip()
    return f"Kept in {shown_name(state.wish.folder)}"
