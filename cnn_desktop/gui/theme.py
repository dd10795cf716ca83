"""The look: colours as named tokens, light and dark, type, spacing, and the one style sheet made of them.

Follows the system's colour scheme live. Holds no widget: the style sheet itself is `resources/theme/window.qss`,
whose `$names` are the tokens.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
from dataclasses import dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from cnn_desktop.core import paths
from cnn_desktop.core.settings import Theme as Choice

SPACE = 8  # pixels; every distance is a multiple, or a half, of it
CONTROL = 32  # pixels; the height of buttons, fields and tabs
RADIUS = 6  # pixels; of controls; cards have 2 more
SMALL, BODY, HEADING, TITLE = 11, 13, 15, 20  # device-independent pixels: the same size on every system

FONT = "Inter"
FONT_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Every colour of the window, by its meaning. Contrast is checked by a test over all pairs in use."""

    name: str  # "light" or "dark"; also the folder of the style sheet's drawings
    background: str  # of the window
    surface: str  # of cards, fields and lists
    raised: str  # of table headers, quiet buttons under the pointer, bars' tracks
    pressed: str  # of a control held down
    border: str  # around cards and buttons; decoration only
    outline: str  # around fields and boxes to tick, where it alone tells them apart (3 : 1)
    text: str
    muted: str
    disabled: str
    accent: str  # focus, links, selection marks
    fill: str  # of the primary button and of bars
    fill_hover: str
    fill_pressed: str
    on_accent: str  # text on `fill`
    selection: str  # behind selected rows and text
    success: str
    warning: str
    danger: str
    training: str  # the series of the training split
    validation: str  # the series of the validation split
    overfitting: str  # shade behind the epochs after the best


LIGHT = Tokens(
    name="light", background="#f4f5f7", surface="#ffffff", raised="#eef0f4", pressed="#e2e6ec", border="#dde1e7",
    outline="#7d8593", text="#1b1f27", muted="#5a6372", disabled="#a0a7b4", accent="#1a62d6", fill="#1f6feb",
    fill_hover="#1a62d6", fill_pressed="#1555bd", on_accent="#ffffff", selection="#dce8fd", success="#17724f",
    warning="#8a5b00", danger="#c4331f", training="#0072b2", validation="#c47600", overfitting="#f6f1e8",
)  # fmt: skip

DARK = Tokens(
    name="dark", background="#16181d", surface="#1e2128", raised="#272b34", pressed="#323845", border="#343a46",
    outline="#737c8c", text="#e8eaed", muted="#9aa3b2", disabled="#5d6573", accent="#5c98ff", fill="#2f6fe4",
    fill_hover="#2a66d6", fill_pressed="#2259c0", on_accent="#ffffff", selection="#243a63", success="#3fb68b",
    warning="#e0a33a", danger="#f07565", training="#56a8e8", validation="#f0a93a", overfitting="#2a2721",
)  # fmt: skip


class Theme(QObject):
    """The tokens in force. `apply` puts them on the application, and keeps following the system."""

    changed = Signal(object)  # Tokens

    def __init__(self) -> None:
        super().__init__()
        self.tokens = LIGHT
        self._choice: Choice = "system"
        self._follows = False

    def apply(self, app: QApplication, choice: Choice) -> None:
        """Dress `app` by the user's `choice`. May be called again at any time."""
        self._choice = choice
        hints = app.styleHints()
        if not self._follows:
            app.setStyle(QStyleFactory.create("Fusion"))
            app.setFont(_font())
            hints.colorSchemeChanged.connect(self._follow_system)
            self._follows = True
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark, "system": Qt.ColorScheme.Unknown}
        hints.setColorScheme(schemes[choice])  # so that the window's frame and the file dialogs agree
        self._dress(app)

    @Slot()
    def _follow_system(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._dress(app)

    def _dress(self, app: QApplication) -> None:
        tokens = self._resolve()
        if tokens is self.tokens and app.styleSheet():
            return
        self.tokens = tokens
        app.setPalette(palette(tokens))
        app.setStyleSheet(style_sheet(tokens))
        self.changed.emit(tokens)

    def _resolve(self) -> Tokens:
        if self._choice == "system":
            is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            is_dark = self._choice == "dark"
        return DARK if is_dark else LIGHT


@functools.cache
def theme() -> Theme:
    """The one theme of the application."""
    return Theme()


def style_sheet(tokens: Tokens) -> str:
    """`resources/theme/window.qss` with its `$names` filled in."""
    folder = paths.resource("theme")
    template = Template((folder / "window.qss").read_text(encoding="utf-8"))
    sizes = {"small": SMALL, "body": BODY, "heading": HEADING, "title": TITLE, "radius": RADIUS, "card": RADIUS + 2}
    drawings = (folder / tokens.name).as_posix()
    return template.substitute(dataclasses.asdict(tokens), **sizes, control=CONTROL - 2, drawings=drawings)


def palette(tokens: Tokens) -> QPalette:
    """What Fusion draws where the style sheet is silent."""
    role, colours = QPalette.ColorRole, QPalette()
    for where, token in {
        role.Window: tokens.background, role.WindowText: tokens.text, role.Base: tokens.surface,
        role.AlternateBase: tokens.raised, role.Text: tokens.text, role.PlaceholderText: tokens.muted,
        role.Button: tokens.surface, role.ButtonText: tokens.text, role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text, role.Highlight: tokens.selection, role.HighlightedText: tokens.text,
        role.Link: tokens.accent, role.LinkVisited: tokens.accent, role.BrightText: tokens.on_accent,
        role.Light: tokens.raised, role.Midlight: tokens.raised, role.Mid: tokens.border, role.Dark: tokens.border,
        role.Shadow: tokens.border, role.Accent: tokens.accent,
    }.items():  # fmt: skip
        colours.setColor(where, QColor(token))
    for where in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText, role.PlaceholderText):
        colours.setColor(QPalette.ColorGroup.Disabled, where, QColor(tokens.disabled))
    return colours


def _font() -> QFont:
    """Inter with tabular digits; the system's own where the file cannot be loaded. Other scripts fall back by glyph."""
    missing = [name for name in FONT_FILES if QFontDatabase.addApplicationFont(str(paths.resource("fonts", name))) < 0]
    if missing:
        _log.warning("These fonts could not be loaded: %s. Using the system's.", ", ".join(missing))
    font = QGuiApplication.font() if missing else QFont(FONT)
    font.setPixelSize(BODY)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
