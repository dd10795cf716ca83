import json
import os
import subprocess
import sys

import pytest

from cnn_desktop.core import files
from cnn_desktop.core.errors import UserError


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path):
    file = tmp_path / "config.json"
    files.write_text(file, "old")
    files.write_text(file, "new, with “quotes”")
    assert file.read_text("utf-8") == "new, with “quotes”"
    assert list(tmp_path.iterdir()) == [file]


def test_a_failed_write_leaves_the_old_file(tmp_path):
    file = tmp_path / "model.keras"
    file.write_bytes(b"old")

    def write_half():
        with files.replacing(file) as temporary:
            temporary.write_bytes(b"ne")
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        write_half()
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_the_temporary_file_can_end_as_a_writer_wants_it(tmp_path):
    with files.replacing(tmp_path / "model.keras", suffix=".keras") as temporary:
        assert temporary.suffix == ".keras"
        assert temporary.parent == tmp_path
        temporary.write_bytes(b"weights")
    assert (tmp_path / "model.keras").read_bytes() == b"weights"


def test_a_kill_in_the_middle_leaves_the_old_file_and_a_sweep_the_folder_clean(tmp_path):
    file = tmp_path / "config.json"
    file.write_bytes(b"old")
    program = (
        "import os, pathlib, sys\n"
        "from cnn_desktop.core import files\n"
        "with files.replacing(pathlib.Path(sys.argv[1])) as temporary:\n"
        "    temporary.write_bytes(b'ne')\n"
        "    os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, str(file)], check=False).returncode == 9
    assert file.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2
    files.sweep_temporaries(tmp_path)
    assert list(tmp_path.iterdir()) == [file]


def test_a_sweep_beside_other_programs_takes_only_what_was_left_long_ago(tmp_path):
    for name in (".a.partial", ".b.partial"):
        (tmp_path / name).touch()
    os.utime(tmp_path / ".a.partial", (1, 1))
    files.sweep_temporaries(tmp_path, files.FORGOTTEN_S)
    assert [one.name for one in tmp_path.iterdir()] == [".b.partial"]


def test_the_longest_name_of_any_script_is_written_atomically_too(tmp_path):
    for name in ("a" * 250 + ".csv", "日" * 83 + ".png", "ä b.json"):
        files.write_text(tmp_path / name, "held")
        assert (tmp_path / name).read_text() == "held"
    assert len(list(tmp_path.iterdir())) == 3


def test_a_sweep_keeps_what_is_not_ours(tmp_path):
    for name in ("notes.partial.txt", "x.partial", ".hidden"):
        (tmp_path / name).touch()
    files.sweep_temporaries(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


def test_json_holds_any_file_name(tmp_path):
    name = os.fsdecode(b"caf\xe9 \xe7\x8c\xab.png") if os.name == "posix" else "猫.png"
    files.write_json(tmp_path / "split.json", {"file": name})
    content = (tmp_path / "split.json").read_bytes()
    assert content.isascii()
    assert json.loads(content) == {"file": name}


def test_numbers_that_are_none_are_not_written_as_json(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        files.write_json(tmp_path / "a.json", {"loss": float("nan")})
    assert list(tmp_path.iterdir()) == []


def test_text_keeps_the_bytes_of_names_that_are_not_utf_8(tmp_path):
    files.write_text(tmp_path / "list.txt", "caf\udce9")
    assert (tmp_path / "list.txt").read_bytes() == b"caf\xe9"


def test_rows_are_the_same_json_a_line_each(tmp_path):
    value = {"images": [{"file": "\udcff“a”.png", "bytes": 3}, {"file": "b", "bytes": None}], "dropped": [], "n": 2}
    files.write_rows(tmp_path / "rows.json", value)
    assert json.loads((tmp_path / "rows.json").read_bytes()) == value
    assert '"bytes": 3},\n{"file": "b"' in (tmp_path / "rows.json").read_text()


def test_what_keeps_a_file_from_being_written_is_told_with_its_name_and_what_to_do(tmp_path):
    target = tmp_path / "no folder" / "answers.npz"
    refused = pytest.raises(UserError, match=r"“answers\.npz” could not be written: No such file")
    with refused as told, files.told_as_unwritable(target):
        files.write_bytes(target, b"")
    assert "free some space" in told.value.hint
