from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QProgressBar, QPushButton

from cnn_desktop.core.dataset.model import Skipped
from cnn_desktop.core.messages import (
    DescribeArchitecture,
    RequestFailed,
    ScanDataset,
    ScanProgress,
    StageProgress,
    StartTraining,
    WaitingForDisk,
    WriteSamples,
)
from cnn_desktop.gui import folders
from cnn_desktop.gui.training.architecture_card import ArchitectureCard
from cnn_desktop.gui.training.class_list import ClassList
from cnn_desktop.gui.training.curves import Curves
from cnn_desktop.gui.training.dataset_card import DatasetCard
from cnn_desktop.gui.training.empty_page import EmptyPage
from cnn_desktop.gui.training.layer_table import LayerTable
from cnn_desktop.gui.training.plot import Plot
from cnn_desktop.gui.training.problems_dialog import ProblemsDialog, of_dataset
from cnn_desktop.gui.training.progress_card import ProgressCard
from cnn_desktop.gui.training.score_lines import ScoreLines
from cnn_desktop.gui.training.settings_words import ADVANCED
from tests.gui.examples import FOLDER, batch, epoch, finished, layers, score, started, summary

RUN = Path("/runs/first")
HOSTILE = "<b>bold</b><img src='file:///etc/passwd'> & co"


def buttons(within) -> list[str]:
    """What the visible buttons say."""
    return [button.text() for button in within.findChildren(QPushButton) if button.isVisible() and button.text()]


def button(within, text: str) -> QPushButton:
    """The visible button that says `text`."""
    found = (one for one in within.findChildren(QPushButton) if one.text() == text)
    return next(one for one in found if one.isVisible())


def click(qtbot, within, text: str) -> None:
    qtbot.mouseClick(button(within, text), Qt.MouseButton.LeftButton)


def said(within) -> str:
    """All that the visible labels say."""
    return "\n".join(label.text() for label in within.findChildren(QLabel) if label.isVisible()).replace("\xa0", " ")


@pytest.fixture
def card(tab):
    return tab.findChild(ProgressCard)


@pytest.fixture
def trainer(tab, training, engines, load):
    """The process of a run whose first batch is done."""
    load()
    training.start()
    trainer = engines.trainings[-1]
    trainer.say(started(trainer.asked[0].config, RUN), batch(1, 1))
    return trainer


# ---------------------------------------------------------------- the dataset


def test_an_empty_tab_offers_a_folder_and_the_sample_digits(tab, engines, qtbot, monkeypatch):
    assert tab.findChild(EmptyPage).isVisible()
    assert buttons(tab) == ["Choose a folder", "Take pictures with a camera", "Try the sample digits"]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(FOLDER))
    click(qtbot, tab, "Choose a folder")
    assert engines.library.last(ScanDataset).folder == FOLDER
    assert not tab.findChild(EmptyPage).isVisible()


def test_the_sample_digits_are_one_click_away(tab, engines, qtbot):
    click(qtbot, tab, "Try the sample digits")
    assert engines.library.last(WriteSamples)


def test_giving_up_the_folder_dialog_changes_nothing(tab, engines, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    click(qtbot, tab, "Choose a folder")
    assert engines.library.asked == []


def test_a_recent_folder_is_one_click_away(tab, dataset, engines, load, qtbot):
    load(summary(Path("/pictures/R&D")))
    dataset.choose(Path("/pictures/none"))
    dataset.cancel()
    page = tab.findChild(EmptyPage)
    tab._pages.setCurrentWidget(page)
    click(qtbot, page, "R&&D")
    assert engines.library.last(ScanDataset).folder == Path("/pictures/R&D")


def test_the_recent_folders_are_in_a_menu_beside_choose(tab, load, engines):
    load()
    card = tab.findChild(DatasetCard)
    card._menu.aboutToShow.emit()
    actions = {action.text(): action for action in card._menu.actions() if action.text()}
    further = ["Look through the folder again", "Try the sample digits", "Take pictures for this dataset"]
    assert list(actions) == ["fruit", *further]
    before = len(engines.library.asked)
    actions["Look through the folder again"].trigger()
    assert engines.library.asked[before] == engines.library.last(ScanDataset)


def test_pictures_are_taken_for_the_dataset_shown_unless_it_comes_divided(tab, load, qtbot):
    asked = []
    tab.camera_asked.connect(asked.append)
    click(qtbot, tab, "Take pictures with a camera")
    load()
    card = tab.findChild(DatasetCard)
    card._menu.aboutToShow.emit()
    card._menu.actions()[-1].trigger()
    assert asked == [None, FOLDER]
    load(summary(splits=(("training", 80), ("validation", 20))))
    card._menu.aboutToShow.emit()
    assert not card._menu.actions()[-1].isEnabled()
    assert "on which side" in card._menu.actions()[-1].toolTip()


def test_a_scan_shows_how_far_it_is_and_escape_gives_it_up(tab, dataset, engines, qtbot):
    dataset.choose(FOLDER)
    engines.library.say(ScanProgress(engines.library.last(ScanDataset).ticket, 30, 120))
    assert "Looking at 30 of 120 files" in said(tab)
    bars = [bar for bar in tab.findChildren(QProgressBar) if bar.isVisible()]
    assert [(bar.value(), bar.maximum()) for bar in bars] == [(30, 120)]
    qtbot.keyClick(tab, Qt.Key.Key_Escape)
    assert dataset.state.phase == "empty"
    assert tab.findChild(EmptyPage).isVisible()


def test_cancel_gives_up_a_scan(tab, dataset, qtbot):
    dataset.choose(FOLDER)
    click(qtbot, tab, "Cancel")
    assert dataset.state.phase == "empty"


def test_a_dataset_shows_its_counts_and_its_problems(tab, load):
    load(summary(skipped=(Skipped("apple/a.txt", "Text."),), duplicates=(("a", "b"), ("c", "d")), warnings=("Oh.",)))
    assert "100 images · 2 classes" in said(tab)
    assert "1 file skipped, 2 duplicates, 1 warning" in said(tab)


def test_a_clean_dataset_says_so_and_offers_no_review(tab, load):
    load()
    assert "No problems found" in said(tab)
    assert "Review" not in buttons(tab)


def test_the_review_lists_every_problem_as_plain_text(tab, load, qtbot):
    load(
        summary(
            skipped=(Skipped(HOSTILE, "The file ends before the image does."),),
            duplicates=(("apple/1.png", "pear/1.png"),),
            warnings=("“apple” holds few images.",),
        )
    )
    click(qtbot, tab, "Review")
    dialog = tab.findChild(ProblemsDialog)
    lines = dialog.as_text.replace("\xa0", " ").splitlines()
    assert f"  {HOSTILE}\tThe file ends before the image does." in lines
    assert "“apple” holds few images." in lines
    assert "“apple” holds few images." in said(dialog), "whole, not shortened"
    assert lines[-2:] == ["    apple/1.png", "    pear/1.png"]
    assert "&lt;b&gt;" in dialog._tree.topLevelItem(0).child(0).toolTip(0)
    click(qtbot, dialog, "Close")


def test_a_long_list_of_problems_says_how_many_it_leaves_out(qtbot):
    found = summary(skipped=tuple(Skipped(f"apple/{n}.txt", "Text.") for n in range(300)))
    object.__setattr__(found, "skipped_total", 1_204)
    dialog = ProblemsDialog(of_dataset(found))
    qtbot.addWidget(dialog)
    assert "and 904 more files" in dialog.as_text.replace("\xa0", " ")


def test_images_that_a_run_left_out_are_counted_and_listed(tab, load, training, engines, qtbot):
    load()
    training.start()
    config = engines.trainings[0].asked[0].config
    skipped = (Skipped(HOSTILE, "It is in one group with “apple/1.png”, which is kept for test."),)
    engines.trainings[0].say(replace(started(config), skipped=skipped, skipped_total=3))
    click(qtbot, tab, "3\xa0images were left out")
    lines = tab.findChild(ProblemsDialog).as_text.replace("\xa0", " ").splitlines()
    assert lines[0] == "3 images left out"
    assert lines[1] == f"  {HOSTILE}\tIt is in one group with “apple/1.png”, which is kept for test."
    assert lines[2] == "  … and 2 more images; “skipped.json” in the run folder lists them all"
    click(qtbot, tab.findChild(ProblemsDialog), "Close")


def test_a_run_that_left_nothing_out_says_nothing_of_it(tab, load, training, engines):
    load()
    training.start()
    engines.trainings[0].say(started(engines.trainings[0].asked[0].config))
    assert not [text for text in buttons(tab) if "left out" in text]


def test_a_refused_folder_is_explained_where_the_next_one_is_chosen(tab, dataset, engines):
    dataset.choose(Path("/pictures/holiday"))
    ticket = engines.library.last(ScanDataset).ticket
    engines.library.say(RequestFailed("“holiday” is empty.", "Choose another folder.", ticket=ticket))
    assert "“holiday” is empty. Choose another folder." in said(tab)
    assert "Choose a folder" in buttons(tab)


# ---------------------------------------------------------------- settings


def test_start_is_disabled_with_its_reason_until_there_is_a_dataset(tab, dataset, load, engines, qtbot):
    dataset.choose(FOLDER)
    start = button(tab, "Start training")
    assert not start.isEnabled()
    assert "still being looked through" in start.toolTip()
    assert "still being looked through" in said(tab.findChild(ArchitectureCard))
    load()
    assert start.isEnabled()
    click(qtbot, tab, "Start training")
    assert isinstance(engines.trainings[0].asked[0], StartTraining)
    assert "A run is training" in start.toolTip()


def test_control_return_starts(tab, load, engines, qtbot):
    load()
    qtbot.keyClick(tab, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(engines.trainings) == 1


def test_what_is_typed_is_trained_with(tab, load, engines, qtbot):
    load()
    form = tab.findChild(ArchitectureCard).form
    field = form.field("epochs")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "7")
    qtbot.keyClick(tab, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert engines.trainings[0].asked[0].config.epochs == 7


def test_a_wrong_value_is_said_beneath_its_field_and_keeps_start_disabled(tab, load, qtbot):
    load()
    form = tab.findChild(ArchitectureCard).form
    field = form.field("image_size")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "8")
    assert "from 16 to 1024 pixels, not 8" in form.row("image_size").note
    assert "Correct the settings" in button(tab, "Start training").toolTip()
    click(qtbot, tab, "Use the suggested settings")
    field.clearFocus()
    assert field.text() == "96"
    assert form.row("image_size").note == ""
    assert button(tab, "Start training").isEnabled()


def test_an_emptied_field_goes_back_to_what_is_suggested(tab, load, training, qtbot):
    load()
    field = tab.findChild(ArchitectureCard).form.field("batch_size")
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    assert field.placeholderText() == "32"
    button(tab, "Start training").setFocus()
    assert field.text() == "32"
    assert not training.settings.resolved.is_changed


@pytest.mark.parametrize(
    ("name", "start", "up", "down"),
    [
        ("image_size", "96", "112", "80"),
        ("image_size", "100", "112", "96"),
        ("epochs", "1", "5", "0"),
        ("batch_size", "32", "64", "16"),
        ("batch_size", "1", "2", "1"),
        ("learning_rate", "0.001", "0.002", "0.0005"),
        ("validation", "0.2", "0.25", "0.15"),
        ("seed", "0", "1", "0"),
    ],
)
def test_the_arrow_keys_go_to_the_next_sensible_value(tab, load, training, qtbot, name, start, up, down):
    load()
    tab.columns.open_advanced()
    field = tab.findChild(ArchitectureCard).form.field(name)
    field.setFocus()
    for key, expected in ((Qt.Key.Key_Up, up), (Qt.Key.Key_Down, down)):
        field.setText(start)
        qtbot.keyClick(field, key)
        assert field.text() == expected
        assert getattr(training.settings.resolved.form, name) == expected


def test_advanced_shows_what_is_in_force_while_it_is_closed(tab, load, training):
    load()
    fold = tab.findChild(ArchitectureCard).form.advanced
    assert not fold.is_open
    training.settings.write("learning_rate", "0.01")
    training.settings.write("optimizer", "sgd")
    training.settings.write("test", "0.1")
    assert "SGD · 0.01 · test 0.1 · seed 0" in said(fold)


def test_a_ready_made_split_leaves_the_share_no_say(tab, load):
    load(summary(splits=(("training", 70), ("validation", 30))))
    field = tab.findChild(ArchitectureCard).form.field("validation")
    assert not field.isEnabled()
    assert field.text() == "by its folders"
    assert "its own validation images" in field.toolTip()


def test_another_architecture_says_when_to_choose_it_and_brings_its_settings(tab, load, training):
    load()
    card = tab.findChild(ArchitectureCard)
    card._choice.setCurrentIndex(card._choice.findData("lenet5"))
    card._choice.activated.emit(card._choice.currentIndex())
    assert training.settings.resolved.entry.key == "lenet5"
    assert training.settings.resolved.entry.choose_when in said(card)
    assert card.form.field("image_size").text() == "28"
    assert "lenet5" in card._choice.toolTip()


def test_the_table_of_layers_is_whole_with_its_total(tab, load, engines, qtbot):
    load()
    qtbot.waitUntil(lambda: bool(engines.studio.asked))
    engines.studio.say(layers(engines.studio.last(DescribeArchitecture).ticket))
    table = tab.findChild(LayerTable)
    rows = table._rows
    cells = [[rows.data(rows.index(row, column)) for column in range(3)] for row in range(rows.rowCount())]
    assert cells[1] == ["stem_conv", "48×48×32", "864"]
    assert "1,186 parameters" in said(table)
    header = table._table.horizontalHeader()
    assert header.length() <= table._table.viewport().width(), "no column is cut off"
    right = rows.data(rows.index(1, 2), Qt.ItemDataRole.TextAlignmentRole)
    assert right & Qt.AlignmentFlag.AlignRight


def test_a_network_that_cannot_be_built_says_why_in_the_table(tab, load, engines, qtbot):
    load()
    qtbot.waitUntil(lambda: bool(engines.studio.asked))
    engines.studio.say(RequestFailed("Not today.", ticket=engines.studio.asked[-1].ticket))
    assert "Not today." in said(tab.findChild(LayerTable))


def test_the_runs_folder_is_chosen_under_advanced(tab, load, training, qtbot, monkeypatch):
    load()
    tab.columns.open_advanced()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/elsewhere")
    click(qtbot, tab, "Change…")
    assert training.settings.runs == Path("/elsewhere")
    assert "/elsewhere" in said(tab.findChild(ArchitectureCard))


# ---------------------------------------------------------------- the run


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


# ---------------------------------------------------------------- names, numbers, room


def test_the_tab_key_goes_from_left_to_right_and_from_top_to_bottom(tab, trainer, card, training, engines, qtbot):
    trainer.say(epoch(1), finished(RUN))
    qtbot.waitUntil(lambda: bool(engines.studio.asked))
    engines.studio.say(layers(engines.studio.asked[-1].ticket))
    tab.columns.open_advanced()
    training.settings.write("epochs", "3")
    form = tab.findChild(ArchitectureCard).form
    expected = [
        button(tab, "Choose…"),
        tab.findChild(ClassList),
        tab.findChild(Curves),
        button(card, "Predict with it"),
        button(card, "Train again"),
        tab.findChild(LayerTable)._table,
        *(form.field(name) for name in ("image_size", "epochs", "batch_size", "augmentation")),
        button(form, "Advanced"),
        *(form.field(row.name) for rows in ADVANCED.values() for row in rows),
        button(form, "Change…"),
        button(form, "Use the suggested settings"),
        button(tab, "Start training"),
    ]
    chain, widget = [], tab.nextInFocusChain()
    while widget is not tab:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append(widget)
        widget = widget.nextInFocusChain()
    assert [widget for widget in chain if widget in expected] == expected


def test_a_thousand_classes_are_listed_at_once_and_only_those_in_view_are_loaded(tab, dataset, engines, load, qtbot):
    wanted = []
    tab.findChild(ClassList).wanted.connect(wanted.append)
    load(summary(classes=tuple(f"species {number:04}" for number in range(1_000))))
    qtbot.waitUntil(lambda: bool(wanted) and bool(wanted[-1]))
    assert len(wanted[-1]) < 100
    listed = tab.findChild(ClassList)
    assert listed.model().rowCount() == 1_000
    listed.scrollToBottom()
    qtbot.waitUntil(lambda: FOLDER / "species 0999/0.png" in wanted[-1])
    assert FOLDER / "species 0000/0.png" not in wanted[-1]


@pytest.mark.parametrize("name", [HOSTILE, "كلاب", "日本語", "x" * 200, "line\nbreak", "bad \udcff byte", "R&D"])
def test_any_name_is_shown_as_plain_text(tab, load, name, qtbot):
    load(summary(Path("/pictures") / name.replace("/", "_"), classes=(name, "pear")))
    listed = tab.findChild(ClassList).model()
    assert "\n" not in listed.data(listed.index(0, 0))
    tip = listed.data(listed.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip
    assert "<img" not in tip
    tab.grab()


def test_every_label_takes_its_text_as_it_is(tab, trainer, card):
    trainer.say(epoch(1), finished(Path(f"/runs/{HOSTILE.replace('/', '')}")))
    # but for pyqtgraph's own menu, which holds no text of ours and is never shown
    labels = [label for label in tab.findChildren(QLabel) if not isinstance(label.window(), QMenu)]
    assert len(labels) > 20
    marked_up = [label for label in labels if label.textFormat() != Qt.TextFormat.PlainText]
    assert [(label.text(), label.parent()) for label in marked_up] == []


@pytest.mark.parametrize("width", [992, 1248, 1888])
def test_nothing_is_cut_off(tab, trainer, card, width):
    trainer.say(epoch(1))
    trainer.say(finished(Path("/runs/" + "long name " * 20), reason="no_improvement", test=score(9, 10, "test")))
    tab.resize(width, 732)
    assert tab.minimumSizeHint().width() <= 992
    for one in tab.findChildren(QPushButton):
        if one.isVisible():
            place = one.mapTo(tab, one.rect().topRight())
            assert place.x() < width
            assert one.width() >= one.sizeHint().width(), one.text()


def test_every_disabled_button_says_why(tab, trainer, training):
    training.stop()
    disabled = [one for one in tab.findChildren(QPushButton) if one.isVisible() and not one.isEnabled()]
    leaks = "Look for leaks across the split…"
    assert {one.text() for one in disabled} == {"Edit layers…", "Start training", "Stop and keep best", leaks}
    assert all(one.toolTip() for one in disabled)
