import numpy as np
import pytest

from cnn_desktop.core import messages
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.image_search import find_images
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.inspection.scanning import scan
from cnn_desktop.engine.inspection.tally import TOP, TYPICAL
from cnn_desktop.engine.service import serve
from tests import samples


@pytest.fixture(scope="module")
def inspector(trained):
    return Inspector(trained.folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Forty drawings, and one file that is none."""
    folder = samples.shapes(tmp_path_factory.mktemp("scan"), classes=4, per_class=10)
    (folder / "circle" / "broken.png").write_bytes(b"\x89PNG\r\n")
    return folder


def look(inspector, folder, layer, *, pre=False, stop_at=None):
    told = []
    ((found, is_cached),) = scan(
        inspector,
        folder,
        [(layer, pre)],
        report=lambda done, total: told.append((done, total)),
        should_stop=lambda: stop_at is not None and len(told) >= stop_at,
    )
    return found, is_cached, told


def every_map(inspector, folder, layer):
    values = []
    for file in find_images([folder]):
        if file.name != "broken.png":
            values.append(inspector.values(inspector.look_at(file, None), layer))
    return np.stack(values).astype(np.float64)


@pytest.mark.parametrize("layer", ["tanh_2", "logits"])
def test_statistics_are_those_of_all_maps_put_together(inspector, folder, layer):
    found, _, told = look(inspector, folder, layer)
    values = every_map(inspector, folder, layer)
    flat = values.reshape(-1, values.shape[-1])
    np.testing.assert_allclose(found.mean, flat.mean(0), atol=1e-5)
    np.testing.assert_allclose(found.deviation, flat.std(0), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose([found.minimum, found.maximum], [flat.min(0), flat.max(0)], atol=1e-5)
    np.testing.assert_allclose(found.active, (flat > 0).mean(0), atol=1e-5)
    assert found.images == 40
    assert [file for file, _ in found.refused] == ["circle/broken.png"]
    assert told[-1] == (41, 41)


def test_the_images_that_a_channel_likes_most_come_with_the_place(inspector, folder):
    found, *_ = look(inspector, folder, "tanh_1")
    values = every_map(inspector, folder, "tanh_1")
    files = [str(file.relative_to(folder)) for file in find_images([folder]) if file.name != "broken.png"]
    assert found.files == tuple(files)
    for channel in range(6):
        peaks = values[..., channel].max((1, 2))
        np.testing.assert_allclose(found.top_values[channel], np.sort(peaks)[::-1][:TOP], atol=1e-5)
        assert len(set(found.top[channel])) == TOP
        for image, (row, column), value in zip(
            found.top[channel], found.top_places[channel], found.top_values[channel], strict=True
        ):
            assert values[image, row, column, channel] == pytest.approx(value, abs=1e-5)


def test_typical_images_are_those_about_the_median(inspector, folder):
    found, *_ = look(inspector, folder, "tanh_1")
    values = every_map(inspector, folder, "tanh_1")
    for channel in range(6):
        peaks = values[..., channel].max((1, 2))
        apart = np.abs(peaks - np.median(peaks))
        assert len(set(found.typical[channel])) == TYPICAL
        np.testing.assert_allclose(np.sort(apart[found.typical[channel]]), np.sort(apart)[:TYPICAL], atol=1e-5)
        image, (row, column) = found.typical[channel][0], found.typical_places[channel][0]
        assert values[image, row, column, channel] == pytest.approx(found.typical_values[channel][0], abs=1e-5)


def test_activity_of_the_classes_is_that_of_their_maps(inspector, folder):
    found, *_ = look(inspector, folder, "conv_2")
    activity = np.maximum(every_map(inspector, folder, "conv_2"), 0).mean((1, 2))
    labels = np.array([file.split("/")[0] for file in found.files])
    for number, name in enumerate(found.classes):
        np.testing.assert_allclose(found.class_means[number], activity[labels == name].mean(0), atol=1e-5)
        np.testing.assert_allclose(found.class_deviations[number], activity[labels == name].std(0, ddof=1), atol=1e-5)
    means = np.stack([activity[labels == name].mean(0) for name in found.classes])
    best = means.max(0)
    others = (means.sum(0) - best) / (len(means) - 1)
    np.testing.assert_allclose(found.selectivity.index, (best - others) / (best + others), atol=1e-4)
    assert found.selectivity.favourite.tolist() == means.argmax(0).tolist()


def test_images_without_classes_have_no_favourite(inspector, folder):
    found, *_ = look(inspector, folder / "circle", "conv_1")
    assert found.classes == ()
    assert found.selectivity is None


def test_what_was_scanned_before_is_read_and_a_new_image_is_not_missed(inspector, tmp_path):
    folder = samples.shapes(tmp_path / "data", classes=2, per_class=3)
    first, was_cached, _ = look(inspector, folder, "tanh_1")
    again, is_cached, _ = look(inspector, folder, "tanh_1")
    assert (was_cached, is_cached) == (False, True)
    for name in ("mean", "deviation", "top", "top_places", "files", "refused", "images", "classes", "class_means"):
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
    samples.write(folder / "circle" / "new.png", samples.shape("ring", 32, np.random.default_rng(9)))
    more, is_cached, _ = look(inspector, folder, "tanh_1")
    assert not is_cached
    assert more.images == 7


def test_all_layers_are_looked_at_in_one_pass_and_each_is_known_from_then_on(inspector, trained, tmp_path):
    folder = samples.shapes(tmp_path / "data", classes=2, per_class=4)
    alone, *_ = look(inspector, folder, "tanh_2")
    keys = [layer.key for layer in inspector.graph.layers]
    told = []
    found = scan(
        inspector, folder, [(key, False) for key in keys], report=lambda *one: told.append(one), should_stop=bool
    )
    assert [scanned.layer for scanned, _ in found] == keys
    assert [scanned.layer for scanned, is_cached in found if is_cached] == ["tanh_2"]
    assert told == [(8, 8)]
    together, *_ = [scanned for scanned, _ in found if scanned.layer == "tanh_2"]
    np.testing.assert_array_equal(together.top, alone.top)
    for key in ("conv_1", "logits"):
        values = every_map(inspector, folder, key)
        scanned = next(one for one, _ in found if one.layer == key)
        np.testing.assert_allclose(scanned.mean, values.reshape(-1, values.shape[-1]).mean(0), atol=1e-5)
        assert look(inspector, folder, key)[1]


def test_layers_scanned_beside_another_are_known_to_the_service(trained, tmp_path):
    folder, events = samples.shapes(tmp_path, classes=2, per_class=2), []
    asked = messages.ScanChannels(1, trained.folder, folder, "conv_1", also=("tanh_1", "conv_1"))
    later = messages.ScanChannels(2, trained.folder, folder, "tanh_1", only_if_known=True)
    serve([asked, later], events.append, lambda: False)
    first, second = [event for event in events if isinstance(event, messages.ChannelsScanned)]
    assert [first.channels.layer, second.channels.layer] == ["conv_1", "tanh_1"]


def test_a_channel_that_a_bias_holds_down_is_dead_as_far_as_so_many_images_tell(inspector, folder):
    conv = inspector.model.get_layer("conv_2")
    before = conv.bias.numpy()
    conv.bias.assign(np.where(np.arange(16) == 5, -1e6, before))
    try:
        found, *_ = look(inspector, folder, "conv_2")
        ends, *_ = look(inspector, folder, "tanh_2")
    finally:
        conv.bias.assign(before)
    assert found.is_dead[5]
    assert found.is_dead.sum() < 16
    assert found.most_alive == pytest.approx(3 / 40)
    assert ends.saturated[5] == 1


def test_a_scan_ends_when_it_is_told_to(inspector, tmp_path):
    folder = samples.shapes(tmp_path, classes=3, per_class=12)
    with pytest.raises(Cancelled):
        look(inspector, folder, "tanh_1", stop_at=1)


def test_a_folder_without_images_is_refused(inspector, tmp_path):
    with pytest.raises(UserError, match="There are no images in"):
        look(inspector, tmp_path, "tanh_1")


def test_the_service_tells_how_far_it_is(trained, tmp_path):
    folder = samples.shapes(tmp_path, classes=2, per_class=2)
    events = []
    serve([messages.ScanChannels(4, trained.folder, folder, "conv_1")], events.append, lambda: False)
    assert [type(event) for event in events] == [messages.ScanChannelsProgress, messages.ChannelsScanned]
    assert events[-1].channels.images == 4


def test_what_is_known_is_told_without_a_scan(trained, tmp_path):
    folder = samples.shapes(tmp_path, classes=2, per_class=2)
    ask = messages.ScanChannels(1, trained.folder, folder, "conv_2", only_if_known=True)
    events = []
    serve([ask, messages.ScanChannels(2, trained.folder, folder, "conv_2"), ask], events.append, lambda: False)
    assert events[0] == messages.ChannelsNotScanned(1, 4)
    assert events[-1].is_cached
    assert events[-1].channels.images == 4


def test_patches_show_what_the_unit_saw_and_grey_beside_the_image(inspector, trained, tmp_path):
    preparation = Preparation(size=trained.preparation.size)
    seen = np.zeros((preparation.size, preparation.size, 3), np.uint8)
    seen[:6, :6] = 255
    samples.write(tmp_path / "corner.png", seen)
    wishes = tuple(messages.PatchWish(tmp_path / name, 0, 0) for name in ("corner.png", "missing.png"))
    events = []
    nodes = inspector.graph.nodes
    serve([messages.CropPatches(1, "conv_1", wishes, nodes, preparation, 36)], events.append, lambda: False)
    corner, missing = events[-1].patches
    assert missing is None
    assert corner.shape == (36, 36, 3)
    assert (corner == 255).all(axis=2).mean() > 0.3
