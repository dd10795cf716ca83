"""Training a pretrained network: the fast way, fine-tuning and everything, all leaving the same kind of run."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import keras
import numpy as np
import pytest

from cnn_desktop.core import images
from cnn_desktop.core.config import TrainingConfig, completed, plan_of, preparation_of
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import EpochDone, StageProgress, TrainingFinished, TrainingStarted
from cnn_desktop.core.preparation import prepare
from cnn_desktop.engine import networks
from cnn_desktop.engine.training import resume, train
from cnn_desktop.engine.training.features import Extractor
from tests.conftest import DATA
from tests.engine import backbones
from tests.engine.training_examples import StopAfter, assert_same_state, go_on, kinds, weights_of

pytestmark = pytest.mark.usefixtures("not_put_to_use")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """Weights of a MobileNet of a quarter's width, random."""
    return backbones.tiny(tmp_path_factory.mktemp("weights"))


OF_METHOD = {  # of fine-tuning the first epoch is the head's
    "fast": {"method": "fast", "epochs": 4, "patience": 0},
    "fine-tune": {"method": "fine-tune", "epochs": 3, "patience": 0},
    "all": {"method": "all", "epochs": 1, "patience": 0},
}


def config_for(shapes, tmp_path, tiny, **changes) -> TrainingConfig:
    settings = {
        "architecture": "mobilenet-v1", "weights": str(tiny), "image_size": 32, "epochs": 4, "batch_size": 16,
        "test": 0.2, "name": "run", "precision": "float32",
    }  # fmt: skip
    return TrainingConfig(dataset=shapes, runs=tmp_path, **settings | changes)


@pytest.fixture(scope="module")
def straight(shapes, tiny, tmp_path_factory):
    """`straight(method)`: a run of that method that nobody stopped, and its events; trained once."""
    kept = {}

    def run(method):
        if method not in kept:
            config = config_for(shapes, tmp_path_factory.mktemp("straight"), tiny, **OF_METHOD[method])
            events = []
            kept[method] = train(config, events.append, go_on), events
        return kept[method]

    return run


def backbone_of(model):
    """The first kernel, one of the last block, and the statistics of the last normalisation."""
    return [
        model.get_layer(name).get_weights()[place].copy()
        for name, place in (("conv1", 0), ("conv_pw_13", 0), ("conv_pw_13_bn", 2))
    ]


@pytest.fixture
def extracted(monkeypatch):
    """How many images went through a backbone so far, block by block."""
    blocks, real = [], Extractor.__init__

    def init(self, *arguments):
        real(self, *arguments)
        infer = self._infer

        def counting(batch):
            blocks.append(len(batch))
            return infer(batch)

        self._infer = counting

    monkeypatch.setattr(Extractor, "__init__", init)
    return blocks


def compute_features(config) -> list:
    """Begin to train, and stop once all features are there. Returns the events."""
    events = []
    with pytest.raises(Cancelled):
        train(config, events.append, lambda: bool(kinds(events, TrainingStarted)))
    return events


@pytest.mark.parametrize(
    ("method", "kept"),
    [("fast", [True, True, True]), ("fine-tune", [True, False, True]), ("all", [False, False, False])],
)
def test_every_way_trains_what_it_says_and_leaves_a_complete_run(shapes, straight, method, kept):
    """`kept`: which of the first kernel, the last one and the last statistics are as in the weights file."""
    run, events = straight(method)
    assert [event.epoch for event in kinds(events, EpochDone)] == [*range(1, OF_METHOD[method]["epochs"] + 1)]
    assert kinds(events, TrainingStarted)[0].batches == 3
    assert run.status == "finished"

    stored = run.predictions("validation")
    model = keras.saving.load_model(run.model_file, compile=False)
    assert (model.input_shape, model.output_shape) == ((None, 32, 32, 3), (None, 3))
    prepared = np.stack([prepare(images.decode(shapes / str(file)), run.preparation) for file in stored.files])
    np.testing.assert_allclose(model(prepared.astype(np.float32)).numpy(), stored.probabilities, atol=1e-5)
    assert len(run.predictions("test").labels) == run.result.test.n == 12

    network = networks.build(plan_of(run.config, 3))
    before = backbone_of(network)
    state = weights_of(run)["model"]
    if method == "fast":
        assert sum(array.size for array in state) < 1000, "the checkpoint holds the head alone"
        network = model
    else:
        for variable, value in zip(network.variables, state, strict=True):
            variable.assign(value)
    after = backbone_of(network)
    assert [np.array_equal(one, other) for one, other in zip(before, after, strict=True)] == kept


def test_features_are_told_of_as_they_are_computed_and_only_once(shapes, tmp_path, tiny, extracted):
    events = compute_features(config_for(shapes, tmp_path, tiny, seed=1))
    told = [(event.done, event.total) for event in kinds(events, StageProgress) if event.stage == "extracting"]
    assert told[-1] == (4 * 36 + 12 + 12,) * 2  # each training image as it is and in three variations
    assert sum(extracted) == 4 * 36 + 12 + 12
    del extracted[:]
    compute_features(config_for(shapes, tmp_path, tiny, seed=1, learning_rate=1e-2))
    assert extracted == []
    compute_features(config_for(shapes, tmp_path, tiny, seed=2))  # another split: images that were not varied yet
    assert 0 < sum(extracted) < 4 * 36


@pytest.mark.no_cover
def test_without_augmentation_each_image_is_computed_once_for_each_preparation_and_weights(
    shapes, tmp_path, tiny, extracted
):
    other = str(backbones.tiny(tmp_path, seed=2))
    for changes in ({}, {"image_size": 48}, {"resize": "stretch"}, {"weights": other}):
        del extracted[:]
        compute_features(config_for(shapes, tmp_path, tiny, augmentation="none", **changes))
        assert sum(extracted) == 60, f"with {changes}"


@pytest.mark.no_cover
def test_a_stop_while_features_are_computed_keeps_those_that_are_done(shapes, tmp_path, tiny, extracted):
    events = []
    with pytest.raises(Cancelled):
        train(config_for(shapes, tmp_path, tiny), events.append, lambda: len(extracted) >= 2)
    done = [event.done for event in kinds(events, StageProgress) if event.stage == "extracting"][-1]
    del extracted[:]
    compute_features(config_for(shapes, tmp_path, tiny))
    assert 0 < done < 4 * 36
    assert sum(extracted) == 4 * 36 + 12 + 12 - done


@pytest.mark.no_cover
@pytest.mark.parametrize(("method", "after"), [("fast", 2), ("fine-tune", 1), ("fine-tune", 2)])
def test_a_stopped_run_resumes_to_the_very_weights_of_an_uninterrupted_one(
    shapes, tmp_path, tiny, straight, method, after
):
    stopper = StopAfter(after, batches=1)
    stopped = train(config_for(shapes, tmp_path, tiny, **OF_METHOD[method]), stopper.emit, stopper.should_stop)
    assert len(stopped.history) == after
    resume(stopped.folder, print, go_on)
    whole, _ = straight(method)
    assert_same_state(weights_of(whole), weights_of(stopped))
    np.testing.assert_array_equal(whole.predictions("test").probabilities, stopped.predictions("test").probabilities)


def test_patience_counts_from_where_fine_tuning_begins(shapes, tmp_path, tiny):
    config = config_for(shapes, tmp_path, tiny, method="fine-tune", epochs=8, patience=1, learning_rate=1e-9)
    events = []
    run = train(config, events.append, go_on)
    assert kinds(events, TrainingFinished)[0].reason == "no_improvement"
    assert len(run.history) >= 4 + 1  # half of eight for the head, then as many as patience allows


def test_one_sigmoid_unit_learns_on_features_too(tmp_path, tiny):
    from tests import samples

    data = samples.shapes(tmp_path / "two", classes=2, per_class=12)
    run = train(config_for(data, tmp_path, tiny, loss="sigmoid", dropout=0.0, l2=1e-4), print, go_on)
    assert run.predictions("validation").probabilities.shape[1] == 2
    assert keras.saving.load_model(run.model_file, compile=False).output_shape == (None, 1)


def test_a_run_says_which_weights_it_began_with(straight, tiny):
    run, _ = straight("fast")
    said = json.loads((run.folder / "environment.json").read_text())["weights"]
    assert said == {"file": tiny.name, "sha256": hashlib.sha256(tiny.read_bytes()).hexdigest()}


def test_missing_weights_are_refused_before_anything_is_written(shapes, tmp_path, tiny, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for weights in ("imagenet", str(tmp_path / "gone.h5")):
        with pytest.raises(UserError, match=r"weights"):
            train(config_for(shapes, tmp_path / "runs", tiny, weights=weights), print, go_on)
    assert not (tmp_path / "runs").exists()


def test_the_learning_rate_finder_sweeps_what_the_way_trains(shapes, tmp_path, tiny, extracted):
    from cnn_desktop.engine.training.learning_rate_finder import find

    found = find(config_for(shapes, tmp_path, tiny, batch_size=8), print, go_on)
    assert len(found.points) > 20
    assert sum(extracted) == 4 * 36


def test_the_prediction_of_a_run_is_what_it_stored(shapes, straight):
    from cnn_desktop.engine.prediction import Classifier

    run, _ = straight("fast")
    stored = run.predictions("validation")
    answers = list(Classifier(run.folder).classify([shapes / str(file) for file in stored.files]))
    for (_, answer, _), row in zip(answers, stored.probabilities, strict=True):
        assert answer.confidence == pytest.approx(row.max(), abs=1e-5)


@pytest.mark.no_cover
@pytest.mark.data
@pytest.mark.skipif(not (DATA / "weights").is_dir(), reason="needs the weights files of ../shared/data")
def test_shapes_are_learned_by_features_of_imagenet(tmp_path):
    from tests import samples

    data = samples.shapes(tmp_path / "shapes", classes=3, per_class=30, size=48)
    file = DATA / "weights" / "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_224_no_top.h5"
    config = config_for(
        data, tmp_path, file, architecture="mobilenet-v2", image_size=96, epochs=15, augmentation="none"
    )
    run = train(dataclasses.replace(config, method="fast", learning_rate=5e-3), print, go_on)
    assert run.result.validation.accuracy > 0.9


def test_features_by_the_quick_engine_are_those_of_keras(shapes, tmp_path, tiny):
    config = completed(config_for(shapes, tmp_path, tiny), 32)
    extractor = Extractor(networks.build(plan_of(config, 3)), "these weights", preparation_of(config))
    seen = np.random.default_rng(0).integers(0, 256, (5, 32, 32, 3), np.uint8)
    by_keras = extractor._infer
    extractor._speed_up(seen[:2])
    assert extractor._infer is not by_keras
    theirs = by_keras(seen)
    np.testing.assert_allclose(extractor._infer(seen), theirs, atol=1e-5 * np.abs(theirs).max())
