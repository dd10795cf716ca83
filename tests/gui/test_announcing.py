"""What is said above the tabs."""

from typing import cast

from PySide6.QtWidgets import QPushButton

from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.main_window import MainWindow
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.screens.runs_on_disk import write_run
from tests.gui.window_examples import press


def test_problems_of_models_and_engines_are_shown_in_the_window(window, engines):
    window.training.problem_raised.emit(Problem("The run cannot be read.", "Look at log.txt."))
    engines.engine_lost.emit("The process that looks at folders ended.", "It was started again.")
    assert window.notices.messages == ("The process that looks at folders ended.", "The run cannot be read.")


def test_a_run_left_in_the_background_is_offered_and_followed(qtbot, window, tmp_path):
    run = write_run(tmp_path, "meadow", right=None)
    with run.locked():
        window.training.settings.choose_runs(run.folder.parent)  # which lists them at once
        window.wake()
        qtbot.waitUntil(lambda: window.notices.messages == ("“meadow residual” is training in the background.",))
        press(window.notices, "Show it")
        qtbot.waitUntil(lambda: window.training.is_in_background)
        assert window.close()  # it is not ours: nothing to ask


def test_layers_left_in_the_editor_are_offered_at_the_next_start(qtbot, window):
    window.training.settings.write("architecture", "fish-binary")
    window.training.editor.edit()
    window.training.editor.remove()
    window.close()
    later = MainWindow(cast(Engines, FakeEngines()))
    qtbot.addWidget(later)
    later.show()
    later.wake()
    assert any("editing" in message for message in later.notices.messages)
    next(button for button in later.notices.findChildren(QPushButton) if button.text() == "Go on editing").click()
    assert later.training.editor.is_open
