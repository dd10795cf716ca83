"""From the words typed to an exit code: usage, help, and what is said when something fails."""

from __future__ import annotations

import errno
import os
import shlex
import subprocess
import sys

import pytest

from cnn_desktop import __version__, cli
from cnn_desktop.cli import check, program
from cnn_desktop.core import paths
from cnn_desktop.core.errors import UserError

HEAVY = ("numpy", "cv2", "PIL", "PySide6", "tensorflow", "keras", "sklearn", "pyqtgraph")


def python(code: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, **options)


@pytest.fixture
def failing_check(monkeypatch):
    """Let `check` fail as told."""

    def fail_with(error: BaseException) -> None:
        def run(options, output):
            raise error

        command = check.COMMAND
        monkeypatch.setattr(
            program,
            "COMMANDS",
            (program.Command(command.name, command.summary, command.add_arguments, run),),
        )

    return fail_with


def test_importing_the_command_line_loads_nothing_heavy():
    code = f"import sys, cnn_desktop.cli; print([name for name in {HEAVY} if name in sys.modules])"
    assert python(code).stdout.strip() == "[]"


def test_help_names_every_command(run):
    answer = run("--help")
    assert answer.code == 0
    assert all(f"\n  {command.name} " in answer.out for command in program.COMMANDS)


@pytest.mark.parametrize("command", [command.name for command in program.COMMANDS])
def test_every_command_has_help(run, command):
    answer = run(command, "--help")
    assert answer.code == 0
    assert f"usage: cnn-desktop {command}" in answer.out


def test_version(run):
    assert run("--version").out == f"cnn-desktop {__version__}\n"


def test_a_misspelt_command_is_answered_with_the_nearest(run):
    answer = run("trian", "photos")
    assert answer.code == 2
    assert answer.err.startswith("“trian” is neither a command nor a file or folder; did you mean “train”?\n")
    assert answer.out == ""


def test_a_misspelt_flag_is_answered_with_the_nearest(run, tmp_path):
    answer = run("train", tmp_path, "--epoch", "3")
    assert answer.code == 2
    assert "did you mean “--epochs”?" in answer.err


def test_something_to_open_that_does_not_exist_is_named(run, tmp_path):
    answer = run(tmp_path, tmp_path / "gone.png")
    assert answer.code == 2
    assert f"“{tmp_path / 'gone.png'}” does not exist" in answer.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["train", "x", "--epochs", "many"], "takes a whole number, not “many”"),
        (["train", "x", "--learning-rate", "fast"], "takes a number, not “fast”"),
        (["predict", "x", "y", "--top", "0"], "takes 1 or more, not 0"),
        (["check", ""], "is empty; name a file or folder"),
        (["samples", "letters", "x"], "letters"),
        (["check"], "DATASET"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_no_traceback(run, words, sentence):
    answer = run(*words)
    assert answer.code == 2
    assert sentence in answer.err
    assert "Traceback" not in answer.err


def test_a_users_mistake_is_two_lines_and_with_json_a_record_too(run, failing_check, tmp_path):
    failing_check(UserError("“a” holds no images.", hint="Choose another folder."))
    answer = run("check", tmp_path, "--json")
    assert answer.code == 1
    assert answer.err == "“a” holds no images.\nChoose another folder.\n"
    assert answer.records == [{"event": "error", "message": "“a” holds no images.", "hint": "Choose another folder."}]


def test_a_bug_is_one_sentence_and_its_traceback_lies_in_the_log(run, failing_check, tmp_path):
    failing_check(ZeroDivisionError("by zero"))
    answer = run("check", tmp_path)
    assert answer.code == 1
    assert "ZeroDivisionError: by zero" in answer.err
    assert "Traceback" not in answer.err
    log = paths.log_folder() / "command-line.log"
    assert str(log) in answer.err
    assert "Traceback (most recent call last)" in log.read_text("utf-8")


def test_debug_shows_the_traceback(run, failing_check, tmp_path, monkeypatch):
    failing_check(ZeroDivisionError("by zero"))
    assert "Traceback (most recent call last)" in run("check", tmp_path, "--debug").err
    monkeypatch.setenv("CNN_DESKTOP_DEBUG", "1")
    assert "Traceback (most recent call last)" in run("check", tmp_path).err


def test_a_full_disk_is_not_called_a_bug(run, failing_check, tmp_path):
    failing_check(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/data/run/history.csv"))
    answer = run("check", tmp_path)
    assert answer.code == 1
    assert answer.err.startswith("The disk is full: “/data/run/history.csv”.")


def test_ctrl_c_ends_quietly(run, failing_check, tmp_path):
    failing_check(KeyboardInterrupt())
    answer = run("check", tmp_path)
    assert (answer.code, answer.err) == (130, "Stopped.\n")


def test_a_reader_that_goes_away_ends_it_quietly():
    """`cnn-desktop … | head -1`: the program's next line meets a closed pipe."""
    code = (
        "import sys; from cnn_desktop.cli import program, check\n"
        "def run(options, output):\n"
        "    for number in range(100_000): output.record({'number': number})\n"
        "    return 0\n"
        "command = program.Command('check', '', check.COMMAND.add_arguments, run)\n"
        "program.COMMANDS = (command,)\n"
        "sys.exit(program.main(['check', 'x', '--json']))\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stderr is not None
    assert child.stdout.readline() == b'{"number": 0}\n'
    child.stdout.close()
    said = child.stderr.read()
    child.stderr.close()
    assert (child.wait(30), said) == (141, b"")


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that can close descriptors")
def test_it_runs_without_standard_streams(tmp_path):
    command = f"exec {sys.executable} -m cnn_desktop runs {shlex.quote(str(tmp_path))} --json <&- >&- 2>&-"
    assert subprocess.run(["sh", "-c", command], check=False).returncode == 0


def test_python_m_and_the_command_are_the_same_program():
    answer = subprocess.run(
        [sys.executable, "-m", "cnn_desktop", "--version"], capture_output=True, text=True, check=True
    )
    assert answer.stdout == f"cnn-desktop {cli.program.cnn_desktop.__version__}\n"
