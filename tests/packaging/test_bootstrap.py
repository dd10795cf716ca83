"""The two README commands, on a toy checkout: real virtual environments, real pip, no network."""

from __future__ import annotations

import ast
import fcntl
import os
import shlex
import subprocess
import sys
import time

import pytest

from tests.packaging.conftest import ROOT


def test_the_first_start_installs_and_becomes_the_program(checkout):
    assert checkout.first.returncode == 0, checkout.first.stderr
    assert checkout.first.stdout == "program hello world\n"
    assert "Making a virtual environment" in checkout.first.stderr
    assert "Installed in" in checkout.first.stderr


def test_a_second_start_installs_nothing(checkout):
    began = time.monotonic()
    again = checkout.start("run", "again")
    assert (again.stdout, again.stderr) == ("program again\n", "")
    assert time.monotonic() - began < 5  # an installation takes longer than this alone; of its own it costs 0.1 s


def test_the_programs_exit_code_is_handed_on(checkout):
    assert checkout.start("run", "fail").returncode == 3


def test_without_a_screen_it_says_so_and_trains_the_samples(checkout):
    answer = checkout.start("run")
    assert answer.returncode == 0, answer.stderr
    assert "No window can open here: there is no screen" in answer.stderr
    assert "The sample digits are trained on the command line instead." in answer.stderr
    folder = checkout.folder / "digits"
    assert answer.stdout == f"program samples digits {folder}\nprogram train {folder}\n"


def test_a_screen_that_does_not_answer_is_none(checkout):
    if not sys.platform.startswith("linux"):
        pytest.skip("X11 only")
    answer = checkout.start("run", DISPLAY=":4711")
    if "Qt needs system libraries" in answer.stderr:
        pytest.skip("Qt's libraries are missing here")
    assert "the screen :4711 (from DISPLAY) does not answer" in answer.stderr
    assert "program train" in answer.stdout


def test_test_runs_the_checks_offscreen(checkout):
    answer = checkout.start("test", "--quick")
    assert (answer.returncode, answer.stdout) == (0, "check offscreen --quick\n"), answer.stderr


def test_a_changed_project_is_installed_again(checkout):
    stamp = checkout.venv / "installed-run.json"
    before = stamp.read_text()
    with (checkout.folder / "pyproject.toml").open("a") as file:
        file.write("# changed\n")
    answer = checkout.start("run")
    assert "Making a virtual environment" not in answer.stderr
    assert "Installed in" in answer.stderr
    assert stamp.read_text() != before


def test_an_installation_that_was_cut_off_is_made_anew(checkout):
    (checkout.venv / "installing").touch()
    (checkout.venv / "half-copied").touch()
    answer = checkout.start("run", "hello")
    assert answer.stdout == "program hello\n"
    assert "is not whole; making it anew" in answer.stderr
    assert not (checkout.venv / "half-copied").exists()


def test_a_second_installation_waits_for_the_first(checkout):
    (checkout.venv / "installed-run.json").unlink()
    (checkout.venv / "installed-test.json").unlink(missing_ok=True)
    with (checkout.folder / ".venv.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = checkout.command("run", "hello")
        second = subprocess.Popen(
            command, env=checkout.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert second.stderr is not None
        assert second.stderr.readline().startswith("Another installation is under way")
        assert not (checkout.venv / "installed-run.json").exists()
    out, _ = second.communicate(timeout=120)
    assert out == "program hello\n"


def test_an_environment_that_a_person_made_is_never_removed(fresh):
    (fresh.venv / "bin").mkdir(parents=True)
    (fresh.venv / "bin" / "precious").touch()
    answer = fresh.start("run")
    assert answer.returncode == 1
    assert "is not an environment that this program can use" in answer.stderr
    assert (fresh.venv / "bin" / "precious").exists()


def test_without_a_network_it_says_so(fresh):
    fresh.require("surely-not-there")
    answer = fresh.start("run", PIP_NO_INDEX="0", PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="1")
    assert answer.returncode == 1
    assert "the packages could not be fetched. Check the network connection" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("words", [[], ["walk"], ["--help"]])
def test_other_words_are_answered_with_the_usage(words):
    command = [sys.executable, str(ROOT / "packaging" / "bootstrap.py"), *words]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "bootstrap.py run" in answer.stdout
    assert answer.returncode == (0 if words == ["--help"] else 2)


def test_the_first_file_is_understood_by_old_pythons():
    source = (ROOT / "packaging" / "bootstrap.py").read_text("utf-8")
    ast.parse(source, feature_version=(3, 6))


def started_by(version, *, path) -> subprocess.CompletedProcess[str]:
    """`bootstrap.py run hello`, believing it is Python `version`."""
    file = str(ROOT / "packaging" / "bootstrap.py")
    code = f"import runpy, sys; sys.version_info = {version!r}; sys.argv = [{file!r}, 'run', 'hello']; "
    code += f"runpy.run_path({file!r}, run_name='__main__')"
    environment = os.environ | {"PATH": str(path)}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("version", [(3, 9, 2), (3, 14, 0)])
def test_an_unsuitable_python_alone_is_told_plainly(tmp_path, version):
    answer = started_by(version, path=tmp_path)
    assert answer.returncode == 1
    assert f"needs Python 3.11, 3.12 or 3.13; this is {version[0]}.{version[1]}" in answer.stderr
    assert "python3.11 packaging/bootstrap.py run" in answer.stderr


@pytest.mark.skipif(os.name != "posix", reason="writes shell scripts")
def test_an_unsuitable_python_finds_a_suitable_one_past_a_broken_shim(tmp_path):
    for name, script in {
        "python3.13": "echo 'not installed' >&2; exit 127",
        "python3.12": f'case "$1" in -c) echo {shlex.quote(str(tmp_path))}/python3.12;; *) echo went on as "$@";; esac',
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    answer = started_by((3, 9, 2), path=tmp_path)
    assert answer.stdout == f"went on as {ROOT / 'packaging' / 'bootstrap.py'} run hello\n"
