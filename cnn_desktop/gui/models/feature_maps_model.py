"""What the Feature maps tab asks and knows: a network, an image, and what each layer makes of it. QtCore only.

Asks the studio engine by `MapsQuestions`, the newest wish winning; computes nothing itself. Asks nothing before
somebody looks at the tab.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.live_maps import LiveFrame
from cnn_desktop.core.messages import (
    EngineExited,
    Event,
    LayersDescribed,
    MapsReady,
    OverviewReady,
    RequestFailed,
)
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.progress import Problem
from cnn_desktop.core.receptive_field import Pair
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.channel_scan_model import ChannelScanModel
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.class_weights import ClassWeights
from cnn_desktop.gui.models.comparing_model import ComparingModel
from cnn_desktop.gui.models.effective_field_model import EffectiveFieldModel
from cnn_desktop.gui.models.explanation_model import ExplanationModel
from cnn_desktop.gui.models.feature_maps_state import ChosenImage, MapsState, ScaleChoice, first_layer
from cnn_desktop.gui.models.heat_map_model import HeatMapModel
from cnn_desktop.gui.models.maps_questions import MapsQuestions
from cnn_desktop.gui.models.maps_saver import MapsSaver
from cnn_desktop.gui.models.maximisation_model import MaximisationModel
from cnn_desktop.gui.models.one_channel_model import OneChannelModel
from cnn_desktop.gui.models.pins_model import PinsModel
from cnn_desktop.gui.models.projection_model import ProjectionModel
from cnn_desktop.gui.models.run_images import RunImages
from cnn_desktop.gui.models.surgery_model import SurgeryModel
from cnn_desktop.gui.models.thumbnails import Thumbnails
from cnn_desktop.gui.models.time_lapse_model import TimeLapseModel


class FeatureMapsModel(QObject):
    """`one` is the channel looked at closely, `heat` where the class was found, `run_images` what it was judged by."""

    state_changed = Signal(object)  # MapsState
    maps_changed = Signal(object)  # MapsReady | None
    overview_changed = Signal(object)  # OverviewReady | None
    live_shown = Signal(object)  # LiveFrame: the next one of what is shown

    def __init__(self, engines: Engines, chosen: ChosenRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run_images = RunImages(self)
        self.thumbnails = Thumbnails(engines, self)
        self.one = OneChannelModel(engines, self)
        self.heat = HeatMapModel(engines, self)
        self.explanation = ExplanationModel(engines, self, self)
        self.time_lapse = TimeLapseModel(engines, chosen, self)
        self.projection = ProjectionModel(engines, chosen, self)
        self.saver = MapsSaver(engines, self, self)
        self.weights = ClassWeights(engines, self, self)
        self.scan = ChannelScanModel(engines, self, self)
        self.effective = EffectiveFieldModel(engines, self, self)
        self._chosen = chosen
        self.comparing = ComparingModel(engines, self, self)
        self._state = MapsState()
        self._maps: MapsReady | None = None
        self.surgery = SurgeryModel(engines, self, self)
        self.maximisation = MaximisationModel(engines, self, self)
        self.pins = PinsModel(engines, self, self)
        self._overview: OverviewReady | None = None
        self._is_watched = False
        self._remembered: dict[str, int] = {}  # channel by layer
        self._questions = MapsQuestions(engines, self)
        self._questions.network_answered.connect(self._on_network)
        self._questions.maps_answered.connect(self._on_maps)
        self._questions.overview_answered.connect(self._on_overview)
        chosen.run_changed.connect(self._on_run_changed)
        self.run_images.changed.connect(self._on_run_images)
        self.surgery.surgery_changed.connect(self._on_surgery)

    @property
    def chosen(self) -> ChosenRun:
        """Whose network is looked into."""
        return self._chosen

    @property
    def state(self) -> MapsState:
        return self._state

    @property
    def maps(self) -> MapsReady | None:
        return self._maps

    @property
    def overview(self) -> OverviewReady | None:
        return self._overview

    # ------------------------------------------------------------ what a person does

    def watch(self) -> None:
        """Somebody looks at the tab: from now on, questions are asked."""
        if not self._is_watched:
            self._is_watched = True
            self._on_run_changed(self._chosen.run)

    def look_at(self, image: ChosenImage, run: Path | None = None) -> None:
        """For other tabs: `image`, with `run` instead of the one that is chosen."""
        if run is not None:
            self._chosen.show(run)
        self._open(image)

    def open_file(self, file: Path) -> None:
        self._open(ChosenImage.of_file(file))

    def open_pixels(self, pixels: Pixels, name: str, *, is_drawn: bool = False) -> None:
        """What was snapped, drawn or pasted: (h, w, 3) RGB."""
        self._open(ChosenImage(name, pixels=pixels, is_drawn=is_drawn))

    def step_image(self, step: int) -> None:
        """Go on among the images of the run."""
        files = self.run_images.files
        if files:
            image = self._state.image
            place = self.run_images.place(image.file if image else None)
            following = (place + step) % len(files) if place >= 0 else 0
            self._open(ChosenImage.of_file(files[following], is_of_run=True))

    def follow(self) -> None:
        """A camera in place of an image: maps come by `show_live`, and none are asked for."""
        self._questions.drop_image()
        self.heat.clear()
        self._show(replace(self._state, image=None, is_live=True))
        self._ask_for_maps()

    def show_live(self, frame: LiveFrame) -> None:
        """The newest maps of the layer in force; the first ones of it are shown as those of an image."""
        maps, before = frame.maps, self._maps
        if self._state.phase == "ready" and before is not None and maps.is_like(before):
            self._maps = maps
            self.one.renew(maps)
        else:
            self._set_maps(maps)
            self._show(replace(self._state, phase="ready", problem=None))
        self.live_shown.emit(frame)

    def show_live_overview(self, overview: OverviewReady) -> None:
        self._set_overview(overview)

    def stay(self, image: ChosenImage | None) -> None:
        """No camera any more: `image`, or the first of the run."""
        self._set_maps(None)
        self._set_overview(None)
        self._show(replace(self._state, image=image, is_live=False, problem=None))
        self._ask_for_image()
        self._on_run_images()

    def choose_layer(self, key: str) -> None:
        info = self._state.info_of(key)
        if info is None or key == self._state.layer:
            return
        self._show(replace(self._state, layer=key, pre=self._state.pre and bool(info.activation)))
        self._ask_for_maps()

    def step_layer(self, step: int) -> None:
        """To the layer before or behind; the ends stay."""
        if self._state.network is None:
            return
        keys = [layer.key for layer in self._state.network.layers]
        place = keys.index(self._state.layer) + step
        self.choose_layer(keys[min(max(place, 0), len(keys) - 1)])

    def choose_pre(self, pre: bool) -> None:
        """Before the activation that is part of the layer, or after it."""
        info = self._state.info
        if pre != self._state.pre and info is not None and info.activation:
            self._show(replace(self._state, pre=pre))
            self._ask_for_maps()

    def choose_scale(self, scale: ScaleChoice) -> None:
        if scale != self._state.scale:
            self._show(replace(self._state, scale=scale))
            self._ask_for_maps()

    def choose_channel(self, channel: int) -> None:
        if self._maps is not None and 0 <= channel < len(self._maps.levels):
            self._remembered[self._maps.layer] = channel
            self.one.show(self._maps, channel, unit=None)

    def look_closely(self, layer: str, channel: int, *, pre: bool = False) -> None:
        """At one channel of any layer."""
        self._remembered[layer] = channel
        self.choose_layer(layer)
        self.choose_pre(pre)
        if self._maps is not None and (self._maps.layer, self._maps.pre) == (layer, pre):
            self.choose_channel(channel)

    def choose_unit(self, unit: Pair) -> None:
        self.one.choose_unit(unit)

    @Slot()
    def try_again(self) -> None:
        """After a failure: ask for the network, or the maps, anew."""
        if self._state.network is None:
            self._on_run_changed(self._state.run)
        else:
            self._ask_for_image()

    def close(self) -> None:
        self.run_images.close()
        self.scan.close()

    # ------------------------------------------------------------ asking

    @Slot(object)
    def _on_run_changed(self, run: Path | None) -> None:
        if not self._is_watched:
            return
        image = self._state.image
        kept = image if image is not None and not image.is_of_run else None
        self._questions.drop_image()
        self._remembered.clear()
        self._set_maps(None)
        self._set_overview(None)
        if run is None:
            self._questions.drop_network()
            self._show(MapsState(image=kept, scale=self._state.scale))
        else:
            is_live = self._state.is_live
            self._show(MapsState("reading", run, image=kept, is_live=is_live, scale=self._state.scale))
            self._questions.ask_for_network(run)
        self.run_images.show_run(run)

    @Slot()
    def _on_run_images(self) -> None:
        """Without an image, the first of the run is there by itself."""
        files = self.run_images.files
        if self._state.image is None and not self._state.is_live and files and files[0].is_file():
            self._open(ChosenImage.of_file(files[0], is_of_run=True))

    def _open(self, image: ChosenImage) -> None:
        self._show(replace(self._state, image=image, is_live=False, problem=None))
        self._ask_for_image()

    @Slot()
    def _on_surgery(self) -> None:
        """The cursor stays on the channel that was altered, also where nobody had put it there."""
        if self._maps is not None:
            self._remembered[self._maps.layer] = self.one.channel
        self._ask_for_image()

    @Slot()
    def _ask_for_image(self) -> None:
        """Everything of the image, what is seen first of all first."""
        self._ask_for_maps()
        image, run = self._state.image, self._state.run
        if self._state.network is not None and image is not None and run is not None:
            self._questions.ask_for_overview(run, image, self.surgery.surgery)

    def _ask_for_maps(self) -> None:
        state = self._state
        if state.network is None or state.run is None:
            return
        if state.image is None:
            self._show(replace(state, phase="no-image", problem=None))
            return
        self._show(replace(state, phase="working", problem=None))
        self._questions.ask_for_maps(state.run, state.image, state, self.surgery.surgery)

    # ------------------------------------------------------------ hearing

    @Slot(object)
    def _on_network(self, event: Event) -> None:
        if isinstance(event, LayersDescribed):
            self._show(replace(self._state, network=event, layer=first_layer(event)))
            self._ask_for_image()
        else:
            self._fail(event)

    @Slot(object)
    def _on_maps(self, event: Event) -> None:
        if isinstance(event, MapsReady):
            self._set_maps(event)
            self._show(replace(self._state, phase="ready", problem=None))
        else:
            self._fail(event)

    @Slot(object)
    def _on_overview(self, event: Event) -> None:
        self._set_overview(event if isinstance(event, OverviewReady) else None)

    def _fail(self, event: Event) -> None:
        match event:
            case RequestFailed(message=message, hint=hint, details=details):
                problem = Problem(message, hint, details)
            case EngineExited(message=message, hint=hint):
                problem = Problem(message or "The process that looks into networks ended.", hint or "Try again.")
            case _:
                problem = Problem("The work was stopped before it was done.", "Try again.")
        self.fail(problem)

    def fail(self, problem: Problem) -> None:
        """Nothing can be shown until it is tried again."""
        self._show(replace(self._state, phase="failed", problem=problem))

    def _set_maps(self, maps: MapsReady | None) -> None:
        """The unit stays where it is while the maps have the same size: two layers, or two images, can be compared."""
        before, self._maps = self._maps, maps
        if maps is None:
            self.one.clear()
            self.heat.clear()
            self.maps_changed.emit(None)
            return
        channel = min(self._remembered.get(maps.layer, _liveliest(maps)), len(maps.levels) - 1)
        is_same_size = before is not None and before.levels.shape[1:] == maps.levels.shape[1:]
        image, run = self._state.image, self._state.run
        if self._state.is_live and run is not None:
            self.one.set_source(run, None)
        elif image is not None and run is not None:
            self.one.set_source(run, image, self.surgery.surgery)
            self.heat.show(run, image, maps.prediction.class_name, self.surgery.surgery)
        self.maps_changed.emit(maps)
        self.one.show(maps, channel, unit=self.one.unit if is_same_size else None)

    def _set_overview(self, overview: OverviewReady | None) -> None:
        self._overview = overview
        self.overview_changed.emit(overview)

    def _show(self, state: MapsState) -> None:
        self._state = state
        self.state_changed.emit(state)


def _liveliest(maps: MapsReady) -> int:
    """The channel with the largest value: something is to be seen there."""
    return int(np.argmax(maps.statistics.maximum))
