from __future__ import annotations

import pytest

from cnn_desktop.gui.models.stack_model import StackModel
from tests.gui.models.stack.examples import new_settings


@pytest.fixture
def form(qapp):
    return new_settings()


@pytest.fixture
def editor(form):
    return StackModel(form)


@pytest.fixture
def opened(form, editor):
    """The editor with the network of the fish paper in it."""
    form.write("architecture", "fish-binary")
    editor.edit()
    return editor
