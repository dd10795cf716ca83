from __future__ import annotations

import pytest

from cnn_desktop.gui.training.stack_editor.layer_list import LayerList
from cnn_desktop.gui.training.stack_editor.page import StackEditor


@pytest.fixture
def page(tab, load, qtbot):
    """The Train tab with a dataset; its editor, closed."""
    load()
    return tab.findChild(StackEditor)


@pytest.fixture
def model(training):
    return training.editor


@pytest.fixture
def layers(page):
    return page.findChild(LayerList)


@pytest.fixture
def opened(page, training, model, layers):
    """The network of the fish paper, open."""
    training.settings.write("architecture", "fish-binary")
    model.edit()
    return model
