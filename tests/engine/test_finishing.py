"""What follows the last epoch: the kept model is calibrated, converted and checked; again after a resume."""

from __future__ import annotations

import json
import shutil

import keras
import numpy as np
import pytest

from cnn_desktop.core import calibration, deployment, likeness, looks
from cnn_desktop.core.calibration import Calibration, fit_temperature
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.deployment import Deployment
from cnn_desktop.core.messages import StageProgress, TrainingFinished, TrainingStarted
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs import open_run
from cnn_desktop.core.stack.layers import Activation, Convolution, GlobalPooling
from cnn_desktop.engine import deployment as deploying
from cnn_desktop.engine.networks.temperature import calibrated
from cnn_desktop.engine.pipeline.store import ImageStore
from cnn_desktop.engine.prediction import Classifier
from cnn_desktop.engine.training import finishing, resume, train
from tests.engine.training_examples import StopAfter, config_for, go_on, kinds


def logits_of(model, run, split="validation"):
    from cnn_desktop.core import images
    from cnn_desktop.core.preparation import prepare
    from cnn_desktop.engine import networks

    files = [run.config.dataset / str(file) for file in run.predictions(split).files]
    prepared = np.stack([prepare(images.decode(file), run.preparation) for file in files])
    return networks.logits_of(model)(prepared.astype(np.float32)).numpy()


def test_the_temperature_lies_in_the_kept_model_and_is_that_of_its_validation_images(trained):
    model = keras.saving.load_model(trained.model_file, compile=False)
    names = [layer.name for layer in model.layers]
    assert names[-3:] == ["logits", "temperature", "probabilities"]
    temperature = Calibration.load(trained.folder).temperature
    assert model.get_layer("temperature").scale == pytest.approx(1 / temperature)
    labels = trained.predictions("validation").labels
    assert fit_temperature(logits_of(model, trained), labels) == pytest.approx(temperature, rel=1e-3)


@pytest.mark.parametrize(("units", "function"), [(3, "softmax"), (1, "sigmoid")])
def test_calibrating_answers_the_same_classes_and_may_be_done_twice(units, function, tmp_path):
    image = keras.Input((8, 8, 3))
    logits = keras.layers.Dense(units, name="logits")(keras.layers.Flatten()(image))
    plain = keras.Model(image, keras.layers.Activation(function, name="probabilities")(logits))
    once = calibrated(plain, 2.5)
    once.save(tmp_path / "model.keras")
    twice = calibrated(keras.saving.load_model(tmp_path / "model.keras"), 2.5)
    some = np.random.default_rng(0).normal(size=(20, 8, 8, 3)).astype(np.float32)
    np.testing.assert_allclose(once(some).numpy(), twice(some).numpy(), atol=1e-6)
    assert not np.allclose(once(some).numpy(), plain(some).numpy(), atol=1e-3)
    if units > 1:
        np.testing.assert_array_equal(once(some).numpy().argmax(axis=1), plain(some).numpy().argmax(axis=1))
    else:
        np.testing.assert_array_equal(once(some).numpy() > 0.5, plain(some).numpy() > 0.5)


def test_a_run_tells_how_it_was_put_to_use(trained):
    told = Deployment.load(trained.folder)
    assert told.reason == ""
    assert 0 <= told.agreement <= deploying.TOLERANCE
    assert told.images == 12
    assert (trained.folder / deployment.LITE_MODEL).stat().st_size > 100_000


def test_finishing_is_told_with_its_images(shapes, tmp_path):
    events = []
    train(config_for(shapes, tmp_path, epochs=1), events.append, go_on)
    finishing = [event for event in kinds(events, StageProgress) if event.stage == "finishing"]
    assert (finishing[0].total, finishing[-1].done, finishing[-1].total) == (0, 48, 48)


def test_a_run_that_goes_on_forgets_what_its_former_model_knew(shapes, tmp_path):
    stopper = StopAfter(1, 1)
    run = train(config_for(shapes, tmp_path), stopper.emit, stopper.should_stop)
    kept = (deployment.LITE_MODEL, deployment.DEPLOYMENT, likeness.FEATURES, calibration.CALIBRATION)
    assert all((run.folder / name).exists() for name in kept)  # a stopped run is used too
    seen = []

    def tell(event):
        if isinstance(event, TrainingStarted):
            seen.extend((run.folder / name).exists() for name in kept)

    resume(run.folder, tell, go_on)
    assert seen == [False] * 4
    assert all((run.folder / name).exists() for name in kept)
    assert Classifier(run.folder).engine == ""


def test_a_kill_while_a_run_is_finished_is_mended_by_the_resume(shapes, tmp_path, monkeypatch):
    """The kept model is calibrated already, the rest is not there yet."""
    straight = train(config_for(shapes, tmp_path, name="straight"), print, go_on)

    def killed(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("cnn_desktop.engine.training.finishing.put_to_use", killed)
    with pytest.raises(KeyboardInterrupt):
        train(config_for(shapes, tmp_path, name="killed"), print, go_on)
    monkeypatch.undo()
    run = open_run(tmp_path / "killed")
    assert run.status == "interrupted"
    resume(run.folder, print, go_on)
    assert Calibration.load(run.folder) == Calibration.load(straight.folder)
    np.testing.assert_array_equal(
        run.predictions("validation").probabilities, straight.predictions("validation").probabilities
    )


def test_a_stop_while_finishing_leaves_out_the_features_alone(shapes, tmp_path):
    events = []

    def is_finishing():
        return any(isinstance(event, StageProgress) and event.stage == "finishing" for event in events)

    run = train(config_for(shapes, tmp_path, epochs=1), events.append, is_finishing)
    assert kinds(events, TrainingFinished)[0].reason == "completed"
    assert not (run.folder / likeness.FEATURES).exists()
    assert Calibration.load(run.folder).limit is None
    prediction = next(Classifier(run.folder).classify(sorted(shapes.rglob("*.png"))[:1]))[1]
    assert prediction.distance is None


def test_a_network_that_cannot_be_converted_is_used_with_keras_and_the_reason_is_kept(shapes, tmp_path, monkeypatch):
    def refuse(model):
        raise RuntimeError("error: 'tf.Erfc' op is neither a custom op nor a flex op\nand pages more")

    monkeypatch.setattr(deploying, "converted", refuse)
    run = train(config_for(shapes, tmp_path, epochs=1), print, go_on)
    reason = "The network could not be converted for the quick engine (it lacks Erfc)."
    assert Deployment.load(run.folder) == Deployment(reason=reason)
    classifier = Classifier(run.folder)
    assert classifier.engine == f"{reason} TensorFlow classifies instead, which is slower."
    prediction = next(classifier.classify(sorted(shapes.rglob("*.png"))[:1]))[1]
    assert prediction.distance is not None


def test_a_conversion_that_answers_otherwise_is_not_kept(trained, tmp_path, monkeypatch):
    other = config_for(trained.config.dataset, tmp_path, epochs=1, seed=5, image_size=trained.preparation.size)
    wrong = (train(other, print, go_on).folder / deployment.LITE_MODEL).read_bytes()
    monkeypatch.setattr(deploying, "converted", lambda model: wrong)
    run = train(config_for(trained.config.dataset, tmp_path, epochs=1), print, go_on)
    told = Deployment.load(run.folder)
    assert told.reason.startswith("The quick engine answered otherwise than Keras, by up to ")
    assert told.agreement > deploying.TOLERANCE
    assert not (run.folder / deployment.LITE_MODEL).exists()


def test_a_network_of_one_s_own_is_put_to_use_too(shapes, tmp_path):
    layers = (Convolution(filters=6), Activation(function="relu"), GlobalPooling(kind="average"))
    config = TrainingConfig(
        dataset=shapes, runs=tmp_path, architecture="own", layers=layers, network_name="Mine", image_size=24,
        epochs=1, batch_size=16,
    )  # fmt: skip
    run = train(config, print, go_on)
    assert Classifier(run.folder).engine == ""
    assert json.loads((run.folder / deployment.DEPLOYMENT).read_text())["reason"] == ""


def test_what_looks_like_none_of_the_training_images_is_unlike_them(trained):
    """Too few images for that here: what is kept is put beside the run by hand."""
    random = np.random.default_rng(0)
    side, _, channels = trained.preparation.shape
    images = random.integers(100, 120, (100, side, side, channels)).astype(np.uint8)
    looks.fit(images[:70], images[70:], Preparation(size=side)).save(trained.folder)
    try:
        classifier = Classifier(trained.folder)
        others = images[:4] % 2 * 255
        assert {one.judgement for one in classifier.predictions(others)} == {"unlike"}
        assert classifier.examine(np.broadcast_to(others[0], (side, side, 3)))[0].judgement == "unlike"
    finally:
        (trained.folder / looks.LOOKS).unlink()


def test_features_that_the_training_had_serve_as_well_as_those_computed_anew(trained, tmp_path):
    run = open_run(shutil.copytree(trained.folder, tmp_path / "run"))
    shape, random = run.preparation.shape, np.random.default_rng(0)
    pixels, held_out = (random.integers(0, 256, (n, *shape), np.uint8) for n in (30, 9))
    store = ImageStore(pixels, np.arange(30, dtype=np.int32) % 3, tuple(map(str, range(30))), ("",) * 30)
    classifier = Classifier(run.folder)
    known = tuple(
        3 * classifier.answers(some)[1] for some in (pixels, held_out)
    )  # as a network gives them: of any length
    found = []
    for had in (None, known):
        limit = finishing._keep_features(run, classifier, store, held_out, had, lambda *_: None, lambda: False)
        found.append((limit, likeness.FeatureBank.load(run.folder).features))
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-4)
    np.testing.assert_allclose(found[0][1], found[1][1], atol=1e-4)
