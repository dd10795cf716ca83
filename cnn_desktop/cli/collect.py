"""`collect`: record frames of a camera into a class folder, from nothing to a dataset."""

from __future__ import annotations

import argparse
import queue
from contextlib import closing
from typing import TYPE_CHECKING

from cnn_desktop.cli.arguments import DONE, REFUSED, Command, add_json, folder_or_file, number, number_from_one
from cnn_desktop.cli.output import Output
from cnn_desktop.core.names import counted

if TYPE_CHECKING:
    from cnn_desktop.core.messages import Event
    from cnn_desktop.engine.camera.session import CameraSession


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER/CLASS", type=folder_or_file, help="where they go; it is made")
    parser.add_argument("--camera", metavar="SOURCE", required=True, help="a camera's number, a video or an address")
    parser.add_argument("--per-second", metavar="X", type=number, default=5.0, help="how many a second (5)")
    parser.add_argument("--frames", metavar="N", type=number_from_one, default=50, help="how many in all (50)")
    parser.add_argument("--mirror", action="store_true", help="left and right exchanged")
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.core.camera.sources import parse_source
    from cnn_desktop.engine.camera.session import CameraSession

    heard: queue.SimpleQueue[Event] = queue.SimpleQueue()
    session = CameraSession(0, parse_source(options.camera), None, heard.put)
    with closing(session):
        session.open(lambda: False)
        name = session.record(0, options.folder, options.per_second, is_mirrored=options.mirror, most=options.frames)
        session.begin_recording()
        saved = _follow(session, heard, options.frames, output)
    output.note(f"{counted(saved, 'image')} in {options.folder}, session {name}.")
    return DONE if saved else REFUSED


def _follow(session: CameraSession, heard: queue.SimpleQueue[Event], frames: int, output: Output) -> int:
    """Tell of each file until there are enough, or the source ends. Returns how many there are."""
    from cnn_desktop.cli.camera_source import failure
    from cnn_desktop.core.messages import CameraEnded, CameraLost, FrameSaved, RequestFailed

    saved = 0
    while saved < frames:
        match heard.get():
            case FrameSaved(file=file):
                saved += 1
                output.record({"image": str(file)})
                output.line(str(file))
            case CameraLost(message=message, hint=hint):
                output.note(f"{message} {hint}".rstrip())
            case RequestFailed() as failed:
                raise failure(failed)
            case CameraEnded():
                stopped = session.stop_recording()
                frames = min(frames, stopped[1] if stopped else 0)
    return saved


COMMAND = Command("collect", "record a camera into a class folder", _add_arguments, _run)
