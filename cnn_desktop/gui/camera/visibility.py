"""Whether a page is to be seen: shown, in a window that is not minimised. A camera must not look on unseen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from cnn_desktop.gui.models.camera_model import CameraModel


class HoldWhileSeen(QObject):
    """Holds the camera for `page` while it is to be seen."""

    def __init__(self, page: QWidget, camera: CameraModel, *, classifies: bool = True) -> None:
        super().__init__(page)
        self._page, self._camera, self._classifies = page, camera, classifies
        self._window: QWidget | None = None
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.Show | QEvent.Type.Hide | QEvent.Type.WindowStateChange:
                self._refresh(is_hidden=event.type() == QEvent.Type.Hide)
        return False

    def _refresh(self, *, is_hidden: bool) -> None:
        window = self._page.window()
        if window is not self._window:
            self._window = window
            if window is not self._page:
                window.installEventFilter(self)
        if is_hidden or not self._page.isVisible() or window.isMinimized():
            self._camera.release(self)
        else:
            self._camera.hold(self, classifies=self._classifies)
