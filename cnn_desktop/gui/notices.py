"""The one place that shows a problem: quiet bars at the top of the window, never a box in the way.

A user's mistake is shown as written. A bug of ours is shown plainly, with its details to copy; it is logged, and the
window lives on.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.errors import UserError
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import IconLabel, Label, Tone

MOST = 3  # bars at once; the oldest goes first

BUG_MESSAGE = "Something went wrong inside CNN Desktop. Your images and runs are safe."
BUG_HINT = "Go on, or restart the program if it behaves oddly. The details help to put it right."

_ICONS: dict[Tone, str] = {"danger": "warning-circle", "warning": "warning", "muted": "info"}

_log = logging.getLogger(__name__)

Action = tuple[str, Callable[[], None]]  # what the button says, and does


class Notices(QWidget):
    """The bars, newest first. Takes no room while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: list[NoticeBar] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        self.setVisible(False)

    def show_problem(self, message: str, hint: str, details: str = "", action: Action | None = None) -> None:
        """Say what happened and what to do. `details` makes it a bug, and offers to copy them."""
        self._show(NoticeBar(message, hint, details, action, "danger" if details else "warning"))

    def show_note(self, message: str, action: Action | None = None) -> None:
        """Say something that is no problem."""
        self._show(NoticeBar(message, "", "", action, "muted"))

    @property
    def messages(self) -> tuple[str, ...]:
        """What is shown now, newest first."""
        return tuple(bar.message for bar in self._bars)

    def clear(self) -> None:
        for bar in tuple(self._bars):
            self._remove(bar)

    def _show(self, bar: NoticeBar) -> None:
        for older in [older for older in self._bars if older.message == bar.message]:
            self._remove(older)  # the same again is one bar, not two
        self._bars.insert(0, bar)
        self._column.insertWidget(0, bar)
        bar.dismissed.connect(self._on_dismissed)
        for oldest in self._bars[MOST:]:
            self._remove(oldest)
        self.setVisible(True)
        self._order_keys()

    def _order_keys(self) -> None:
        """The Tab key comes to the bars where they stand, and not behind all that was there before them."""
        before: QWidget = self
        while (former := before.previousInFocusChain()) not in (None, self):
            before = former
            if before.focusPolicy().value & Qt.FocusPolicy.TabFocus.value:  # of others Qt takes no order
                break
        for bar in self._bars:
            for button in bar.findChildren(QAbstractButton):
                QWidget.setTabOrder(before, button)
                before = button

    @Slot(object)
    def _on_dismissed(self, bar: NoticeBar) -> None:
        self._remove(bar)

    def _remove(self, bar: NoticeBar) -> None:
        self._bars.remove(bar)
        self._column.removeWidget(bar)
        bar.hide()
        bar.deleteLater()
        self.setVisible(bool(self._bars))


class NoticeBar(QFrame):
    """One message: icon, words, what can be done about it, and a way to send it off."""

    dismissed = Signal(object)  # itself

    def __init__(self, message: str, hint: str, details: str, action: Action | None, tone: Tone) -> None:
        super().__init__()
        self.message = message
        self._details = details
        self._act = action[1] if action else None
        self.setProperty("kind", "bar")
        self.setProperty("tone", tone)
        self.setAccessibleName(message)
        self.setAccessibleDescription(hint)

        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(_selectable(Label(message, wrap=True)))
        if hint:
            words.addWidget(_selectable(Label(hint, tone="muted", wrap=True)))
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        row.setSpacing(SPACE)
        row.addWidget(IconLabel(_ICONS[tone], "accent" if tone == "muted" else tone, side=20))
        row.addLayout(words, 1)
        if details:
            copy = buttons.plain("Copy details", "copy")
            copy.clicked.connect(self._copy)
            row.addWidget(copy)
        if action:
            act = buttons.plain(action[0])
            act.clicked.connect(self._on_action)
            row.addWidget(act)
        close = buttons.icon_button("x", "Dismiss")
        close.clicked.connect(self._dismiss)
        row.addWidget(close)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.message}\n\n{self._details}")

    @Slot()
    def _on_action(self) -> None:
        if self._act:
            self._act()
        self._dismiss()

    @Slot()
    def _dismiss(self) -> None:
        self.dismissed.emit(self)


class BugPresenter(QObject):
    """Shows what no one caught: an exception in a slot, a paint event or a thread. The window lives on."""

    _caught = Signal(object)  # the exception; a signal, because it may have been raised in a thread

    def __init__(self, notices: Notices) -> None:
        super().__init__(notices)
        self._notices = notices
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take the place of sys.excepthook."""
        sys.excepthook = self.present

    def present(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log `error` and show it; Ctrl-C passes on."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        if not isinstance(error, UserError):
            _log.error("A bug was caught.", exc_info=(kind, error, trace))
        self._caught.emit(error)

    @Slot(object)
    def _show(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self._notices.show_problem(error.message, error.hint)
        else:
            details = "".join(traceback.format_exception(error))
            self._notices.show_problem(BUG_MESSAGE, BUG_HINT, details)


def _selectable(label: Label) -> Label:
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
