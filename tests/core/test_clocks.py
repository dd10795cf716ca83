"""How long something takes is never told from the calendar, which jumps: by hand, by the network, in summer."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "cnn_desktop"

# who may ask what time it is: for a moment to be written down, or to compare with a file's
MAY = {
    "core/dataset/additions.py", "core/files.py", "core/mapped_ring.py", "core/runs/life.py", "core/runs/making.py",
    "core/study/folder.py", "engine/pipeline/disk_cache.py", "engine/service/journal.py", "engine/service/mending.py",
    "gui/models/live_maps_model.py", "gui/models/snapshots_model.py", "gui/models/station_model.py",
    "gui/screens/results_screens.py", "gui/screens/stale_screens.py",
}  # fmt: skip
CALENDAR = {"time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today"}


def asks_the_calendar(file: Path) -> bool:
    text = file.read_text("utf-8")
    if not any(name in text for name in CALENDAR):  # reading all of them as Python would take seconds
        return False
    calls = (node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return any(".".join(ast.unparse(call).split(".")[-2:]) in CALENDAR for call in calls)


def test_only_moments_are_told_from_the_calendar():
    asking = {str(file.relative_to(PACKAGE)) for file in PACKAGE.rglob("*.py") if asks_the_calendar(file)}
    assert asking - MAY == set(), "measure with time.monotonic(), which no clock change and no sleep reaches"
    assert MAY - asking == set(), "no longer needed in the list"
