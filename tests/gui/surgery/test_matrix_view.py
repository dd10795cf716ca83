"""The matrix of the altered network: of many classes those whose answers changed most, and no more is painted."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint

from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.messages import AlteredScore, ChangedAnswer
from cnn_desktop.core.results.confusion import Confusion
from cnn_desktop.gui.surgery.matrix_view import MOST_SHOWN, MatrixView, most_changed

CLASSES = 10_000
SCORE = Score("validation", CLASSES, 1.0, (0.9, 1.0), 1.0, 1.0, 0.1)


def altered(lost: tuple[int, ...]) -> AlteredScore:
    """One image a class; those of the classes `lost` are taken for the next class."""
    names = tuple(f"species {number:05}" for number in range(CLASSES))
    labels = np.arange(CLASSES)
    after = labels.copy()
    after[list(lost)] += 1
    changed = tuple(
        ChangedAnswer(Path(f"{number}.png"), names[number], names[number], names[number + 1], 0.9, 0.6)
        for number in lost
    )
    of = Confusion.of(labels, labels, CLASSES), Confusion.of(labels, after, CLASSES)
    return AlteredScore((), names, SCORE, SCORE, *of, changed, 0.5)


def test_ten_thousand_classes_are_painted_at_once(qtbot):
    view = MatrixView()
    qtbot.addWidget(view)
    view.resize(560, 560)
    view.show_score(altered((7_000, 7_002, 9_998)))
    begun = time.perf_counter()
    view.grab()
    assert time.perf_counter() - begun < 2  # each of 100,000,000 cells took minutes
    said = {view.told_at(QPoint(x, y)) for y in range(0, 560, 5) for x in range(0, 560, 5)}
    assert "species 07002 taken for species 07003: 0 before, 1 now" in said
    assert "species 09998 recognised: 1 before, 0 now" in said
    assert "9,997 of 10,000 on the diagonal" in view.accessibleDescription()


def test_the_classes_shown_are_those_that_changed_in_their_order():
    shown = most_changed(altered((7_000, 12)))
    assert len(shown) == MOST_SHOWN
    assert {12, 13, 7_000, 7_001} <= set(shown.tolist())
    assert shown.tolist() == sorted(shown.tolist())


@pytest.mark.parametrize(
    ("names", "is_level"), [(tuple("0123456789"), True), (("cat", "Amphiprion_perideraion"), False)]
)
def test_digits_stand_over_their_columns_as_one_reads_them(qtbot, names, is_level):
    labels = np.arange(len(names))
    same = Confusion.of(labels, labels, len(names))
    view = MatrixView()
    qtbot.addWidget(view)
    view.resize(560, 560)
    view.show_score(AlteredScore((), names, SCORE, SCORE, same, same, (), 0.5))
    assert view.are_headings_level is is_level
    assert view._top() >= view.fontMetrics().height()
    assert not view.grab().isNull()
