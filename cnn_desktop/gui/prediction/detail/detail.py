"""The right panel: the chosen image large, and all that is known of it. Enter on the wall makes it the whole page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cnn_desktop.core.messages import PictureReady, Prediction
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.seen_area import seen_area
from cnn_desktop.gui.models.examination_model import Examination, ExaminationModel
from cnn_desktop.gui.prediction.detail import judgement_words as words
from cnn_desktop.gui.prediction.detail.evidence_bar import EvidenceBar
from cnn_desktop.gui.prediction.detail.evidence_layer import evidence_pixmap
from cnn_desktop.gui.prediction.detail.nearest_strip import NearestStrip
from cnn_desktop.gui.prediction.detail.picture_tools import PictureTools
from cnn_desktop.gui.prediction.detail.seen_panel import SeenPanel
from cnn_desktop.gui.prediction.detail.zoom_view import ZoomView
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.image_wall.tile import JUDGEMENTS
from cnn_desktop.gui.widgets.label import IconLabel, Label
from cnn_desktop.gui.widgets.pixels import pixmap_of
from cnn_desktop.gui.widgets.probability_bars import ProbabilityBars

WORDS_WIDTH = 400  # pixels beside the picture, when the panel is the whole page


class Detail(Card):
    """Empty until an image is chosen."""

    sharper_wanted = Signal()  # more pixels of the image that is shown
    next_asked = Signal(object)  # int: −1 or 1
    closed = Signal()  # back from the whole page
    inside_asked = Signal()  # what the layers make of the image that is shown

    def __init__(self, model: ExaminationModel) -> None:
        super().__init__()
        self._model = model
        self._is_wide = False
        self._preparation: Preparation | None = None
        self._least = 0.0
        self._size = QSize()
        self._picture = ZoomView()
        self._tools = PictureTools(self._picture)
        self._evidence = EvidenceBar()
        self._inside = buttons.icon_button("squares-four", "Show in feature maps (M)")
        for widget in (self._inside, self._evidence.switch):
            self._tools.add(widget)
        self._waiting = Label("Choose an image to see it large, with all its classes.", tone="muted", wrap=True)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._shown = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._shown)
        self._halves.setContentsMargins(0, SPACE // 2, 0, 0)
        self._halves.setSpacing(SPACE + SPACE // 2)
        self._halves.addWidget(self._build_picture())
        self._halves.addWidget(self._build_words(), 1)
        self.body.addWidget(self._shown, 1)
        self.body.addWidget(self._waiting, 1)
        self._bind()
        self.clear()

    def _build_picture(self) -> QWidget:
        self._picture_side = QWidget()
        column = QVBoxLayout(self._picture_side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._picture, 1)
        column.addWidget(self._tools)
        column.addWidget(self._evidence)
        return self._picture_side

    def _build_words(self) -> QWidget:
        self._mark = IconLabel("check", "warning", side=20)
        self._verdict = Label(size="title", wrap=True)
        self._why = Label(tone="muted", wrap=True)
        self._bars = ProbabilityBars()
        self._feedback = QVBoxLayout()
        self._feedback.setSpacing(SPACE)
        self._seen = SeenPanel()
        self._nearest = NearestStrip(self._model.thumbnails)
        self._problem = Label(tone="warning", size="small", wrap=True)
        self._name = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle)
        self._folder = ElidedLabel(size="small", tone="muted", elide=Qt.TextElideMode.ElideMiddle)
        title = QHBoxLayout()
        title.setSpacing(SPACE)
        title.addWidget(self._mark)
        title.addWidget(self._verdict, 1)
        content = QWidget()
        content.setProperty("kind", "plain")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, SPACE, 0)
        column.setSpacing(SPACE)
        column.addLayout(title)
        column.addWidget(self._why)
        column.addWidget(self._bars)
        column.addLayout(self._feedback)
        column.addSpacing(SPACE)
        column.addWidget(self._seen)
        column.addWidget(self._problem)
        column.addSpacing(SPACE)
        column.addWidget(self._nearest)
        column.addStretch()
        column.addWidget(self._name)
        column.addWidget(self._folder)
        self._words = QScrollArea()
        self._words.setWidgetResizable(True)
        self._words.setFrameShape(QFrame.Shape.NoFrame)
        self._words.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._words.setWidget(content)
        return self._words

    def _bind(self) -> None:
        self._picture.sharper_wanted.connect(self.sharper_wanted)
        self._picture.left.connect(self.next_asked)
        self._picture.escaped.connect(self.closed)
        self._tools.closed.connect(self.closed)
        self._inside.clicked.connect(self.inside_asked)
        self._evidence.switched.connect(self._model.show_evidence)
        self._evidence.class_chosen.connect(self._model.choose_class)
        self._evidence.opacity_changed.connect(self._show_layer)
        self._model.changed.connect(self.show_examination)

    # ------------------------------------------------------------ for whoever holds it

    def set_feedback(self, widget: QWidget) -> None:
        """What a person can say about the prediction, right below its classes."""
        self._feedback.addWidget(widget)

    def set_wide(self, is_wide: bool) -> None:
        """The whole page: the picture beside the words instead of above them."""
        self._is_wide = is_wide
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(direction)
        self._halves.setStretch(0, 1 if is_wide else 0)
        self._halves.setStretch(1, 0 if is_wide else 1)
        self._words.setFixedWidth(WORDS_WIDTH) if is_wide else self._words.setFixedWidth(self._words.maximumWidth())
        if not is_wide:
            self._words.setMinimumWidth(0)
            self._words.setMaximumWidth(16_777_215)
        self._tools.set_wide(is_wide)
        self._share_height()
        if is_wide:
            self._picture.setFocus()

    def clear(self) -> None:
        self._shown.setVisible(False)
        self._waiting.setVisible(True)

    def show_preparation(self, preparation: Preparation | None) -> None:
        """Of the run that classifies: what its network sees of an image."""
        self._preparation = preparation

    def show_image(self, file: Path, prediction: Prediction, least: float, pixmap: QPixmap) -> None:
        """`pixmap` may be the thumbnail; `show_picture` brings the sharp one when it has arrived."""
        self._least, self._size = least, QSize()
        self._picture.show_pixmap(pixmap, pixmap.size(), is_new=True)
        self._picture.setAccessibleName(file.name)
        self._name.setText(file.name)
        self._folder.setText(str(file.parent) if file.is_absolute() else "")
        self.show_prediction(prediction, least)
        self._evidence.show_classes(prediction.ranked)
        self._shown.setVisible(True)
        self._waiting.setVisible(False)

    def show_prediction(self, prediction: Prediction, least: float) -> None:
        """What it was taken for; told anew when another confidence is asked for."""
        self._verdict.setText(words.verdict(prediction))
        self._mark.setVisible(prediction.judgement != "sure")
        self._mark.show_icon(JUDGEMENTS[prediction.judgement][1], "warning")
        reason = words.why(prediction, least)
        self._why.setText(reason)
        self._why.setVisible(bool(reason))
        self._bars.show_ranked(prediction.ranked)

    def show_picture(self, event: PictureReady) -> None:
        """The sharp picture, or a sharper one."""
        pixmap = pixmap_of(event.pixels)
        self._size = QSize(event.width or pixmap.width(), event.height or pixmap.height())
        self._picture.show_pixmap(pixmap, self._size, is_new=False)
        self._show_layer()

    # ------------------------------------------------------------ showing

    @Slot(object)
    def show_examination(self, state: Examination) -> None:
        said = words.seen_as(self._preparation) if self._preparation and state.seen is not None else ""
        self._seen.show_seen(state.seen, said or ("Looking…" if state.is_examining else ""))
        self._nearest.show_nearest(state.nearest)
        self._problem.setText(state.problem)
        self._problem.setVisible(bool(state.problem))
        self._evidence.show_examination(state)
        self._show_layer()

    @Slot()
    def _show_layer(self) -> None:
        state, opacity = self._model.state, self._evidence.opacity
        evidence = state.evidence if state.wants_evidence else None
        layer = None if evidence is None else evidence_pixmap(evidence)
        area = None
        if self._preparation and not self._picture.zoom.picture.isEmpty():
            size = self._picture.zoom.picture
            area = seen_area(round(size.width()), round(size.height()), self._preparation)
        self._picture.show_layer(layer if area else None, area, opacity)
        self._seen.show_layer(layer, opacity)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        """Above the words the picture is a square, unless that left too little of the height to them."""
        if self._is_wide:
            self._picture.setMinimumHeight(120)
            self._picture.setMaximumHeight(16_777_215)
        else:
            self._picture.setFixedHeight(max(120, min(self.width() - 4 * SPACE, int(self.height() * 0.4))))
