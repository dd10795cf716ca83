"""The settings form against reality: what is in force, what is wrong beside which field, and whether a run can start.

Pure: form, architecture and dataset go in, one frozen value comes out. No Qt.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cnn_desktop.core import architectures
from cnn_desktop.core.architectures import OWN, Architecture
from cnn_desktop.core.augmentation import STRENGTHS, Augmentation
from cnn_desktop.core.config import TrainingConfig, completed, plan_of
from cnn_desktop.core.dataset.handedness import what_flips_change
from cnn_desktop.core.dataset.model import DatasetSummary
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.stack.layers import Stack, why_untrainable
from cnn_desktop.core.suggestion import suggested_architecture
from cnn_desktop.gui.models import training_fields
from cnn_desktop.gui.models.training_fields import GROWTH, OF_THE_NETWORK, PRETRAINED
from cnn_desktop.gui.models.training_form import FIELDS, TrainingForm

IMAGE_SIZE_WITHOUT_DATASET = 64  # pixels; only the table of layers is drawn with it
OWN_AMOUNTS = "own"  # what stands for a strength of augmentation where single amounts are in force
_HARMLESS = {"loss": "softmax", "inputs": "rescale"}  # goes with every dataset and image size


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
    hints: Mapping[str, str] = field(default_factory=dict)  # what to think of, beside the field
    config: TrainingConfig | None = None  # None: cannot start, because of
    blocked: str = ""
    plan: str = ""  # how many images to learn from and to check on
    images: tuple[int, int, int] | None = None  # training, validation and test; about

    @property
    def is_changed(self) -> bool:
        """Something is written that is not what is suggested."""
        written = [name for name in FIELDS if name != "architecture" and getattr(self.form, name)]
        differs = any(self.values[name] != self.suggested[name] for name in (*written, "vary"))
        return differs or bool(self.form.group_by) or any(name in self.problems for name in written)

    @property
    def variations(self) -> Augmentation:
        """How far training images are varied."""
        vary: Augmentation | None = self.values["vary"]
        return vary if vary is not None else STRENGTHS[self.values["augmentation"]]

    @property
    def preparation(self) -> Preparation:
        """How images reach the network."""
        values = self.values
        return Preparation(
            size=values["image_size"],
            grey=values["grey"],
            resize=values["resize"],
            polarity=values["polarity"],
            centring=values["centring"],
        )

    @property
    def strength(self) -> str:
        """The strength of augmentation in force, or `OWN_AMOUNTS`."""
        return OWN_AMOUNTS if self.values["vary"] is not None else str(self.values["augmentation"])

    def shown(self, name: str) -> str:
        """What the field `name` shows for the value in force; empty: the network's own way."""
        return training_fields.written(name, self.values[name])


def resolve(form: TrainingForm, dataset: DatasetSummary | None, runs: Path, blocked: str = "") -> Resolved:
    """What is in force. `blocked` says why nothing can start now, whatever the form holds."""
    entry = architectures.architecture(form.architecture or _suggested_key(dataset))
    suggested = _suggested(entry, dataset)
    fixed = _fixed(entry, dataset)
    written, problems = _read(form, entry, runs, leave_out=fixed)
    values = suggested | written
    config, network, network_problem = None, None, ""
    not_put_together = _not_put_together(form, entry)
    if not problems and not not_put_together:
        config, problems = _config(values | _network_of(entry, form.own), dataset, runs)
    if config is not None and dataset is not None:
        network, network_problem = _network(config, len(dataset.classes))
        problems = problems or _blamed(config, len(dataset.classes), network_problem)
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
        hints=MappingProxyType(_hints(values, dataset)),
        config=None if blocked else config,
        blocked=blocked,
        plan=_plan(values, dataset),
        images=_images(values, dataset) if dataset else None,
    )


def _suggested_key(dataset: DatasetSummary | None) -> str:
    return suggested_architecture(dataset) if dataset else architectures.DEFAULT


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
    return {name: getattr(recipe, name) for name in ("architecture", "name", "vary", "group_by", "watch", *FIELDS)}


def _read(
    form: TrainingForm, entry: Architecture, runs: Path, leave_out: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The written fields as values, each checked for itself by `TrainingConfig`; and what is wrong with the others."""
    values: dict[str, Any] = {"name": form.name.strip(), "watch": form.watch}
    problems: dict[str, str] = {}
    for name in (*FIELDS, "group_by"):
        text = getattr(form, name).strip()
        if not text or (name in leave_out and name in OF_THE_NETWORK + PRETRAINED + GROWTH):
            continue
        try:
            value = training_fields.read(name, text)
            # 0.01 of validation leaves room for any test share, so that each is judged alone here
            alone: dict[str, Any] = {"validation": 0.01} | _network_of(entry, None) | {name: value}
            TrainingConfig(dataset=Path(), runs=runs, **alone)
        except UserError as error:
            problems[name] = error.message
        else:
            values[name] = value
    if form.vary is not None or form.augmentation:
        values["vary"] = form.vary
    return values, problems


def _fixed(entry: Architecture, dataset: DatasetSummary | None) -> dict[str, str]:
    """Why some fields have no say: the dataset or the network decides."""
    splits = {
        split: f"The folder brings its own {split} images ({images:,}); they are used."
        for split, images in (dataset.splits if dataset else ())
        if split != "training"
    }
    network = {name: f"{entry.title} leaves no choice here." for name in OF_THE_NETWORK if name not in entry.options}
    has_weights = entry.kind == "pretrained"
    pretrained = {} if has_weights else dict.fromkeys(PRETRAINED, f"{entry.title} has no pretrained weights.")
    grows = entry.kind == "code"
    growth = {} if grows else dict.fromkeys(GROWTH, f"{entry.title} takes images of one size only.")
    return splits | network | pretrained | growth


def _hints(values: dict[str, Any], dataset: DatasetSummary | None) -> dict[str, str]:
    changed = what_flips_change([one.name for one in dataset.classes]) if dataset else ""
    if not changed:
        return {}
    vary: Augmentation = values["vary"] or STRENGTHS[values["augmentation"]]
    sentence = f"Flips change the meaning of {changed}."
    return {"flip": sentence} | ({"augmentation": sentence} if vary.flip else {})


def _plan(values: dict[str, Any], dataset: DatasetSummary | None) -> str:
    """The split in numbers; “about”, because duplicates stay together and classes are rounded one by one."""
    if dataset is None:
        return ""
    own = dict(dataset.splits)
    training, validation, test = _images(values, dataset)
    parts = [f"{training:,} training", f"{validation:,} validation", *([f"{test:,} test"] if test else [])]
    is_exact = "validation" in own and ("test" in own or not values["test"])
    about = "" if is_exact else "About "
    return f"{about}{', '.join(parts)} images."


def _images(values: dict[str, Any], dataset: DatasetSummary) -> tuple[int, int, int]:
    """How many images to train on, to validate and to test with."""
    own = dict(dataset.splits)
    test = own.get("test", round(values["test"] * dataset.images))
    validation = own.get("validation", round(values["validation"] * (dataset.images - own.get("test", 0))))
    return dataset.images - validation - test, validation, test


def _network(config: TrainingConfig, classes: int) -> tuple[NetworkPlan | None, str]:
    """The network of a configuration with every value in force; or why there is none."""
    try:
        return plan_of(completed(config, IMAGE_SIZE_WITHOUT_DATASET), classes), ""
    except UserError as error:
        return None, f"{error.message} {error.hint}"


def _blamed(config: TrainingConfig, classes: int, problem: str) -> dict[str, str]:
    """The field beside which to say why there is no network: the one whose harmless value makes it possible."""
    for name, harmless in _HARMLESS.items() if problem else ():
        changes: dict[str, Any] = {name: harmless}
        if _network(dataclasses.replace(config, **changes), classes)[0]:
            return {name: problem}
    return {}


def _config(
    values: dict[str, Any], dataset: DatasetSummary | None, runs: Path
) -> tuple[TrainingConfig | None, dict[str, str]]:
    """The configuration; or, where single fields are right and do not go together, what to say beside “test”."""
    folder = dataset.folder if dataset else Path()
    try:
        return TrainingConfig(dataset=folder, runs=runs, **values), {}
    except UserError as error:
        return None, {"test": error.message}
