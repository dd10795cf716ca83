"""`--vary SETTING=VALUE,VALUE`: which setting varies in a comparison, and the values it takes."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cnn_desktop.cli import settings
from cnn_desktop.cli.arguments import UsageError, did_you_mean
from cnn_desktop.cli.settings import Flag
from cnn_desktop.core.errors import UserError

if TYPE_CHECKING:
    from cnn_desktop.core.study import Varied
    from cnn_desktop.core.study.plan import Value

DEFAULT = "default"  # as the recipe has it
_SWITCH = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}
_FLAGS: dict[str, Flag] = {flag.field: flag for flags in settings.GROUPS.values() for flag in flags} | {
    flag.flag.removeprefix("--").replace("-", "_"): flag
    for flags in settings.GROUPS.values()
    for flag in flags
    if flag.value is None
}


def varied(text: str) -> Varied:
    """Raises UsageError where `text` names no setting, or a value is none of it."""
    from cnn_desktop.core.study import Varied

    name, equals, values = text.partition("=")
    name = name.strip().removeprefix("--").replace("-", "_")
    if not equals or not values:
        raise UsageError(f"--vary {text}: which values?", hint="For example --vary batch_size=32,64,128")
    flag = _FLAGS.get(name)
    if flag is None:
        raise UsageError(f"“{name}” is no setting{did_you_mean(name, _FLAGS)}.", hint="See: cnn-desktop compare --help")
    field = "architecture" if flag.field == "preset" else flag.field
    try:
        return Varied(field, tuple(_value(flag, name, one.strip()) for one in values.split(",")))
    except UserError as error:
        raise UsageError(error.message, hint=error.hint) from error


def _value(flag: Flag, name: str, text: str) -> Value:
    if text == DEFAULT:
        return None
    if flag.value is not None:
        if text.lower() not in _SWITCH:
            raise UsageError(f"{name} is on or off, not “{text}”.", hint=f"For example --vary {name}=on,off")
        return _SWITCH[text.lower()]
    try:
        value: Value = flag.kind(text)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"{name} {error}.", hint=f"For example --vary {name}=VALUE,VALUE") from error
    return value
