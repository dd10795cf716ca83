"""A run in the Train tab, from its start to its end, and its curves."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QProgressBar

from cnn_desktop.core.messages import (
    RequestFailed,
    StageProgress,
    WaitingForDisk,
)
from cnn_desktop.gui import folders
from cnn_desktop.gui.training.curves import Curves
from cnn_desktop.gui.training.plot import Plot
from cnn_desktop.gui.training.score_lines import ScoreLines
from tests.gui.examples import batch, epoch, finished, score
from tests.gui.training.by_hand import button, buttons, click, said

RUN = Path("/runs/first")


def test_preparing_shows_its_stage_and_can_be_cancelled(tab, card, training, engines, load, qtbot):
    load()
    training.start()
    engines.trainings[0].say(StageProgress("decoding", 812, 1377))
    qtbot.waitUntil(lambda: "Reading the images: 812 of 1,377" in said(card))
    assert buttons(card) == ["Cancel"]
    click(qtbot, card, "Cancel")
    assert engines.trainings[0].done == ["stop"]


def test_a_run_shows_epoch_batch_pace_and_time_left(trainer, card, training, qtbot):
    trainer.say(epoch(1), batch(2, 3, left=240))
    qtbot.waitUntil(lambda: "batch 3 of 5" in said(card))
    assert "Epoch 2 of 20" in said(card)
    assert "batch 3 of 5 · 412 images/s · 4 min left" in said(card)
    bar = next(bar for bar in card.findChildren(QProgressBar) if bar.isVisible())
    assert bar.value() / bar.maximum() == pytest.approx(8 / 100)


def test_pause_continue_and_stop_by_mouse(trainer, card, qtbot):
    click(qtbot, card, "Pause")
    assert buttons(card) == ["Continue", "Stop and keep best"]
    click(qtbot, card, "Continue")
    assert buttons(card) == ["Pause", "Stop and keep best"]
    click(qtbot, card, "Stop and keep best")
    assert not button(card, "Stop and keep best").isEnabled()
    assert "stops after this batch" in button(card, "Stop and keep best").toolTip()
    assert trainer.done == ["pause", "proceed", "stop"]


def test_space_pauses_and_goes_on(trainer, tab, training, qtbot):
    qtbot.keyClick(tab, Qt.Key.Key_Space)
    assert training.progress.phase == "paused"
    qtbot.keyClick(tab, Qt.Key.Key_Space)
    assert training.progress.phase == "running"


def test_a_finished_run_says_how_good_it_is_and_what_to_do_next(trainer, tab, card, qtbot, monkeypatch):
    asked, opened = [], []
    tab.predict_asked.connect(asked.append)
    monkeypatch.setattr(folders, "open_folder", opened.append)
    trainer.say(epoch(1), finished(RUN, test=score(9, 10, "test")))
    sentences = tuple(line.replace("\xa0", " ") for line in card.findChild(ScoreLines).sentences)
    assert sentences == (
        "75.0 %, between 53.1 and 88.8 %, of 20 validation images",
        "90.0 %, between 59.6 and 98.2 %, of 10 test images",
    )
    assert "most frequent class would reach 50.0 %" in said(card)
    assert "epoch is done and kept" in said(card)
    assert buttons(card) == ["Predict with it", "Open the run folder", "Train again"]
    assert button(tab, "Start training").property("kind") == "plain", "one primary button in a view"
    click(qtbot, card, "Predict with it")
    click(qtbot, card, "Open the run folder")
    assert (asked, opened) == ([RUN], [RUN])


def test_train_again_starts_with_the_settings_in_force(trainer, card, training, engines, qtbot):
    trainer.say(epoch(1), finished(RUN))
    training.settings.write("epochs", "0")
    assert not button(card, "Train again").isEnabled()
    assert "Correct the settings" in button(card, "Train again").toolTip()
    training.settings.write("epochs", "2")
    click(qtbot, card, "Train again")
    assert engines.trainings[1].asked[0].config.epochs == 2


def test_a_stopped_run_can_be_resumed_with_a_click(trainer, card, training, engines, qtbot):
    trainer.say(epoch(1))
    training.stop()
    trainer.say(finished(RUN, reason="stopped"))
    assert "Stopped after 1 epoch; epoch 1 is kept" in said(card)
    click(qtbot, card, "Resume")
    assert engines.trainings[1].asked[0].run == RUN


def test_a_failed_run_says_why_and_gives_its_details_away(trainer, card, qapp, qtbot):
    trainer.say(epoch(1), RequestFailed("The loss is no longer a number.", "Resume, or train again.", "Traceback: …"))
    assert "The loss is no longer a number. Resume, or train again." in said(card)
    assert buttons(card) == ["Resume", "Open the run folder", "Train again", "Copy details"]
    click(qtbot, card, "Copy details")
    assert qapp.clipboard().text().endswith("Traceback: …")


def test_where_memory_ran_out_a_click_trains_again_with_half_the_batch(trainer, card, training, engines, qtbot):
    trainer.say(RequestFailed("There is not enough memory for a batch size of 32.", "Set it to 16.", batch_size=16))
    assert buttons(card)[0] == "Train again with batch size 16"
    click(qtbot, card, "Train again with batch size 16")
    assert training.settings.resolved.values["batch_size"] == 16
    assert engines.trainings[-1].asked[0].config.batch_size == 16


def test_a_disk_that_is_full_is_told_until_it_is_not(trainer, card):
    trainer.say(epoch(1), WaitingForDisk("The disk is full.", "The training waits, and goes on by itself."))
    assert "The disk is full. The training waits, and goes on by itself." in said(card)
    assert "Stop and keep best" in buttons(card)
    trainer.say(epoch(2))
    assert "The disk is full." not in " ".join(said(card))


# ---------------------------------------------------------------- curves


def test_the_curves_tell_the_exact_values_under_the_pointer(trainer, tab, qtbot):
    trainer.say(*(epoch(n, loss=0.4 - n / 100, val_loss=0.5) for n in range(1, 6)))
    curves = tab.findChild(Curves)
    qtbot.waitUntil(lambda: "epoch 5" in curves.reading)
    assert "loss: epoch 5 training 0.3500 validation 0.5000" in curves.reading
    plot = curves.findChildren(Plot)[0]
    place = plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(2.1, 0.8)))
    qtbot.mouseMove(plot.viewport(), place)
    qtbot.waitUntil(lambda: "epoch 2" in curves.reading)
    assert curves.reading.replace("\xa0", " ") == (
        "accuracy: epoch 2 training 81.25 % validation 75.00 %; loss: epoch 2 training 0.3800 validation 0.5000"
    )


def test_the_arrow_keys_move_through_the_epochs(trainer, tab, qtbot):
    trainer.say(*(epoch(n) for n in range(1, 6)))
    curves = tab.findChild(Curves)
    qtbot.waitUntil(lambda: "epoch 5" in curves.reading)
    for key, number in ((Qt.Key.Key_Left, 5), (Qt.Key.Key_Left, 4), (Qt.Key.Key_Home, 1), (Qt.Key.Key_End, 5)):
        qtbot.keyClick(curves, key)
        assert f"epoch {number}" in curves.reading


def test_the_best_epoch_is_marked_and_overfitting_shaded(trainer, tab, qtbot):
    worse = (epoch(n, val_loss=0.5 + n / 100, loss=0.4 - n / 100, is_best=False) for n in (2, 3, 4))
    trainer.say(epoch(1), *worse)
    plot = tab.findChildren(Plot)[0]
    qtbot.waitUntil(plot._shade.isVisible)
    assert plot._shade.getRegion() == (1.0, 4.0)
    assert plot._best_words.toPlainText().replace("\xa0", " ") == "best 75.0 % ± 17.8"


def test_ten_thousand_epochs_are_drawn_without_a_stall(trainer, tab, training, qtbot):
    trainer.say(*(epoch(n, is_best=n == 1) for n in range(1, 2_001)))
    plot = tab.findChildren(Plot)[0]
    qtbot.waitUntil(lambda: plot._training.xData is not None and len(plot._training.xData) == 2_000)
    assert plot._training.opts["pen"].width() == 1, "many epochs are drawn plain"
    assert plot._training.opts["symbol"] is None
