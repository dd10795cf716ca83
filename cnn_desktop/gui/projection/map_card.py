"""The card with the points: which images, by which method, coloured by what, and what is to be read from it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QListView,
    QProgressBar,
    QSpinBox,
    QStackedWidget,
    QWidget,
)

from cnn_desktop.core.messages import ImageSet
from cnn_desktop.gui.models.projection_state import Colouring, ProjectionState
from cnn_desktop.gui.projection import words
from cnn_desktop.gui.projection.legend import Legend
from cnn_desktop.gui.projection.point_map import PointMap
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label, tooltip

COLOURINGS: tuple[tuple[Colouring, str], ...] = (
    ("true", "By true class"), ("predicted", "By answer"), ("right", "Right or wrong"),
)  # fmt: skip
MOST_PERPLEXITY, MOST_SEED = 200, 9_999
PCA_TIP = "Principal components: the two directions in which the features differ most. There at once."
SETTINGS_WIDTH = 64  # pixels


class MapCard(Card):
    images_chosen = Signal(object)  # ImageSet
    method_chosen = Signal(object)  # Method
    colouring_chosen = Signal(object)  # Colouring
    perplexity_chosen = Signal(object)  # int
    seed_chosen = Signal(object)  # int
    unfold_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, back: QWidget) -> None:
        """`back` stands before the controls."""
        super().__init__(padding=2 * SPACE)
        self.points = PointMap()
        self.points.setToolTip("")
        self.legend = Legend()
        self._images = _combo("Which images")
        self._colouring = _combo("What the colours tell")
        for key, title in COLOURINGS:
            self._colouring.addItem(title, key)
        self._pca, self._tsne = buttons.plain("PCA"), buttons.plain("t-SNE")
        self._pca.setToolTip(tooltip(PCA_TIP))
        self._methods = QButtonGroup(self)
        for button in (self._pca, self._tsne):
            button.setCheckable(True)
            self._methods.addButton(button)
        self.lasso = buttons.plain("Lasso", "scribble-loop")
        self.lasso.setCheckable(True)
        self.lasso.setToolTip(tooltip("Draw around points to select their images (L, or Shift and drag)"))
        self._fit = buttons.icon_button("corners-out", "All points in view (0)")
        self._keys = buttons.icon_button("keyboard", words.KEYS)
        self._settings = self._build_settings()
        self._said = Label(size="small", tone="muted", wrap=True)
        self._problem = ElidedLabel(tone="warning")
        self._busy = self._build_busy()
        self._foot = QStackedWidget()
        self._foot.addWidget(self._said)
        self._foot.addWidget(self._busy)
        self._lay_out(back)
        self._bind()

    def _build_settings(self) -> QWidget:
        self._perplexity, self._seed = _number(2, MOST_PERPLEXITY), _number(0, MOST_SEED)
        self._perplexity.setToolTip(tooltip("About how many neighbours each point is to keep"))
        self._seed.setToolTip(tooltip("The same seed gives the same picture"))
        self._again = buttons.plain("Compute", "play")
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for text, box in (("Perplexity", self._perplexity), ("Seed", self._seed)):
            label = Label(text, tone="muted")
            label.setBuddy(box)
            box.setAccessibleName(f"{text} of t-SNE")
            row.addWidget(label)
            row.addWidget(box)
        row.addWidget(self._again)
        return whole

    def _build_busy(self) -> QWidget:
        self._stage = Label(tone="muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("How far the points are")
        self._cancel = buttons.plain("Cancel", "x")
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._stage)
        row.addWidget(self._bar, 1)
        row.addWidget(self._cancel)
        return whole

    def _lay_out(self, back: QWidget) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        for widget in (back, self._images, self._pca, self._tsne, self._colouring):
            top.addWidget(widget)
        top.addStretch(1)
        for widget in (self.lasso, self._fit, self._keys):
            top.addWidget(widget)
        second = QHBoxLayout()
        second.setSpacing(SPACE)
        second.addWidget(self._foot, 1)
        second.addWidget(self._settings, 0, Qt.AlignmentFlag.AlignTop)
        self._foot.setMinimumHeight(CONTROL)
        self.body.addLayout(top)
        self.body.addWidget(self.points, 1)
        self.body.addWidget(self.legend)
        self.body.addWidget(self._problem)
        self.body.addLayout(second)

    def _bind(self) -> None:
        self._images.activated.connect(lambda _row: self.images_chosen.emit(self._images.currentData()))
        self._colouring.activated.connect(lambda _row: self.colouring_chosen.emit(self._colouring.currentData()))
        self._pca.clicked.connect(lambda: self.method_chosen.emit("pca"))
        self._tsne.clicked.connect(lambda: self.method_chosen.emit("tsne"))
        self._perplexity.valueChanged.connect(self.perplexity_chosen.emit)
        self._seed.valueChanged.connect(self.seed_chosen.emit)
        self._again.clicked.connect(self.unfold_asked)
        self._cancel.clicked.connect(self.cancel_asked)
        self._fit.clicked.connect(self.points.fit)
        self.lasso.toggled.connect(self.points.use_lasso)

    def show_state(self, state: ProjectionState, *, is_outdated: bool) -> None:
        """`is_outdated`: t-SNE was computed with other settings."""
        self._show_sets(state.sets, state.images)
        self._colouring.setCurrentIndex([key for key, _ in COLOURINGS].index(state.colouring))
        self._colouring.setEnabled(state.has_answers)
        self._colouring.setToolTip("" if state.has_answers else tooltip(words.NO_ANSWERS))
        self._tsne.setToolTip(tooltip(words.tip_of_tsne(state)))
        (self._tsne if state.method == "tsne" else self._pca).setChecked(True)
        self._perplexity.setValue(state.perplexity)
        self._seed.setValue(state.seed)
        self._settings.setVisible(state.method == "tsne" and not state.is_busy)
        buttons.allow(self._again, "" if is_outdated else "The picture is of these settings.")
        self._said.setText(words.about(state))
        self._problem.setText(f"{state.problem.message} {state.problem.hint}" if state.problem else "")
        self._problem.setVisible(state.problem is not None)
        self._foot.setCurrentWidget(self._busy if state.is_busy else self._said)
        self._stage.setText(words.progress(state))
        self._bar.setRange(0, state.total)
        self._bar.setValue(state.done)

    def _show_sets(self, sets: tuple[tuple[ImageSet, int], ...], chosen: ImageSet | None) -> None:
        keys = [key for key, _ in sets]
        if keys != [self._images.itemData(row) for row in range(self._images.count())]:
            self._images.clear()
            for key, count in sets:
                self._images.addItem(words.title_of(key, count), key)
                tip = tooltip(words.SET_TIPS[key])
                self._images.setItemData(self._images.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        if chosen is not None:
            self._images.setCurrentIndex(self._images.findData(chosen))

    @Slot()
    def toggle_lasso(self) -> None:
        self.lasso.toggle()

    def minimumSizeHint(self) -> QSize:
        return QSize(480, 320)


def _combo(name: str) -> QComboBox:
    box = QComboBox()
    box.setView(QListView())  # the plain popup of Fusion takes no style
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box


def _number(least: int, most: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, most)
    box.setFixedWidth(SETTINGS_WIDTH + 2 * SPACE)
    box.lineEdit().setTextMargins(SPACE - 2, 0, 0, 0)  # a style sheet's padding does not reach it
    box.setKeyboardTracking(False)
    return box
