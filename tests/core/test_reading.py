import hashlib

import pytest

from cnn_desktop.core import reading
from cnn_desktop.core.errors import Cancelled, UserError


def test_a_file_is_read_whole(tmp_path):
    content = bytes(range(256)) * 9999
    (tmp_path / "a").write_bytes(content)
    assert reading.read_file(tmp_path / "a") == content


def test_the_digest_of_a_file_is_that_of_its_content(tmp_path):
    content = bytes(5_000_000)
    (tmp_path / "a").write_bytes(content)
    assert reading.digest_file(tmp_path / "a", lambda: None) == reading.digest(content)
    assert reading.digest(content) == hashlib.blake2b(content, digest_size=16).hexdigest()


def test_a_long_digest_can_be_ended(tmp_path):
    def stop():
        raise Cancelled

    (tmp_path / "a").write_bytes(b"content")
    with pytest.raises(Cancelled):
        reading.digest_file(tmp_path / "a", stop)


def test_a_file_that_shrinks_while_it_is_read_is_told(tmp_path):
    (tmp_path / "a").write_bytes(b"content")
    with reading.opened(tmp_path / "a") as (descriptor, size):
        (tmp_path / "a").write_bytes(b"con")
        with pytest.raises(UserError, match="became shorter"):
            reading.read_all(descriptor, size)


@pytest.mark.parametrize("name", ["nothing", "with\0null", "nothing/deeper"])
def test_a_file_that_is_not_there_is_a_users_error(tmp_path, name):
    with pytest.raises(UserError):
        reading.read_file(tmp_path / name)
