"""A run is held by the window that opened it first, however many of its places show it, and by whatever path."""

import pytest

from cnn_desktop.gui.models.held_runs import ELSEWHERE, HeldRuns


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "runs" / "one"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def window(qapp):
    held = HeldRuns()
    yield held
    held.close()


@pytest.fixture
def other(qapp):
    held = HeldRuns()
    yield held
    held.close()


def test_the_first_window_may_change_it_and_the_second_may_not_until_it_is_closed(window, other, run):
    window.show("results", run)
    assert window.reason_not_to_change(run) == ""
    assert other.reason_not_to_change(run) == ELSEWHERE
    window.close()
    assert other.reason_not_to_change(run) == ""


def test_a_run_that_two_places_of_one_window_know_by_two_paths_is_held_once(window, other, run, tmp_path):
    link = tmp_path / "Documents"
    link.symlink_to(run.parent, target_is_directory=True)
    window.show("results", run)
    window.show("maps", link / "one")
    for path in (run, link / "one"):
        assert window.reason_not_to_change(path) == ""
        assert other.reason_not_to_change(path) == ELSEWHERE
    window.show("results", None)
    assert other.reason_not_to_change(run) == ELSEWHERE  # the maps still show it
    window.show("maps", None)
    assert other.reason_not_to_change(run) == ""


def test_a_run_that_was_moved_is_held_where_it_is_now(window, other, run):
    window.show("results", run)
    window.release(run)
    moved = run.rename(run.with_name("two"))
    window.follow(run, moved)
    assert other.reason_not_to_change(moved) == ELSEWHERE
