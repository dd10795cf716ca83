"""The row above: what is compared, and where B comes from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QListView, QSizePolicy, QStackedWidget, QWidget

from cnn_desktop.core.image_search import SUFFIXES
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.comparing import words
from cnn_desktop.gui.models.comparing_state import KINDS, ComparingState
from cnn_desktop.gui.models.runs_model import RunEntry
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label, tooltip

OPEN = "Open a run…"


class SidesBar(Card):
    kind_chosen = Signal(object)  # Kind
    image_stepped = Signal(object)  # int: A's
    other_stepped = Signal(object)  # int: B's
    other_file_chosen = Signal(object)  # Path
    other_run_chosen = Signal(object)  # Path
    epochs_chosen = Signal(object, object)  # tuple[int, int] and the number of the pinned image

    def __init__(self, back: QWidget) -> None:
        super().__init__(padding=SPACE + SPACE // 2)
        self._other_run: Path | None = None
        self._last_folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        self._kind = _combo("What is compared")
        for key in KINDS:
            title, said = words.KINDS[key]
            self._kind.addItem(title, key)
            self._kind.setItemData(self._kind.count() - 1, tooltip(said), Qt.ItemDataRole.ToolTipRole)
        self._ways = QStackedWidget()
        for way in (self._build_images(), self._build_runs(), self._build_weights(), self._build_epochs()):
            self._ways.addWidget(way)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(back)
        row.addWidget(self._kind)
        row.addWidget(self._ways, 1)
        self.body.addLayout(row)
        self._kind.activated.connect(lambda _row: self.kind_chosen.emit(self._kind.currentData()))

    # ------------------------------------------------------------ building

    def _build_images(self) -> QWidget:
        self._names = [ElidedLabel(elide=Qt.TextElideMode.ElideMiddle) for _ in range(2)]
        self._choose = buttons.plain("Choose B…", "image")
        parts: list[QWidget] = []
        for side, (name, signal) in enumerate(zip(self._names, (self.image_stepped, self.other_stepped), strict=True)):
            letter = "AB"[side]
            before = buttons.icon_button("caret-left", f"The image before, for {letter}")
            following = buttons.icon_button("caret-right", f"The next image, for {letter}")
            before.clicked.connect(lambda _=False, signal=signal: signal.emit(-1))
            following.clicked.connect(lambda _=False, signal=signal: signal.emit(1))
            parts += [Label(letter, size="heading"), before, following, name]
        self._choose.clicked.connect(self.choose_other)
        return _row(*parts, self._choose, stretch=self._names)

    def _build_runs(self) -> QWidget:
        self._own_run = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle)
        self._run = _combo("The run that is B")
        self._run.setMinimumContentsLength(18)
        self._run.setPlaceholderText("Choose a run")
        self._run.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._run.activated.connect(self._on_run)
        return _row(
            Label("A", size="heading"), self._own_run, Label("B", size="heading"), self._run,
            stretch=[self._own_run, self._run],
        )  # fmt: skip

    def _build_weights(self) -> QWidget:
        self._weights_said = ElidedLabel()
        return _row(self._weights_said, stretch=[self._weights_said])

    def _build_epochs(self) -> QWidget:
        self._epochs = [_combo(f"Epoch of {letter}") for letter in "AB"]
        self._pinned = _combo("The pinned image")
        self._pinned.setMinimumContentsLength(12)
        for box in (*self._epochs, self._pinned):
            box.activated.connect(self._on_epochs)
        parts = (Label("A", size="heading"), self._epochs[0], Label("B", size="heading"), self._epochs[1])
        self._no_epochs = ElidedLabel(tone="muted")
        return _row(*parts, Label("of"), self._pinned, self._no_epochs, stretch=[self._no_epochs])

    # ------------------------------------------------------------ showing

    def show_state(self, state: ComparingState) -> None:
        self._kind.setCurrentIndex(KINDS.index(state.kind))
        self._kind.setToolTip(tooltip(words.KINDS[state.kind][1]))
        self._ways.setCurrentIndex(KINDS.index(state.kind))
        self._names[0].setText(shown_name(state.image.name) if state.image else "No image")
        self._names[1].setText(shown_name(state.other_image.name) if state.other_image else "No image")
        self._own_run.setText(shown_name(state.run.name) if state.run else "")
        self._show_run(state.other_run)
        moments = state.moments
        if moments is not None:
            both = f"A: the model of the run, epoch {moments.best}.  B: its last epoch, {moments.last}."
            self._weights_said.setText(moments.no_last or both)
        self._show_epochs(state)

    def _show_epochs(self, state: ComparingState) -> None:
        moments = state.moments
        epochs, images = (moments.epochs, moments.images) if moments else ((), ())
        has_two = len(epochs) > 1
        for box, epoch in zip(self._epochs, state.epochs, strict=True):
            if [box.itemData(row) for row in range(box.count())] != list(epochs):
                box.clear()
                for one in epochs:
                    box.addItem(f"Epoch {one}" if one else "Before training", one)
            box.setCurrentIndex(box.findData(epoch))
            box.setEnabled(has_two)
        if self._pinned.count() != len(images):
            self._pinned.clear()
            for number, name in enumerate(images):
                self._pinned.addItem(shown_name(Path(name).name), number)
        self._pinned.setCurrentIndex(state.pinned)
        self._pinned.setEnabled(has_two)
        self._no_epochs.setText("" if has_two else state.missing if state.kind == "epochs" else "")

    def show_runs(self, entries: tuple[RunEntry, ...], own: Path | None) -> None:
        """Those that B may be: all but A's."""
        self._run.clear()
        for entry in entries:
            if entry.folder != own:
                self._run.addItem(shown_name(entry.name), entry.folder)
        if self._run.count():
            self._run.insertSeparator(self._run.count())
        self._run.addItem(OPEN, None)
        self._show_run(self._other_run)

    def _show_run(self, run: Path | None) -> None:
        """The one that is B; it may lie outside the runs folder."""
        self._other_run = run
        rows = [row for row in range(self._run.count()) if run is not None and self._run.itemData(row) == run]
        if run is not None and not rows:
            self._run.insertItem(0, shown_name(run.name), run)
            rows = [0]
        self._run.setCurrentIndex(rows[0] if rows else -1)

    # ------------------------------------------------------------ asking

    @Slot()
    def choose_other(self) -> None:
        """The image of B, by a dialog."""
        pattern = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
        file, _ = QFileDialog.getOpenFileName(
            self, "Choose the image of B", self._last_folder, f"Images ({pattern});;All files (*)"
        )
        if file:
            self._last_folder = str(Path(file).parent)
            self.other_file_chosen.emit(Path(file))

    @Slot(int)
    def _on_run(self, row: int) -> None:
        run = self._run.itemData(row)
        if not isinstance(run, Path):
            folder = QFileDialog.getExistingDirectory(self, "Choose the run that is B", self._last_folder)
            self._last_folder = folder or self._last_folder
            run = Path(folder) if folder else None
        self._show_run(self._other_run)
        if run is not None:
            self.other_run_chosen.emit(run)

    @Slot()
    def _on_epochs(self) -> None:
        first, second = (int(box.currentData()) for box in self._epochs)
        self.epochs_chosen.emit((first, second), max(0, self._pinned.currentIndex()))


def _row(*widgets: QWidget, stretch: Sequence[QWidget]) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(SPACE, 0, 0, 0)
    row.setSpacing(SPACE)
    for widget in widgets:
        row.addWidget(widget, 1 if widget in stretch else 0)
    return whole


def _combo(name: str) -> QComboBox:
    box = QComboBox()
    box.setView(QListView())  # the plain popup of Fusion takes no style
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box
