"""Maps are saved as they are seen; channels are sorted by what they weigh for a class."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from cnn_desktop.core.messages import (
    ChannelsWeighed,
    EffectiveFieldReady,
    ExplanationSaved,
    FolderMapsSaved,
    MapsSaved,
    RequestFailed,
    SaveFolderMaps,
    SaveLocated,
    SaveMaps,
    ShowEffectiveField,
    WeighChannels,
)
from cnn_desktop.core.receptive_field import Box
from tests.gui.feature_maps.test_feature_maps_tab import Looking


@pytest.fixture
def looking(qtbot, tmp_path):
    looking = Looking(qtbot, tmp_path)
    looking.model.open_file(tmp_path / "photo.jpg")
    looking.answer()
    yield looking
    looking.model.close()


@pytest.fixture
def save_to(monkeypatch, tmp_path):
    """What the dialog answers, without one."""

    def answer(name, kind=""):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name) if name else "", kind))
        return tmp_path / name

    return answer


def choose(looking, words, kind=SaveMaps):
    button = looking.tab._view.save_button
    button._fill()
    (action,) = [action for action in button.menu().actions() if action.text() == words]
    action.trigger()
    return looking.engines.studio.last(kind)


def test_a_picture_repeats_order_scale_and_colours(looking, save_to):
    target = save_to("seen.png")
    looking.model.choose_scale("symmetric")
    looking.tab._view.mosaic.palette_chosen.emit("greys")
    looking.tab._view.mosaic.order.sort.setCurrentIndex(1)
    wish = choose(looking, "All channels, with legend and caption…")
    assert (wish.target, wish.layer, wish.channel, wish.is_bare) == (target, "block1_conv", None, False)
    assert (wish.scale, wish.is_signed, wish.colours) == ("layer", True, "greys")
    mean = looking.model.maps.statistics.mean
    np.testing.assert_array_equal(wish.order, np.argsort(-mean, kind="stable"))


def test_where_it_looked_is_saved_as_strong_as_it_lies_over_the_image(looking, save_to):
    target = save_to("why.png")
    looking.tab._view._image._opacity.setValue(40)
    wish = choose(looking, "Where it looked, with legend and caption…", SaveLocated)
    answer = looking.model.maps.prediction.class_name
    assert (wish.target, wish.class_name, wish.opacity, wish.is_bare) == (target, answer, 0.4, False)
    looking.engines.studio.say(ExplanationSaved(wish.ticket, target))
    assert looking.tab._view.save_button.note._said.text() == "Saved as “why.png”."


def test_the_values_of_one_channel_get_the_ending_of_the_kind(looking, save_to, tmp_path):
    save_to("values", "Table (*.csv)")
    looking.model.choose_channel(5)
    wish = choose(looking, "Values of channel 5…")
    assert (wish.target, wish.channel) == (tmp_path / "values.csv", 5)


def test_a_dialog_that_is_left_saves_nothing(looking, save_to):
    save_to("")
    before = len(looking.engines.studio.asked)
    with pytest.raises(StopIteration):
        choose(looking, "All channels, bare…")
    assert len(looking.engines.studio.asked) == before


def test_it_is_told_what_was_saved_and_why_not(looking, save_to):
    note = looking.tab._view.save_button.note
    target = save_to("seen.png")
    wish = choose(looking, "All channels, bare…")
    looking.engines.studio.say(MapsSaved(wish.ticket, target))
    assert note._said.text() == "Saved as “seen.png”."
    wish = choose(looking, "All channels, bare…")
    looking.engines.studio.say(RequestFailed("The disk is full.", "Free some space.", "", wish.ticket))
    assert note._said.text() == "The disk is full. Free some space."
    note._hide.click()
    assert not note.isVisible()


def test_the_values_of_a_whole_folder_are_saved(looking, save_to, monkeypatch, tmp_path):
    target = save_to("all.npz")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    looking.tab._view.save_button._save_folder()
    wish = looking.engines.studio.last(SaveFolderMaps)
    assert (wish.folder, wish.target, wish.layer) == (tmp_path, target, "block1_conv")
    looking.engines.studio.say(FolderMapsSaved(wish.ticket, target, 12, (("bad.png", "It is damaged."),)))
    said = "Values of 12 images saved as “all.npz”; 1 file could not be read."
    assert looking.tab._view.save_button.note._said.text() == said


def test_channels_are_sorted_by_what_they_weigh_for_a_class(looking):
    order = looking.tab._view.mosaic.order
    order.sort.setCurrentIndex(order.sort.findData("weight"))
    wish = looking.engines.studio.last(WeighChannels)
    assert (wish.layer, wish.class_name) == ("block1_conv", "daisy")
    weights = np.linspace(-1, 1, 16).astype(np.float32)
    looking.engines.studio.say(ChannelsWeighed(wish.ticket, wish.layer, wish.pre, wish.class_name, weights))
    mosaic = looking.tab._view.mosaic.mosaic
    QTest.keyClick(mosaic, Qt.Key.Key_Home)
    assert looking.model.one.channel == 15
    assert order.weight_said(looking.model.maps, 15) == "weight +1.00 for daisy"
    order._class.setCurrentIndex(2)
    order._class.activated.emit(2)
    assert looking.engines.studio.last(WeighChannels).class_name == looking.model.state.network.classes[1]


def test_keys_change_order_scale_and_colours(looking):
    mosaic, card = looking.tab._view.mosaic.mosaic, looking.tab._view.mosaic
    QTest.keyClick(mosaic, Qt.Key.Key_S)
    assert card.order.sort.currentData() == "mean"
    before = looking.model.state.scale
    QTest.keyClick(mosaic, Qt.Key.Key_N)
    assert looking.model.state.scale != before
    looking.model.choose_layer("block2_conv")  # of no values below 0: there is a choice of colours
    looking.answer()
    QTest.keyClick(mosaic, Qt.Key.Key_M)
    assert card._colours.currentData() == "cividis"


def test_how_much_of_a_field_counts_is_framed_and_told_of_the_marked_unit_only(looking):
    looking.model.choose_layer("block2_conv")
    looking.answer()
    looking.model.choose_unit((5, 6))
    QTest.keyClick(looking.tab._view.mosaic.mosaic, Qt.Key.Key_E)
    wish = looking.engines.studio.last(ShowEffectiveField)
    assert (wish.layer, wish.row, wish.column) == ("block2_conv", 5, 6)
    box = Box(8, 10, 13, 16)
    looking.engines.studio.say(EffectiveFieldReady(wish.ticket, wish.layer, 5, 6, box, 21))
    card = looking.tab._view._image
    assert card._picture._inner == box
    assert card._field.text() == "It sees 8 × 8, mostly 6 × 5."
    looking.model.one.unit_changed.emit((0, 0))  # another is marked
    assert card._picture._inner is None
    QTest.keyClick(looking.tab._view.mosaic.mosaic, Qt.Key.Key_E)
    assert "mostly" not in card._field.text()
