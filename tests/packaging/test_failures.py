"""What is said when packages cannot be installed, of the system and of Python."""

from __future__ import annotations

import os
import platform
import shlex
import sys

import pytest

from cnn_desktop.core import system_libraries

pytestmark = pytest.mark.usefixtures("bootstrap_modules")


@pytest.fixture
def said():
    return []


@pytest.fixture
def apt(tmp_path, monkeypatch):
    """An `apt-get` that writes down how it was called, and libxcb-icccm missing."""
    log = tmp_path / "apt.log"
    (tmp_path / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> {shlex.quote(str(log))}\n')
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(system_libraries, "missing_sonames", lambda names: ["libxcb-icccm.so.4"])
    monkeypatch.setattr(system_libraries, "has_fonts", lambda: False)
    monkeypatch.setattr(sys, "platform", "linux")
    return log


@pytest.mark.parametrize(
    ("pip_said", "meaning"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "the disk is full"),
        ("NewConnectionError: Failed to establish a new connection: [Errno -3]", "Check the network connection"),
        ("ERROR: No matching distribution found for tensorflow<2.22", "is not offered for this computer"),
        ("ssl.SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED", "certificate is not trusted"),
        ("warning\n\nERROR: something quite new\n", "ERROR: something quite new."),
        ("", "pip said nothing."),
    ],
)
def test_pips_words_become_plain_ones(pip_said, meaning):
    import failures

    assert meaning in failures.cause(pip_said)


@pytest.mark.parametrize(
    ("system", "machine", "libc", "words"),
    [
        ("linux", "x86_64", ("glibc", "2.31"), "too old (glibc 2.31)"),
        ("linux", "x86_64", ("", ""), "needs a Linux with glibc"),
        ("darwin", "x86_64", ("", ""), "Macs with Intel processors"),
        ("linux", "x86_64", ("glibc", "2.36"), ""),
        ("darwin", "arm64", ("", ""), ""),
    ],
)
def test_computers_without_packages_are_told_before_the_download(monkeypatch, system, machine, libc, words):
    import failures

    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(platform, "libc_ver", lambda: libc)
    reason = failures.unsuitable_system()
    assert words in reason
    assert bool(words) == bool(reason)


def test_root_gets_exactly_what_is_missing_installed(apt, said, monkeypatch):
    import system_packages

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    system_packages.ensure(system_libraries.FOR_A_WINDOW, said.append)
    assert apt.read_text().splitlines() == [
        "update -qq",
        "install -y --no-install-recommends libxcb-icccm4 fonts-dejavu-core",
    ]


def test_others_get_the_one_command_to_ask_for(apt, said, monkeypatch):
    import failures
    import system_packages

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(failures.Trouble) as caught:
        system_packages.ensure(system_libraries.FOR_A_WINDOW, said.append)
    assert "libxcb-icccm.so.4" in str(caught.value)
    assert "    sudo apt-get install -y --no-install-recommends libxcb-icccm4 fonts-dejavu-core\n" in str(caught.value)
    assert not apt.exists()


def test_missing_fonts_alone_stop_nobody(apt, said, monkeypatch):
    import system_packages

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system_libraries, "missing_sonames", lambda names: [])
    system_packages.ensure(system_libraries.FOR_A_WINDOW, said.append)
    assert "sudo apt-get install -y --no-install-recommends fonts-dejavu-core" in said[0]


def test_a_failing_apt_is_quoted_with_the_command_to_repeat(apt, said, monkeypatch):
    import failures
    import system_packages

    (apt.parent / "apt-get").write_text("#!/bin/sh\necho 'E: Unable to fetch some archives' >&2\nexit 100\n")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(failures.Trouble, match="Unable to fetch some archives"):
        system_packages.ensure(system_libraries.FOR_A_WINDOW, said.append)


def test_a_full_disk_is_told_before_the_download(said, monkeypatch, tmp_path):
    import environment
    import failures

    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 4e8}))
    with pytest.raises(failures.Trouble, match=r"need 3 GB of disk; 0\.4 GB are free"):
        environment.install("run", said.append)
    assert not (tmp_path / ".venv").exists()


def test_a_failed_check_fails_the_whole(said):
    import check

    outcomes = [check.Outcome("style", True, "", 0.1), check.Outcome("tests", False, "exit code 1", 12.0)]
    assert check.summarise(outcomes, said.append) == 1
    assert said[-1] == "Failed: tests."
    assert check.summarise(outcomes[:1], said.append) == 0
    assert said[-1] == "All checks passed."


def test_coverage_is_counted_by_package():
    import check

    def file(lines, ran):
        return {"summary": {"num_statements": lines, "covered_lines": ran}}

    files = {
        "cnn_desktop/core/a.py": file(10, 9),
        "cnn_desktop/core/dataset/b.py": file(30, 27),
        "cnn_desktop/gui/c.py": file(50, 0),
    }
    assert check.share("core", files) == 90.0
    assert check.measured("core", 95, 90.0).passed is False
    assert check.share("engine", files) == 0.0
