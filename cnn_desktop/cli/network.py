"""Which commands reach a network. All others give it up before they do anything, where the system can hold them to it.

The window is none of them: its engine processes are locked in one by one (`gui/engines`).
"""

from __future__ import annotations

import argparse
import os

from cnn_desktop.core import cluster, confinement


def give_up(options: argparse.Namespace) -> None:
    """Let the kernel refuse this process what a command with `options` has no use for. Cannot be undone."""
    if listens(options):
        return
    if calls(options):
        confinement.caller()
    else:
        confinement.offline()


def listens(options: argparse.Namespace) -> bool:
    """Whether it works together with other computers: with a team, or with a scheduler."""
    team = getattr(options, "workers", None) or cluster.VARIABLE in os.environ
    return bool(team and hasattr(options, "workers")) or bool(getattr(options, "scheduler", None))


def calls(options: argparse.Namespace) -> bool:
    """Whether it fetches weights, or reads a camera by its address."""
    camera = getattr(options, "camera", None)
    if not camera:
        return bool(getattr(options, "download", False))
    from cnn_desktop.core.camera.sources import kind_of  # loads OpenCV, which few commands need

    return kind_of(camera.strip()) == "address"
