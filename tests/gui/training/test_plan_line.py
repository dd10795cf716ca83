"""What the plan says, that an offer is a click, and that nothing moves when it comes."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from cnn_desktop.core.alternatives import Alternative
from cnn_desktop.core.messages import TrainingPlanned
from cnn_desktop.gui.models.plan_model import Offer, PlanState
from cnn_desktop.gui.training.architecture_card import ArchitectureCard
from cnn_desktop.gui.training.plan_line import PlanLine, words
from cnn_desktop.gui.training.settings_form import SettingsForm

GAP = "\N{NO-BREAK SPACE}"
PLANNED = TrainingPlanned(1, 245.0, 8.0, 1_210_000_000, "bfloat16", 1.84)
WIDER = Alternative("Wider", "better", (), "It sees more.")
SMALLER = Alternative("48 pixels a side", "faster", (("image_size", 48),), "A quarter of the work.")


def test_a_plan_is_one_short_line():
    assert words(PLANNED) == f"About 4{GAP}min · 1.2{GAP}GB · bfloat16, 1.8{GAP}× as fast"
    assert words(TrainingPlanned(1, 8.0, 1.0, 0, "float32", 1.0)) == f"About 10{GAP}s"


def test_an_offer_is_a_click(training, qtbot):
    line = PlanLine(training.plan)
    qtbot.addWidget(line)
    assert line.isHidden()
    line.show_state(PlanState(is_asked=True))
    assert line.said == "Timing a few steps…"
    line.show_state(PlanState(PLANNED, (Offer(SMALLER, 61.0),)))
    line.show_state(PlanState(PLANNED, (Offer(SMALLER, 61.0), Offer(WIDER))))
    placed = [line.layout().itemAt(place).widget() for place in range(line.layout().count())]
    shown = [widget for widget in placed if isinstance(widget, QPushButton)]
    assert [button.text() for button in shown] == [f"Faster: 48 pixels a side · about 60{GAP}s", "Better: Wider"]
    button = shown[0]
    button.click()
    assert training.settings.resolved.values["image_size"] == 48


def test_a_plan_that_comes_does_not_push_the_start_button_away(training, qtbot):
    card = ArchitectureCard(training)
    qtbot.addWidget(card)
    card.resize(320, 700)
    card.show()
    start = next(button for button in card.findChildren(QPushButton) if button.text() == "Start training")
    before = start.mapTo(card, start.rect().topLeft())
    card.findChild(PlanLine).show_state(PlanState(PLANNED, (Offer(SMALLER, 61.0), Offer(WIDER))))
    qtbot.waitUntil(lambda: card.findChild(PlanLine).height() > 60)
    assert start.mapTo(card, start.rect().topLeft()) == before


def test_a_plan_that_comes_takes_its_room_from_the_layers_and_moves_no_setting(tab, load, qtbot):
    load()
    form, line = tab.findChild(SettingsForm), tab.findChild(PlanLine)
    before = form.mapTo(tab, form.rect().topLeft())
    line.show_state(PlanState(PLANNED, (Offer(SMALLER, 61.0), Offer(WIDER), Offer(WIDER))))
    qtbot.waitUntil(lambda: line.height() > 80)
    assert form.mapTo(tab, form.rect().topLeft()) == before
    advanced = form.advanced
    assert advanced.visibleRegion().boundingRect() == advanced.rect(), "seen whole in a window of 1280 × 800"
