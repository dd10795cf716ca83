"""What is dropped goes where it belongs."""

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QStandardPaths, QUrl

from cnn_desktop.core.errors import UserError
from cnn_desktop.gui.folders import path_of, where_there_is
from cnn_desktop.gui.routing import ClassifyImages, OpenDataset, OpenModel, OpenRun, destination, hint
from cnn_desktop.gui.screens.runs_on_disk import write_run


@pytest.fixture
def dataset(tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
    return tmp_path / "pets"


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"jpeg")
    return file


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path, "meadow").folder


def test_a_folder_with_sub_folders_is_a_dataset(dataset):
    assert destination([dataset]) == OpenDataset(dataset)


def test_a_folder_of_pictures_is_classified(tmp_path, photo):
    assert destination([tmp_path]) == ClassifyImages((tmp_path,))


def test_hidden_folders_make_no_dataset(tmp_path):
    (tmp_path / ".thumbnails").mkdir()
    (tmp_path / "__MACOSX").mkdir()
    assert destination([tmp_path]) == ClassifyImages((tmp_path,))


def test_images_are_classified(photo):
    assert destination([photo]) == ClassifyImages((photo,))


def test_a_run_is_opened_with_the_images_beside_it(run, photo):
    assert destination([run]) == OpenRun(run)
    assert destination([photo, run]) == OpenRun(run, (photo,))


def test_on_the_predict_tab_a_folder_of_folders_is_classified(dataset):
    assert destination([dataset], prefers_images=True) == ClassifyImages((dataset,))


@pytest.mark.parametrize("case", ["nothing", "missing", "two runs", "dataset and photo"])
def test_what_belongs_nowhere_is_refused_with_a_way_on(case, tmp_path, dataset, photo, run):
    named = {
        "nothing": [],
        "missing": [tmp_path / "gone.png"],
        "two runs": [run, write_run(tmp_path, "beach").folder],
        "dataset and photo": [dataset, photo],
    }[case]
    with pytest.raises(UserError) as refused:
        destination(named)
    assert refused.value.message.endswith(".")
    assert refused.value.hint


def test_the_hint_says_what_a_drop_would_do(dataset, photo, run, tmp_path):
    assert hint([dataset]) == "Drop to train on “pets”"
    assert hint([run]) == f"Drop to classify with “{run.name}”"
    assert hint([photo]) == "Drop to classify"
    assert "gone.png" in hint([tmp_path / "gone.png"])


@pytest.mark.parametrize("name", ["ä ö%20ü.png", "貓 #1?.jpg", "a;b&c.png"])
def test_a_dropped_file_keeps_its_name(name):
    assert path_of(QUrl.fromLocalFile(f"/photos/{name}")) == Path(f"/photos/{name}")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are no UTF-8")
def test_a_dropped_name_that_is_no_utf_8_keeps_its_bytes():
    data = QMimeData()
    data.setData("text/uri-list", b"file:///photos/caf%E9.png\r\n")
    assert os.fsencode(path_of(data.urls()[0])) == b"/photos/caf\xe9.png"


@pytest.mark.parametrize("suffix", [".keras", ".h5", ".HDF5"])
def test_a_model_of_another_program_is_opened(tmp_path, suffix):
    model = tmp_path / f"waste{suffix}"
    model.touch()
    assert destination([model]) == OpenModel(model)
    labels = tmp_path / "labels.txt"
    labels.touch()
    assert destination([labels, model]) == OpenModel(model, labels)
    assert hint([model]) == f"Drop to open the model “waste{suffix}”"


def test_a_model_comes_alone(tmp_path, photo):
    model = tmp_path / "waste.keras"
    model.touch()
    with pytest.raises(UserError, match="alone"):
        destination([model, photo])


def test_the_model_of_a_run_is_that_run(run):
    assert destination([run / "model.keras"]) == OpenRun(run)


def test_choosing_files_begins_where_there_is_a_folder(monkeypatch, tmp_path):
    pictures = tmp_path / "Pictures"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda kind: str(pictures))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert where_there_is(QStandardPaths.StandardLocation.PicturesLocation) == str(Path.home())
    pictures.mkdir()
    assert where_there_is(QStandardPaths.StandardLocation.PicturesLocation) == str(pictures)


def test_of_thousands_of_files_the_first_ones_are_looked_at(tmp_path):
    many = [tmp_path / f"{number}.png" for number in range(2_000)]
    for file in many[:500]:
        file.touch()
    assert destination(many) == ClassifyImages(tuple(many))  # who reads them says that the others are gone
