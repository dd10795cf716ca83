"""Where the image of the Feature maps tab comes from: chosen among thumbnails, or drawn."""

from __future__ import annotations

from cnn_desktop.core.messages import LoadThumbnails, ThumbnailReady, ThumbnailsDone
from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
from cnn_desktop.gui.screens.drawings import picture
from cnn_desktop.gui.screens.feature_maps_screens import answer, look
from cnn_desktop.gui.screens.made_up_layers import small
from cnn_desktop.gui.screens.made_up_network import MadeUpNetwork
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle

_STROKE = ((0.5, 0.15), (0.68, 0.3), (0.55, 0.5), (0.35, 0.78), (0.5, 0.78), (0.75, 0.76))


def _tab(stage: Stage) -> FeatureMapsTab:
    return stage.window.findChildren(FeatureMapsTab)[0]


def _choice(stage: Stage) -> None:
    look(stage, small())
    _tab(stage).open_choice()
    settle()
    answered: list[LoadThumbnails] = []
    while request := next((one for one in _requests(stage) if one not in answered), None):
        answered.append(request)
        for file in request.files:
            pixels = picture(file.parent.name, int(file.stem[-3:]), request.side, request.side)
            stage.engines.library.say(ThumbnailReady(request.ticket, file, pixels))
        stage.engines.library.say(ThumbnailsDone(request.ticket))
    settle()


def _requests(stage: Stage) -> list[LoadThumbnails]:
    return [request for request in stage.engines.library.asked if isinstance(request, LoadThumbnails)]


def _drawing(stage: Stage) -> None:
    look(stage, small(), "block2_conv")
    _tab(stage).draw()
    drawing = stage.window.drawing
    drawing.begin(0.3, 0.3)
    for x, y in _STROKE:
        drawing.extend(x, y)
    settle()
    answer(stage, MadeUpNetwork(small(), drawing.pixels_of(drawing.drawing)[::4, ::4][:96, :96]))


SCREENS = (
    Screen("feature-maps-choice", _choice, several_runs),
    Screen("feature-maps-drawing", _drawing, several_runs),
)
