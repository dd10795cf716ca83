"""A station says pass, fail or check in words and colours, keeps every decision, and never judges an old frame."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import CameraLost, EvidenceSaved, RequestFailed, SaveEvidence
from cnn_desktop.gui.camera.station_dialog import StationDialog
from cnn_desktop.gui.camera.station_flow import StationFlow
from cnn_desktop.gui.camera.station_window import StationWindow, VerdictPanel
from cnn_desktop.gui.models import station_wish
from cnn_desktop.gui.models.station_model import StationModel
from cnn_desktop.gui.models.station_wish import StationWish
from cnn_desktop.gui.theme import theme
from tests.gui.camera_bench import Bench

CLASSES = ("bare", "bent", "good")


class Scene(Bench):
    def __init__(self, qtbot, tmp_path):
        super().__init__(tmp_path)
        self.qtbot = qtbot
        self.station = StationModel(self.engines, self.chosen, self.model)
        self.evidence = tmp_path / "evidence"

    def wish(self, **changes):
        values = {"passing": ("good",), "empty": ("bare",), "votes": 3, "folder": str(self.evidence)}
        return StationWish(**values | changes)

    def start(self, **changes):
        self.open()
        self.grab(40)
        self.station.start(self.wish(**changes), CLASSES)

    def say(self, name, times=1, judgement="sure"):
        for _ in range(times):
            self.grab(self.number + 1)
            self.classify((name, 0.9), *((other, 0.05) for other in CLASSES if other != name), judgement=judgement)

    @property
    def kept(self):
        return [(one.decision.verdict, one.decision.class_name) for one in self.asked(SaveEvidence)]


@pytest.fixture
def scene(qtbot, tmp_path):
    made = Scene(qtbot, tmp_path)
    yield made
    made.close()


@pytest.fixture
def window(scene, qtbot):
    scene.start()
    made = StationWindow(scene.model, scene.station, None)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    return made


def test_a_decision_is_kept_once_with_the_frame_it_rests_on(scene):
    scene.start()
    scene.say("good", 12)
    assert scene.kept == [("pass", "good")]
    request = scene.asked(SaveEvidence)[0]
    assert (request.folder, request.network) == (scene.evidence, scene.chosen.run.name)
    assert request.pixels[0, 0, 0] == request.decision.frame


def test_each_change_is_a_decision_and_an_empty_bench_is_none(scene):
    scene.start()
    for name in ("good", "bare", "bent", "bare", "good"):
        scene.say(name, 8)
    assert scene.kept == [("pass", "good"), ("fail", "bent"), ("pass", "good")]
    assert (scene.station.state.passed, scene.station.state.failed, scene.station.state.checked) == (2, 1, 0)


def test_what_the_network_is_not_sure_of_is_to_be_checked(scene):
    scene.start()
    scene.say("good", 8, judgement="unsure")
    scene.say("bent", 8, judgement="unlike")
    assert scene.kept == [("check", "good")]


def test_by_key_it_decides_over_the_frames_that_follow_and_only_then(scene):
    scene.start(trigger="key")
    scene.say("bent", 9)
    assert scene.kept == []
    scene.station.decide()
    scene.say("good", 9)
    assert scene.kept == [("pass", "good")]
    scene.station.decide()
    scene.say("good", 3)
    assert len(scene.kept) == 2  # the same again is a decision again: it was asked for


def test_a_lost_camera_forgets_what_was_decided(scene, window):
    scene.say("good", 8)
    scene.engines.camera.say(CameraLost(scene.ticket, "No pictures.", "Check the cable."))
    assert scene.station.state.decision is None
    assert window.findChild(VerdictPanel).accessibleName() == "No camera. Check the cable."
    scene.station.decide()
    assert not scene.station.state.is_voting
    scene.opened()
    scene.say("good", 8)
    assert len(scene.kept) == 2


@pytest.mark.parametrize(
    ("name", "judgement", "word", "role"),
    [("good", "sure", "PASS", "success"), ("bent", "sure", "FAIL", "danger"), ("bent", "unsure", "CHECK", "warning")],
)
def test_the_verdict_is_a_word_and_a_colour(scene, window, name, judgement, word, role):
    scene.say(name, 8, judgement)
    panel = window.findChild(VerdictPanel)
    assert panel.accessibleName().startswith(word)
    assert panel.grab().toImage().pixelColor(QPoint(panel.width() // 2, 12)).name() == getattr(theme().tokens, role)


def test_space_decides_and_escape_leaves(scene, window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert scene.station.state.is_voting
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    assert not scene.station.state.is_running
    scene.say("bent", 9)
    assert scene.kept == []


def test_it_beeps_at_what_needs_a_person_where_that_is_wished(scene, qtbot, monkeypatch):
    beeps = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(True))
    scene.start(is_loud=True)
    window = StationWindow(scene.model, scene.station, None)
    qtbot.addWidget(window)
    window.show()
    scene.say("good", 8)
    assert beeps == []
    scene.say("bent", 8)
    assert beeps == [True]


def test_evidence_that_could_not_be_kept_is_told_until_the_next_is(scene, window):
    scene.say("good", 8)
    ticket = scene.asked(SaveEvidence)[-1].ticket
    scene.engines.camera.say(RequestFailed("The disk is full.", "Make room.", "", ticket))
    said = " | ".join(label.text() for label in window.findChildren(QLabel))
    assert "The disk is full. Make room." in said
    scene.say("bent", 8)
    ticket = scene.asked(SaveEvidence)[-1].ticket
    scene.engines.camera.say(EvidenceSaved(ticket, scene.evidence / "x.png"))
    assert scene.station.state.problem is None


def test_the_questions_are_asked_until_all_is_known_and_remembered(scene, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    dialog = StationDialog(StationWish(), CLASSES, None)
    qtbot.addWidget(dialog)
    started = []
    dialog.started.connect(started.append)
    assert "at least one class that passes" in dialog._start.toolTip()
    good, bare = dialog._classes.topLevelItem(2), dialog._classes.topLevelItem(0)
    good.setCheckState(1, Qt.CheckState.Checked)
    bare.setCheckState(1, Qt.CheckState.Checked)
    bare.setCheckState(2, Qt.CheckState.Checked)  # no part there: then it passes no longer
    assert "folder" in dialog._start.toolTip()
    dialog._choose.click()
    assert dialog._start.isEnabled()
    dialog._start.click()
    (wish,) = started
    assert (wish.passing, wish.empty, wish.folder) == (("good",), ("bare",), str(tmp_path))
    station_wish.save(wish)
    assert station_wish.load() == wish


def test_a_station_without_anything_to_fail_does_not_start():
    wish = StationWish(passing=("good", "bent"), empty=("bare",), folder="/e")
    assert wish.why_not(CLASSES) == "Leave at least one class that fails."
    assert StationWish(passing=("other network's",), folder="/e").why_not(CLASSES)


def test_remembered_nonsense_falls_back_to_what_is_usual(scene):
    from dataclasses import replace

    from cnn_desktop.core import settings

    odd = {"passing": [3, "good"], "votes": 9_999, "trigger": "never", "folder": "/not/there", "is_loud": "yes"}
    settings.save(replace(settings.load(), station=odd))
    assert station_wish.load() == StationWish(passing=("good",))


def test_the_flow_asks_then_fills_the_screen(scene, qtbot):
    home = QWidget()
    qtbot.addWidget(home)
    flow = StationFlow(home, scene.chosen, scene.model, scene.station)
    flow.ask()
    dialog = home.findChild(StationDialog)
    dialog.reject()
    flow.start(scene.wish(passing=("daisy",)))
    (window,) = home.findChildren(StationWindow)
    assert window.isFullScreen()
    assert scene.station.state.is_running
    window.reject()
    assert not scene.station.state.is_running
    scene.chosen._run = None
    with pytest.raises(UserError, match="no network"):
        flow.ask()


def test_what_was_chosen_is_known_at_once_before_it_is_on_disk(scene):
    from cnn_desktop.core import settings

    settings.hand_to(lambda _settings: None)  # somebody who writes later
    try:
        station_wish.save(StationWish(passing=("good",), empty=("bare",)))
        assert station_wish.load() == StationWish(passing=("good",), empty=("bare",))
    finally:
        settings.hand_to(None)


def test_classes_are_ticked_by_keyboard(qtbot):
    dialog = StationDialog(StationWish(), CLASSES, None)
    qtbot.addWidget(dialog)
    dialog.show()
    tree = dialog._classes
    tree.setCurrentItem(tree.topLevelItem(0), 0)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Space):
        qtbot.keyClick(tree, key)
    assert dialog._wish.passing == ("good",)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Space):
        qtbot.keyClick(tree, key)
    assert dialog._wish.empty == ("bare",)


def test_the_station_ends_with_the_window_it_belongs_to(scene, qtbot):
    home = QWidget()
    qtbot.addWidget(home)
    flow = StationFlow(home, scene.chosen, scene.model, scene.station)
    flow.start(scene.wish())
    (station,) = home.findChildren(StationWindow)
    qtbot.waitUntil(station.isVisible)
    flow.end()
    assert not station.isVisible()
    assert not scene.station.state.is_running
    flow.end()  # none is open any more
