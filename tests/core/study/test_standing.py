"""How a comparison stands, from its folder alone: runs, means, deviations, intervals, the best."""

import statistics

import pytest

from cnn_desktop.core import runs
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import wilson_interval
from cnn_desktop.core.study import Varied, list_studies, open_study, read_standing
from tests.core.study.examples import begun, keep_run, pets


def test_a_new_one_waits(tmp_path):
    opened = begun(tmp_path)
    standing = read_standing(open_study(opened.folder))
    assert [run.state for run in standing.runs] == ["waiting", "waiting"]
    assert [(row.runs, row.planned, row.mean, row.is_best) for row in standing.rows] == [(0, 1, None, False)] * 2
    assert not standing.is_training


def test_all_runs_divide_the_images_that_were_there_when_it_began(tmp_path):
    opened = begun(tmp_path)
    found, suggested = open_study(opened.folder).dataset
    assert found == pets(tmp_path / "pets")
    assert suggested == 28


def test_out_of_fold_answers_give_one_interval_over_all_images(tmp_path):
    opened = begun(tmp_path, varied=(), folds=2)
    keep_run(opened, opened.study.runs[0], 20, range(20))
    keep_run(opened, opened.study.runs[1], 15, range(20, 40))
    [row] = read_standing(opened).rows
    assert row.n == 40
    assert row.mean == pytest.approx(35 / 40)
    assert row.deviation == pytest.approx(statistics.stdev([1, 0.75]))
    assert row.interval == wilson_interval(35, 40)
    assert row.seconds == 2.0


def test_an_image_that_several_seeds_answer_counts_once(tmp_path):
    opened = begun(tmp_path, varied=(), seeds=2)
    for planned, right in zip(opened.study.runs, (20, 10), strict=True):
        keep_run(opened, planned, right)
    [row] = read_standing(opened).rows
    assert (row.n, row.mean) == (20, 0.75)
    assert row.interval == wilson_interval(15, 20)


def test_the_best_is_marked_and_said_whether_by_more_than_chance(tmp_path):
    opened = begun(tmp_path, varied=(Varied("batch_size", (16, 32, 64)),))
    for planned, right in zip(opened.study.runs, (5, 20, 8), strict=True):
        keep_run(opened, planned, right)
    standing = read_standing(opened)
    assert [row.is_best for row in standing.rows] == [False, True, False]
    assert standing.verdict.startswith("“batch size 32” is better than “batch size 64”: more than chance.")
    assert standing.is_complete
    assert [row.mark for row in standing.rows] == ["", "best", ""]


def test_until_all_is_done_it_is_the_best_so_far_and_judged_by_what_all_of_them_have(tmp_path):
    opened = begun(tmp_path, folds=2)  # the order: both sizes in the first fold, both in the second
    small, large, easy, _ = opened.study.runs
    keep_run(opened, small, 10, range(20))
    assert [row.mark for row in read_standing(opened).rows] == ["", ""]  # there is nothing to compare with
    keep_run(opened, large, 15, range(20))
    keep_run(opened, easy, 20, range(20, 40))
    standing = read_standing(opened)
    assert [(row.runs, row.mean) for row in standing.rows] == [(2, 0.75), (1, 0.75)]
    assert [row.mark for row in standing.rows] == ["", "best so far"]  # the second fold is easier, not batch size 16
    assert standing.verdict.endswith("Judged by the 1 run that each of them has.")


def test_what_is_ahead_in_the_end_is_the_best_although_a_fold_of_it_failed(tmp_path):
    opened = begun(tmp_path, folds=2)
    for planned, right in zip(opened.study.runs[:3], (5, 20, 5), strict=True):
        keep_run(opened, planned, right, range(20) if planned.number < 3 else range(20, 40))
    opened.note_failure(opened.study.runs[3], "There is not enough memory.")
    assert [row.mark for row in read_standing(opened).rows] == ["", "best"]


def test_equals_are_all_best(tmp_path):
    opened = begun(tmp_path)
    for planned in opened.study.runs:
        keep_run(opened, planned, 12)
    standing = read_standing(opened)
    assert [row.is_best for row in standing.rows] == [True, True]
    assert standing.verdict == "“batch size 16” and “batch size 32” are equally good."


def test_a_run_under_way_one_that_broke_off_and_one_that_failed_are_told_apart(tmp_path):
    opened = begun(tmp_path, varied=(Varied("batch_size", (16, 32, 64)),))
    under_way, broken_off, failed = opened.study.runs
    keep_run(opened, broken_off, 3, finished=False)
    opened.note_failure(failed, "There is not enough memory.")
    with keep_run(opened, under_way, 3, finished=False).locked(), opened.locked():
        standing = read_standing(opened)
        assert [run.state for run in standing.runs] == ["training", "stopped", "failed"]
        assert standing.is_training
    assert standing.runs[2].problem == "There is not enough memory."
    opened.note_failure(failed, "")
    assert read_standing(opened).runs[2].state == "waiting"


def test_a_damaged_run_hides_no_other(tmp_path):
    opened = begun(tmp_path)
    broken = keep_run(opened, opened.study.runs[0], 3)
    keep_run(opened, opened.study.runs[1], 3)
    (broken.folder / runs.CONFIG).write_text("{")
    assert [run.state for run in read_standing(opened).runs] == ["failed", "done"]


def test_what_a_kill_left_before_the_split_is_cleared_and_nothing_else(tmp_path):
    opened = begun(tmp_path)
    kept, unbegun = opened.study.runs
    keep_run(opened, kept, 3, finished=False)
    opened.folder_of(unbegun).mkdir()
    for planned in opened.study.runs:
        opened.clear_unbegun(planned)
    assert opened.folder_of(kept).is_dir()
    assert not opened.folder_of(unbegun).exists()


def test_two_processes_do_not_train_one_comparison(tmp_path):
    opened = begun(tmp_path)
    with opened.locked(), pytest.raises(UserError, match="is being trained by another process"), opened.locked():
        pass


def test_they_are_found_newest_first_and_their_runs_are_no_runs_of_the_folder(tmp_path):
    first, second = begun(tmp_path), begun(tmp_path, seeds=2)
    keep_run(first, first.study.runs[0], 3)
    (tmp_path / "other").mkdir()
    assert {one.folder for one in list_studies(tmp_path)} == {first.folder, second.folder}
    assert runs.list_runs(tmp_path) == []
    assert len(runs.list_runs(first.folder)) == 1


def test_another_folder_is_refused(tmp_path):
    with pytest.raises(UserError, match="is not a comparison"):
        open_study(tmp_path)
    opened = begun(tmp_path)
    (opened.folder / "comparison.json").write_text("[]")
    with pytest.raises(UserError, match="is damaged"):
        open_study(opened.folder)
