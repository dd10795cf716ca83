import csv

import numpy as np
import pytest
from PIL import Image

from cnn_desktop.core import messages
from cnn_desktop.core.errors import UserError
from cnn_desktop.engine.inspection import exports
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.service import serve
from tests import samples

PHOTO = samples.shape("cross", 40, np.random.default_rng(2))


@pytest.fixture(scope="module")
def inspector(trained):
    return Inspector(trained.folder)


def save(inspector, target, layer="tanh_2", **how):
    look = inspector.look_at(None, PHOTO)
    exports.write(inspector, look, messages.SaveMaps(0, inspector.run.folder, layer, target, pixels=PHOTO, **how))
    return inspector.values(look, layer)


@pytest.mark.parametrize("channel", [None, 3])
def test_arrays_and_tables_hold_the_values(inspector, tmp_path, channel):
    values = save(inspector, tmp_path / "a.npy", channel=channel)
    save(inspector, tmp_path / "a.npz", channel=channel)
    save(inspector, tmp_path / "a.csv", channel=channel)
    expected = values if channel is None else values[..., 3:4]
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), expected)
    np.testing.assert_array_equal(np.load(tmp_path / "a.npz")["maps"], expected)
    heading, *lines = csv.reader((tmp_path / "a.csv").read_text().splitlines())
    assert heading[:3] == ["row", "column", f"channel {channel or 0}"]
    table = np.array(lines, float)
    np.testing.assert_allclose(table[:, 2:].reshape(expected.shape), expected, rtol=1e-6)
    assert table[-1, :2].tolist() == [expected.shape[0] - 1, expected.shape[1] - 1]


def test_the_window_saves_a_picture_with_or_without_words(trained, tmp_path):
    full, bare = tmp_path / "full.png", tmp_path / "bare.PNG"
    events = []
    requests = [
        messages.SaveMaps(1, trained.folder, "conv_1", full, pixels=PHOTO),
        messages.SaveMaps(2, trained.folder, "conv_1", bare, pixels=PHOTO, channel=0, is_bare=True),
    ]
    serve(requests, events.append, lambda: False)
    assert events == [messages.MapsSaved(1, full), messages.MapsSaved(2, bare)]
    with Image.open(full) as captioned, Image.open(bare) as alone:
        assert captioned.getpixel((1, 1)) == (255, 255, 255)
        assert alone.width == alone.height
        assert alone.width % 28 == 0


def test_a_picture_shows_what_the_window_shows(inspector, tmp_path):
    values = save(inspector, tmp_path / "plain.png", is_bare=True)
    order = np.arange(values.shape[2])[::-1]
    save(inspector, tmp_path / "other.png", is_bare=True, order=order, colours="greys", is_signed=False)
    with Image.open(tmp_path / "plain.png") as plain, Image.open(tmp_path / "other.png") as other:
        colour, grey = np.asarray(plain), np.asarray(other)
    assert np.ptp(grey[:20, :20].astype(int), axis=2).max() == 0
    assert np.ptp(colour.astype(int), axis=2).max() > 50


def test_the_values_for_a_whole_folder_are_saved_as_one_array(trained, inspector, tmp_path):
    for number in range(3):
        samples.write(tmp_path / f"{number}.png", samples.shape("circle", 30, np.random.default_rng(number)))
    (tmp_path / "broken.png").write_bytes(b"no image")
    target, events = tmp_path / "all.npz", []
    serve([messages.SaveFolderMaps(1, trained.folder, "tanh_2", tmp_path, target)], events.append, lambda: False)
    done = events[-1]
    assert (done.images, [name for name, _ in done.refused]) == (3, ["broken.png"])
    with np.load(target, allow_pickle=False) as arrays:
        assert arrays["files"].tolist() == ["0.png", "1.png", "2.png"]
        look = inspector.look_at(tmp_path / "1.png", None)
        np.testing.assert_array_equal(arrays["maps"][1], inspector.values(look, "tanh_2"))


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("maps.jpg", "“maps.jpg” has no ending that says what to write."),
        ("no/maps.npy", "“maps.npy” could not be written"),
    ],
)
def test_what_cannot_be_written_is_said(inspector, tmp_path, target, message):
    with pytest.raises(UserError) as refused:
        save(inspector, tmp_path / target)
    assert refused.value.message.startswith(message)
