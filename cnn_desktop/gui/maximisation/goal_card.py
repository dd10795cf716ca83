"""What is to be pleased, how it is made, and what can be done with the image."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QListView, QMenu

from cnn_desktop.core.messages import LayersDescribed
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.feature_maps.words import MINUS
from cnn_desktop.gui.maximisation.value_curve import ValueCurve
from cnn_desktop.gui.models.maximisation_model import Goal, MaximisationState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.number_box import NumberBox
from cnn_desktop.gui.widgets.probability_bars import percent

WIDTH = 320  # pixels
STEPS = ((64, "64, a sketch"), (256, "256"), (512, "512"), (1024, "1,024, the finest"))
HOW = (
    "Made from noise, up the gradient of the value. At each step the image is moved, turned and scaled a little, and "
    "its waves and colours go together as in photographs: what is only a trick of single pixels does not last. "
    "The value is the mean over the map, before the layer’s own function; of a class, its logit."
)
MOST_SEED = 9_999


class GoalCard(Card):
    """Shows a `MaximisationState`."""

    goal_chosen = Signal(object)  # Goal
    steps_chosen = Signal(object)  # int
    seed_chosen = Signal(object)  # int
    save_asked = Signal(object)  # bool: bare

    def __init__(self) -> None:
        super().__init__("What pleases it most")
        self.setFixedWidth(WIDTH)
        self._network: LayersDescribed | None = None
        self._channel = Goal()
        self._goal = QComboBox()
        self._steps = QComboBox()
        for combo, name in ((self._goal, "What is to be pleased"), (self._steps, "Steps")):
            combo.setView(QListView())
            combo.setAccessibleName(name)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for steps, text in STEPS:
            self._steps.addItem(text, steps)
        self._seed = NumberBox(0, MOST_SEED, "", "Seed of the noise")
        self.start = buttons.primary("Begin again", "arrow-clockwise")
        self.cancel = buttons.plain("Cancel", "x")
        self.save = buttons.plain("Save", "download-simple")
        menu = QMenu(self.save)
        menu.addAction("With caption…").triggered.connect(lambda: self.save_asked.emit(False))
        menu.addAction("The image alone…").triggered.connect(lambda: self.save_asked.emit(True))
        self.save.setMenu(menu)
        self.back = buttons.plain("Back to the maps", "arrow-left")
        self._value, self._taken = Label(size="heading"), Label(tone="muted", wrap=True)
        self._curve = ValueCurve()
        self._lay_out()
        self._goal.activated.connect(lambda row: self.goal_chosen.emit(self._goal.itemData(row)))
        self._steps.activated.connect(lambda row: self.steps_chosen.emit(self._steps.itemData(row)))
        self._seed.valueChanged.connect(self.seed_chosen.emit)

    def _lay_out(self) -> None:
        rows = QGridLayout()
        rows.setHorizontalSpacing(SPACE + SPACE // 2)
        rows.setVerticalSpacing(SPACE)
        for row, (name, field) in enumerate((("Of", self._goal), ("Steps", self._steps), ("Seed", self._seed))):
            label = Label(name, tone="muted")
            label.setBuddy(field)
            rows.addWidget(label, row, 0)
            rows.addWidget(field, row, 1)
        rows.setColumnStretch(1, 1)
        self.body.addLayout(rows)
        for button in (self.start, self.cancel):
            self.body.addWidget(button)
        for widget in (self._value, self._curve, self._taken):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.body.addWidget(Label(HOW, size="small", tone="muted", wrap=True))
        self.body.addWidget(self.save)
        self.body.addWidget(self.back)

    # ------------------------------------------------------------ told from outside

    def show_network(self, network: LayersDescribed | None, channel: Goal) -> None:
        """What can be chosen: the `channel` that is looked at among the maps, and every class."""
        if network is self._network and channel == self._channel:
            return
        self._network, self._channel = network, channel
        self._goal.clear()
        self._goal.addItem(f"Channel {channel.channel} of {channel.layer}", channel)
        for name in network.classes if network else ():
            self._goal.addItem(f"Class {shown_name(name)}", Goal(class_name=name))

    @Slot(object)
    def show_state(self, state: MaximisationState) -> None:
        is_working = state.phase == "working"
        rows = [row for row in range(self._goal.count()) if self._goal.itemData(row) == state.goal]
        self._goal.setCurrentIndex(rows[0] if rows else -1)
        self._steps.setCurrentIndex(self._steps.findData(state.steps))
        if self._seed.value() != state.seed:
            self._seed.setValue(state.seed)
        self.start.setVisible(not is_working)
        self.cancel.setVisible(is_working)
        buttons.allow(self.save, "" if state.result is not None else "There is no finished image to save yet.")
        self._curve.show_values(state.values, state.steps)
        self._value.setText(_value(state))
        self._taken.setText(_taken(state))


def _value(state: MaximisationState) -> str:
    if not state.values:
        return ""
    name = "Logit" if state.goal.class_name else "Mean of the channel"
    return f"{name} {_number(state.values[-1][1])}"


def _taken(state: MaximisationState) -> str:
    if state.phase == "working":
        return f"Step {state.done:,} of {state.steps:,}" if state.done else "Preparing…"
    if state.phase == "cancelled":
        return "Cancelled. What is shown is a part of it."
    if state.result is None:
        return ""
    first, share = state.result.prediction.ranked[0]
    before = _number(state.result.before)
    return f"Up from {before}. The network takes it for {shown_name(first)}, {percent(share)}."


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", MINUS)
