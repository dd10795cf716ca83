"""The menu of the main window and its keys, as data. To add a command, add a row."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from cnn_desktop.core import paths, settings
from cnn_desktop.core.settings import Theme as Choice
from cnn_desktop.gui.commands import Command, Section, keys_of
from cnn_desktop.gui.dialogs import AboutDialog, KeysDialog, show
from cnn_desktop.gui.theme import theme

if TYPE_CHECKING:
    from cnn_desktop.gui.main_window import MainWindow

TRAINING_KEYS = (  # the Train tab's own
    ("Start training", "Ctrl+Return"),
    ("Pause the run, and go on", "Space"),
    ("Stop looking through a folder", "Esc"),
)
PREDICT_KEYS = (  # the Predict tab's own
    ("Paste an image", "Ctrl+V"),
    ("Search the names of images", "Ctrl+F"),
    ("Show the image in the feature maps", "M"),
    ("From image to image, line and page; select several", "Arrow keys, Page, Home, End; Shift, Ctrl, Ctrl+A"),
    ("An image on the whole page, and back to all", "Enter, Esc"),
    ("In the picture: larger, smaller, whole, its own pixels", "+, −, 0, 1"),
    ("Take back what was last added to the dataset, and add it again", "Ctrl+Z, Ctrl+Shift+Z"),
    ("Undo, redo and clear a drawing", "Ctrl+Z, Ctrl+Shift+Z or Ctrl+Y, Delete"),
    ("Draw: move the pen, put it down and lift it", "Arrow keys, Space"),
)
RESULTS_KEYS = (  # the Results tab's own
    ("Search runs; choose several to compare them", "Ctrl+F; Shift, Ctrl"),
    ("Rename a run, move it to the trash", "F2, Delete"),
    ("A cell of the matrix; let go of it", "Arrow keys, Esc"),
    ("The label of an image is wrong; leave it out", "L, Delete"),
    ("Take what is suggested for a suspicious label", "S"),
    ("Take the last correction back, and make it again", "Ctrl+Z, Ctrl+Shift+Z"),
)
MAP_KEYS = (  # the Feature maps tab's own
    ("Go from channel to channel, to the first and the last", "Arrow keys, Home, End"),
    ("The layer before and the next", "Page Up, Page Down"),
    ("Find a layer; the first that matches, the one before; all again", "/; Enter, Shift+Enter; Esc"),
    ("Larger, smaller, all channels in view; the chosen one large", "+, −, 0; Z"),
    ("Explain the marked value, and back to all channels", "Enter or R, Esc"),
    ("Another order, scale, colours", "S, N, M"),
    ("Before or after the activation", "P"),
    ("Where the class was found, over the image", "B"),
    ("Choose an image, draw one, follow the camera", "I, F, C"),
    ("Keep a frame of the camera as an image, and go on; the frame before and the next", "Space; comma, full stop"),
    ("The image before and the next", "Ctrl+Left, Ctrl+Right"),
    ("In the map: another unit; how much of what it sees counts", "Arrow keys; E"),
    ("Save maps or their values", "Ctrl+S"),
    ("Keep the channel in view, and let it go", "K"),
    ("Mute the channel, hear it alone", "X, O"),
    ("Make it twice or half as strong", "A, Shift+A"),
    ("Take back what was done to it, to all", "Delete, Shift+Delete"),
    ("The image that pleases it most", "Y"),
    ("The training seen again; play it; the epoch before and the next", "T; Space; comma, full stop"),
    ("Why this class?, and back", "W, Esc"),
    ("Compare with another image, run or epoch; wipe, move the divider", "D; X, Arrow keys"),
    ("Map of images; from point to point; lasso, all in view, this one too", "G; Arrow keys; L, A, Space"),
)
LEARN_KEYS = (  # the Learn pane's
    ("The lesson before and the next; into the lesson", "Page Up, Page Down; Enter"),
    ("Move the window, the point or the row", "Arrow keys"),
    ("Write a number into a cell", "Type it, or Enter"),
    ("Back to the maps", "Esc"),
)
CAMERA_KEYS = (  # wherever a camera is shown
    ("Freeze the camera, and go on", "Space"),
    ("Take a picture; hold it for a burst", "Return"),
    ("Collect pictures: choose a class, hold to record", "1 to 9, Space"),
    ("Throw pictures away", "Delete"),
    ("Station: decide now, and leave", "Space, Esc"),
)
LAYER_KEYS = (  # the editor's of a network of one's own
    ("Add a layer", "Insert"),
    ("Change the settings of a layer, and back to the list", "Return, Esc"),
    ("Move, duplicate or remove a layer", "Alt+Up, Alt+Down, Ctrl+D, Delete"),
    ("Undo and redo a change to the layers", "Ctrl+Z, Ctrl+Shift+Z"),
    ("Use the network, or save it", "Ctrl+Return, Ctrl+S"),
)

_THEMES: tuple[tuple[Choice, str], ...] = (("system", "Theme of the system"), ("light", "Light"), ("dark", "Dark"))


def sections(window: MainWindow) -> tuple[Section, ...]:
    """Every command of `window`, in groups."""
    chosen = settings.load().theme
    return (
        (
            Command("Choose a dataset folder…", window.choose_dataset, "Ctrl+O", "folder-open"),
            Command("Compare several settings…", window.show_comparison, "Ctrl+K", "rows"),
            Command("Open a Keras or Teachable Machine model…", window.choose_model, "", "file"),
            Command("Open the runs folder", window.open_runs_folder, "", "folder"),
            Command("Keep runs in another folder…", window.choose_runs_folder, "", "folder-plus"),
        ),
        tuple(
            Command(text, partial(choose_theme, choice), group="theme", is_chosen=choice == chosen)
            for choice, text in _THEMES
        ),
        tuple(
            Command(text, partial(window.show_tab, number), f"Ctrl+{number + 1}", in_menu=False)
            for number, text in enumerate(window.tab_names)
        ),
        (
            Command("Learn how a network computes", window.show_lessons, "Ctrl+L", "chalkboard-teacher"),
            Command("Keys", partial(show_keys, window), "F1", "keyboard"),
            Command(f"About {paths.TITLE}", lambda: show(AboutDialog(window)), "", "info"),
            Command("Quit", lambda: _quit(window), "Ctrl+Q", "sign-out"),
        ),
    )


def choose_theme(choice: Choice) -> None:
    """Change the look now, and keep it."""
    settings.save(dataclasses.replace(settings.load(), theme=choice))
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme().apply(app, choice)


def show_keys(window: MainWindow) -> None:
    groups = (
        ("Everywhere", keys_of(sections(window))),
        ("Train", TRAINING_KEYS),
        ("A network of one’s own", LAYER_KEYS),
        ("Results", RESULTS_KEYS),
        ("Predict", PREDICT_KEYS),
        ("Camera", CAMERA_KEYS),
        ("Feature maps", MAP_KEYS),
        ("Learn", LEARN_KEYS),
    )
    show(KeysDialog(window, groups))


def _quit(window: MainWindow) -> None:
    window.close()
