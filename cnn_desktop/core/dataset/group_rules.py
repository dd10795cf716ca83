r"""Rules by which file names say what shows the same thing: rotations of one X-ray, a burst of photos, one patient.

A rule is one string:

    number            the number a file name begins with           12-rotated1.jpg, 12-rotated2.jpg → 12
    stem              the name without what counts its variants    owl_1.jpg, owl (2).jpg → owl
    folder            the sub-folder below the class folder        patient7/left.png → patient7
    prefix:SEPARATOR  the name up to the first SEPARATOR           prefix:_         P7_a.png, P7_b.png → P7
    pattern:REGEX     the first group of a regular expression      pattern:(P\d+)   left-P7.png → P7
    file:CSV          what a table “file,group” says of each file  see `group_lists`; the leak guard writes them

A number and a stem count within their class, since numbering usually begins anew in each folder. What the user names
with the others, a patient for instance, is the same in every class. Reads no files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted

RULES = ("folder", "number", "stem", "prefix:SEPARATOR", "pattern:REGEX", "file:CSV")

_LONGEST_RULE = 200  # characters; a list of groups lies somewhere, and its path may be long
_LONGEST_PATH = 4_096
_LONGEST_NAME = 255  # characters of a path that a pattern sees
_MOST_REPEATS = 3  # *, +, ? and {…} in a pattern: with r of them, one name of n characters may take n**r steps
_MOST_ALTERNATIVES = 8  # | in a pattern: each may double the steps

_NUMBER = re.compile(r"0*([0-9]+)")
_VARIANT = re.compile(
    r"(?:[ ._-]*\([0-9]{1,4}\)|[ ._-]+[0-9]{1,3}"
    r"|[ ._-]+(?:copy|aug|augmented|crop|cropped|flip|flipped|frame|mirrored|rot|rotated)[ ._-]?[0-9]*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class GroupRule:
    """A rule that can be used. `name_of` takes a path below the class folder; None: the rule says nothing about it.

    A rule with a `table` says nothing about names: the table there does, of whole paths.
    """

    text: str
    is_within_class: bool  # the same name in two classes means two groups
    name_of: Callable[[str], str | None]
    table: Path | None = None


def parse(text: str) -> GroupRule:
    """The rule that `text` says. Raises UserError, with the rules there are, where it is none."""
    text = text.strip()
    kind, _, argument = text.partition(":")
    if len(text) > (_LONGEST_PATH if kind == "file" else _LONGEST_RULE):
        raise UserError(
            f"A rule of {len(text):,} characters is too long.", hint=f"Use {_LONGEST_RULE} characters at most."
        )
    match kind:
        case "number" if not argument:
            return GroupRule(text, True, _number)
        case "stem" if not argument:
            return GroupRule(text, True, _stem)
        case "folder" if not argument:
            return GroupRule(text, False, _folder)
        case "prefix" if argument:
            return GroupRule(text, False, lambda path: _prefix(path, argument))
        case "pattern" if argument:
            pattern = _compiled(argument)
            return GroupRule(text, False, lambda path: _matched(path, pattern))
        case "file" if argument.strip():
            return GroupRule(text, False, lambda _path: None, Path(argument.strip()))
        case "file":
            raise UserError("The rule “file:” lacks its list.", hint="Write its path behind the colon: file:groups.csv")
        case "prefix":
            raise UserError("The rule “prefix:” lacks its separator.", hint="Write it behind the colon: prefix:_")
        case "pattern":
            raise UserError(
                "The rule “pattern:” lacks its regular expression.", hint=r"Write it behind the colon: pattern:^(\d+)"
            )
    raise UserError(
        f"There is no rule {quoted(text)} for what stays together.", hint=f"Choose one of: {', '.join(RULES)}."
    )


def _number(path: str) -> str | None:
    found = _NUMBER.match(_file_name(path))
    return found[1] if found else None


def _stem(path: str) -> str | None:
    name = _without_suffix(_file_name(path))
    while (shorter := _VARIANT.sub("", name)) != name and shorter:
        name = shorter
    return name


def _folder(path: str) -> str | None:
    folder, slash, _ = path.partition("/")
    return folder if slash else None


def _prefix(path: str, separator: str) -> str | None:
    name, found, _ = _without_suffix(_file_name(path)).partition(separator)
    return name if found and name else None


def _matched(path: str, pattern: re.Pattern[str]) -> str | None:
    found = pattern.search(path[:_LONGEST_NAME])
    return (found[1] or None) if found else None


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]


def _without_suffix(name: str) -> str:
    return name.rpartition(".")[0] or name


def _compiled(text: str) -> re.Pattern[str]:
    """Python's regular expression. Refused where a long file name could take for ever: nothing can interrupt it."""
    try:
        pattern = re.compile(unicodedata.normalize("NFC", text))
    except (re.error, RecursionError, OverflowError) as error:
        raise UserError(
            f"The pattern {quoted(text)} is no regular expression ({error}).",
            hint=r"Put what names the group in brackets, for example pattern:^(\d+)",
        ) from error
    if pattern.groups == 0:
        raise UserError(
            f"The pattern {quoted(text)} does not say which part of a name is the group.",
            hint=r"Put that part in brackets, for example pattern:^(\d+), not pattern:^\d+",
        )
    cost = _cost(text)
    if cost:
        raise UserError(
            f"The pattern {quoted(text)} could take for ever on a long file name: {cost}.",
            hint=r"Describe only the part that names the group, for example pattern:^(\d+); the rest may be anything.",
        )
    return pattern


def _cost(pattern: str) -> str:
    """Why trying `pattern` may take for ever; empty where it cannot.

    Time explodes where a repeat is repeated, where alternatives are, and where there are many of either in a row.
    """
    bare = re.sub(
        r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "x", pattern, flags=re.DOTALL
    )  # escapes and sets are one character
    bare = re.sub(r"(?<=[*+?}])[?+]", "", bare.replace("(?", "("))  # lazy or not is no matter
    if "){" not in bare:
        bare = re.sub(r"\{[0-9]+\}", "", bare)  # so many and no other: one way to match
    if len(re.findall(r"[*+?{]", bare)) > _MOST_REPEATS or bare.count("|") > _MOST_ALTERNATIVES:
        return f"it holds more than {_MOST_REPEATS} repeats or {_MOST_ALTERNATIVES} alternatives"
    opened: list[bool] = []  # of each bracket open here: whether it can match in more ways than one
    for character, after in zip(bare, f"{bare[1:]} ", strict=True):
        if character == "(":
            opened.append(False)
        elif character in "*+?{|":
            opened = [True] * len(opened)
        elif character == ")" and opened and opened.pop() and after in "*+{":
            return "a bracket with repeats or alternatives in it is repeated"
    return ""
