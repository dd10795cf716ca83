"""A weights file is held to its SHA-256, its MD5 and length, or to what came the first time it was downloaded."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import pytest

from cnn_desktop.core import weights_digests
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.pretrained import PUBLISHED, Published
from cnn_desktop.core.weights_digests import difference, register, words, write_down

CONTENT = b"weights of some network"
UNNAMED = Published("some_network.h5", "https://somewhere.example/some_network.h5", len(CONTENT))
BY_MD5 = dataclasses.replace(UNNAMED, md5=hashlib.md5(CONTENT).hexdigest())
BY_SHA256 = dataclasses.replace(BY_MD5, sha256=hashlib.sha256(CONTENT).hexdigest())


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "came.h5"
    file.write_bytes(CONTENT)
    return file


@pytest.mark.parametrize("published", [BY_SHA256, BY_MD5, UNNAMED])
def test_what_was_published_is_taken(published, file):
    assert difference(published, file) == ""


@pytest.mark.parametrize(
    ("published", "why"), [(BY_SHA256, "its SHA-256 is not the one"), (BY_MD5, "its MD5 sum is not the one")]
)
def test_one_changed_bit_and_one_byte_more_are_noticed(published, why, file):
    file.write_bytes(bytes([CONTENT[0] ^ 1]) + CONTENT[1:])
    assert why in difference(published, file)
    file.write_bytes(CONTENT + b" ")
    assert difference(published, file) == "it has 24 bytes, where 23 were expected"


def test_the_sha256_counts_where_both_are_known(file):
    """A file made to have the MD5 of another one is not taken for it."""
    forged = dataclasses.replace(BY_SHA256, sha256=hashlib.sha256(b"another").hexdigest())
    assert "SHA-256" in difference(forged, file)


def test_the_first_download_is_remembered_and_another_refused(file):
    write_down(UNNAMED, file)
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert digest in words(UNNAMED)
    assert difference(UNNAMED, file) == ""
    file.write_bytes(CONTENT[::-1])
    why = difference(UNNAMED, file)
    assert "its SHA-256 is not that of the file that came first" in why
    assert str(register()) in why
    write_down(UNNAMED, file)  # the first one stays
    assert digest in words(UNNAMED)


def test_files_are_remembered_beside_one_another_and_only_where_nobody_names_a_sum(file):
    other = dataclasses.replace(UNNAMED, file="another.h5")
    write_down(UNNAMED, file)
    file.write_bytes(b"other weights")
    write_down(other, file)
    write_down(BY_MD5, file)
    assert set(json.loads(register().read_text())) == {"some_network.h5", "another.h5"}
    assert words(BY_MD5) == ""
    assert hashlib.sha256(b"other weights").hexdigest() in words(other)


@pytest.mark.parametrize(
    "damage", ["{", "[]", '{"some_network.h5": 3}', '{"some_network.h5": {"sha256": "", "day": ""}}']
)
def test_a_damaged_register_trusts_nothing_and_says_so(damage, file):
    register().parent.mkdir(parents=True, exist_ok=True)
    register().write_text(damage)
    with pytest.raises(UserError) as error:
        difference(UNNAMED, file)
    assert error.value.message.startswith(f"{register()}, where the digests")
    assert error.value.hint.startswith("Delete it")
    assert difference(BY_SHA256, file) == ""  # needs no register


def test_what_cannot_be_written_down_is_not_kept_quietly(file, monkeypatch):
    register().parent.parent.mkdir(parents=True, exist_ok=True)
    register().parent.write_text("a file in the way")
    monkeypatch.setattr(weights_digests.json_files, "read", lambda path: {})
    with pytest.raises(UserError, match="cannot be written down"):
        write_down(UNNAMED, file)


def test_everybody_is_told_before_a_download_how_it_will_be_checked():
    assert "SHA-256 is the one that this program knows" in PUBLISHED["resnet-50"].check
    assert "MD5 sum that Keras names" in PUBLISHED["efficientnet-b0"].check
    for key in ("mobilenet-v1", "mobilenet-v2"):
        assert "a later download that differs is refused" in PUBLISHED[key].check


def test_pinned_digests_are_whole():
    for one in PUBLISHED.values():
        assert len(one.sha256) in (0, 64)
        assert len(one.md5) in (0, 32)
        assert not set(one.sha256 + one.md5) - set("0123456789abcdef")
