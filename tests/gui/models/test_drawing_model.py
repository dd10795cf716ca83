"""What the Draw page knows: strokes, one question at a time, and a photo in their place."""

import numpy as np
import pytest

from cnn_desktop.core.messages import (
    ClassifyPixels,
    EngineExited,
    Examine,
    Examined,
    LoadPicture,
    PixelsClassified,
    Prediction,
    RequestFailed,
)
from cnn_desktop.gui.drawing import ink
from cnn_desktop.gui.models.drawing import Drawing
from cnn_desktop.gui.models.drawing_model import DrawingModel
from cnn_desktop.gui.screens.runs_on_disk import write_run

SEVEN = Prediction((("7", 0.9), ("1", 0.1)))
SEEN = np.zeros((28, 28, 1), np.uint8)


@pytest.fixture
def model(engines, chosen):
    return DrawingModel(engines, chosen, ink.pixels_of_drawing)


def asked(engines, kind=ClassifyPixels):
    return [one for one in engines.classifier.asked if isinstance(one, kind)]


def answer(engines, prediction=SEVEN):
    engines.classifier.say(PixelsClassified(engines.classifier.last(ClassifyPixels).ticket, prediction, SEEN))


def ink_of(request):
    return int((request.pixels < 128).all(axis=2).sum())


# ------------------------------------------------------------ the value


def test_strokes_are_undone_and_come_back():
    drawing = Drawing().begin((0, 0, 1)).extend((1, 1, 1)).begin((0, 1, 1))
    assert drawing.undo().strokes == (((0, 0, 1), (1, 1, 1)),)
    assert drawing.undo().undo().is_empty
    assert drawing.undo().undo().undo().is_empty
    assert drawing.undo().undo().redo().redo().redo().strokes == drawing.strokes


def test_clearing_can_be_undone_and_a_new_stroke_forgets_what_was_undone():
    drawing = Drawing().begin((0, 0, 1)).clear()
    assert drawing.is_empty
    assert drawing.undo().strokes == (((0, 0, 1),),)
    assert drawing.undo().begin((1, 1, 1)).redo().strokes == (((0, 0, 1),), ((1, 1, 1),))
    empty = Drawing()
    assert empty.clear() is empty


# ------------------------------------------------------------ classified live


def test_a_growing_stroke_is_asked_about_once_at_a_time_and_the_newest_follows(model, engines, chosen):
    model.begin(0.2, 0.2)
    for step in range(1, 8):
        model.extend(0.2 + step / 10, 0.2)
    (first,) = asked(engines)
    assert first.run == chosen.run
    answer(engines)
    _, second = asked(engines)
    assert ink_of(second) > 3 * ink_of(first)
    assert model.state.prediction is None  # the first answer was overtaken
    answer(engines)
    assert len(asked(engines)) == 2
    assert (model.state.prediction, model.state.is_waiting) == (SEVEN, False)
    assert model.state.seen is SEEN


def test_an_empty_sheet_asks_nothing_and_drops_a_late_answer(model, engines):
    model.begin(0.5, 0.5)
    model.undo()
    answer(engines)
    assert model.state.prediction is None
    assert len(asked(engines)) == 1
    model.redo()
    answer(engines)
    assert model.state.prediction == SEVEN
    model.clear()
    assert (model.state.prediction, model.drawing.is_empty) == (None, True)


def test_the_ground_may_be_light_or_dark(model, engines):
    model.begin(0.5, 0.5)
    assert asked(engines)[0].pixels[0, 0].tolist() == [255, 255, 255]
    model.choose_ground(is_light_on_dark=True)
    answer(engines)
    dark = asked(engines)[1].pixels
    assert dark[0, 0].tolist() == [0, 0, 0]
    assert dark[ink.SIDE // 2, ink.SIDE // 2].tolist() == [255, 255, 255]


def test_pressure_and_pen_make_the_stroke_wider(model, engines):
    widths = []
    for pen, pressure in ((0.05, 0.1), (0.05, 1.0), (0.15, 0.5)):
        model.clear()
        model.pen_width = pen
        model.begin(0.5, 0.5, pressure)
        answer(engines)
        widths.append(ink_of(asked(engines)[-1]))
    assert widths == sorted(widths)
    assert widths[0] * 4 < widths[1]


def test_another_run_classifies_the_same_drawing(model, engines, chosen, tmp_path):
    model.begin(0.5, 0.5)
    answer(engines)
    chosen.show(write_run(tmp_path, "beach").folder)
    assert asked(engines)[-1].run == chosen.run
    assert model.state.prediction is None
    assert model.state.is_waiting


@pytest.mark.parametrize("ending", ["refused", "died"])
def test_a_failure_is_told_and_the_next_stroke_tries_again(model, engines, ending):
    model.begin(0.5, 0.5)
    ticket = asked(engines)[0].ticket
    if ending == "refused":
        engines.classifier.say(RequestFailed("The model is damaged.", "Choose another.", "", ticket))
    else:
        engines.classifier.say(EngineExited(-9, expected=False, message="The model is damaged.", hint=""))
    assert model.state.problem.message == "The model is damaged."
    model.begin(0.2, 0.2)
    assert model.state.problem is None
    assert len(asked(engines)) == 2


# ------------------------------------------------------------ a photo


def test_a_photo_is_classified_as_the_file_it_is(model, engines, chosen, tmp_path):
    model.begin(0.5, 0.5)
    answer(engines)
    model.show_file(tmp_path / "seven.jpg")
    assert model.drawing.is_empty
    request = engines.classifier.last(Examine)
    assert (request.run, request.file) == (chosen.run, tmp_path / "seven.jpg")
    assert engines.library.last(LoadPicture).file == tmp_path / "seven.jpg"
    engines.classifier.say(Examined(request.ticket, SEVEN, SEEN, ()))
    assert (model.state.prediction, model.state.file) == (SEVEN, tmp_path / "seven.jpg")
    model.begin(0.1, 0.1)
    assert model.state.file is None
    model.show_file(tmp_path / "seven.jpg")
    model.clear()
    assert model.state.file is None
