"""Lesson: activation functions, and how fast each of them rises."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QWidget

from cnn_desktop.core.activations import ACTIVATIONS, Activation
from cnn_desktop.gui.learn import words
from cnn_desktop.gui.learn.big_line import BigLine
from cnn_desktop.gui.learn.fields import SliderRow
from cnn_desktop.gui.learn.function_plot import FunctionPlot
from cnn_desktop.gui.learn.lesson import Lesson
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.label import Label

SENTENCES = (
    "Between two layers stands a function that is not a straight line; without it, all layers would come to one. What "
    "learning needs is its derivative: where that is 0, nothing is learned."
)
SOURCE = (
    "Paper 2, table 1: unit, logistic and hyperbolic tangent, and its figure 6: ReLU. Paper 4, figures 6 and 7, "
    "compares the derivatives. The others are what networks use today."
)
OF_PAPER_2 = ("relu", "sigmoid", "tanh", "step")
NOTES = {
    "step": "Its derivative is 0 wherever there is one: it cannot be learned through. The paper prints it the other "
    "way round, 1 up to the threshold; a neuron that fires above it is meant.",
    "sigmoid": "Its derivative is never above 0.25: through ten such layers, less than a millionth is left of what "
    "there was to learn.",
    "tanh": "Its values lie from −1 to 1. The paper prints “tan”: the hyperbolic tangent, tanh, is meant.",
    "relu": "Its derivative is 0 or 1; at 0 there is none, and TensorFlow takes 0.",
}


class ActivationLesson(Lesson):
    """A point goes along both curves together."""

    def __init__(self) -> None:
        super().__init__("Activation functions", SENTENCES, SOURCE)
        self._choice = QComboBox()
        self._choice.setAccessibleName("Activation function")
        others = [name for name in ACTIVATIONS if name not in OF_PAPER_2]
        for name in (*OF_PAPER_2, *others):
            self._choice.addItem(ACTIVATIONS[name].title, name)
        self._choice.insertSeparator(len(OF_PAPER_2))
        self._choice.setMinimumWidth(220)
        self._formula = Label(size="lead")
        self._x = SliderRow("x", tuple(np.arange(-24, 25) * 0.25), -1.0, name_width=16)
        self._value, self._slope = BigLine("Value", 24), BigLine("Derivative", 24)
        self._plot = FunctionPlot("The function", "training")
        self._slopes = FunctionPlot("Its derivative", "validation")
        self._note = Label(size="lead", wrap=True)
        self._lay_out()
        self._choice.currentIndexChanged.connect(self._show)
        self._x.changed.connect(self._show)
        for plot in (self._plot, self._slopes):
            plot.moved.connect(self._on_moved)
        self.listen(self._x.field)
        self._show()

    @property
    def first(self) -> QWidget:
        return self._plot

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        row.addWidget(self._choice)
        row.addWidget(self._formula)
        row.addStretch(1)
        row.addWidget(self._x, 2)
        plots = QGridLayout()
        plots.setHorizontalSpacing(3 * SPACE)
        plots.setVerticalSpacing(SPACE // 2)
        for column, (line, plot) in enumerate(((self._value, self._plot), (self._slope, self._slopes))):
            plots.addWidget(line, 0, column)
            plots.addWidget(plot, 1, column)
            plots.setColumnStretch(column, 1)
        self.stage.addLayout(row)
        self.stage.addLayout(plots, 1)
        self.stage.addWidget(self._note)

    @property
    def activation(self) -> Activation:
        return ACTIVATIONS[str(self._choice.currentData())]

    def show_function(self, name: str) -> None:
        self._choice.setCurrentIndex(self._choice.findData(name))

    @Slot(object)
    def _on_moved(self, x: float) -> None:
        self._x.show_value(x)
        self._show()

    @Slot()
    def _show(self) -> None:
        chosen, x = self.activation, self._x.value
        at = np.array(x)
        value, slope = float(chosen.value(at)), float(chosen.slope(at))
        self._formula.setText(f"f(x) = {chosen.formula}")
        self._value.show_line(f"f({words.short(x)})  =  ", words.short(value), words.exact(value))
        self._slope.show_line(f"f′({words.short(x)})  =  ", words.short(slope), words.exact(slope))
        self._plot.show_function(chosen.value, x)
        self._slopes.show_function(chosen.slope, x)
        self._note.setText(NOTES.get(chosen.name, ""))
