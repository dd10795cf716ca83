"""How to ask: the method with the question it answers, the layer, and how strong the colours are."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QListView,
    QRadioButton,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from cnn_desktop.core.explanations import METHODS, OF_A_LAYER, OPACITY, TITLES, Method
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.explanations import words
from cnn_desktop.gui.models.explanation_state import ExplanationState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label, tooltip

WIDTH = 296  # pixels
_INDENT = 24  # pixels; under the text of a radio button


class MethodCard(Card):
    """Shows an `ExplanationState`."""

    method_chosen = Signal(object)  # Method
    layer_chosen = Signal(object)  # str; empty: the last with maps
    opacity_changed = Signal(object)  # float, 0..1
    scale_changed = Signal(object)  # bool: one for both
    left = Signal()

    def __init__(self) -> None:
        super().__init__("Why this class?")
        self.setFixedWidth(WIDTH)
        self._layers: object = None
        self._group = QButtonGroup(self)
        self._buttons: dict[Method, QRadioButton] = {}
        self.body.addWidget(self._build_methods(), 100)
        self._layer = QComboBox()
        self._layer.setView(QListView())
        self._layer.setAccessibleName("Layer")
        self._layer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._opacity = QSlider(Qt.Orientation.Horizontal)
        self._opacity.setRange(0, 100)
        self._opacity.setValue(round(100 * OPACITY))
        self._opacity.setPageStep(10)
        self._opacity.setAccessibleName("How strong the colours are")
        self._one_scale = QCheckBox("One scale for both classes")
        back = buttons.plain("Back to the maps", "arrow-left")
        self.body.addSpacing(SPACE // 2)
        for name, widget in (("Layer", self._layer), ("Colours over the image", self._opacity)):
            self.body.addWidget(Label(name, size="small", tone="muted"))
            self.body.addWidget(widget)
        self.body.addWidget(self._one_scale)
        self.body.addWidget(back)
        self._layer.activated.connect(lambda row: self.layer_chosen.emit(self._layer.itemData(row)))
        self._opacity.valueChanged.connect(lambda value: self.opacity_changed.emit(value / 100))
        self._one_scale.toggled.connect(self.scale_changed.emit)
        back.clicked.connect(self.left)

    @property
    def opacity(self) -> float:
        return self._opacity.value() / 100

    @property
    def has_one_scale(self) -> bool:
        return self._one_scale.isChecked()

    def _build_methods(self) -> QScrollArea:
        """They scroll where the window is low."""
        inside = QWidget()
        inside.setProperty("kind", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        for method in METHODS:
            column.addWidget(self._build_method(method))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the methods take it
        area.setMinimumHeight(160)
        return area

    def _build_method(self, method: Method) -> QWidget:
        question = words.QUESTIONS[method]
        button = QRadioButton(TITLES[method])
        button.setAccessibleDescription(question)
        button.clicked.connect(partial(self.method_chosen.emit, method))
        self._group.addButton(button)
        self._buttons[method] = button
        asked = Label(question, size="small", tone="muted", wrap=True)
        asked.setContentsMargins(_INDENT, 0, 0, 0)
        asked.setBuddy(button)
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(button)
        column.addWidget(asked)
        return row

    def show_state(self, state: ExplanationState) -> None:
        self._buttons[state.method].setChecked(True)
        if state.layers is not self._layers:
            self._layers = state.layers
            self._layer.clear()
            self._layer.addItem("The last with maps", "")
            for layer in reversed(state.layers):
                rows, columns = layer.size
                self._layer.addItem(f"{shown_name(layer.key)}  ·  {rows} × {columns}", layer.key)
        self._layer.setCurrentIndex(self._layer.findData(state.layer))
        of_a_layer = state.method in OF_A_LAYER
        self._layer.setEnabled(of_a_layer)
        self._layer.setToolTip(tooltip("" if of_a_layer else words.NO_LAYER))

    def focus(self) -> None:
        """On the method that is chosen."""
        checked = self._group.checkedButton()
        if checked is not None:
            checked.setFocus()
