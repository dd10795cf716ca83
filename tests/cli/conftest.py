"""Run the command line in this process, and read what it printed where."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from cnn_desktop import cli
from cnn_desktop.core.config import TrainingConfig
from tests import samples


@dataclass(frozen=True)
class Answer:
    """What one call of the program gave."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Every line of standard output as JSON; fails if one is none."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def run(capfd):
    """`run("check", folder, "--json")`: its exit code and both outputs, native prints included."""

    def call(*words: object) -> Answer:
        capfd.readouterr()
        code = cli.main([str(word) for word in words])
        return Answer(code, *capfd.readouterr())

    return call


@pytest.fixture(scope="session")
def shapes(tmp_path_factory):
    """Sixty drawn images of three classes."""
    return samples.shapes(tmp_path_factory.mktemp("data") / "shapes", classes=3, per_class=20)


@pytest.fixture(scope="session")
def trained(shapes, tmp_path_factory):
    """A finished run on `shapes`, with validation and test."""
    from cnn_desktop.engine.training import train

    config = TrainingConfig(
        dataset=shapes,
        runs=tmp_path_factory.mktemp("runs"),
        architecture="lenet5",
        epochs=2,
        batch_size=16,
        test=0.2,
        name="trained",
    )
    return train(config, lambda event: None, lambda: False)
