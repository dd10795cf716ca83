"""One image, one answer, whichever door it comes in by; quick where a run allows it, honest about what is not known."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from cnn_desktop import cli
from cnn_desktop.core import deployment, images
from cnn_desktop.core.calibration import Calibration, set_least_confidence
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.likeness import FeatureBank
from cnn_desktop.core.preparation import prepare
from cnn_desktop.engine.prediction import Classifier
from cnn_desktop.engine.training import train
from tests import samples
from tests.engine import backbones

CLOSE = 1e-5


def train_on(folder, runs, **settings):
    config = TrainingConfig(dataset=folder, runs=runs, epochs=1, batch_size=16, test=0.2, **settings)
    return train(config, lambda event: None, lambda: False)


@pytest.fixture(scope="module")
def fish(tmp_path_factory):
    """Sixty images of two classes, of another shape than any network's input."""
    folder = samples.shapes(tmp_path_factory.mktemp("data") / "two", classes=2, per_class=30, size=48)
    for number, file in enumerate(sorted(folder.rglob("*.png"))):
        pixels = images.decode(file)
        samples.write(file, pixels[: 48 - number % 12])
    return folder


NETWORKS = {
    "shortcuts": {"architecture": "residual", "image_size": 32},
    "one sigmoid unit": {"architecture": "fish-binary", "image_size": 24},
    "scaled logits": {"architecture": "cifar10-fast", "image_size": 32},
    "whitened input": {"architecture": "cifar10-vgg", "image_size": 16, "inputs": "whiten"},
    "light digits": {"architecture": "lenet5"},
    "pretrained": {"architecture": "mobilenet-v1", "method": "fast", "image_size": 32},
}


@pytest.mark.no_cover
@pytest.mark.parametrize("network", NETWORKS)
def test_every_door_gives_the_same_answer(fish, tmp_path, capfd, network):
    import keras

    from cnn_desktop.engine.prediction import keras_network

    weights = {"weights": str(backbones.tiny(tmp_path))} if network == "pretrained" else {}
    run = train_on(fish, tmp_path, name=network, **NETWORKS[network], **weights)
    file = sorted(fish.rglob("*.png"))[7]
    classifier = Classifier(run.folder)
    assert classifier.engine == ""
    ((_, by_file, _),) = classifier.classify([file])

    model = keras.saving.load_model(run.model_file, compile=False)
    prepared = prepare(images.decode(file), run.preparation)
    plain = model(prepared[None].astype(np.float32)).numpy()[0]
    rebuilt = keras_network.load(run)(prepared[None].astype(np.float32)).numpy()[0]
    np.testing.assert_array_equal(rebuilt, plain)  # by our own code, only the numbers out of the file
    expected = plain if len(plain) == 2 else np.array([1 - plain[0], plain[0]])

    assert cli.main(["predict", str(run.folder), str(file), "--json"]) == 0
    (record,) = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    by_command_line = {one["class"]: one["probability"] for one in record["top"]}
    by_pixels, seen = classifier.classify_pixels(images.decode(file))
    examined, _, _ = classifier.examine(images.decode(file))
    in_a_block = next(answer for where, answer, _ in classifier.classify(sorted(fish.rglob("*.png"))) if where == file)

    np.testing.assert_array_equal(seen, prepared)
    for answers in (by_command_line, *(dict(one.ranked) for one in (by_file, by_pixels, examined, in_a_block))):
        assert max(answers, key=lambda name: answers[name]) == run.classes[int(expected.argmax())]
        np.testing.assert_allclose([answers[name] for name in run.classes], expected, atol=CLOSE)
    assert record["judgement"] == by_file.judgement
    assert record["distance"] == pytest.approx(by_file.distance, abs=1e-4)


def test_stored_predictions_are_what_a_classifier_says_of_the_files(trained):
    stored = trained.predictions("validation")
    files = [trained.config.dataset / str(file) for file in stored.files]
    for (_, answer, _), row in zip(Classifier(trained.folder).classify(files), stored.probabilities, strict=True):
        shares = dict(answer.ranked)
        np.testing.assert_allclose([shares[name] for name in trained.classes], row, atol=CLOSE)


@pytest.fixture
def copied(trained, tmp_path):
    """A run that a test may damage."""
    from cnn_desktop.core.runs import open_run

    return open_run(shutil.copytree(trained.folder, tmp_path / "copied"))


@pytest.mark.parametrize("what", ["of before", "damaged", "of another network", "without the quick engine"])
def test_without_the_quick_model_keras_gives_the_same_answers_and_it_is_said(trained, copied, what, monkeypatch):
    lite = copied.folder / deployment.LITE_MODEL
    match what:
        case "of before":
            deployment.forget(copied.folder)
        case "damaged":
            lite.write_bytes(lite.read_bytes()[:3000])
        case "of another network":
            other = train_on(trained.config.dataset, copied.folder.parent, architecture="lenet5", image_size=32)
            shutil.copy(other.folder / deployment.LITE_MODEL, lite)
        case "without the quick engine":
            monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    slow = Classifier(copied.folder)
    assert slow.engine.endswith("TensorFlow classifies instead, which is slower.")
    monkeypatch.undo()
    files = sorted(trained.config.dataset.rglob("*.png"))[:5]
    for (_, one, _), (_, other, _) in zip(
        slow.classify(files), Classifier(trained.folder).classify(files), strict=True
    ):
        assert one.class_name == other.class_name
        assert one.confidence == pytest.approx(other.confidence, abs=CLOSE)
        if what == "of before":
            assert (one.judgement, one.distance) == ("sure", None)
        else:
            assert one.distance == pytest.approx(other.distance, abs=1e-3)


def test_files_are_answered_in_order_and_refused_ones_hide_no_other(trained, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no image")
    good = sorted(trained.config.dataset.rglob("*.png"))
    files = [broken, *good, broken, *good, broken]
    answers = list(Classifier(trained.folder).classify(files))
    assert [file for file, _, _ in answers] == files
    assert [isinstance(answer, UserError) for _, answer, _ in answers] == [file == broken for file in files]
    assert all((small is None) == (file == broken) for file, _, small in answers)
    assert answers[1][1].class_name == answers[62][1].class_name


def test_who_stops_listening_leaves_no_thread_at_work(trained):
    files = sorted(trained.config.dataset.rglob("*.png")) * 20
    answers = Classifier(trained.folder).classify(files)
    next(answers)
    answers.close()  # the fixture that looks for threads fails otherwise


def test_several_threads_may_ask_at_once(trained):
    classifier = Classifier(trained.folder)
    decoded = [images.decode(file) for file in sorted(trained.config.dataset.rglob("*.png"))[:12]]
    alone = [classifier.classify_pixels(pixels)[0] for pixels in decoded]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda pixels: classifier.classify_pixels(pixels)[0], decoded * 5))
    for one, other in zip(alone * 5, together, strict=True):
        assert one.class_name == other.class_name
        assert one.confidence == pytest.approx(other.confidence, abs=1e-6)


def test_a_training_image_is_nearest_to_itself(trained):
    bank = FeatureBank.load(trained.folder)
    for place in (0, len(bank.files) // 2):
        file = trained.config.dataset / str(bank.files[place])
        _, _, nearest = Classifier(trained.folder).examine(images.decode(file))
        assert len(nearest) == 6
        assert (nearest[0].file, nearest[0].class_name) == (file, file.parent.name)
        assert nearest[0].distance < 0.05
        assert [one.distance for one in nearest] == sorted(one.distance for one in nearest)


def test_features_are_kept_of_training_images_alone(trained):
    kept = set(FeatureBank.load(trained.folder).files.tolist())
    held_out = {str(file) for split in ("validation", "test") for file in trained.predictions(split).files}
    assert len(kept) == 36
    assert not kept & held_out


def test_the_least_confidence_holds_at_once_for_a_classifier_in_use(copied):
    classifier = Classifier(copied.folder)
    picture = images.decode(sorted(copied.config.dataset.rglob("*.png"))[0])
    set_least_confidence(copied.folder, 0.0)
    assert classifier.classify_pixels(picture)[0].judgement != "unsure"
    set_least_confidence(copied.folder, 1.0)
    assert classifier.classify_pixels(picture)[0].judgement in ("unsure", "unlike")


def test_what_lies_beyond_the_limit_is_unlike_however_confident(copied):
    kept = Calibration.load(copied.folder)
    Calibration(least_confidence=0.0, limit=kept.limit / 1000, images=kept.images).save(copied.folder)
    held_out = copied.config.dataset / str(copied.predictions("validation").files[0])
    prediction, _ = Classifier(copied.folder).classify_pixels(images.decode(held_out))
    assert prediction.judgement == "unlike"
    assert prediction.distance > 1


LOADED = "print([name for name in ('tensorflow', 'keras', 'PySide6', 'sklearn') if name in sys.modules])"


def in_a_fresh_interpreter(program):
    """The lines that `program` prints; it may print no others, to standard error neither."""
    folder = Path(cli.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60, cwd=folder
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_one_image_is_classified_by_command_line_without_tensorflow(trained):
    image = sorted(trained.config.dataset.rglob("*.png"))[0]
    words = ["predict", str(trained.folder), str(image), "--json"]
    record, loaded = in_a_fresh_interpreter(f"import sys; from cnn_desktop import cli; cli.main({words!r}); {LOADED}")
    assert json.loads(record)["image"] == str(image)
    assert loaded == "[]"


def test_the_engine_of_the_window_classifies_without_tensorflow(trained):
    image = sorted(trained.config.dataset.rglob("*.png"))[0]
    program = (
        "import sys; from pathlib import Path; from cnn_desktop.core.messages import Classify; "
        "from cnn_desktop.engine.service import serve; "
        f"serve([Classify(4, Path({str(trained.folder)!r}), (Path({str(image)!r}),))], "
        f"lambda event: print(type(event).__name__), lambda: False); {LOADED}"
    )
    assert in_a_fresh_interpreter(program) == ["ImageClassified", "ClassifyDone", "[]"]
