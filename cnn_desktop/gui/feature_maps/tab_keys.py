"""The keys of the Feature maps tab, bound to what they do. The list on F1 has the same ones (`gui.window_menu`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
    from cnn_desktop.gui.feature_maps.maps_view import MapsView
    from cnn_desktop.gui.feature_maps.network_card import NetworkCard
    from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel

Key = tuple[str, Callable[[], object]]


def keys_of(tab: FeatureMapsTab, view: MapsView, network: NetworkCard, model: FeatureMapsModel) -> tuple[Key, ...]:
    """Those for one layer's maps first, then the image, then the pages beside."""
    mosaic = view.mosaic
    return (
        ("S", mosaic.order.step),
        ("N", mosaic.step_scale),
        ("M", mosaic.step_colours),
        ("P", view.toggle_pre),
        ("Z", mosaic.mosaic.toggle_zoom),
        ("R", view.toggle_explaining),
        ("K", model.pins.toggle),
        ("Esc", view.stop_explaining),
        ("/", network.find_layer),
        ("B", view.toggle_heat),
        ("E", model.effective.toggle),
        ("I", tab.open_choice),
        ("F", tab.draw),
        ("C", tab.follow_camera),
        (",", lambda: tab.step_frame(-1)),
        (".", lambda: tab.step_frame(1)),
        ("Ctrl+Left", lambda: model.step_image(-1)),
        ("Ctrl+Right", lambda: model.step_image(1)),
        ("Ctrl+S", view.save),
        ("W", tab.ways_on.why.click),
        ("D", tab.ways_on.compare.click),
        ("G", tab.ways_on.points.click),
        ("T", tab.ways_on.films.click),
    )


def bind(where: QWidget, keys: tuple[Key, ...]) -> None:
    """While the keyboard is in `where`."""
    for key, slot in keys:
        shortcut = QShortcut(QKeySequence(key), where)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)
