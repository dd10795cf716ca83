"""Editing a network as values: every operation, undo and redo, and no sequence of them that breaks anything."""

from __future__ import annotations

import random
from dataclasses import fields

import pytest

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.stack import files
from cnn_desktop.core.stack.arithmetic import analyse
from cnn_desktop.core.stack.known import CIFAR10_VGG
from cnn_desktop.core.stack.layers import (
    ROW_TYPES,
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    Pooling,
    Stack,
)
from cnn_desktop.gui.models.stack_draft import IMAGE, MOST_VERSIONS, Draft, Version, default_row

A, B, C = Convolution(filters=8), Pooling(), Flatten()


def draft(*rows, selected: int = IMAGE) -> Draft:
    return Draft(Version(Stack(rows), 64, selected=selected))


def test_a_row_is_put_in_below_the_selected_one():
    edited = draft().insert(A).insert(C).select(0).insert(B)
    assert (edited.rows, edited.selected) == ((A, B, C), 1)


def test_with_the_image_selected_a_row_becomes_the_first():
    assert draft(B, C).insert(A).rows == (A, B, C)


def test_removing_selects_what_takes_the_place():
    assert draft(A, B, C, selected=1).remove() == Draft(
        Version(Stack((A, C)), 64, selected=1), (draft(A, B, C, selected=1).now,)
    )
    assert draft(A, B, selected=1).remove().selected == 0
    assert draft(A, selected=0).remove().selected == IMAGE


def test_without_a_selected_row_nothing_is_removed_or_duplicated():
    none = draft(A)
    assert none.remove() is none
    assert none.duplicate() is none


def test_a_duplicate_stands_below_and_is_selected():
    edited = draft(A, B, selected=0).duplicate()
    assert (edited.rows, edited.selected) == ((A, A, B), 1)


@pytest.mark.parametrize(
    ("source", "target", "rows"), [(0, 2, (B, C, A)), (2, 0, (C, A, B)), (0, 1, (B, A, C)), (1, 0, (B, A, C))]
)
def test_a_moved_row_stands_where_it_was_brought_to(source, target, rows):
    edited = draft(A, B, C).move(source, target)
    assert (edited.rows, edited.selected) == (rows, target)


@pytest.mark.parametrize(("source", "target"), [(0, -1), (2, 3), (1, 1), (-1, 0)])
def test_a_move_to_nowhere_changes_nothing(source, target):
    before = draft(A, B, C)
    assert before.move(source, target) is before


def test_a_setting_is_rewritten_in_the_selected_row_only():
    assert draft(A, A, selected=1).rewrite("filters", 16).rows == (A, Convolution(filters=16))


def test_a_setting_that_makes_no_sense_is_refused():
    with pytest.raises(UserError, match="from 1 to 64, not 0"):
        draft(A, selected=0).rewrite("kernel", 0)


def test_undo_and_redo_go_back_and_forth_with_what_was_selected():
    first = draft(A, selected=0)
    edited = first.insert(B).insert(C)
    assert edited.undo().undo().now == first.now
    assert edited.undo().redo() == edited
    assert edited.undo().undo().undo() == edited.undo().undo()
    assert edited.redo() is edited


def test_a_new_change_ends_what_could_be_redone():
    edited = draft().insert(A).undo().insert(B)
    assert not edited.future
    assert edited.rows == (B,)


def test_a_number_typed_digit_by_digit_is_one_version():
    edited = draft(A, selected=0)
    for value in (1, 12, 128):
        edited = edited.rewrite("filters", value)
    assert edited.undo().rows == (A,)


def test_another_setting_or_another_visit_is_another_version():
    edited = draft(A, selected=0).rewrite("filters", 16).rewrite("kernel", 5)
    assert edited.undo().rows == (Convolution(filters=16),)
    again = draft(A, selected=0).rewrite("filters", 16).settled().rewrite("filters", 32)
    assert again.undo().rows == (Convolution(filters=16),)
    elsewhere = draft(A, A, selected=0).rewrite("filters", 16).select(1).select(0).rewrite("filters", 32)
    assert elsewhere.undo().rows == (Convolution(filters=16), A)


def test_name_and_image_size_can_be_undone_too():
    edited = draft(A).rename(" My  network ").resize(96)
    assert (edited.now.stack.name, edited.now.image_size) == ("My network", 96)
    assert edited.undo().now.image_size == 64
    assert edited.undo().undo().now.stack.name == ""


def test_beginning_again_can_be_undone():
    edited = draft(A).begin_again(Stack(CIFAR10_VGG), 32, "cifar10-vgg")
    assert (edited.rows, edited.now.based_on, edited.selected) == (CIFAR10_VGG, "cifar10-vgg", 0)
    assert edited.undo().rows == (A,)


def test_the_oldest_versions_are_forgotten_in_the_end():
    edited = draft()
    for _ in range(MOST_VERSIONS + 10):
        edited = edited.insert(A).remove()
    assert len(edited.past) == MOST_VERSIONS


@pytest.mark.parametrize("kind", ROW_TYPES.values())
def test_every_kind_has_settings_to_begin_with(kind):
    assert isinstance(default_row(kind, (), 0), kind)
    assert isinstance(default_row(kind, CIFAR10_VGG, 5), kind)


def test_a_new_row_is_like_those_before_it():
    rows = (Convolution(filters=24, padding=0), Activation(function="elu"), Pooling(kind="average"))
    assert default_row(Convolution, rows, 2) == Convolution(filters=24, padding=0)
    assert default_row(Convolution, rows, 3) == Convolution(filters=48, padding=0), "twice as wide behind pooling"
    assert default_row(Activation, rows, 3) == Activation(function="elu")
    assert default_row(Pooling, rows, 3) == Pooling(kind="average")
    assert default_row(Convolution, rows, 0) == Convolution()
    assert default_row(Dropout, rows, 3).rate < default_row(Dropout, (*rows, Flatten()), 4).rate


def test_a_convolution_never_gets_narrower_than_the_one_before():
    assert default_row(Convolution, (Convolution(filters=1024), Pooling()), 2).filters == 1024


@pytest.mark.parametrize("seed", range(20))
def test_no_sequence_of_edits_breaks_anything(seed):
    dice = random.Random(seed)
    edited, versions = draft(*CIFAR10_VGG[: dice.randrange(8)]), 0
    for _ in range(120):
        before = edited
        edited = random_edit(dice, edited)
        assert IMAGE <= edited.selected < max(1, len(edited.rows))
        assert files.from_json(files.to_json(edited.rows)) == edited.rows
        assert len(analyse(edited.rows, (32, 32, 3), 2)) == len(edited.rows) + 1
        if edited.past and edited.past != before.past and not edited.future:
            versions += 1
            assert edited.undo().redo().now == edited.now
    while edited.past:
        edited = edited.undo()
    while edited.future:
        edited = edited.redo()
    assert versions > 20


def random_edit(dice: random.Random, edited: Draft) -> Draft:
    places = len(edited.rows)
    match dice.randrange(9):
        case 0 | 1 | 2:
            kind = dice.choice(list(ROW_TYPES.values()))
            return edited.insert(default_row(kind, edited.rows, edited.selected + 1))
        case 3:
            return edited.remove()
        case 4:
            return edited.duplicate()
        case 5:
            return edited.move(dice.randrange(-1, places + 2), dice.randrange(-1, places + 2))
        case 6:
            return dice.choice((edited.undo, edited.redo))()
        case 7 if edited.selected != IMAGE and fields(edited.rows[edited.selected]):
            name = dice.choice(fields(edited.rows[edited.selected])).name
            try:
                is_share = isinstance(getattr(edited.rows[edited.selected], name), float)
                return edited.rewrite(name, dice.choice((0.0, 0.5, 2.0) if is_share else (0, 1, 2, 7, 100)))
            except UserError:
                return edited
        case _:
            return edited.select(dice.randrange(-3, places + 3))


def test_a_dense_layer_stands_like_the_one_before():
    assert default_row(Dense, (Flatten(), Dense(units=40)), 2) == Dense(units=40)
