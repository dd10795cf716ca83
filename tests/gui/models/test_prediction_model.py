"""Images get their answers from the network chosen last, and from no other."""

import numpy as np
import pytest

from cnn_desktop.core.messages import (
    Classify,
    ClassifyDone,
    ClassifyPixels,
    EngineExited,
    EngineSilent,
    FindImages,
    ImageClassified,
    ImageRefused,
    ImagesFound,
    PixelsClassified,
    Prediction,
    RequestCancelled,
    RequestFailed,
    SearchDone,
)
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.classify_queue import FEWEST
from cnn_desktop.gui.models.prediction_model import PredictionModel
from cnn_desktop.gui.screens.runs_on_disk import write_run

PIXELS = np.zeros((4, 4, 3), np.uint8)
CAT = Prediction((("cat", 0.9), ("dog", 0.1)))


@pytest.fixture
def run(chosen):
    return chosen.run


@pytest.fixture
def model(engines, chosen):
    return PredictionModel(engines, chosen)


@pytest.fixture
def photos(tmp_path):
    return [tmp_path / f"{number}.png" for number in range(3)]


def classify(qtbot, model, paths):
    """Give images and wait until the search for them is over."""
    model.classify(paths)
    qtbot.waitUntil(lambda: model.state.phase != "searching")


def asked(engines):
    return [request for request in engines.classifier.asked if isinstance(request, Classify)]


def test_images_are_asked_for_and_counted_as_they_are_answered(qtbot, model, engines, photos, run):
    heard = []
    model.image_classified.connect(heard.append)
    classify(qtbot, model, photos)
    (request,) = asked(engines)
    assert (request.run, request.files) == (run, tuple(photos))
    assert (model.state.phase, model.state.total, model.state.done) == ("working", 3, 0)
    engines.classifier.say(ImageClassified(request.ticket, photos[0], CAT, PIXELS))
    engines.classifier.say(ImageRefused(request.ticket, photos[1], "The file is empty.", "Copy it again."))
    assert (model.state.classified, model.state.done) == (1, 2)
    assert [refused.file for refused in model.state.refused] == [photos[1]]
    engines.classifier.say(
        ImageClassified(request.ticket, photos[2], CAT, PIXELS), ClassifyDone(request.ticket, 2, 0.1)
    )
    assert model.state.phase == "done"
    assert [event.file for event in heard] == [photos[0], photos[2]]


def test_a_folder_is_searched_through_and_through(qtbot, model, engines, tmp_path):
    deep = tmp_path / "album" / "summer" / "day 2"
    deep.mkdir(parents=True)
    for file in (deep / "b.JPG", tmp_path / "album" / "a10.png", tmp_path / "album" / "a9.png"):
        file.write_bytes(b"x")
    (deep / "notes.txt").write_text("no image")
    (deep / ".hidden.png").write_bytes(b"x")
    classify(qtbot, model, [tmp_path / "album"])
    assert [file.name for file in asked(engines)[0].files] == ["a9.png", "a10.png", "b.JPG"]


def test_a_folder_without_images_asks_for_nothing(qtbot, model, engines, tmp_path):
    (tmp_path / "empty").mkdir()
    classify(qtbot, model, [tmp_path / "empty"])
    assert asked(engines) == []
    assert model.state.phase == "empty"


def test_images_given_meanwhile_follow_and_none_twice(qtbot, model, engines, photos, tmp_path):
    classify(qtbot, model, photos)
    model.classify([photos[0], tmp_path / "new.png"])
    qtbot.waitUntil(lambda: model.state.total == 4)
    assert [file for request in asked(engines) for file in request.files] == [*photos, tmp_path / "new.png"]


def test_thousands_are_asked_in_parts_so_that_others_are_answered_in_between(qtbot, model, engines, tmp_path):
    files = [tmp_path / f"{number}.png" for number in range(500)]
    classify(qtbot, model, files)
    assert [len(request.files) for request in asked(engines)] == [FEWEST, FEWEST]
    answered = 0
    while len(asked(engines)) > answered:
        request = asked(engines)[answered]
        answered += 1
        engines.classifier.say(*(ImageClassified(request.ticket, file, CAT, PIXELS) for file in request.files))
        engines.classifier.say(ClassifyDone(request.ticket, len(request.files), 0.1, "TensorFlow had to be used."))
    assert [file for request in asked(engines) for file in request.files] == files
    assert (model.state.phase, model.state.classified) == ("done", 500)
    assert model.state.engine == "TensorFlow had to be used."
    assert model.state.rate > 0


def test_what_somebody_elses_stop_ended_is_asked_again(qtbot, model, engines, photos):
    classify(qtbot, model, photos)
    first = asked(engines)[0]
    engines.classifier.say(ImageClassified(first.ticket, photos[0], CAT, PIXELS), RequestCancelled(first.ticket))
    assert asked(engines)[1].files == tuple(photos[1:])
    assert model.state.phase == "working"


def test_answers_are_kept_as_they_were_given_and_judged_anew_by_another_confidence(qtbot, model, engines, photos):
    classify(qtbot, model, photos)
    answer = Prediction((("dog", 0.5), ("ant", 0.25), ("cat", 0.25)), "unlike", 1.5)
    engines.classifier.say(ImageClassified(asked(engines)[0].ticket, photos[0], answer, PIXELS))
    assert model.prediction(photos[0]) == answer
    assert model.prediction(photos[1]) is None
    engines.classifier.say(ImageClassified(asked(engines)[0].ticket, photos[1], CAT, PIXELS))
    with qtbot.waitSignal(model.rejudged):
        model.sureness.choose(0.95)
    assert model.prediction(photos[0]).judgement == "unlike"
    assert model.prediction(photos[1]).judgement == "unsure"


def test_an_image_that_is_no_file_is_classified_by_its_pixels(qtbot, model, engines, run):
    pixels = np.full((300, 400, 3), 7, np.uint8)
    model.classify_pixels(pixels)
    model.classify_pixels(pixels[:10])
    request = engines.classifier.last(ClassifyPixels)
    assert (request.run, request.pixels.shape) == (run, (300, 400, 3))
    heard = []
    model.image_classified.connect(heard.append)
    engines.classifier.say(PixelsClassified(request.ticket, CAT, PIXELS))
    second = engines.classifier.last(ClassifyPixels)
    assert second.pixels.shape == (10, 400, 3)
    engines.classifier.say(PixelsClassified(second.ticket, CAT, PIXELS))
    assert [(event.file.name, event.thumbnail.shape) for event in heard] == [
        ("Pasted image 1", (120, 160, 3)), ("Pasted image 2", (4, 160, 3)),
    ]  # fmt: skip
    assert (model.state.phase, model.state.classified) == ("done", 2)
    assert model.pixels(heard[0].file) is pixels


def test_another_network_classifies_the_same_images_and_drops_late_answers(
    qtbot, model, chosen, engines, photos, tmp_path
):
    classify(qtbot, model, photos)
    first = asked(engines)[0]
    engines.classifier.say(ImageClassified(first.ticket, photos[0], CAT, PIXELS))
    other = write_run(tmp_path, "beach").folder
    with qtbot.waitSignal(model.results_cleared):
        chosen.show(other)
    second = asked(engines)[1]
    assert (second.run, second.files) == (other, tuple(photos))
    assert engines.classifier.done[-1] == "stop"
    with qtbot.assertNotEmitted(model.image_classified):
        engines.classifier.say(ImageClassified(first.ticket, photos[1], CAT, PIXELS), RequestCancelled(first.ticket))
    assert (model.state.phase, model.state.classified) == ("working", 0)


def test_cancelling_keeps_what_was_classified_and_try_again_does_the_rest(qtbot, model, engines, photos):
    classify(qtbot, model, photos)
    engines.classifier.say(ImageClassified(asked(engines)[0].ticket, photos[0], CAT, PIXELS))
    model.cancel()
    assert engines.classifier.done[-1] == "stop"
    assert (model.state.phase, model.state.classified) == ("cancelled", 1)
    model.try_again()
    assert asked(engines)[1].files == tuple(photos[1:])


@pytest.mark.parametrize(
    "ending",
    [
        lambda ticket: RequestFailed("The model is damaged.", "Choose another.", "", ticket),
        lambda ticket: EngineExited(-9, expected=False, message="The model is damaged.", hint="Choose another."),
    ],
    ids=["a refusal", "the process died"],
)
def test_a_failure_is_told_and_can_be_tried_again(qtbot, model, engines, photos, ending):
    classify(qtbot, model, photos)
    engines.classifier.say(ending(asked(engines)[0].ticket))
    assert model.state.phase == "failed"
    assert (model.state.problem.message, model.state.problem.hint) == ("The model is damaged.", "Choose another.")
    model.try_again()
    assert model.state.phase == "working"
    assert model.state.problem is None


def test_a_process_that_falls_silent_is_told_and_waited_for(qtbot, model, engines, photos):
    classify(qtbot, model, photos)
    with qtbot.waitSignal(model.problem_raised) as raised:
        engines.classifier.say(EngineSilent(90.0, "Nothing was heard for 90 s.", "Wait, or cancel."))
    assert raised.args[0].message == "Nothing was heard for 90 s."
    assert model.state.phase == "working"


def test_a_failure_of_somebody_elses_request_is_not_ours(qtbot, model, engines, photos):
    classify(qtbot, model, photos)
    engines.classifier.say(RequestFailed("Not yours.", "", "", asked(engines)[0].ticket + 1000))
    assert model.state.phase == "working"


def test_clearing_forgets_everything(qtbot, model, engines, photos, run):
    classify(qtbot, model, photos)
    with qtbot.waitSignal(model.results_cleared):
        model.clear()
    assert (model.state.phase, model.state.total, model.state.run) == ("empty", 0, run)
    classify(qtbot, model, photos)
    assert len(asked(engines)) == 2


def test_images_given_before_there_is_a_network_are_classified_later(qtbot, engines, listed, photos, tmp_path):
    chosen = ChosenRun(listed)
    model = PredictionModel(engines, chosen)
    classify(qtbot, model, photos)
    assert asked(engines) == []
    chosen.show(write_run(tmp_path, "meadow").folder)
    assert asked(engines)[0].files == tuple(photos)


def test_a_folder_is_classified_while_it_is_still_searched(model, engines, tmp_path, photos):
    engines.library.ask = engines.library.asked.append  # nobody answers by himself
    model.classify([tmp_path])
    assert model.state.phase == "searching"
    request = engines.library.last(FindImages)
    engines.library.say(ImagesFound(request.ticket, tuple(photos[:2])))
    assert (model.state.phase, model.state.total) == ("working", 2)
    engines.library.say(ImagesFound(request.ticket, tuple(photos)), SearchDone(request.ticket))
    assert [file for one in asked(engines) for file in one.files] == photos, "each once"


def test_a_search_survives_the_stop_of_another_and_ends_with_its_own(model, engines, tmp_path):
    engines.library.ask = engines.library.asked.append
    model.classify([tmp_path])
    engines.library.say(RequestCancelled(engines.library.last(FindImages).ticket))
    again = engines.library.last(FindImages)
    assert [one.paths for one in engines.library.asked if isinstance(one, FindImages)] == [(tmp_path,)] * 2
    model.cancel()
    assert engines.library.done[-1] == "stop"
    engines.library.say(ImagesFound(again.ticket, (tmp_path / "late.png",)), RequestCancelled(again.ticket))
    assert (model.state.phase, model.state.total) == ("cancelled", 0)


def test_another_run_waits_for_what_is_still_searched(model, chosen, engines, tmp_path, photos):
    engines.library.ask = engines.library.asked.append
    model.classify([tmp_path])
    other = write_run(tmp_path, "beach").folder
    chosen.show(other)
    request = engines.library.last(FindImages)
    engines.library.say(ImagesFound(request.ticket, tuple(photos)), SearchDone(request.ticket))
    assert [(one.run, one.files) for one in asked(engines)] == [(other, tuple(photos))]


def test_a_search_that_breaks_off_is_told(model, engines, tmp_path):
    engines.library.ask = engines.library.asked.append
    model.classify([tmp_path])
    engines.library.say(EngineExited(-9, False, "The process ended.", "", ""))
    assert (model.state.phase, model.state.problem.message) == ("failed", "The process ended.")
    assert model.state.problem.hint == "Give the images once more."


def test_a_folder_without_images_leaves_nothing_to_do(qtbot, model, engines, tmp_path):
    (tmp_path / "none").mkdir()
    model.classify([tmp_path / "none"])
    qtbot.waitUntil(lambda: model.state.phase == "empty")
