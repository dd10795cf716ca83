import pytest

from tests.gui.prediction.examples import Scene


@pytest.fixture
def scene(qtbot, tmp_path):
    made = Scene(qtbot, tmp_path)
    yield made
    made.close()
