"""The settings of several runs beside one another: those that differ, or all of them. Words are pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHeaderView, QTableView

from cnn_desktop.core import architectures
from cnn_desktop.core.names import shown_name
from cnn_desktop.core.results.comparison import Comparison, Setting
from cnn_desktop.gui.theme import theme
from cnn_desktop.gui.training.settings_words import ADVANCED, CHOICE_WORDS, SIMPLE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label, tooltip

ROW = 30  # pixels

_Index = QModelIndex | QPersistentModelIndex
_TITLES: Mapping[str, str] = {
    "dataset": "Dataset", "architecture": "Architecture", "network_name": "Name of the network", "layers": "Layers",
    "weights": "Weights", "vary": "Variations", "watch": "Watched images",
} | {row.name: row.title for rows in (SIMPLE, *ADVANCED.values()) for row in rows}  # fmt: skip


class SettingsDiffering(Card):
    """Told a `Comparison`."""

    def __init__(self) -> None:
        super().__init__("Settings")
        self._comparison: Comparison | None = None
        self._all = QCheckBox("Show all settings")
        self._none = Label("All settings are the same.", tone="muted")
        self._rows = _Rows(self)
        self._table = QTableView()
        self._table.setModel(self._rows)
        self._table.setShowGrid(False)
        self._table.setWordWrap(False)
        self._table.setTabKeyNavigation(False)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setAccessibleName("Settings of the runs")
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(ROW)
        self._table.horizontalHeader().setHighlightSections(False)
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.add_action(self._all)
        self.body.addWidget(self._none)
        self.body.addWidget(self._table, 1)
        self._all.toggled.connect(self._refresh)

    def show_comparison(self, comparison: Comparison | None) -> None:
        self._comparison = comparison
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        comparison = self._comparison
        if comparison is None:
            return
        shown = [one for one in comparison.settings if one.differs or self._all.isChecked()]
        self._rows.show_settings(shown, [run.name for run in comparison.runs])
        self._none.setVisible(not any(one.differs for one in comparison.settings))


def titled(name: str) -> str:
    """A setting as the settings form calls it."""
    return _TITLES.get(name, name.replace("_", " ").capitalize())


def title(setting: Setting) -> str:
    return titled(setting.name)


def value_words(name: str, value: Any) -> str:
    """A value of `config.json` as the settings form would say it."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case float() | int():
            return f"{value:g}"
        case list() | tuple():
            return f"{len(value)} layers" if name == "layers" else ", ".join(map(str, value)) or "none"
        case dict():
            return ", ".join(f"{key} {value_words(key, one)}" for key, one in value.items() if one) or "none"
    if name == "architecture":
        return architectures.architecture(value).title
    words = CHOICE_WORDS.get(name, {}).get(value)
    return shown_name(words[0] if words else str(value))


class _Rows(QAbstractTableModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._settings: list[Setting] = []
        self._names: list[str] = []

    def show_settings(self, settings: list[Setting], names: list[str]) -> None:
        self.beginResetModel()
        self._settings, self._names = settings, names
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._settings)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 1 + len(self._names)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        setting, column = self._settings[index.row()], index.column()
        text = title(setting) if column == 0 else value_words(setting.name, setting.values[column - 1])
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(text)
            case Qt.ItemDataRole.ForegroundRole:
                tokens = theme().tokens
                return QColor(tokens.muted if not column else tokens.accent if setting.differs else tokens.text)
            case Qt.ItemDataRole.FontRole if column and setting.differs:
                font = QFont()
                font.setWeight(QFont.Weight.Medium)
                return font
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return shown_name(self._names[section - 1]) if section else "Setting"
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None
