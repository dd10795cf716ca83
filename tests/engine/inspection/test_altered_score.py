"""A run's own images with altered channels, against the classifier on a model that was altered by hand."""

import threading

import numpy as np
import pytest

from cnn_desktop.core import messages, surgery
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.evaluation import confusion_matrix
from cnn_desktop.core.images import decode
from cnn_desktop.core.preparation import prepare
from cnn_desktop.core.surgery import Alteration
from cnn_desktop.engine.inspection.altered_score import altered_score
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.service import serve

MOST = (Alteration(layer="tanh_2", muted=frozenset(range(14))),)


@pytest.fixture(scope="module")
def inspector(trained):
    return Inspector(trained.folder)


def scored(inspector, wished, split="validation", *, stop=False):
    told = []
    found = altered_score(inspector, wished, split, lambda done, total: told.append((done, total)), lambda: stop)
    return found, told


@pytest.mark.parametrize("split", ["validation", "test"])
def test_gains_of_1_change_not_one_answer(inspector, split):
    found, told = scored(inspector, (), split)
    assert found.changed == ()
    assert found.before == found.after
    assert found.after.split == split
    assert told[-1] == (found.after.n, found.after.n)
    assert found.chance == 1


def test_the_matrix_and_the_changed_images_are_those_of_a_network_altered_by_hand(inspector):
    run, model = inspector.run, inspector.model
    stored = run.predictions("validation")
    files = [run.config.dataset / str(file) for file in stored.files]
    seen = np.stack([prepare(decode(file), run.preparation) for file in files]).astype(np.float32)
    values = seen
    for layer in model.layers[1:]:
        values = layer(values, training=False)
        if layer.name == "tanh_2":
            values = values * (np.arange(16) >= 14).astype(np.float32)
    by_hand = np.asarray(values).argmax(1)
    found, _ = scored(inspector, MOST)
    np.testing.assert_array_equal(found.confusion_after.dense(), confusion_matrix(stored.labels, by_hand, 3))
    before = stored.probabilities.argmax(1)
    assert {one.file for one in found.changed} == {files[at] for at in np.flatnonzero(by_hand != before)}
    assert found.changed, "14 of 16 channels should be missed"
    one = found.changed[0]
    at = files.index(one.file)
    assert (one.true, one.before, one.after) == tuple(
        run.classes[number] for number in (stored.labels[at], before[at], by_hand[at])
    )
    right = found.before.accuracy * found.before.n - found.became_wrong + found.became_right
    assert found.after.accuracy * found.after.n == pytest.approx(right)


def test_an_image_that_is_gone_is_named_and_left_out_on_both_sides(inspector):
    run = inspector.run
    file = run.config.dataset / str(run.predictions("test").files[0])
    content = file.read_bytes()
    file.unlink()
    try:
        found, _ = scored(inspector, MOST, "test")
    finally:
        file.write_bytes(content)
    assert [name for name, _ in found.refused] == [str(run.predictions("test").files[0])]
    assert found.before.n == found.after.n == len(run.predictions("test").files) - 1


def test_it_ends_when_it_is_told_to(inspector):
    with pytest.raises(Cancelled):
        scored(inspector, MOST, stop=True)


def test_a_split_without_answers_is_refused(inspector):
    with pytest.raises(UserError, match="no answers on training images"):
        scored(inspector, MOST, "training")


def test_maps_answers_and_scores_are_served(trained):
    events = []
    image = trained.config.dataset / str(trained.predictions("test").files[0])
    wished = surgery.toggle_solo((), "conv_2", 3)
    requests = [
        messages.PrepareSurgery(7, trained.folder),
        messages.ShowMaps(1, trained.folder, "conv_2", image, surgery=wished),
        messages.ShowMaps(2, trained.folder, "conv_2", image),
        messages.EvaluateSurgery(3, trained.folder, wished, "test"),
        messages.EvaluateSurgery(4, trained.folder, surgery.toggle_mute((), "conv_2", 99)),
    ]
    serve(requests, events.append, lambda: False)
    for thread in threading.enumerate():
        if thread.name == "preparing-surgery":
            thread.join(30)
    preparing, altered, plain, _, told, failed = events
    assert preparing == messages.SurgeryPreparing(7)
    assert (altered.statistics.maximum[[0, 1, 2, 4]] == 0).all()
    assert altered.statistics.maximum[3] == pytest.approx(plain.statistics.maximum[3])
    assert altered.unaltered == plain.prediction
    assert plain.unaltered is None
    assert altered.prediction != plain.prediction
    assert told.score.surgery == wished
    assert "no channel 99" in failed.message
