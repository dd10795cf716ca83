"""The cards of the maps while a camera is looked at: each frame drawn, words a few times a second.

A frame changes pixels only; no widget is laid out for it, so that the window keeps up with the camera.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Slot

from cnn_desktop.core.live_maps import LiveFrame
from cnn_desktop.core.messages import Prediction
from cnn_desktop.gui.camera import words as camera_words
from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.feature_maps.channel_card import ChannelCard
from cnn_desktop.gui.feature_maps.image_card import ImageCard
from cnn_desktop.gui.feature_maps.live_controls import LiveControls, ask_for_address
from cnn_desktop.gui.feature_maps.live_place import LivePlace
from cnn_desktop.gui.feature_maps.mosaic_card import MosaicCard
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.heat_map_model import HeatMap
from cnn_desktop.gui.models.live_maps_model import LiveMapsModel
from cnn_desktop.gui.models.smoothing import LiveAnswer, Smoothing
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.probability_bars import MOST

WORDS_S = 0.12  # bars and numbers: more often nobody could read them
PACE_MS = 500


@dataclass(frozen=True, slots=True)
class Cards:
    """What a frame is shown in."""

    image: ImageCard
    mosaic: MosaicCard
    channel: ChannelCard


class LiveView(QObject):
    """Adds the camera to the image card as a way to an image."""

    def __init__(self, live: LiveMapsModel, model: FeatureMapsModel, cards: Cards, parent: QObject) -> None:
        super().__init__(parent)
        self._live, self._model, self._cards = live, model, cards
        self._smoothing, self._unaltered = Smoothing(), Smoothing()
        self._said = 0.0  # monotonic seconds: when words were shown last
        self._place = LivePlace(live.camera)
        self._controls = LiveControls(live)
        self._button = buttons.icon_button("camera", "Live from the camera (C)")
        self._pace = QTimer(self)
        self._pace.setInterval(PACE_MS)
        cards.image.add_source(self._button, self._place)
        cards.image.add_action(self._controls)
        self._button.clicked.connect(live.start)
        self._place.other_asked.connect(self._on_other_asked)
        self._pace.timeout.connect(self._show_pace)
        live.phase_changed.connect(self._show_phase)
        live.camera.state_changed.connect(self._show_phase)
        model.live_shown.connect(self._on_frame)
        self._show_phase()

    @Slot()
    def _show_phase(self) -> None:
        live, image = self._live, self._cards.image
        is_on, state = live.is_on, live.camera.state
        self._controls.setVisible(is_on)
        if not is_on:
            image.leave_source(self._place)
            image.show_live("")
            self._pace.stop()
            return
        if live.phase == "waiting":
            self._smoothing.reset()
            self._unaltered.reset()
            image.show_source(self._place)
            image.answer.show_answer(None)
            image.show_field(None, None, 0)
        else:
            image.leave_source(self._place)
        is_lost = state.phase == "lost" and live.phase == "live"
        title = {"waiting": "Camera", "live": "Lost" if is_lost else "Live", "frozen": "Frozen"}[live.phase]
        image.show_live(title, camera_words.LOST if is_lost else "")
        self._pace.start()
        self._show_pace()

    @Slot()
    def _show_pace(self) -> None:
        live = self._live
        if live.phase != "frozen":
            is_live = live.phase == "live" and live.camera.state.phase == "live"
            said = words.pace(live.pace.per_second, live.pace.age_s) if is_live else ""
            self._cards.image.show_camera(camera_words.camera_name(live.camera.state), said)

    @Slot()
    def _on_other_asked(self) -> None:
        ask_for_address(self._controls, self._live.camera)

    # ------------------------------------------------------------ a frame

    @Slot(object)
    def _on_frame(self, frame: LiveFrame) -> None:
        cards, maps = self._cards, frame.maps
        cards.mosaic.renew(maps)
        cards.channel.renew(maps)
        cards.image.renew(maps.seen)
        if self._model.heat.shown.is_wanted:
            cards.image.show_why(HeatMap(True, maps.prediction.class_name, frame.evidence, frame.evidence_problem))
        now = time.monotonic()
        answer = self._smoothing.add(maps.prediction, 0, now)
        if now - self._said >= WORDS_S:
            self._said = now
            ranked = answer.shares if len(answer.shares) <= MOST else answer.ranked
            before = self._unaltered.add(maps.unaltered, 0, now) if maps.unaltered else None
            self._show_words(frame, Prediction(ranked, answer.judgement), before)

    def _show_words(self, frame: LiveFrame, calm: Prediction, before: LiveAnswer | None) -> None:
        cards = self._cards
        if self._model.surgery.surgery:
            cards.image.answer.show_altered(Prediction(before.ranked) if before else None, calm)
        else:
            cards.image.answer.show_answer(calm)
        cards.mosaic.renew_words()
        if frame.one.channel == self._model.one.channel:
            cards.channel.show_values(frame.one)
