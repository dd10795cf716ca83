"""Ask for a camera that is no device: the address of a network camera, or a video file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from cnn_desktop.gui.dialogs import Dialog
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label

TITLE = "Another camera"
SENTENCE = (
    "The address of a network camera (MJPEG or RTSP), a video file, or an image sequence such as shot_%04d.png. "
    "It is played as if a camera saw it."
)
VIDEOS = "Videos (*.mp4 *.avi *.mov *.mkv *.webm *.m4v *.mpg *.mpeg *.mjpg *.mjpeg);;All files (*)"
WIDTH = 480  # pixels


class AddressDialog(Dialog):
    """`chosen` tells what to open."""

    chosen = Signal(object)  # str: an address or a path

    def __init__(self, parent: QWidget | None, before: str = "") -> None:
        super().__init__(parent, TITLE, SENTENCE, WIDTH)
        self._text = QLineEdit(before)
        self._text.setPlaceholderText("http://192.168.1.20:8080/video")
        self._text.setAccessibleName("Address or file")
        self._text.setFixedWidth(WIDTH - 132)
        self._choose = buttons.plain("Choose a file…", "film-strip")
        self._problem = Label(size="small", tone="muted", wrap=True)
        self._problem.setFixedWidth(WIDTH)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._text, 1)
        row.addWidget(self._choose)
        self.body.addSpacing(SPACE)
        self.body.addLayout(row)
        self.body.addWidget(self._problem)
        self._cancel = buttons.plain("Cancel")
        self._open = buttons.primary("Open")
        for button in (self._cancel, self._open):
            self.add_button(button)
        self._open.setDefault(True)

        self._cancel.clicked.connect(self.reject)
        self._open.clicked.connect(self._on_open)
        self._choose.clicked.connect(self._on_choose)
        self._text.textChanged.connect(self._on_written)
        self._on_written(before)

    @Slot(str)
    def _on_written(self, text: str) -> None:
        problem = why_no_source(text.strip())
        buttons.allow(self._open, problem)
        self._problem.setText(problem if text.strip() else "")

    @Slot()
    def _on_open(self) -> None:
        self.chosen.emit(self._text.text().strip())
        self.accept()

    @Slot()
    def _on_choose(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, "Choose a video", str(Path(self._text.text()).parent), VIDEOS)
        if file:
            self._text.setText(file)


def why_no_source(text: str) -> str:
    """Why `text` cannot be opened; empty where it is worth trying."""
    if not text:
        return "Write an address, or choose a file."
    if "://" in text or Path(text).is_file() or "%" in Path(text).name:
        return ""
    if Path(text).is_dir():
        return "This is a folder. Drop it on the Images page to classify what is in it."
    return "This is neither a file that is there nor an address, which begins with http:// or rtsp://."
