"""Every call to the file system of one save fails, or is the last before a kill: what was good before stays good.

    python -m tests.core.saving_under_faults FOLDER [all]

With “all”, faults of two kinds, once and from there on; without, one fault and kills. A process of its own, without
threads, since it is forked hundreds of times. Raises AssertionError where something good is lost; prints how many
faults were made of each kind, as JSON.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from cnn_desktop.core import files, journal, settings
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.journal import Entry
from cnn_desktop.core.runs import CHECKPOINT, CHECKPOINT_BEFORE, MODEL, manifest
from tests import faults

ONE = [{"errno": errno.ENOSPC}, {}]  # {}: a kill
ALL = [{"errno": one, "fail_on": goes_on} for one in (errno.ENOSPC, errno.EIO) for goes_on in (False, True)] + [{}]
Save = Callable[[Path, int], None]  # the state number n, into a folder
Check = Callable[[Path, int], None]  # that a folder holds number n - 1 or n, whole


def every_fault(folder: Path, kinds: Sequence[dict[str, int]], save: Save, check: Check) -> int:
    """Let one save of state 2 over state 1 meet each fault at each of its calls. Returns how many faults there were."""
    count, before = 0, folder / "before"
    before.mkdir(parents=True)
    save(before, 1)
    for number, kind in enumerate(kinds):
        n = 1
        while True:
            place = folder / f"{number}-{n}"
            shutil.copytree(before, place)
            at = {"fail_at": n, **kind} if kind else {"kill_at": n}
            watched = faults.watch(lambda place=place: save(place, 2), **at)
            if len(watched.calls) < n:
                break
            assert watched.code != 4, watched.calls[n - 1]
            check(place, 2)
            files.sweep_temporaries(place)
            files.sweep_temporaries(place / CHECKPOINT.parent)
            save(place, 3)  # whatever was left behind, the next one succeeds
            check(place, 3)
            assert not [one for one in place.rglob("*") if files.TEMPORARY_SUFFIX in one.name]
            n, count = n + 1, count + 1
    return count


def save_epoch(run: Path, n: int) -> None:
    """What a training writes after an epoch: the checkpoint beside the one before, the best model, the history."""
    (run / CHECKPOINT.parent).mkdir(exist_ok=True)
    with manifest.saving(run) as save:
        np.savez(save.place(CHECKPOINT, suffix=".npz", before=CHECKPOINT_BEFORE), state=np.full(40_000, n))
        with zipfile.ZipFile(save.place(MODEL, suffix=".keras"), "w") as model:
            model.writestr("weights", bytes([n]) * 50_000)
    files.write_text(run / "history.csv", f"{n}\n")


def check_epoch(run: Path, n: int) -> None:
    for name in (CHECKPOINT, CHECKPOINT_BEFORE, MODEL):
        manifest.require_whole(run, name)
    kept = run / CHECKPOINT if (run / CHECKPOINT).exists() else run / CHECKPOINT_BEFORE
    with np.load(kept) as stored:
        assert set(stored["state"].tolist()) in ({n - 1}, {n})
    with zipfile.ZipFile(run / MODEL) as model:
        assert model.read("weights") in (bytes([n - 1]) * 50_000, bytes([n]) * 50_000)
    assert (run / "history.csv").read_text() in (f"{n - 1}\n", f"{n}\n")


def save_settings(folder: Path, n: int) -> None:
    settings.save(settings.Settings(last_run=str(n)), folder / "settings.json")


def check_settings(folder: Path, n: int) -> None:
    assert settings.load(folder / "settings.json").last_run in (str(n - 1), str(n))


def append_line(folder: Path, n: int) -> None:
    line = Entry(
        id=str(n), time=float(n), kind="noted", dataset=folder, file="a.png", class_name="a", predicted="b", digest=""
    )
    try:
        with journal.locked(folder / journal.FILE):
            journal.append(folder / journal.FILE, line)
    except UserError as error:
        raise OSError(str(error)) from error


def check_lines(folder: Path, n: int) -> None:
    told = [line.id for line in journal.read(folder / journal.FILE).lines]
    assert told[:1] == ["1"], "a line that was told to be kept is lost"
    assert told[-1] == str(n) or n == 2, "a line after a fault is lost"


def main() -> None:
    folder = Path(sys.argv[1])
    if not faults.can_trace():
        print(json.dumps(None))
        return
    kinds = ALL if sys.argv[2:] == ["all"] else ONE
    told = {
        "epoch": every_fault(folder / "epoch", kinds, save_epoch, check_epoch),
        "settings": every_fault(folder / "settings", kinds, save_settings, check_settings),
        "journal": every_fault(folder / "journal", kinds, append_line, check_lines),
        "order": order(folder / "order"),
    }
    print(json.dumps(told))


def order(folder: Path) -> list[list[str]]:
    """The calls of one save, as name and file names, to see in which order they reach the disk."""
    folder.mkdir()
    save_epoch(folder, 1)
    calls = faults.watch(lambda: save_epoch(folder, 2)).calls
    return [[call.name, *(os.path.relpath(path, folder) for path in call.paths)] for call in calls]


if __name__ == "__main__":
    main()
