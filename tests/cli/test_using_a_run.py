"""`evaluate`, `predict` and `runs` on a real run; `architectures` on the real catalogue."""

from __future__ import annotations

import argparse
import csv
import os
import shlex

import pytest

from cnn_desktop.cli import settings
from cnn_desktop.core import architectures
from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.config import TrainingConfig, completed
from cnn_desktop.core.repeating import command_of
from tests import samples


@pytest.fixture
def copied_run(trained, tmp_path):
    """A run that a test may damage."""
    import shutil

    return shutil.copytree(trained.folder, tmp_path / "runs" / "copied")


def test_evaluate_tells_each_split_with_its_interval_and_confusion(run, trained):
    answer = run("evaluate", trained.folder, "--json")
    assert answer.code == 0
    validation, test = answer.records
    keys = {"split", "n", "accuracy", "interval", "balanced_accuracy", "macro_f1", "classes", "confusion"}
    assert keys <= set(validation)
    assert (validation["split"], test["split"]) == ("validation", "test")
    assert validation["classes"] == ["circle", "square", "triangle"]
    assert sum(map(sum, validation["confusion"])) == validation["n"] == 12


def test_evaluate_for_people_names_rows_and_columns(run, trained):
    out = run("evaluate", trained.folder).out
    assert "validation " in out
    assert "95 % interval" in out
    assert "  true \\ predicted  circle  square  triangle\n" in out


def test_evaluate_on_another_folder_names_what_it_left_out(run, trained, tmp_path):
    samples.shapes(tmp_path, classes=4, per_class=3, seed=5)
    answer = run("evaluate", trained.folder, "--dataset", tmp_path, "--json")
    assert answer.code == 1
    assert (answer.records[0]["split"], answer.records[0]["n"]) == ("dataset", 9)
    assert "cross/000.png: The run knows no class “cross”." in answer.err
    assert answer.err.endswith("3 images left out.\n")


def test_predict_answers_each_image_in_order(run, trained, shapes):
    answer = run("predict", trained.folder, shapes / "circle", "--top", "2", "--json")
    assert answer.code == 0
    assert [record["image"] for record in answer.records] == [str(f) for f in sorted((shapes / "circle").iterdir())]
    record = answer.records[0]
    assert set(record) == {"image", "class", "confidence", "judgement", "distance", "top"}
    assert len(record["top"]) == 2
    assert record["top"][0] == {"class": record["class"], "probability": record["confidence"]}


def test_an_image_that_cannot_be_read_is_named_and_hides_no_other(run, trained, shapes, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes((shapes / "circle" / "000.png").read_bytes()[:60])
    answer = run("predict", trained.folder, broken, shapes / "circle" / "001.png", "--json")
    assert answer.code == 1
    refused, classified = answer.records
    assert set(refused) == {"image", "error", "hint"}
    assert refused["image"] == str(broken)
    assert classified["class"]
    assert "1 image of 2 could not be classified." in answer.err


def test_predict_for_people(run, trained, shapes):
    answer = run("predict", trained.folder, shapes / "circle" / "000.png", "--top", "1")
    name, classes = answer.out.splitlines()
    assert name == str(shapes / "circle" / "000.png")
    assert classes.startswith("  ")
    assert classes.endswith(" %")


def test_predict_writes_a_table(run, trained, shapes, tmp_path):
    target = tmp_path / "answers.csv"
    answer = run("predict", trained.folder, shapes / "square", tmp_path / "gone.png", "--top", "2", "--csv", target)
    assert answer.code == 1
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 21
    assert list(rows[0]) == ["image", "class", "confidence", "class 2", "probability 2", "judgement", "error"]
    assert float(rows[0]["confidence"]) > float(rows[0]["probability 2"])
    assert rows[0]["error"] == ""
    assert rows[-1]["image"] == str(tmp_path / "gone.png")
    assert rows[-1]["error"] != ""


def test_predict_copies_into_folders_by_class(run, trained, shapes, tmp_path):
    images = [shapes / "circle" / "000.png", shapes / "square" / "000.png", tmp_path / "gone.png"]
    answer = run("predict", trained.folder, *images, "--copy-to", tmp_path / "sorted", "--json")
    assert answer.code == 1
    assert "2 images copied to" in answer.err
    classes = [record["class"] for record in answer.records if "class" in record]
    expected = {f"{classes[0]}/000.png"} | {f"{classes[1]}/000{' (2)' if classes[0] == classes[1] else ''}.png"}
    copies = {str(file.relative_to(tmp_path / "sorted")) for file in (tmp_path / "sorted").rglob("*.png")}
    assert copies == expected
    assert all(file.is_file() for file in images[:2])


def test_a_table_that_cannot_be_written_is_refused_before_the_work(run, trained, shapes, tmp_path):
    answer = run("predict", trained.folder, shapes / "circle", "--csv", tmp_path / "no" / "such" / "t.csv", "--json")
    assert answer.code == 1
    assert [record.get("event") for record in answer.records] == ["error"]


def test_a_folder_without_images_is_refused(run, trained, tmp_path):
    (tmp_path / "notes.txt").write_text("nothing to see")
    answer = run("predict", trained.folder, tmp_path)
    assert answer.code == 1
    assert answer.err.startswith("There are no images in what you named.")


@pytest.mark.parametrize("command", ["evaluate", "predict"])
def test_a_folder_that_is_no_run_is_refused(run, command, shapes):
    words = [shapes / "circle" / "000.png"] if command == "predict" else []
    answer = run(command, shapes, *words)
    assert answer.code == 1
    assert "is not a run" in answer.err


def test_runs_lists_what_is_there(run, trained):
    (record,) = run("runs", trained.folder.parent, "--json").records
    assert (record["run"], record["status"], record["architecture"]) == (str(trained.folder), "finished", "lenet5")
    assert (record["epochs"], record["validation"]["n"], record["test"]["n"]) == (2, 12, 12)
    out = run("runs", trained.folder.parent).out
    assert out.startswith(f"1 run in {trained.folder.parent}\n")
    assert "95 % interval" in out


def test_a_damaged_run_hides_no_other(run, copied_run):
    import shutil

    shutil.copytree(copied_run, copied_run.parent / "damaged")
    (copied_run.parent / "damaged" / "result.json").write_text('{"reason": 7}')
    records = run("runs", copied_run.parent, "--json").records
    assert {record["name"]: record["status"] for record in records} == {"copied": "finished", "damaged": "damaged"}
    assert "is damaged" in run("runs", copied_run.parent).out


def test_no_runs_yet_is_no_mistake_but_a_wrong_folder_is(run, tmp_path):
    assert run("runs").out.startswith("0 runs in ")
    answer = run("runs", tmp_path / "gone")
    assert answer.code == 1
    assert answer.err.startswith(f"There is no folder “{tmp_path / 'gone'}”.")


def test_the_catalogue_is_listed_without_tensorflow(run, monkeypatch):
    from cnn_desktop.cli import engine

    monkeypatch.setattr(engine, "load_engine", lambda output: pytest.fail("TensorFlow was loaded"))
    out = run("architectures").out
    assert all(entry.key in out and entry.choose_when in out for entry in architectures.ARCHITECTURES)


def test_an_architecture_is_told_layer_by_layer(run):
    (record,) = run("architectures", "lenet5", "--classes", "26", "--image-size", "32", "--json").records
    assert set(record) == {"key", "title", "parameters", "layers"}
    assert sum(layer["parameters"] for layer in record["layers"]) == record["parameters"]
    assert record["layers"][-1] == {"name": "probabilities", "type": "Activation", "output": [26], "parameters": 0}
    assert "LeNet-5: 61,706 parameters (28×28 pixels in grey, 10 classes)" in run("architectures", "lenet5").out


def test_an_unknown_architecture_is_wrong_usage(run):
    answer = run("architectures", "lenet")
    assert answer.code == 2
    assert answer.err.startswith("There is no architecture “lenet”.")


@pytest.mark.skipif(os.name != "posix", reason="file names are text elsewhere")
def test_an_image_with_a_name_of_any_bytes_is_classified(run, trained, shapes, tmp_path):
    image = tmp_path / os.fsdecode(b"caf\xe9.png")
    image.write_bytes((shapes / "circle" / "000.png").read_bytes())
    answer = run("predict", trained.folder, image, "--json", "--csv", tmp_path / "t.csv")
    assert answer.code == 0
    assert answer.records[0]["image"] == str(image)
    assert b"caf\xe9.png" in (tmp_path / "t.csv").read_bytes()


def test_a_network_is_told_with_choices_of_ones_own(run):
    (record,) = run("architectures", "xray-28", "--batch-norm", "--pooling", "stochastic", "--json").records
    types = [layer["type"] for layer in record["layers"]]
    assert types.count("BatchNormalization") == types.count("Conv2D") == 4
    assert types.count("StochasticPooling2D") == 2


@pytest.mark.parametrize("key", ["residual", "xray-28"])
def test_the_unit_step_may_be_looked_at(run, key):
    (record,) = run("architectures", key, "--activation", "step", "--json").records
    assert "Step" in [layer["type"] for layer in record["layers"]]


def test_a_choice_that_a_network_does_not_take_is_wrong_usage(run):
    answer = run("architectures", "cifar10-fast", "--pooling", "average")
    assert answer.code == 2
    assert answer.err.startswith("CIFAR-10, fast has no choice of pooling.")
    assert run("architectures", "fish-binary", "--loss", "sigmoid").code == 2


def test_the_catalogue_tells_each_recipe(run):
    out = run("architectures").out
    assert "  28×28 pixels in grey, light-on-dark, centred, augmentation: light\n" in out
    assert "  30 epochs, batches of 32, adam 0.001, cosine, one sigmoid unit, never ends early\n" in out
    assert "augmentation: flip, zoom 0.2, shear 0.2\n" in out


def test_export_writes_a_script_and_its_list_of_images(run, trained, tmp_path):
    answer = run("export", trained.folder, "--script", tmp_path / "again.py", "--json")
    assert answer.code == 0
    assert answer.records == [{"script": str(tmp_path / "again.py"), "images": str(tmp_path / "again-images.csv")}]
    compile((tmp_path / "again.py").read_text("utf-8"), "again.py", "exec")
    assert run("export", trained.folder, "--classifier", tmp_path / "classify.py").code == 0
    compile((tmp_path / "classify.py").read_text("utf-8"), "classify.py", "exec")
    assert run("export", trained.folder, "--script", tmp_path / "again.txt").code == 1
    assert run("export", trained.folder).code == 2


def test_report_writes_one_page(run, trained, tmp_path):
    answer = run("report", trained.folder, "--html", tmp_path / "report.html", "--json")
    assert (answer.code, answer.records) == (0, [{"report": str(tmp_path / "report.html")}])
    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"architecture": "mnist", "grey": False, "augmentation": "strong", "loss": "softmax", "l2": 1e-4, "seed": 3},
        {"architecture": "cifar10-vgg", "normalise": True, "dropout": 0.1, "group_by": "prefix:_", "image_size": 48},
        {"architecture": "cifar10-fast", "vary": Augmentation(shift=0.25, rotate=7.5), "precision": "float32"},
    ],
)
def test_the_command_that_repeats_a_run_says_its_whole_configuration(tmp_path, choices):
    folder = tmp_path / "owls and cats"
    folder.mkdir()
    config = completed(TrainingConfig(dataset=folder, runs=tmp_path, **choices), 64)
    words = shlex.split(command_of(config))
    parser = argparse.ArgumentParser()
    settings.add_all(parser)
    assert words[:3] == ["cnn-desktop", "train", str(folder)]
    again = settings.configuration(parser.parse_args(words[3:]), dataset=folder, runs=tmp_path)
    assert completed(again, 64) == config


def test_export_writes_every_answer_as_a_table(run, trained, tmp_path):
    answer = run("export", trained.folder, "--predictions", tmp_path / "all.csv", "--json")
    assert answer.records == [{"predictions": str(tmp_path / "all.csv"), "n": 24}]
    with open(tmp_path / "all.csv", newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    stored = trained.predictions("test")
    of_test = [row for row in rows if row["split"] == "test"]
    assert [row["image"] for row in of_test] == stored.files.tolist()
    assert float(of_test[0]["probability of circle"]) == pytest.approx(stored.probabilities[0, 0], abs=1e-6)
    assert {row["right"] for row in rows} <= {"yes", "no"}
