"""The runs that this window has open, so that a second window can look at them and change nothing. QtCore only."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from cnn_desktop.core.runs.holding import Hold

ELSEWHERE = "Another window has this run open: here it can be looked at only."


class HeldRuns(QObject):
    """One run for each place of the window that shows one. A run is held as long as any place shows it.

    Places may know the same folder by several paths, through links: it is held once.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[str, Path] = {}  # by the name of the place
        self._holds: dict[Path, Hold] = {}

    def show(self, place: str, run: Path | None) -> None:
        """`place` shows `run` from now on; None: nothing any more."""
        before = self._shown.pop(place, None)
        if run is not None:
            self._shown[place] = run.resolve()
            self.reason_not_to_change(run)
        if before is not None and before not in self._shown.values():
            self.release(before)

    def reason_not_to_change(self, run: Path) -> str:
        """Why this window may not change `run`; empty where it may. Asked anew each time: the other may have gone."""
        run = run.resolve()
        hold = self._holds.setdefault(run, Hold(run))
        is_ours = hold.take()
        if run not in self._shown.values():
            self.release(run)
        return "" if is_ours else ELSEWHERE

    def release(self, run: Path) -> None:
        """Before it is moved or thrown away, and when nobody looks at it any more."""
        hold = self._holds.pop(run.resolve(), None)
        if hold:
            hold.release()

    def follow(self, before: Path, after: Path) -> None:
        """A run has another folder."""
        before, after = before.resolve(), after.resolve()
        self._shown = {place: after if run == before else run for place, run in self._shown.items()}
        if after in self._shown.values():
            self.reason_not_to_change(after)

    def close(self) -> None:
        for run in tuple(self._holds):
            self.release(run)
