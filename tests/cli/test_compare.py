"""`compare`: flags into a comparison, events into lines, and an exit code that says whether all was done."""

import pytest

from cnn_desktop import conductor
from cnn_desktop.core.messages import EpochDone, StudyRunEnded, StudyRunStarted
from cnn_desktop.core.study import open_study, read_standing
from tests.core.study.examples import begun, keep_run

EPOCH = EpochDone(1, 2, 0.5, 0.8, 0.6, 0.7, 2.0, 100.0, True)


@pytest.fixture
def conducted(monkeypatch, tmp_path):
    """Nobody trains: the conductor writes down what a training would leave; of the last run, nothing."""
    begun_with = []

    def begin(study, crew, emit, wish):
        begun_with.append(study)
        return begun(tmp_path)

    def conduct(opened, crew, emit, wish):
        first, second = opened.study.runs
        emit(StudyRunStarted(1, 2, first.name))
        emit(EPOCH)
        keep_run(opened, first, 15)
        opened.note_failure(second, "It is too dark.")
        emit(StudyRunEnded(2, 2, second.name, None, "It is too dark."))
        return read_standing(opened)

    monkeypatch.setattr(conductor, "begin", begin)
    monkeypatch.setattr(conductor, "conduct", conduct)
    return begun_with


def test_flags_become_a_comparison(run, conducted, tmp_path):
    words = ["--vary", "batch-size=8,16", "--vary", "grey=on,off", "--vary", "learning_rate=default,0.1"]
    run("compare", tmp_path, *words, "--folds", 3, "--seeds", 2, "--epochs", 4, "--preset", "lenet5")
    [study] = conducted
    assert [(one.field, one.values) for one in study.varied] == [
        ("batch_size", (8, 16)), ("grey", (True, False)), ("learning_rate", (None, 0.1)),
    ]  # fmt: skip
    assert (study.folds, study.seeds, study.base.epochs, study.base.architecture) == (3, 2, 4, "lenet5")


def test_a_run_that_failed_is_named_and_the_exit_code_says_so(run, conducted, tmp_path):
    answer = run("compare", tmp_path, "--vary", "batch_size=16,32", "--json")
    assert answer.code == 1
    assert "2 batch size 32: It is too dark." in answer.err
    events = [record["event"] for record in answer.records]
    assert events == ["comparison", "run_started", "epoch", "run_ended", "row", "row", "compared"]
    rows = [record for record in answer.records if record["event"] == "row"]
    assert [(row["settings"], row["runs"], row["mean"]) for row in rows] == [
        ({"batch_size": 16}, 1, 0.75), ({"batch_size": 32}, 0, None),
    ]  # fmt: skip
    assert answer.records[-1]["failed"] == 1


def test_people_read_a_table_and_it_can_be_shown_again(run, conducted, tmp_path):
    run("compare", tmp_path, "--vary", "batch_size=16,32")
    [folder] = [one for one in tmp_path.iterdir() if one.name.startswith("pets compared")]
    answer = run("compare", "--show", folder)
    assert answer.code == 0
    assert "batch size 16  1 of 1    75.0 %" in answer.out
    assert open_study(folder).failed


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--vary", "batch_size"], "which values?"),
        (["--vary", "batchsize=1,2"], "did you mean “batch_size”?"),
        (["--vary", "batch_size=two"], "takes a whole number"),
        (["--vary", "flip=perhaps"], "is on or off"),
        (["--vary", "seed=1,2"], "Say how many seeds instead."),
        ([], "There is nothing to compare"),
        (["--folds", "3", "--fold", "1/3"], "A single fold cannot be compared"),
    ],
)
def test_what_cannot_be_a_comparison_is_wrong_usage(run, tmp_path, words, sentence):
    answer = run("compare", tmp_path, *words)
    assert answer.code == 2
    assert sentence in answer.err


def test_a_comparison_that_goes_on_keeps_its_settings(run, tmp_path):
    folder = begun(tmp_path).folder
    answer = run("compare", "--resume", folder, "--epochs", 3)
    assert answer.code == 2
    assert "beside --resume, --epochs means nothing" in answer.err
