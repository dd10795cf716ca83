"""The card below: play and pause, the epoch, the run's curves to scrub on, and taking the film away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSlider, QVBoxLayout, QWidget

from cnn_desktop.core.messages import EpochDone
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.feature_maps.text_line import TextLine
from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.models.time_lapse_model import Saving, TimeLapseState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.time_lapse.scrub_plot import ScrubPlot
from cnn_desktop.gui.training.curve_data import Measure
from cnn_desktop.gui.training.curves import MEASURES, Reading
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import tooltip

HEIGHT = 236  # pixels
_PROGRESS = 120  # pixels


class TimelineCard(Card):
    """The slider's values are numbers into the epochs that are kept."""

    place_chosen = Signal(object)  # int
    epoch_scrubbed = Signal(object)  # float

    def __init__(self) -> None:
        super().__init__()
        self._state = TimeLapseState()
        self._history: tuple[EpochDone, ...] = ()
        self.play = buttons.plain("Play", "play")
        self.play.setToolTip(tooltip("Epoch after epoch (Space)"))
        self._epoch = TextLine(size="heading", widest="Before training, 0 of 000")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Epoch")
        self.slider.setToolTip(tooltip("The epoch, one back and one on: , and ."))
        self.save = buttons.plain("Save film…", "film-strip")
        self.cancel = buttons.plain("Cancel")
        self._bar = QProgressBar()
        self._bar.setFixedWidth(_PROGRESS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Writing the film")
        self._said = ElidedLabel(tone="muted")
        self.plots: dict[Measure, ScrubPlot] = {measure: ScrubPlot(measure) for measure in MEASURES}
        self._readings: dict[Measure, Reading] = {measure: Reading(measure) for measure in MEASURES}
        self._lay_out()
        self.setFixedHeight(HEIGHT)
        self.slider.valueChanged.connect(self.place_chosen.emit)
        for plot in self.plots.values():
            plot.scrubbed.connect(self.epoch_scrubbed)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACE + SPACE // 2)
        line.addWidget(self.play)
        line.addWidget(self._epoch)
        line.addWidget(self.slider, 3)
        line.addWidget(self._said, 2)
        for widget in (self._bar, self.cancel, self.save):
            line.addWidget(widget)
        curves = QHBoxLayout()
        curves.setSpacing(3 * SPACE)
        for measure in MEASURES:
            curves.addWidget(_column(self._readings[measure], self.plots[measure]), 1)
        self.body.addLayout(line)
        self.body.addLayout(curves, 1)

    def show_state(self, state: TimeLapseState) -> None:
        self._state = state
        self._show_history(state.opened.history if state.opened else ())
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(state.epochs) - 1))
        self.slider.setValue(state.place)
        self.slider.blockSignals(False)
        last = state.epochs[-1] if state.epochs else 0
        self._epoch.setText(f"Epoch {state.epoch:,} of {last:,}" if state.epoch else f"Before training, 0 of {last:,}")
        self.play.setText("Pause" if state.is_playing else "Play")
        self.play.setIcon(icon("pause" if state.is_playing else "play", "text"))
        buttons.allow(self.play, "" if len(state.epochs) > 1 else "There is one epoch so far.")
        done = next((one for one in self._history if one.epoch == state.epoch), None)
        for measure in MEASURES:
            self.plots[measure].show_epoch(state.epoch)
            self._readings[measure].show_epoch(done, is_pointed=True)
        self._show_saving(state.saving)

    def _show_history(self, history: tuple[EpochDone, ...]) -> None:
        if history != self._history:
            self._history = history
            for plot in self.plots.values():
                plot.show_history(history)

    def _show_saving(self, saving: Saving | None) -> None:
        is_busy = saving is not None and saving.is_busy
        self._bar.setVisible(is_busy)
        self.cancel.setVisible(is_busy)
        buttons.allow(self.save, "The film before is still being written." if is_busy else "")
        opened = self._state.opened
        if saving is None:
            self._say(opened.shortened if opened else "")
            return
        self._bar.setRange(0, saving.total)
        self._bar.setValue(saving.done)
        name = shown_name(saving.target.name)
        if saving.problem is not None:
            said = f"{saving.problem.message} {saving.problem.hint}"
        else:
            said = f"Writing {name}…" if is_busy else f"Saved {name}"
        self._say(said, "" if saving.problem else str(saving.target))

    def _say(self, text: str, whole: str = "") -> None:
        self._said.setText(text)
        self._said.setToolTip(tooltip(whole or text))
        self._said.setVisible(bool(text))


def _column(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget, 0 if isinstance(widget, Reading) else 1)
    return holder
