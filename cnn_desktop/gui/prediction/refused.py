"""The files that could not be classified, each with its reason."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from cnn_desktop.core.messages import ImageRefused
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.fold import Fold
from cnn_desktop.gui.widgets.label import tooltip

HEIGHT = 20 * SPACE  # pixels; the wall above is what people came for

_Index = QModelIndex | QPersistentModelIndex
_HEADERS = ("File", "Why", "What to do")


class RefusedFold(Fold):
    """Hidden while every file could be read."""

    def __init__(self) -> None:
        super().__init__("")
        self.setContentsMargins(SPACE // 2, 0, SPACE, 0)
        self._model = RefusedModel(self)
        table = QTableView()
        table.setModel(self._model)
        table.setProperty("kind", "framed")
        table.setFixedHeight(HEIGHT)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setAccessibleName("Files that could not be classified")
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(28)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setHighlightSections(False)
        self.body.addWidget(table)
        self.show_refused(())

    def show_refused(self, refused: tuple[ImageRefused, ...]) -> None:
        self._model.show_refused(refused)
        count = len(refused)
        self.show_title("1 file could not be classified" if count == 1 else f"{count:,} files could not be classified")
        self.show_summary(f"{refused[0].file.name}: {refused[0].reason}" if refused else "")
        self.setVisible(bool(refused))


class RefusedModel(QAbstractTableModel):
    """File, reason, hint."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._refused: tuple[ImageRefused, ...] = ()

    def show_refused(self, refused: tuple[ImageRefused, ...]) -> None:
        if refused != self._refused:
            self.beginResetModel()
            self._refused = refused
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._refused)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(_HEADERS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        refused = self._refused[index.row()]
        texts = (refused.file.name, refused.reason, refused.hint)
        if role == Qt.ItemDataRole.DisplayRole:
            return shown_name(texts[index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip((str(refused.file), *texts[1:])[index.column()])
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        is_text = role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal
        return _HEADERS[section] if is_text else None
