"""Versions of what we stand on that are known to fail, and what to do about them. Imports none of them."""

from __future__ import annotations


def pyside_fault(pyside: tuple[int, ...], python: tuple[int, ...]) -> tuple[str, str] | None:
    """What is wrong with this PySide6 on this Python, and the remedy; None where they go together.

    6.12.0 gives back references to `None` that it never took, one at every void call. From Python 3.12 on `None`
    cannot be used up; before, the process aborts after minutes.
    """
    if pyside[:2] == (6, 12) and python < (3, 12):
        name = f"Python {python[0]}.{python[1]}"
        return (
            f"PySide6 6.12 does not work with {name}: it would end the program without a word after a while.",
            "Install another: python -m pip install 'PySide6-Essentials<6.12'. Or use Python 3.12 or newer.",
        )
    return None
