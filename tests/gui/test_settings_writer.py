"""Settings are written by the library engine; the newest is known at once, and never lost."""

import json

import pytest

from cnn_desktop.core import paths, settings
from cnn_desktop.core.messages import EngineExited, RequestCancelled, SaveSettings, SettingsSaved
from cnn_desktop.core.settings import Settings
from cnn_desktop.engine.service import serve
from cnn_desktop.gui.screens.fake_engines import FakeEngine
from cnn_desktop.gui.settings_writer import SettingsWriter


@pytest.fixture
def library(qapp):
    return FakeEngine()


@pytest.fixture
def writer(library):
    made = SettingsWriter(library)
    yield made
    made.close()


def on_disk():
    file = paths.settings_file()
    return json.loads(file.read_bytes())["theme"] if file.exists() else None


def asked(library):
    return [one for one in library.asked if isinstance(one, SaveSettings)]


def answer(library):
    """As the engine does."""
    serve([asked(library)[-1]], library.say, lambda: False)


def test_what_is_saved_is_known_at_once_and_written_by_the_engine(writer, library):
    settings.save(Settings(theme="dark"))
    assert settings.load().theme == "dark"
    assert on_disk() is None
    answer(library)
    assert on_disk() == "dark"
    assert settings.load().theme == "dark"


def test_of_many_changes_the_newest_is_written_last(writer, library):
    for theme in ("dark", "light", "system", "dark"):
        settings.save(Settings(theme=theme))
    assert len(asked(library)) == 1
    answer(library)
    answer(library)
    assert (len(asked(library)), on_disk()) == (2, "dark")


@pytest.mark.parametrize("ending", ["stopped", "died", "silent"])
def test_what_no_engine_wrote_is_written_at_the_end(writer, library, ending):
    settings.save(Settings(theme="dark"))
    if ending == "stopped":
        library.say(RequestCancelled(asked(library)[-1].ticket), RequestCancelled(asked(library)[-1].ticket))
    elif ending == "died":
        library.say(EngineExited(-9, expected=False))
    assert on_disk() is None
    writer.close()
    assert on_disk() == "dark"
    assert settings.load().theme == "dark"


def test_after_the_end_settings_are_written_here_again(writer, library):
    writer.close()
    settings.save(Settings(theme="light"))
    assert (on_disk(), asked(library)) == ("light", [])


def test_an_answer_to_older_settings_does_not_count(writer, library):
    settings.save(Settings(theme="dark"))
    settings.save(Settings(theme="light"))
    library.say(SettingsSaved(asked(library)[0].ticket))
    writer.close()
    assert on_disk() == "light"
