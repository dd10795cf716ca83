"""In which order the channels are shown; where by their weight for a class, for which."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import ChannelsWeighed, MapsReady
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.feature_maps.choices import choice
from cnn_desktop.gui.models.channel_order import Sort, order
from cnn_desktop.gui.theme import SPACE

SORTS: tuple[tuple[Sort, str], ...] = (
    ("index", "By number"),
    ("mean", "By mean"),
    ("maximum", "By maximum"),
    ("sparsity", "Fewest zeros first"),
    ("weight", "By weight for"),
)
PREDICTED = "the answer"
WEIGHT = "By how much the class rises when all values of a channel rise by 1: what speaks for it first, against it last"


class OrderChoice(QWidget):
    """`order_of` maps is what is chosen here. The weights come from outside, once `class_wanted` asks for them."""

    changed = Signal()
    class_wanted = Signal(object)  # str: its name, empty: the answer; None: no weights are wanted

    def __init__(self) -> None:
        super().__init__()
        self.sort = choice("Order of the channels (S)", SORTS)
        self._class = QComboBox()
        self._class.setAccessibleName("Class whose weights are meant")
        self._class.setToolTip(WEIGHT)
        self._class.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._class.setMinimumContentsLength(9)
        self._class.hide()
        self._weighed: ChannelsWeighed | None = None
        self._has_failed = False  # to be weighed: the class does not depend on this layer
        self._classes: tuple[str, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        row.addWidget(self.sort)
        row.addWidget(self._class)
        self.sort.currentIndexChanged.connect(self._on_sort)
        self._class.activated.connect(self._on_sort)

    def show_classes(self, classes: tuple[str, ...]) -> None:
        """Of the network."""
        if classes != self._classes:
            self._classes = classes
            self._class.clear()
            for name, key in ((PREDICTED, ""), *((shown_name(one), one) for one in classes)):
                self._class.addItem(name, key)

    @Slot(object)
    def show_weights(self, weighed: ChannelsWeighed | None) -> None:
        self._weighed, self._has_failed = weighed, weighed is None
        if self.sort.currentData() == "weight":
            self.changed.emit()

    @Slot()
    def step(self) -> None:
        """The next order, and from the last the first."""
        self.sort.setCurrentIndex((self.sort.currentIndex() + 1) % self.sort.count())

    def order_of(self, maps: MapsReady) -> Array:
        """Channel numbers in the chosen order; by number while the weights are on their way."""
        weighed = self._weights_of(maps)
        return order(maps.statistics, self.sort.currentData(), None if weighed is None else weighed.weights)

    def is_weighing(self, maps: MapsReady) -> bool:
        """Whether the weights that are asked for are still on their way."""
        return self.sort.currentData() == "weight" and self._weights_of(maps) is None and not self._has_failed

    def weight_said(self, maps: MapsReady, channel: int) -> str:
        """“weight +0.12 for daisy”; empty where none is asked for, or known."""
        weighed = self._weights_of(maps)
        if weighed is None:
            return ""
        weight = float(weighed.weights[channel])
        return f"weight {'+' if weight > 0 else ''}{words.number(weight, 3)} for {shown_name(weighed.class_name)}"

    def _weights_of(self, maps: MapsReady) -> ChannelsWeighed | None:
        """Those of before are not of other channels."""
        weighed = self._weighed
        is_wanted = self.sort.currentData() == "weight" and weighed is not None
        if not is_wanted or weighed is None or len(weighed.weights) != len(maps.levels):
            return None
        return weighed if (weighed.layer, weighed.pre) == (maps.layer, maps.pre) else None

    @Slot()
    def _on_sort(self) -> None:
        is_by_weight = self.sort.currentData() == "weight"
        self._class.setVisible(is_by_weight)
        self._has_failed = False
        self.class_wanted.emit(self._class.currentData() or "" if is_by_weight else None)
        self.changed.emit()
