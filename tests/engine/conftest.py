"""Small real datasets and one small trained run for the engine's tests."""

from __future__ import annotations

import pytest

from cnn_desktop.core.config import TrainingConfig
from tests import samples


@pytest.fixture(scope="session")
def shapes(tmp_path_factory):
    """Sixty drawn images of three classes."""
    return samples.shapes(tmp_path_factory.mktemp("data") / "shapes", classes=3, per_class=20, size=32)


@pytest.fixture(scope="session")
def trained(shapes, tmp_path_factory):
    """A finished run on `shapes`, with validation and test."""
    from cnn_desktop.engine.training import train

    config = TrainingConfig(
        dataset=shapes,
        runs=tmp_path_factory.mktemp("runs"),
        architecture="lenet5",
        epochs=3,
        batch_size=16,
        test=0.2,
        name="trained",
    )
    return train(config, lambda event: None, lambda: False)


@pytest.fixture
def not_put_to_use(monkeypatch):
    """A run ends with its scores: converting the kept model takes longer than training toys. See `test_finishing`."""
    monkeypatch.setattr("cnn_desktop.engine.training.finishing.put_to_use", lambda *_: None)


@pytest.fixture
def images(shapes):
    return tuple(sorted(shapes.rglob("*.png")))


@pytest.fixture
def damaged(tmp_path):
    file = tmp_path / "damaged.png"
    file.write_bytes(b"no image")
    return file
