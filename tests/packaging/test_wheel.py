"""The wheel that pip, pipx and uv install: it holds the resources, gives the command, and fits the desktop."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
import zipfile
from xml.etree import ElementTree

import pytest

from cnn_desktop import __version__
from tests.packaging.conftest import ROOT

LINUX = ROOT / "packaging" / "linux"
ID = "org.cnndesktop.CnnDesktop"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from the checkout, without a network: a second."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (file,) = folder.iterdir()
    with zipfile.ZipFile(file) as opened:
        yield opened


def test_it_holds_every_resource_and_every_module(wheel):
    names = set(wheel.namelist())
    resources = [file for file in (ROOT / "resources").rglob("*") if file.is_file()]
    assert resources
    assert {f"cnn_desktop/{file.relative_to(ROOT).as_posix()}" for file in resources} <= names
    modules = (ROOT / "cnn_desktop").rglob("*.py")
    assert {file.relative_to(ROOT).as_posix() for file in modules} <= names


def test_it_gives_the_command(wheel):
    entry_points = configparser.ConfigParser()
    entry_points.read_string(wheel.read(f"cnn_desktop-{__version__}.dist-info/entry_points.txt").decode())
    assert entry_points["console_scripts"]["cnn-desktop"] == "cnn_desktop.__main__:main"


def test_it_carries_its_licence_and_no_test(wheel):
    names = wheel.namelist()
    assert b"Apache License" in wheel.read(f"cnn_desktop-{__version__}.dist-info/licenses/LICENSE")
    assert not [name for name in names if name.startswith(("tests/", "packaging/", "resources/"))]


def test_it_puts_entry_and_icons_where_a_linux_desktop_looks(wheel):
    prefix = f"cnn_desktop-{__version__}.data/data/share/"
    shared = {name.removeprefix(prefix) for name in wheel.namelist() if name.startswith(prefix)}
    assert {f"applications/{ID}.desktop", f"metainfo/{ID}.metainfo.xml"} <= shared
    assert f"icons/hicolor/scalable/apps/{ID}.svg" in shared


def test_the_window_and_its_desktop_entry_have_one_name():
    from cnn_desktop.core import paths
    from cnn_desktop.gui import app

    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(LINUX / f"{ID}.desktop", encoding="utf-8")
    values = entry["Desktop Entry"]
    assert (values["Icon"], values["StartupWMClass"], values["Name"]) == (ID, paths.APPLICATION, paths.TITLE)
    assert ID == app.DESKTOP_ID
    metainfo = ElementTree.parse(LINUX / f"{ID}.metainfo.xml").getroot()
    assert metainfo.findtext("id") == ID
    assert next(release.get("version") for release in metainfo.iter("release")) == __version__


@pytest.mark.parametrize(
    "command",
    [
        ["desktop-file-validate", f"{ID}.desktop"],
        ["appstreamcli", "validate", "--no-net", f"{ID}.metainfo.xml"],
    ],
)
def test_the_desktops_own_validators_find_nothing(command):
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, cwd=LINUX, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_changelog_knows_the_version():
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
