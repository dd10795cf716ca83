"""The settings form of the Train tab: what the user wrote, resolved against architecture and dataset. Pure.

Intention and reality are two values: `TrainingForm` keeps what was written and nothing else, an empty text
being "as suggested"; `resolve` says what is then in force, what is wrong beside which field, and whether a
run can start. No Qt.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from cnn_desktop.core import architectures
from cnn_desktop.core.architectures import ARCHITECTURES, OWN, Architecture
from cnn_desktop.core.config import AUGMENTATIONS, OPTIMIZERS, RESIZE_POLICIES, TrainingConfig, completed, plan_of
from cnn_desktop.core.dataset.model import DatasetSummary
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.core.stack.layers import Stack, why_untrainable

Number: TypeAlias = int | float

WHOLE_NUMBERS = ("image_size", "epochs", "batch_size", "patience", "seed")
NUMBERS = (*WHOLE_NUMBERS, "learning_rate", "validation", "test")
CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "architecture": tuple(entry.key for entry in ARCHITECTURES),
        "optimizer": OPTIMIZERS,
        "augmentation": AUGMENTATIONS,
        "resize": RESIZE_POLICIES,
    }
)
IMAGE_SIZE_WITHOUT_DATASET = 64  # pixels; only the table of layers is drawn with it


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingForm:
    """What the user wrote or chose. Empty: as suggested. Named as the fields of `TrainingConfig`."""

    architecture: str = architectures.DEFAULT
    image_size: str = ""
    epochs: str = ""
    batch_size: str = ""
    augmentation: str = ""
    optimizer: str = ""
    learning_rate: str = ""
    resize: str = ""
    validation: str = ""
    test: str = ""
    patience: str = ""
    seed: str = ""
    name: str = ""  # of the next run only: not remembered
    own: Stack | None = None  # the network put together last; kept in a file of its own

    def with_text(self, name: str, text: str) -> TrainingForm:
        """The form with one field rewritten."""
        changes: dict[str, Any] = {name: text}
        return dataclasses.replace(self, **changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A form against reality: all that the settings column shows."""

    form: TrainingForm
    entry: Architecture
    values: Mapping[str, Any]  # in force, by field; where what was written makes no sense, what is suggested
    suggested: Mapping[str, Any]  # by field, with nothing written
    network: NetworkPlan | None = None  # None: nothing to show yet, or
    network_problem: str = ""  # why it cannot be
    problems: Mapping[str, str] = field(default_factory=dict)  # a sentence beside the field
    fixed: Mapping[str, str] = field(default_factory=dict)  # why a field has no say
    config: TrainingConfig | None = None  # None: cannot start, because of
    blocked: str = ""
    plan: str = ""  # how many images to learn from and to check on

    @property
    def is_changed(self) -> bool:
        """Something is written that is not what is suggested."""
        written = (name for name in (*NUMBERS, *CHOICES) if name != "architecture" and getattr(self.form, name))
        return any(name in self.problems or self.values[name] != self.suggested[name] for name in written)


def resolve(form: TrainingForm, dataset: DatasetSummary | None, runs: Path, blocked: str = "") -> Resolved:
    """What is in force. `blocked` says why nothing can start now, whatever the form holds."""
    entry = architectures.architecture(form.architecture)
    suggested = _suggested(entry, dataset)
    written, problems = _read(form, entry, runs)
    fixed = _fixed(dataset)
    values = suggested | written
    config, network, network_problem = None, None, ""
    not_put_together = _not_put_together(form, entry)
    if not problems and not not_put_together:
        config, problems = _config(values | _network_of(entry, form.own), dataset, runs)
    if config is not None and dataset is not None:
        network, network_problem = _network(config, len(dataset.classes))
    if not blocked and dataset is None:
        blocked = "Choose a dataset first."
    elif not blocked and not_put_together:
        blocked = not_put_together
    elif not blocked and network_problem:
        blocked = network_problem
    elif not blocked and problems:
        blocked = "Correct the settings marked in red first."
    return Resolved(
        form=form,
        entry=entry,
        values=MappingProxyType(values),
        suggested=MappingProxyType(suggested),
        network=network,
        network_problem=network_problem,
        problems=MappingProxyType(problems),
        fixed=MappingProxyType(fixed),
        config=None if blocked else config,
        blocked=blocked,
        plan=_plan(values, dataset),
    )


def remembered(resolved: Resolved) -> dict[str, Any]:
    """What to keep for the next launch: what was written and makes sense, as values of `TrainingConfig`."""
    written = {
        name: resolved.values[name]
        for name in (*NUMBERS, *CHOICES)
        if name != "architecture" and getattr(resolved.form, name) and name not in resolved.problems
    }
    return {"architecture": resolved.entry.key} | written


def from_remembered(values: Mapping[str, Any]) -> TrainingForm:
    """The inverse of `remembered`. What a damaged or foreign file holds instead is left out."""
    texts: dict[str, Any] = {}
    for name, value in values.items():
        if name in CHOICES and isinstance(value, str) and value in CHOICES[name]:
            texts[name] = value
        elif name in NUMBERS and _is_number(value):
            texts[name] = written_as(value)
    return TrainingForm(**texts)


def written_as(value: Any) -> str:
    """`value` as a field shows it, and as it is read again."""
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.10g}"
    return str(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _network_of(entry: Architecture, own: Stack | None) -> dict[str, Any]:
    """The fields of `TrainingConfig` that name the network; without layers of one's own, none."""
    if entry.key != OWN:
        return {"architecture": entry.key}
    own = own or Stack()
    return {"architecture": OWN, "layers": own.rows, "network_name": own.name}


def _not_put_together(form: TrainingForm, entry: Architecture) -> str:
    """What stands against training the network of one's own, where that is chosen."""
    if entry.key != OWN:
        return ""
    if form.own is None:
        return "Put your network together first: “Edit layers…”."
    return why_untrainable(form.own.rows)


def _suggested(entry: Architecture, dataset: DatasetSummary | None) -> dict[str, Any]:
    of_dataset = dataset.suggested_image_size if dataset else IMAGE_SIZE_WITHOUT_DATASET
    recipe = completed(TrainingConfig(dataset=Path(), runs=Path(), **_network_of(entry, None)), of_dataset)
    return {name: getattr(recipe, name) for name in ("architecture", "name", *NUMBERS, *CHOICES)}


def _read(form: TrainingForm, entry: Architecture, runs: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """The written fields as values, each checked for itself by `TrainingConfig`; and what is wrong with the others."""
    values: dict[str, Any] = {"name": form.name.strip()}
    problems: dict[str, str] = {}
    for name in (*NUMBERS, *CHOICES):
        text = getattr(form, name).strip()
        if not text:
            continue
        try:
            value = _number(name, text) if name in NUMBERS else text
            # 0.01 of validation leaves room for any test share, so that each is judged alone here
            alone: dict[str, Any] = {"validation": 0.01} | _network_of(entry, None) | {name: value}
            TrainingConfig(dataset=Path(), runs=runs, **alone)
        except UserError as error:
            problems[name] = error.message
        else:
            values[name] = value
    return values, problems


def _number(name: str, text: str) -> Number:
    plain = text.replace(",", ".") if text.count(",") == 1 else text
    try:
        number = float(plain)
    except ValueError:
        raise UserError(f"“{text}” is not a number.") from None
    if not math.isfinite(number):
        raise UserError(f"“{text}” is not a number to train with.")
    if name not in WHOLE_NUMBERS:
        return number
    if number != int(number):
        raise UserError(f"Whole numbers only, not {text}.")
    return int(number)


def _fixed(dataset: DatasetSummary | None) -> dict[str, str]:
    return {
        split: f"The folder brings its own {split} images ({images:,}); they are used."
        for split, images in (dataset.splits if dataset else ())
        if split != "training"
    }


def _plan(values: dict[str, Any], dataset: DatasetSummary | None) -> str:
    """The split in numbers; “about”, because duplicates stay together and classes are rounded one by one."""
    if dataset is None:
        return ""
    own = dict(dataset.splits)
    test = own.get("test", round(values["test"] * dataset.images))
    validation = own.get("validation", round(values["validation"] * (dataset.images - own.get("test", 0))))
    training = dataset.images - validation - test
    parts = [f"{training:,} training", f"{validation:,} validation", *([f"{test:,} test"] if test else [])]
    is_exact = "validation" in own and ("test" in own or not values["test"])
    about = "" if is_exact else "About "
    return f"{about}{', '.join(parts)} images."


def _network(config: TrainingConfig, classes: int) -> tuple[NetworkPlan | None, str]:
    """The network of a configuration with every value in force; or why there is none."""
    try:
        return plan_of(completed(config, IMAGE_SIZE_WITHOUT_DATASET), classes), ""
    except UserError as error:
        return None, f"{error.message} {error.hint}"


def _config(
    values: dict[str, Any], dataset: DatasetSummary | None, runs: Path
) -> tuple[TrainingConfig | None, dict[str, str]]:
    """The configuration; or, where single fields are right and do not go together, what to say beside “test”."""
    folder = dataset.folder if dataset else Path()
    try:
        return TrainingConfig(dataset=folder, runs=runs, **values), {}
    except UserError as error:
        return None, {"test": error.message}
