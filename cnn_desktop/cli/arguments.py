"""How arguments are read: plain sentences for wrong usage, and “did you mean” for a slip of the finger."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from cnn_desktop.cli.output import Output
from cnn_desktop.core.errors import UserError

DONE, REFUSED, WRONG_USAGE = 0, 1, 2  # exit codes; 1 is also “done, with failures that were named”


class UsageError(UserError):
    """The command line cannot mean what it says."""


@dataclass(frozen=True, slots=True)
class Command:
    """One word after `cnn-desktop`: what it takes and what it does. `run` returns the exit code."""

    name: str
    summary: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Output], int]


class Parser(argparse.ArgumentParser):
    """Takes whole flags only, and says what is wrong in two lines instead of the whole usage."""

    def __init__(self, prog: str, description: str, *, usage: str | None = None, epilog: str = "") -> None:
        super().__init__(
            prog=prog,
            usage=usage,
            description=description,
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        self.add_argument("--debug", action="store_true", help="show the technical details where something fails")

    def error(self, message: str) -> NoReturn:
        """End with exit code 2."""
        end = "" if message.endswith("?") else "."
        print(f"{message[:1].upper()}{message[1:]}{end}", file=sys.stderr)
        print(f"See: {self.prog} --help", file=sys.stderr)
        sys.exit(WRONG_USAGE)

    def parse(self, arguments: list[str]) -> argparse.Namespace:
        """Parse; an unknown flag is answered with the one that was probably meant."""
        # Intermixed, so that “RUN --top 2 IMAGE” may leave IMAGE out as well as have it behind a flag.
        options, unknown = self.parse_known_intermixed_args(self._joined(arguments))
        if unknown:
            flags = [flag for action in self._actions for flag in action.option_strings]
            self.error(f"“{unknown[0]}” is not understood here{did_you_mean(unknown[0].split('=')[0], flags)}")
        return options

    def _joined(self, arguments: list[str]) -> list[str]:
        """`--input-scale -1..1` as `--input-scale=-1..1`: a choice that begins with a minus is no flag."""
        choices = {flag: action.choices or () for action in self._actions for flag in action.option_strings}
        joined: list[str] = []
        for word in arguments:
            if joined and word.startswith("-") and word in choices.get(joined[-1], ()):
                joined[-1] += f"={word}"
            else:
                joined.append(word)
        return joined


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that offers the nearest of `known`; empty where none is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean “{near[0]}”?" if near else ""


def add_json(parser: argparse.ArgumentParser) -> None:
    """The flag that turns the answer into one JSON object a line."""
    parser.add_argument("--json", action="store_true", help="print one JSON object a line, and nothing else")


def folder_or_file(text: str) -> Path:
    """A path as typed. An empty one is a script's unset variable, not the current folder."""
    if not text:
        raise argparse.ArgumentTypeError("is empty; name a file or folder")
    return Path(text)


def whole_number(text: str) -> int:
    """A whole number; ranges are checked where the value is used."""
    try:
        return int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"takes a whole number, not “{text}”") from error


def number_from_one(text: str) -> int:
    """A whole number of 1 or more."""
    number = whole_number(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"takes 1 or more, not {number}")
    return number


def number(text: str) -> float:
    """A number with a decimal point; a comma is understood too."""
    try:
        return float(text.replace(",", "."))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"takes a number, not “{text}”") from error
