"""`cameras`: the devices that can be named with --camera. Opens none."""

from __future__ import annotations

import argparse

from cnn_desktop.cli.arguments import DONE, Command, add_json
from cnn_desktop.cli.output import Output


def _run(_: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.core.camera.devices import list_cameras

    found = list_cameras()
    for camera in found:
        output.record({"index": camera.index, "name": camera.name})
        output.line(f"{camera.index:>3}  {camera.name}")
    if not found:
        output.note("The system tells of no camera. A number (--camera 0), a video or an address can be named still.")
    return DONE


COMMAND = Command("cameras", "list the cameras and their numbers", add_json, _run)
