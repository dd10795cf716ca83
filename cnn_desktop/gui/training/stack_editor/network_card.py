"""The right card of the editor: what the network is called and works on, the selected layer explained, the totals."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cnn_desktop.core.architectures import BY_KEY, OWN, architecture
from cnn_desktop.core.stack import words
from cnn_desktop.gui.models.stack_draft import IMAGE
from cnn_desktop.gui.models.stack_model import StackModel
from cnn_desktop.gui.models.stack_state import EditorState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training.fields import FieldRow, NumberField, TextField
from cnn_desktop.gui.training.stack_editor import explained
from cnn_desktop.gui.training.stack_editor.kinds import kind_of
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import IconLabel, Label, tooltip

_IMAGE_ABOUT = "Every image reaches the network in this size. Layers are put in below the selected row."
_NAME_HINT = "What it is called in the results."
_SIZE_HINT = "Pixels a side; images are fitted into a square."


class NetworkCard(Card):
    """`show_state` tells it what to show; what is written goes to the model at once."""

    def __init__(self, model: StackModel) -> None:
        super().__init__("Your network")
        self._name = TextField()
        self._name.setMinimumWidth(0)
        self._name.setMaximumWidth(16_777_215)
        self._name.setAccessibleName("Name")
        self._name.setToolTip(tooltip(_NAME_HINT))
        self._base = ElidedLabel(size="small", tone="muted")
        self._size = NumberField("px", _by_16, lambda value: str(round(value)))
        self._size_row = FieldRow("Image size", self._size, _SIZE_HINT)
        self._about = _About()
        self._totals = _Totals()
        self._use = buttons.primary("Use this network", "check")
        self._discard = buttons.plain("Discard")
        self._reason = Label(size="small", tone="muted", wrap=True)

        self.body.addWidget(self._name)
        self.body.addWidget(self._base)
        self.body.addWidget(self._size_row)
        self.body.addWidget(_line())
        self.body.addWidget(self._about, 1)
        self.body.addWidget(_line())
        self.body.addWidget(self._totals)
        self.body.addSpacing(SPACE // 2)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._use, 1)
        row.addWidget(self._discard)
        self.body.addLayout(row)
        self.body.addWidget(self._reason)

        self._model = model
        self._name.written.connect(model.rename)
        self._name.editingFinished.connect(model.settle)
        self._size.written.connect(self._on_size_written)
        self._size.editingFinished.connect(model.settle)
        self._use.clicked.connect(model.use)
        self._discard.clicked.connect(model.discard)

    def show_state(self, state: EditorState) -> None:
        self._name.show_text(state.version.stack.name, architecture(OWN).title)
        base = BY_KEY.get(state.version.based_on)
        self._base.setText(f"Based on {base.title}" if base else "")
        self._base.setVisible(base is not None)
        self._size.show_text(str(state.version.image_size))
        is_wrong = state.mistake is not None and state.mistake.field == "image_size"
        self._size_row.show_state(state.mistake.message if state.mistake and is_wrong else "")
        self._about.show_state(state)
        self._totals.show_state(state)
        buttons.allow(self._use, state.refusal)
        self._use.setToolTip(tooltip(state.refusal or "Train with it from now on (Ctrl+Return)"))
        self._discard.setText("Discard" if state.is_changed else "Close")
        self._discard.setToolTip(tooltip("Leave the network that is chosen as it was." if state.is_changed else ""))
        self._reason.setText(state.refusal)
        self._reason.set_tone("muted" if not state.rows else "warning" if state.is_unfinished else "danger")

    @Slot(object)
    def _on_size_written(self, text: str) -> None:
        self._model.write("image_size", text)


class _About(QScrollArea):
    """The selected row in words, and its arithmetic with its numbers."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconLabel("image")
        self._title = Label(size="heading")
        self._sentence = Label(tone="muted", wrap=True)
        self._problem = Label(tone="danger", wrap=True)
        self._lines = [(Label(size="small", tone="muted"), Label(wrap=True)) for _ in range(4)]
        content = QWidget()
        content.setProperty("kind", "plain")
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, SPACE // 2, 0, SPACE // 2)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self._sentence)
        column.addWidget(self._problem)
        for title, said in self._lines:
            pair = QVBoxLayout()
            pair.setSpacing(0)
            pair.addWidget(title)
            pair.addWidget(said)
            column.addLayout(pair)
        column.addStretch()
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_state(self, state: EditorState) -> None:
        place = state.selected
        if place == IMAGE:
            kind = "grey" if state.ground.channels == 1 else "RGB"
            answer = words.output(state.ground.output, state.ground.classes)
            lines: tuple[tuple[str, str], ...] = (
                ("Image", f"{words.size(state.image)}, {kind}"),
                ("Answer", answer),
            )
            self._show("image", "Image", _IMAGE_ABOUT, "", lines)
            return
        row = state.rows[place]
        kind_ = kind_of(row)
        lines = explained.arithmetic(row, state.before(place), state.figures[place], state.version.image_size)
        self._show(kind_.icon, kind_.title, kind_.about, state.problems[place], lines)

    def _show(self, icon: str, title: str, about: str, problem: str, lines: tuple[tuple[str, str], ...]) -> None:
        self._icon.show_icon(icon, "muted")
        self._title.setText(title)
        self._sentence.setText(about)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        for number, (name, said) in enumerate(self._lines):
            name.setVisible(number < len(lines))
            said.setVisible(number < len(lines))
            if number < len(lines):
                name.setText(lines[number][0])
                said.setText(lines[number][1])


class _Totals(QWidget):
    """The whole network in three numbers."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, SPACE // 2, 0, 0)
        grid.setVerticalSpacing(SPACE // 2)
        grid.setColumnStretch(0, 1)
        self._values = {}
        for number, name in enumerate(("Layers", "Parameters", "Multiply-adds of one image")):
            value = Label()
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setAccessibleName(name)
            grid.addWidget(Label(name, tone="muted"), number, 0)
            grid.addWidget(value, number, 1)
            self._values[name] = value

    def show_state(self, state: EditorState) -> None:
        said = (
            f"{len(state.rows):,}",
            f"{sum(one.parameters for one in state.figures):,}",
            words.amount(sum(one.multiply_adds for one in state.figures)),
        )
        for label, text in zip(self._values.values(), said, strict=True):
            label.setText(text)
        self.setEnabled(not any(state.problems))


def _by_16(value: float, direction: int) -> float:
    return max(1.0, (value // 16 + direction) * 16)


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("kind", "line")
    return line
