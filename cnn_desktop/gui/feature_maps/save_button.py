"""The button that takes maps, or where the network looked, away: asks what and where to; a line says how it went."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QProgressBar, QToolButton, QWidget

from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.maps_saver import Appearance, MapsSaver, SaveState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label, set_look

PICTURES = "Pictures (*.png)"
ARRAYS = "NumPy array (*.npy);;NumPy archive (*.npz);;Table (*.csv)"
ARCHIVES = "NumPy archive (*.npz)"


class SaveButton(QToolButton):
    """`appearance` says how the maps are shown when something is saved, `opacity` how strong what lies over the image;
    `note` belongs where a line has room.
    """

    def __init__(
        self, model: FeatureMapsModel, appearance: Callable[[], Appearance], opacity: Callable[[], float]
    ) -> None:
        super().__init__()
        self._model, self._appearance, self._opacity = model, appearance, opacity
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        self.note = SaveNote(model.saver)
        self.setIcon(icon("download-simple", "muted"))
        self.setProperty("kind", "quiet")
        self.setToolTip("Save maps or their values (Ctrl+S)")
        self.setAccessibleName("Save maps or their values")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    @Slot()
    def _fill(self) -> None:
        channel = self._model.one.channel
        one = f"channel {channel}"
        self._menu.clear()
        for text, bare, number in (
            ("All channels, with legend and caption…", False, None), ("All channels, bare…", True, None),
            (f"C{one[1:]}, with legend and caption…", False, channel), (f"C{one[1:]}, bare…", True, channel),
        ):  # fmt: skip
            action = self._menu.addAction(icon("image", "muted"), text)
            action.triggered.connect(partial(self._save, PICTURES, number, bare))
        self._menu.addSeparator()
        for text, bare in (("Where it looked, with legend and caption…", False), ("Where it looked, bare…", True)):
            action = self._menu.addAction(icon("crosshair", "muted"), text)
            action.triggered.connect(partial(self._save_where_it_looked, bare))
        self._menu.addSeparator()
        for text, number in (("Values of all channels…", None), (f"Values of {one}…", channel)):
            action = self._menu.addAction(icon("table", "muted"), text)
            action.triggered.connect(partial(self._save, ARRAYS, number, False))
        folder = self._menu.addAction(icon("folder", "muted"), "Values for all images of a folder…")
        folder.triggered.connect(self._save_folder)

    def _save(self, kinds: str, channel: int | None, is_bare: bool, _checked: bool = False) -> None:
        state = self._model.state
        of = Path(state.image.name).stem if state.image else "maps"
        which = "" if channel is None else f" {channel}"
        target = self._ask(f"{of} {_plain(state.layer)}{which}", kinds)
        if target:
            self._model.saver.save(target, self._appearance(), channel=channel, is_bare=is_bare)

    def _save_where_it_looked(self, is_bare: bool, _checked: bool = False) -> None:
        image, maps = self._model.state.image, self._model.maps
        if image is not None and maps is not None:
            target = self._ask(f"{Path(image.name).stem} {maps.prediction.class_name}", PICTURES)
            if target:
                self._model.saver.save_where_it_looked(target, self._opacity(), is_bare=is_bare)

    @Slot()
    def _save_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Values for all images in", self._folder)
        target = self._ask(f"{Path(folder).name} {_plain(self._model.state.layer)}", ARCHIVES) if folder else None
        if target:
            self._model.saver.save_folder(Path(folder), target)

    def _ask(self, name: str, kinds: str) -> Path | None:
        """Where to; the ending of the chosen kind where none was typed."""
        usual = _endings(kinds)[0]
        place, chosen = QFileDialog.getSaveFileName(self, "Save", str(Path(self._folder) / f"{name}{usual}"), kinds)
        if not place:
            return None
        target = Path(place)
        self._folder = str(target.parent)
        if target.suffix.lower() in _endings(kinds):
            return target
        return target.with_name(f"{target.name}{_endings(chosen or kinds)[0]}")


def _endings(kinds: str) -> list[str]:
    """“A (*.a);;B (*.b)” → [".a", ".b"]."""
    return [part.partition("(*")[2].rstrip(")") for part in kinds.split(";;")]


def _plain(layer: str) -> str:
    return layer.replace("/", "-").replace("#", " call ")


class SaveNote(QWidget):
    """Hidden until something is saved; how far a folder is, and how it ended."""

    def __init__(self, saver: MapsSaver) -> None:
        super().__init__()
        self._said = Label(size="small", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._bar.setAccessibleName("Images of the folder")
        self._cancel = buttons.quiet("Cancel", "x")
        self._hide = buttons.icon_button("x", "Hide this line")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._said, 1)
        for widget in (self._bar, self._cancel, self._hide):
            row.addWidget(widget)
        self._cancel.clicked.connect(saver.cancel)
        self._hide.clicked.connect(self.hide)
        saver.changed.connect(self.show_state)
        self.hide()

    @Slot(object)
    def show_state(self, state: SaveState) -> None:
        problem = state.problem
        if problem is not None:
            self._said.setText(f"{problem.message} {problem.hint}")
        elif state.is_busy:
            of = f"{state.done:,} of {state.total:,} images" if state.total else "Saving…"
            self._said.setText(of)
        else:
            self._said.setText(state.said)
        set_look(self._said, "tone", "warning" if problem is not None else "muted")
        self._bar.setRange(0, state.total)
        self._bar.setValue(state.done)
        for widget in (self._bar, self._cancel):
            widget.setVisible(state.is_busy and state.total > 0)
        self._hide.setVisible(not state.is_busy)
        self.setVisible(True)
