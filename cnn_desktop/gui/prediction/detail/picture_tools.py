"""Below the picture: how large it is shown, and buttons for those who zoom neither by wheel nor by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from cnn_desktop.gui.prediction.detail.zoom import STEP
from cnn_desktop.gui.prediction.detail.zoom_view import ZoomView
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons


class PictureTools(QWidget):
    """Smaller, larger, and the scale, which offers the whole image and its own pixels."""

    closed = Signal()  # back from the whole page

    def __init__(self, view: ZoomView) -> None:
        super().__init__()
        self._back = buttons.plain("All images", "arrow-left")
        self._back.setVisible(False)
        smaller = buttons.icon_button("magnifying-glass-minus", "Smaller (−)")
        larger = buttons.icon_button("magnifying-glass-plus", "Larger (+)")
        self._scale = QPushButton()
        buttons.dress(self._scale, "", kind="quiet")
        self._scale.setMenu(self._build_menu(view))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE // 2)
        for widget in (self._back, smaller, larger, self._scale):
            self._row.addWidget(widget)
        self._row.addStretch()
        self._back.clicked.connect(self.closed)
        smaller.clicked.connect(lambda: view.zoom_by(1 / STEP))
        larger.clicked.connect(lambda: view.zoom_by(STEP))
        view.zoomed.connect(self._show_scale)

    def _build_menu(self, view: ZoomView) -> QMenu:
        menu = QMenu(self)
        for text, key, run in (
            ("The whole image", Qt.Key.Key_0, view.show_whole),
            ("Its own pixels", Qt.Key.Key_1, view.show_own_pixels),
        ):
            action = menu.addAction(text)
            action.setShortcut(key)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # the picture hears its keys itself
            action.triggered.connect(run)
        return menu

    def add(self, widget: QWidget) -> None:
        """At the right."""
        self._row.addWidget(widget)

    def set_wide(self, is_wide: bool) -> None:
        self._back.setVisible(is_wide)

    @Slot(object, object)
    def _show_scale(self, pixel: float, _is_whole: bool) -> None:
        said = f"{100 * pixel:,.0f} %"
        self._scale.setText(said)
        self._scale.setAccessibleName(f"Shown at {said} of its size")
