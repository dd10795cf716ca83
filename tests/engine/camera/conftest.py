from __future__ import annotations

import pytest

from cnn_desktop.core.camera import capture
from cnn_desktop.engine.camera import grabber
from tests.engine.camera.cameras import MjpegServer


@pytest.fixture
def camera():
    with MjpegServer() as camera:
        yield camera


@pytest.fixture
def impatient(monkeypatch):
    """What is waited for in seconds takes a tenth of one."""
    monkeypatch.setattr(capture, "READ_TIMEOUT_S", 0.3)
    monkeypatch.setattr(grabber, "FIRST_WAIT_S", 0.02)
    monkeypatch.setattr(grabber, "LONGEST_WAIT_S", 0.1)
