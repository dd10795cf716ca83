"""The way into a station and out of it: the questions, then the full screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from cnn_desktop.core import runs
from cnn_desktop.core.errors import UserError
from cnn_desktop.gui.dialogs import show
from cnn_desktop.gui.models import station_wish
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.station_model import StationModel
from cnn_desktop.gui.models.station_wish import StationWish


class StationFlow(QObject):
    """Lives with `window`."""

    ending = Signal()

    def __init__(self, window: QWidget, chosen: ChosenRun, camera: CameraModel, station: StationModel) -> None:
        super().__init__(window)
        self._window, self._chosen, self._camera, self._station = window, chosen, camera, station
        self._classes: tuple[str, ...] = ()

    @Slot()
    def ask(self) -> None:
        """Ask how the station is to decide. Raises UserError where the run cannot be read."""
        if self._chosen.run is None:
            raise UserError("There is no network to decide with.", hint="Train one, or open a run.")
        from cnn_desktop.gui.camera.station_dialog import StationDialog  # the start of the program need not wait for it

        self._classes = runs.open_run(self._chosen.run).classes
        dialog = StationDialog(station_wish.load(), self._classes, self._window)
        dialog.started.connect(self.start)
        show(dialog)

    @Slot(object)
    def start(self, wish: StationWish) -> None:
        from cnn_desktop.gui.camera.station_window import StationWindow

        station_wish.save(wish)
        self._station.start(wish, self._classes)
        window = StationWindow(self._camera, self._station, self._window)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.ending.connect(window.reject)
        window.showFullScreen()

    def end(self) -> None:
        """Leave the station, where it is open: no window outlives the one it belongs to."""
        self.ending.emit()
