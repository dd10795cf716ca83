"""The states of the time-lapse."""

from __future__ import annotations

from pathlib import Path

from cnn_desktop.core.messages import OpenTimeLapse, RequestFailed, SaveFilm, SaveFilmProgress
from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
from cnn_desktop.gui.main_pages import FEATURE_MAPS
from cnn_desktop.gui.screens import made_up_time_lapse
from cnn_desktop.gui.screens.runs_on_disk import write_run
from cnn_desktop.gui.screens.stage import Screen, Stage, settle


def _ask(stage: Stage) -> None:
    stage.window.wake()
    stage.window.show_tab(FEATURE_MAPS)
    settle()
    stage.window.findChildren(FeatureMapsTab)[0].open_films()


def _answer(stage: Stage) -> None:
    answered = 0
    while answered < len(stage.engines.library.asked):
        event = made_up_time_lapse.answer(stage.engines.library.asked[answered])
        answered += 1
        if event is not None:
            stage.engines.library.say(event)
    settle()


def _end(stage: Stage) -> None:
    _ask(stage)
    _answer(stage)
    stage.window.maps.time_lapse.choose_image(2)
    _answer(stage)


def _early(stage: Stage) -> None:
    _end(stage)
    stage.window.maps.time_lapse.go_to(2)
    settle()


def _deep(stage: Stage) -> None:
    _end(stage)
    stage.window.maps.time_lapse.choose_layer("block3_add")
    stage.window.maps.time_lapse.choose_scale("epoch")
    _answer(stage)
    stage.window.maps.time_lapse.go_to(0)
    settle()


def _saving(stage: Stage) -> None:
    _end(stage)
    stage.window.maps.time_lapse.save(stage.home / "Pictures" / "conv_1.gif")
    stage.engines.library.say(SaveFilmProgress(stage.engines.library.last(SaveFilm).ticket, 7, 19))
    settle()


def _failed(stage: Stage) -> None:
    _ask(stage)
    ticket = stage.engines.library.last(OpenTimeLapse).ticket
    message = "The time-lapse of “meadow residual” is damaged (File is not a zip file)."
    stage.engines.library.say(RequestFailed(message, "Train again to have another.", "", ticket))
    settle()


def _prepare(home: Path) -> None:
    made_up_time_lapse.write(write_run(home, "meadow", epochs=made_up_time_lapse.EPOCHS).folder)


SCREENS = (
    Screen("time-lapse-end", _end, _prepare),
    Screen("time-lapse-early", _early, _prepare),
    Screen("time-lapse-deep", _deep, _prepare),
    Screen("time-lapse-saving", _saving, _prepare),
    Screen("time-lapse-failed", _failed, _prepare),
)
