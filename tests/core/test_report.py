"""The report of a run: everything in one file, every name as plain text, every figure with its n."""

from __future__ import annotations

import base64
import hashlib
import re
import shlex
import shutil
from html.parser import HTMLParser

import numpy as np
import pytest

from cnn_desktop.core.config import TrainingConfig, completed, preparation_of
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import EpochDone, RunWritten, TakeRunAway
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.report import write_report
from cnn_desktop.core.report.drawings import Plane
from cnn_desktop.core.results.table import write_predictions
from cnn_desktop.core.runs import Predictions, RunResult, create_run
from cnn_desktop.engine.service import serve
from tests import samples

HOSTILE = '<script>alert("x")</script>'
MARKED_UP = '"><img src=x onerror=alert(1)>'
_VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """What a browser would make of a report."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.open, self.text = [], [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, *one) for one in attributes]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, *one) for one in attributes]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.text += data


@pytest.fixture
def run(tmp_path):
    return made(tmp_path, (HOSTILE.replace("/", ""), MARKED_UP))


def made(tmp_path, classes, right=4):
    """A run on drawn images: of eight in each class, `right` were found, the rest taken for the next class."""
    drawn = samples.shapes(tmp_path / "drawn", classes=1, per_class=8) / "circle"
    for name in classes:
        shutil.copytree(drawn, tmp_path / "data" / name)
    config = completed(TrainingConfig(dataset=tmp_path / "data", runs=tmp_path / "runs", name="one run"), 32)
    run = create_run(config, classes, preparation_of(config))
    labels = np.repeat(np.arange(len(classes)), 8)
    answered = np.where(np.arange(len(labels)) % 8 < right, labels, (labels + 1) % len(classes))
    probabilities = np.full((len(labels), len(classes)), 0.2 / max(1, len(classes) - 1), np.float32)
    probabilities[np.arange(len(labels)), answered] = 0.8
    names = np.array([f"{classes[label]}/{place % 8:03}.png" for place, label in enumerate(labels)])
    run.write_predictions("validation", Predictions(labels, probabilities, names))
    run.write_history(tuple(EpochDone(n, 3, 1 / n, 0.5, 1.2 / n, 0.5, 2.0, 10.0, n == 2) for n in (1, 2, 3)))
    return run


def report(run, tmp_path):
    write_report(run.folder, tmp_path / "report.html")
    return (tmp_path / "report.html").read_text("utf-8")


def test_nothing_in_a_report_is_run_or_loaded(run, tmp_path):
    text = report(run, tmp_path)
    page = Page(text)
    assert page.open == []
    assert not {"script", "link", "iframe", "object", "form", "a", "base"} & set(page.tags)
    assert not [one for one in page.attributes if one[1].startswith("on") or one[1] in ("href", "style")]
    assert all(value.startswith("data:image/") for _, name, value in page.attributes if name == "src")
    style = re.search("<style>(.*)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(
        value for tag, name, value in page.attributes if (tag, name) == ("meta", "content") and "src" in value
    )
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy


def test_names_stand_in_a_report_as_they_are_written(run, tmp_path):
    text = Page(report(run, tmp_path)).text
    assert run.classes[0] in text
    assert run.classes[1] in text


def test_a_report_has_its_figures_mistakes_and_the_way_to_repeat_it(run, tmp_path):
    page = Page(report(run, tmp_path))
    assert "50.0 %of 16 validation images" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "the network cannot be told from that" in page.text
    assert "All 8 on validation images" in page.text
    assert page.tags.count("img") == 16  # eight mistakes, eight that are right
    assert page.tags.count("svg") == 7  # accuracy, loss, their legend, ROC, precision by recall, reliability
    assert "Kept is the network of epoch 2" not in page.text  # the run has not ended
    assert f"cnn-desktop train {shlex.quote(str(tmp_path / 'data'))} --preset residual --image-size 32" in page.text


def test_the_kept_epoch_is_named_where_the_run_has_ended(run, tmp_path):
    from cnn_desktop.core.results.of_run import read_results

    score = read_results(run.folder).splits[0].score
    run.write_result(RunResult(2, "completed", score, None))
    assert "Kept is the network of epoch 2" in Page(report(run, tmp_path)).text


def test_an_image_that_is_gone_leaves_its_answer(run, tmp_path):
    shutil.rmtree(tmp_path / "data")
    page = Page(report(run, tmp_path))
    assert "img" not in page.tags
    assert page.text.count("This image is no longer there.") == 16


def test_two_classes_have_curves_with_the_threshold_in_force_marked(tmp_path):
    text = report(made(tmp_path, ("cat", "dog"), right=6), tmp_path)
    said = Page(text).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "taken for dog where the network gives that at least 50.0 %" in said
    assert "6 of 8 are found, with 2 false alarms among 8 others (validation images)" in said
    assert "ROC: area 0.750" in said
    discs = re.findall(r'<circle class="bin" r="5" cx="([0-9.]+)" cy="([0-9.]+)">', text)
    plane = Plane((0, 1), (0, 1), 340, 320)
    assert discs == [(str(plane.x(0.25)), str(plane.y(0.75))), (str(plane.x(0.75)), str(plane.y(0.75)))]
    assert "Another threshold" not in report(made(tmp_path / "three", ("a", "b", "c")), tmp_path)


def test_of_many_classes_the_pairs_confused_most_are_told(tmp_path):
    run = made(tmp_path, tuple(f"class {n}" for n in range(30)), right=5)
    text = Page(report(run, tmp_path)).text
    assert "The pairs of 30 classes that were confused most, of 240 validation images." in text
    assert "3 of 8" in text
    assert "The surest 24 of 90" in text


def test_a_run_without_scores_is_refused_in_words(run, tmp_path):
    (run.folder / "predictions-validation.npz").unlink()
    with pytest.raises(UserError, match="has no scores yet"):
        write_report(run.folder, tmp_path / "report.html")
    with pytest.raises(UserError, match="no name of a web page"):
        write_report(run.folder, tmp_path / "report.pdf")


def test_no_name_in_the_table_of_answers_is_a_formula(tmp_path):
    run = made(tmp_path, ("=1+1", "+cmd"))
    assert write_predictions(run.folder, tmp_path / "all.csv") == 16
    lines = (tmp_path / "all.csv").read_text("utf-8").splitlines()
    assert lines[1].startswith("'=1+1/000.png,validation,'=1+1,'=1+1,yes,0.800000,0.800000,")
    assert len(lines) == 17


def test_of_many_classes_the_table_holds_the_first_five(tmp_path):
    names = tuple(f"class {number}" for number in range(101))
    run = create_run(TrainingConfig(dataset=tmp_path, runs=tmp_path, name="many"), names, Preparation(size=32))
    probabilities = np.zeros((1, 101), np.float32)
    probabilities[0, [40, 3, 99, 7, 50, 60]] = 0.4, 0.2, 0.15, 0.1, 0.08, 0.07
    run.write_predictions("validation", Predictions(np.array([3]), probabilities, np.array(["3/a.png"])))
    assert write_predictions(run.folder, tmp_path / "all.csv") == 1
    head, line = ((tmp_path / "all.csv").read_text("utf-8")).splitlines()
    further = ",".join(f"class {rank},probability {rank}" for rank in range(2, 6))
    assert head == f"image,split,class,predicted,right,confidence,{further}"
    assert line == (
        "3/a.png,validation,class 3,class 40,no,0.400000,"
        "class 3,0.200000,class 99,0.150000,class 7,0.100000,class 50,0.080000"
    )


def test_the_engine_writes_what_is_asked_for_and_says_plainly_what_it_cannot(run, tmp_path):
    def asked(kind, name):
        events = []
        serve([TakeRunAway(7, run.folder, tmp_path / name, kind)], events.append, lambda: False)
        return events[-1]

    assert asked("report", "r.html") == RunWritten(7, tmp_path / "r.html", "report")
    assert asked("table", "t.csv") == RunWritten(7, tmp_path / "t.csv", "table")
    assert "does not say which images it used" in asked("script", "s.py").message
    assert (tmp_path / "r.html").is_file()
    assert (tmp_path / "t.csv").is_file()
