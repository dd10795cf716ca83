"""What a channel answers to the dataset: asked for once somebody looks, with progress and a way out; told with n."""

import pytest

from cnn_desktop.core.messages import (
    ChannelsNotScanned,
    ChannelsScanned,
    CropPatches,
    PatchesCropped,
    RequestFailed,
    ScanChannels,
    ScanChannelsProgress,
    ShowMaps,
)
from cnn_desktop.gui.feature_maps import scan_words
from cnn_desktop.gui.feature_maps.channel_card import ChannelCard
from cnn_desktop.gui.feature_maps.dataset_page import DatasetPage
from cnn_desktop.gui.screens.dataset_scan_screens import LAYER, scanned
from cnn_desktop.gui.screens.drawings import picture
from tests.gui.feature_maps.test_feature_maps_tab import Looking


@pytest.fixture
def looking(qtbot, tmp_path):
    (tmp_path / "Pictures" / "meadow").mkdir(parents=True)
    looking = Looking(qtbot, tmp_path)
    looking.model.open_file(tmp_path / "photo.jpg")
    looking.answer()
    looking.model.choose_layer(LAYER)
    looking.answer()
    looking.model.choose_channel(10)
    yield looking
    looking.model.close()


@pytest.fixture
def page(looking, qtbot):
    """The page in view, its layer looked up: nothing is known of it."""
    page = looking.part(DatasetPage)
    looking.part(ChannelCard).show_page(page)
    studio = looking.engines.studio
    qtbot.waitUntil(lambda: any(isinstance(one, ScanChannels) for one in studio.asked))
    wish = studio.last(ScanChannels)
    assert (wish.layer, wish.only_if_known) == (LAYER, True)
    studio.say(ChannelsNotScanned(wish.ticket, 2_394))
    return page


def scan(looking, page):
    page._look.click()
    return looking.engines.trainings[-1], looking.engines.trainings[-1].last(ScanChannels)


def test_nothing_is_looked_up_before_somebody_looks(looking):
    assert not looking.model.scan._rest.isActive()
    assert not any(isinstance(one, ScanChannels) for one in looking.engines.studio.asked)


def test_it_is_said_what_a_scan_would_tell(page):
    assert "2,394 images of “meadow”" in page._offer.text()
    assert page._look.isEnabled()


def test_a_scan_has_a_process_of_its_own_and_can_be_cancelled(looking, page):
    engine, wish = scan(looking, page)
    engine.say(ScanChannelsProgress(wish.ticket, 812, 2_394))
    assert "812 of 2,394 images" in page._progress.text()
    page._cancel.click()
    assert "close" in engine.done
    assert page.currentIndex() == 0


def test_a_block_or_all_layers_are_looked_at_in_one_pass(looking, page):
    page._fill_layers()
    network = looking.model.state.network
    whole = page._layers.actions()[-1]
    assert whole.text() == f"All {len(network.layers)} layers"
    whole.trigger()
    engine, wish = looking.engines.trainings[-1], looking.engines.trainings[-1].last(ScanChannels)
    assert (wish.layer, wish.also) == (LAYER, tuple(layer.key for layer in network.layers))
    engine.say(ScanChannelsProgress(wish.ticket, 812, 2_394))
    assert page._progress.text().startswith(f"{len(network.layers)} layers: 812 of")
    page._cancel.click()
    page._layers.actions()[0].trigger()
    beside = looking.engines.trainings[-1].last(ScanChannels).also
    block = looking.model.state.info.block
    assert beside == tuple(layer.key for layer in network.layers if layer.block == block)


def test_patches_of_the_chosen_channel_are_shown_and_lead_to_their_image(looking, page):
    engine, wish = scan(looking, page)
    engine.say(ChannelsScanned(wish.ticket, scanned(), False))
    assert "close" in engine.done
    crops = looking.engines.library.last(CropPatches)
    found, folder = scanned(), page._scan.state.folder
    assert crops.wishes[0].file == folder / found.files[found.top[10][0]]
    pictures = tuple(picture("daisy", number, 80, 80) for number in range(len(crops.wishes)))
    looking.engines.library.say(PatchesCropped(crops.ticket, pictures))
    button = page._top._buttons[0]
    assert not button.icon().isNull()
    button.click()
    row, column = (int(one) for one in found.top_places[10][0])
    assert looking.engines.studio.last(ShowMaps).file == crops.wishes[0].file
    assert looking.model.one.unit == (min(row, 15), min(column, 15))  # of maps of 16 × 16 here


def test_another_channel_brings_other_patches(looking, page):
    engine, wish = scan(looking, page)
    engine.say(ChannelsScanned(wish.ticket, scanned(), False))
    first = looking.engines.library.last(CropPatches)
    looking.engines.library.say(PatchesCropped(first.ticket, (None,) * len(first.wishes)))
    looking.model.choose_channel(11)
    assert looking.engines.library.last(CropPatches).wishes != first.wishes


def test_another_layer_is_looked_up_anew(looking, page, qtbot):
    engine, wish = scan(looking, page)
    engine.say(ChannelsScanned(wish.ticket, scanned(), False))
    looking.model.choose_layer("block3_conv")
    looking.answer()
    qtbot.waitUntil(lambda: looking.engines.studio.last(ScanChannels).layer == "block3_conv")
    assert page.currentIndex() == 0


def test_what_went_wrong_is_said_where_one_can_try_again(looking, page):
    engine, wish = scan(looking, page)
    engine.say(RequestFailed("There are no images in “meadow”.", "Choose a folder that holds some.", "", wish.ticket))
    assert page._offer.text() == "There are no images in “meadow”. Choose a folder that holds some."
    assert page._look.isEnabled()


def test_a_channel_that_never_woke_is_dead_as_far_as_so_many_images_tell():
    said = scan_words.channel(scanned(), 0, None)
    assert said == "Never above 0 in 2,394 images. Of images like these, at most 0.1 % would wake it (95 % certain)."


def test_an_image_is_held_against_the_usual():
    found = scanned()
    mean = float(found.mean[10] + 2 * found.deviation[10])
    assert "this image +2.0 σ" in scan_words.channel(found, 10, mean)
    assert "1 of 32 channels never woke" in scan_words.channel(found, 10, None)


@pytest.mark.parametrize(
    ("done", "seconds", "said"), [(10, 5.0, ""), (100, 8.0, ", 72 s left"), (100, 60.0, ", 9 min left")]
)
def test_the_time_left_is_told_once_it_is_no_guess(done, seconds, said):
    assert scan_words.time_left(done, 1_000, seconds) == said
