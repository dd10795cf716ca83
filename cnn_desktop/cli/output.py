"""Where a command's words go: its answer to standard output, everything else to standard error.

With `--json` the answer is one JSON object a line and nothing else may reach standard output: TensorFlow and other
native libraries print there too, so the real one is kept aside and theirs is pointed at standard error.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import shutil
import sys
from types import TracebackType
from typing import Any

from cnn_desktop.core.names import shown_name


class Output:
    """A command calls `record` and `line` for the same thing; one of them is shown, by the mode.

    No line for people holds what could move the cursor or colour the terminal: file names may hold anything.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.is_json = as_json
        self._descriptor = -1  # of the real standard output, while `is_json`
        self._redirected = contextlib.ExitStack()
        self._progress = ""  # the progress line that stands on the terminal now
        self._shows_progress = sys.stderr.isatty()

    def __enter__(self) -> Output:
        if self.is_json:
            sys.stdout.flush()
            self._descriptor = os.dup(1)
            os.dup2(2, 1)  # for native code
            self._redirected.enter_context(contextlib.redirect_stdout(sys.stderr))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear_progress()
        if self.is_json:
            self._redirected.close()
            os.dup2(self._descriptor, 1)
            os.close(self._descriptor)

    def record(self, values: dict[str, Any]) -> None:
        """With `--json`: one line, at once. ASCII only, so that any file name fits any terminal and pipe."""
        if self.is_json:
            text = json.dumps(_plain(values), allow_nan=False)
            rest = f"{text}\n".encode("ascii")
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]

    def line(self, text: str = "") -> None:
        """Without `--json`: a line for people, at once."""
        if not self.is_json:
            self.clear_progress()
            print(shown_name(text), flush=True)

    def note(self, text: str) -> None:
        """Beside the answer, in both modes: a line to standard error."""
        self.clear_progress()
        print(shown_name(text), file=sys.stderr, flush=True)

    def error(self, message: str, hint: str = "") -> None:
        """What went wrong and what to do; with `--json` as a record too."""
        self.note(message)
        if hint:
            self.note(hint)
        self.record({"event": "error", "message": message, "hint": hint})

    def progress(self, text: str) -> None:
        """How far the work is: one line that replaces itself, on a terminal only."""
        if self._shows_progress:
            text = text[: shutil.get_terminal_size().columns - 1]
            print(f"\r{text}{' ' * (len(self._progress) - len(text))}", end="", file=sys.stderr, flush=True)
            self._progress = text

    def clear_progress(self) -> None:
        """Take the progress line away, so that other words do not stand behind it."""
        if self._progress:
            print(f"\r{' ' * len(self._progress)}\r", end="", file=sys.stderr, flush=True)
            self._progress = ""


def prepare_streams() -> None:
    """Fit the standard streams for any text, and for a start without them (`>&-`, a job without a terminal)."""
    for descriptor in range(3):  # a closed one would be given to the next file that is opened
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 - lives as long as the program
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # absent where a test or an IDE put its own stream
            reconfigure(errors="backslashreplace")


def abandon_output() -> None:
    """Nobody reads any more (`| head`): send what is left nowhere, so that the end is quiet."""
    with contextlib.suppress(OSError), open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)


def _plain(value: Any) -> Any:
    """`value` for JSON: numbers that are none (NaN, infinity) become null, which every reader understands."""
    match value:
        case float() if not math.isfinite(value):
            return None
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return value
