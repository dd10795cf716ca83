"""The computers that train one run together: their addresses, and which of them this one is.

Said on the command line, or in TF_CONFIG as cluster schedulers set it. Opens no connection.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cnn_desktop.core.errors import UserError

VARIABLE = "TF_CONFIG"
_ADDRESS = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:/\[\],]+):([0-9]{1,5})")
_TRAINING_TASKS = ("chief", "worker")  # in this order: a chief is the first worker


@dataclass(frozen=True, slots=True)
class Cluster:
    """The workers by HOST:PORT; the first one keeps the run. Raises UserError with a plain sentence."""

    addresses: tuple[str, ...]
    index: int  # of this worker, from 0

    def __post_init__(self) -> None:
        for address in self.addresses:
            found = _ADDRESS.fullmatch(address)
            if found is None or not 0 < int(found[2]) < 65_536:
                raise UserError(
                    f"“{address}” is no address of a worker.", hint="Write HOST:PORT, for example 192.168.1.20:2222."
                )
        if len(self.addresses) < 2:
            raise UserError("One worker is no team.", hint="Name two or more, with commas between them.")
        if len(set(self.addresses)) < len(self.addresses):
            raise UserError("An address was named twice.", hint="Each worker needs one of its own.")
        if not 0 <= self.index < len(self.addresses):
            raise UserError(
                f"There is no worker {self.index} among {len(self.addresses)}.",
                hint=f"They are counted from 0 to {len(self.addresses) - 1}; the first one keeps the run.",
            )

    @property
    def is_first(self) -> bool:
        return self.index == 0

    @property
    def port(self) -> int:
        """Where this worker is heard."""
        return int(self.addresses[self.index].rpartition(":")[2])

    def name_of(self, index: int) -> str:
        """How people are told of a worker: as they named it."""
        return f"worker {index} ({self.addresses[index]})"


def of_addresses(text: str, index: int) -> Cluster:
    """What was typed: HOST:PORT,HOST:PORT and which of them this is."""
    return Cluster(tuple(address.strip() for address in text.split(",")), index)


def of_environment(environment: Mapping[str, str]) -> Cluster | None:
    """What TF_CONFIG says; None where it is not set, or names one worker only. Raises UserError where it is damaged."""
    said = environment.get(VARIABLE, "").strip()
    if not said:
        return None
    try:
        return _of_config(json.loads(said))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"The environment variable {VARIABLE} cannot be understood ({error}).",
            hint='It looks like {"cluster": {"worker": ["HOST:PORT", …]}, "task": {"type": "worker", "index": 0}}. '
            "Unset it to train on this computer alone.",
        ) from error


def _of_config(values: dict[str, Any]) -> Cluster | None:
    tasks = {name: tuple(map(str, addresses)) for name, addresses in values.get("cluster", {}).items()}
    addresses = tuple(address for name in _TRAINING_TASKS for address in tasks.get(name, ()))
    if len(addresses) < 2:
        return None
    kind, index = str(values["task"]["type"]), int(values["task"]["index"])
    if kind not in _TRAINING_TASKS:
        raise UserError(
            f"{VARIABLE} gives this computer the task “{kind}”; only workers train here.",
            hint="Start no parameter servers and no evaluators: the workers validate.",
        )
    before = len(tasks.get("chief", ())) if kind == "worker" else 0
    return Cluster(addresses, before + index)
