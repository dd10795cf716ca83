"""Folders looked through, their images as thumbnails and pictures: asked of the service, with the real engine."""

from __future__ import annotations

from cnn_desktop.core.messages import (
    ClassesListed,
    DatasetReady,
    DescribeGroups,
    FindImages,
    GroupsReady,
    LoadPicture,
    LoadThumbnails,
    PictureReady,
    RequestCancelled,
    RequestFailed,
    SamplesReady,
    ScanDataset,
    ScanProgress,
    SearchDone,
    ThumbnailReady,
    ThumbnailsDone,
    WriteSamples,
)
from tests import samples
from tests.engine.service_examples import ask


def test_what_a_rule_keeps_together_is_told_of_the_folder_scanned_or_not(tmp_path):
    data = samples.shapes(tmp_path, classes=2, per_class=6)
    for number, file in enumerate(sorted(data.rglob("*.png"))):
        file.rename(file.with_name(f"{number % 6 // 2}-{number % 2}.png"))
    for before in ((ScanDataset(1, data),), ()):
        ready = ask(*before, DescribeGroups(4, data, "number"))[-1]
        assert isinstance(ready, GroupsReady)
        assert (ready.ticket, ready.summary.groups, ready.summary.largest.images) == (4, 6, 2)
    refused = ask(ScanDataset(1, data), DescribeGroups(5, data, "folder"))[-1]
    assert isinstance(refused, RequestFailed)
    assert (refused.ticket, refused.details) == (5, "")
    assert "finds no sub-folder" in refused.message


def test_a_scan_lists_the_classes_first_and_ends_with_the_dataset(shapes):
    events = ask(ScanDataset(4, shapes))
    assert isinstance(events[0], ClassesListed)
    assert [count for _, count in events[0].classes] == [20, 20, 20]
    assert events[-2] == ScanProgress(4, 60, 60)
    assert isinstance(events[-1], DatasetReady)
    assert (events[-1].summary.folder, events[-1].summary.images) == (shapes, 60)
    assert {event.ticket for event in events} == {4}


def test_a_stopped_scan_is_cancelled(shapes):
    assert ask(ScanDataset(4, shapes), should_stop=lambda: True)[-1] == RequestCancelled(4)


def test_images_are_found_in_parts(tmp_path):
    for number in range(230):
        (tmp_path / f"{number}.png").touch()
    *parts, done = ask(FindImages(4, (tmp_path,)))
    assert [len(part.files) for part in parts] == [100, 100, 30]
    assert [file.name for part in parts for file in part.files] == [f"{number}.png" for number in range(230)]
    assert done == SearchDone(4)
    (stopped,) = ask(FindImages(5, (tmp_path,)), should_stop=lambda: True)
    assert stopped == RequestCancelled(5)


def test_a_folder_that_is_not_there_is_a_mistake_and_no_bug(tmp_path):
    (failed,) = ask(ScanDataset(4, tmp_path / "gone"))
    assert isinstance(failed, RequestFailed)
    assert "gone" in failed.message
    assert failed.hint
    assert (failed.details, failed.ticket) == ("", 4)


def test_thumbnails_come_one_by_one_and_damaged_files_are_passed_over(images, damaged):
    first, second, done = ask(LoadThumbnails(4, (images[0], damaged, images[1]), 16))
    assert [type(event) for event in (first, second)] == [ThumbnailReady] * 2
    assert (first.file, second.file) == images[:2]
    assert first.pixels.shape == (16, 16, 3)
    assert done == ThumbnailsDone(4)


def test_thumbnails_stop(images):
    assert ask(LoadThumbnails(4, images, 16), should_stop=lambda: True) == [RequestCancelled(4)]


def test_a_picture_is_no_larger_than_asked(images):
    (ready,) = ask(LoadPicture(4, images[0], 20))
    assert isinstance(ready, PictureReady)
    assert max(ready.pixels.shape) == 20


def test_a_damaged_picture_is_a_mistake_and_no_bug(damaged):
    (failed,) = ask(LoadPicture(4, damaged, 20))
    assert isinstance(failed, RequestFailed)
    assert failed.details == ""


def test_the_samples_are_a_dataset(tmp_path):
    ready, *_, dataset = ask(WriteSamples(4, tmp_path / "digits"), ScanDataset(5, tmp_path / "digits"))
    assert isinstance(ready, SamplesReady)
    assert len(dataset.summary.classes) == 10
