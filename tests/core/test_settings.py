import dataclasses
import json
from pathlib import Path

import pytest

from cnn_desktop.core import paths, settings
from cnn_desktop.core.settings import MOST_RECENT_FOLDERS, Settings


def test_settings_survive_a_restart():
    changed = Settings(theme="dark", last_run="/runs/1", show_advanced=True, training={"epochs": 3}, geometry="AAA=")
    settings.save(changed)
    assert settings.load() == changed
    assert paths.settings_file().exists()


def test_the_first_start_has_defaults():
    assert settings.load() == Settings()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe\x00", b"[1, 2]", b"null", b"[" * 100_000, b'{"theme": "dark"', b"\0" * 5000],
)
def test_a_damaged_file_never_stops_a_start(tmp_path, content):
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    assert settings.load(file) == Settings()


def test_a_folder_in_place_of_the_file_never_stops_a_start(tmp_path):
    assert settings.load(tmp_path) == Settings()


def test_each_setting_that_makes_no_sense_falls_back_alone(tmp_path):
    values = {
        "theme": "neon", "recent_folders": ["/a", 3, None, "/b"], "runs_folder": 7, "last_run": "/r",
        "show_advanced": "yes", "geometry": ["x"], "training": [], "camera": 3, "from_the_future": 1,
    }  # fmt: skip
    (tmp_path / "settings.json").write_text(json.dumps(values))
    assert settings.load(tmp_path / "settings.json") == Settings(recent_folders=("/a", "/b"), last_run="/r")


def test_every_setting_is_read_back(tmp_path):
    other = Settings(
        theme="light", recent_folders=("/a",), runs_folder="/r", run_folders=("/s",), last_run="/l",
        show_advanced=True, geometry="g",
        training={"seed": 1}, camera={"source": 0}, station={"votes": 5}, feedback="always",
            groups={"/pets": "file:/r/groups/pets.csv"},
    )  # fmt: skip
    for field in dataclasses.fields(Settings):  # a new setting must not be forgotten here, nor by `load`
        assert getattr(other, field.name) != getattr(Settings(), field.name)
    settings.save(other, tmp_path / "settings.json")
    assert settings.load(tmp_path / "settings.json") == other


def test_recent_folders_come_once_newest_first_and_not_too_many():
    current = Settings()
    for name in [*range(20), 15]:
        current = current.with_recent(Path(f"/data/{name}"))
    assert len(current.recent_folders) == MOST_RECENT_FOLDERS
    assert current.recent_folders[:3] == (str(Path("/data/15")), str(Path("/data/19")), str(Path("/data/18")))
    assert len(set(current.recent_folders)) == MOST_RECENT_FOLDERS


def test_a_folder_that_cannot_be_written_costs_the_memory_only(tmp_path, caplog):
    (tmp_path / "file").touch()
    settings.save(Settings(), tmp_path / "file" / "settings.json")
    assert "could not be saved" in caplog.text


def test_runs_lie_in_the_documents_unless_the_user_says_otherwise():
    assert Settings().runs == paths.runs_folder()
    assert Settings(runs_folder="/elsewhere").runs == Path("/elsewhere")
