"""Of several pictures wanted in a row, the last one is shown, and no queue builds up."""

from pathlib import Path

import numpy as np
import pytest

from cnn_desktop.core.messages import EngineExited, LoadPicture, PictureReady, RequestFailed
from cnn_desktop.gui.models.picture_model import PictureModel

PIXELS = np.zeros((4, 4, 3), np.uint8)
FILES = [Path(f"{number}.png") for number in range(3)]


@pytest.fixture
def model(engines):
    return PictureModel(engines)


def answer(engines):
    request = engines.library.last(LoadPicture)
    engines.library.say(PictureReady(request.ticket, request.file, PIXELS))


def test_the_picture_wanted_last_is_the_one_that_arrives(qtbot, model, engines):
    for file in FILES:
        model.want(file)
    assert [request.file for request in engines.library.asked] == [FILES[0]]
    with qtbot.assertNotEmitted(model.arrived):
        answer(engines)
    assert [request.file for request in engines.library.asked] == [FILES[0], FILES[2]]
    with qtbot.waitSignal(model.arrived) as arrived:
        answer(engines)
    assert arrived.args[0].file == FILES[2]


@pytest.mark.parametrize(
    "ending",
    [lambda ticket: RequestFailed("The file is gone.", "", "", ticket), lambda _: EngineExited(1, expected=False)],
    ids=["it cannot be read", "the process died"],
)
def test_what_goes_wrong_does_not_stand_in_the_way_of_the_next(model, engines, ending):
    model.want(FILES[0])
    engines.library.say(ending(engines.library.last(LoadPicture).ticket))
    model.want(FILES[1])
    assert engines.library.last(LoadPicture).file == FILES[1]


def test_answers_to_others_are_not_ours(qtbot, model, engines):
    model.want(FILES[0])
    with qtbot.assertNotEmitted(model.arrived):
        engines.library.say(PictureReady(engines.library.last(LoadPicture).ticket + 1, FILES[0], PIXELS))
