"""The legend of the points: names are whole where few share the line, and shortened in their middle where many do."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QToolButton

from cnn_desktop.gui.projection.legend import Legend
from cnn_desktop.gui.projection.marks import mark_of

NAME = "Amphiprion_perideraion"


@pytest.mark.parametrize(("count", "is_whole"), [(2, True), (12, False)])
def test_long_names_are_whole_where_there_is_room(qtbot, count, is_whole):
    legend = Legend()
    qtbot.addWidget(legend)
    legend.show_kinds(tuple((f"{NAME}_{number}", mark_of(number, "light"), 5) for number in range(count)))
    texts = [button.text() for button in legend.findChildren(QToolButton)]
    assert len(texts) == count
    assert all((text == f"{NAME}_{number}") is is_whole for number, text in enumerate(texts))
    assert all(text.endswith(str(number)) for number, text in enumerate(texts))  # what tells them apart stays
