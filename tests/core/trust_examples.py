"""One of each message about leaks, suspicious labels and shortcuts, with values that could go wrong on the way."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.leaks.model import LeakGroup, Leaking, LeakReport, Link
from cnn_desktop.core.messages import (
    FindSuspects,
    KeepTogether,
    KeptTogether,
    LeaksFound,
    LeaksProgress,
    LookForLeaks,
    ProbeShortcuts,
    ShortcutsProbed,
    ShortcutsProgress,
    SuspectsFound,
    SuspectsProgress,
)
from cnn_desktop.core.shortcuts.model import Altered, ShortcutReport
from cnn_desktop.core.suspects.model import Suspects

FOLDER = Path("/data/na\udcefve/Ünïcode")
NAME = "<b>caf\udce9</b>"
LINK = Link(f"a/{NAME}", "b/2.png", "alike", 0.93, 17, True)
GROUP = LeakGroup((f"a/{NAME}", "b/2.png"), ("training", "validation"), ("a", "b"), (LINK,))
LEAKS = LeakReport(FOLDER, 9, (Leaking("validation", 1, 3),), (GROUP,), 1, 2, ((NAME, "It is empty."),))
SUSPECTS = Suspects(
    FOLDER, ("a", "b"), (f"a/{NAME}",), ("training",), np.zeros(1, np.int64), np.ones(1, np.int64),
    np.full(1, 0.1, np.float32), np.full(1, 0.8, np.float32), 40, 50, 5, 0.9,
)  # fmt: skip
SHORTCUTS = ShortcutReport("validation", Altered("", 9, 10), (Altered("grey", 5, 10, 4, 0),), 0.5, ((NAME, "Gone."),))

TRUST_MESSAGES = (
    LookForLeaks(1, TrainingConfig(dataset=FOLDER, runs=FOLDER)),
    LeaksProgress(1, "comparing", 2, 9),
    LeaksFound(1, LEAKS),
    KeepTogether(1),
    KeptTogether(1, f"file:{FOLDER}/groups.csv"),
    FindSuspects(1, FOLDER),
    SuspectsProgress(1, 2, 9),
    SuspectsFound(1, FOLDER, SUSPECTS),
    ProbeShortcuts(1, FOLDER, "test"),
    ShortcutsProgress(1, 2, 9),
    ShortcutsProbed(1, FOLDER, SHORTCUTS),
)
