"""Folders that are no datasets: loops, pipes, bombs, names that want to be more."""

from __future__ import annotations

import os
import zlib

import numpy as np

from tests import samples
from tests.hostile.cases import case
from tests.hostile.image_files import png


@case("folder")
def a_link_to_its_own_parent(folder, marker):
    samples.shapes(folder, classes=2, per_class=3)
    (folder / "circle" / "again").symlink_to(folder)
    (folder / "loop").symlink_to(folder / "loop")
    return folder


@case("folder")
def links_out_of_the_folder(folder, marker):
    samples.shapes(folder, classes=2, per_class=3)
    (folder / "system").symlink_to("/etc")
    (folder / "square" / "passwd.png").symlink_to("/etc/passwd")
    return folder


@case("folder")
def pipes_and_devices_among_the_images(folder, marker):
    samples.shapes(folder, classes=2, per_class=3)
    os.mkfifo(folder / "circle" / "pipe.png")
    (folder / "square" / "device.png").symlink_to("/dev/zero")
    return folder


@case("folder")
def names_that_want_to_be_more(folder, marker):
    samples.shapes(folder, classes=2, per_class=2)
    for name in (
        "<img src=x onerror=alert(1)>",
        "=cmd|' !A1",
        "a\u202egnp",
        "new\nline",
        "\x1b[31m",
        "%s%n",
        "$(touch x)",
    ):
        (folder / name.replace("/", "_")).mkdir()
        samples.write(folder / name.replace("/", "_") / "1.png", samples.shape("ring", 32, np.random.default_rng(0)))
    return folder


@case("folder")
def names_that_are_no_text(folder, marker):
    samples.shapes(folder, classes=2, per_class=2)
    os.makedirs(os.fsencode(folder) + b"/\xff\xfe")
    os.link(folder / "circle" / "000.png", os.fsencode(folder) + b"/\xff\xfe/\x80.png")
    return folder


@case("folder")
def a_folder_of_two_thousand_levels(folder, marker):
    here = os.getcwd()
    try:
        os.chdir(folder)
        for _ in range(2_000):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(here)
    return folder


@case("folder")
def modules_that_wait_to_be_imported(folder, marker):
    samples.shapes(folder, classes=2, per_class=2)
    for name in ("pickle", "numpy", "tensorflow", "sitecustomize", "json"):
        (folder / f"{name}.py").write_text(f"open({str(marker)!r}, 'w').close()\n")
    return folder


@case("folder")
def every_image_a_bomb(folder, marker):
    bomb = png(16_000, 16_000, pixels=zlib.compress(bytes(256_016_000), 1))
    for name in ("a", "b"):
        (folder / name).mkdir()
        for number in range(5):
            (folder / name / f"{number}.png").write_bytes(bomb)
    return folder
