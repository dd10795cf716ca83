"""Real images, unpacked once a test run; tests that ask for them are skipped where the archives are absent."""

from __future__ import annotations

import tarfile

import pytest

from tests.conftest import DATA


@pytest.fixture(scope="session")
def real_data(tmp_path_factory):
    """A function from the name of an archive to its unpacked folder."""
    folder = tmp_path_factory.mktemp("real")

    def unpacked(name):
        archive = next(DATA.glob(f"{name}.tar*"), None)
        if archive is None:
            pytest.skip(f"needs {name}, which is not in {DATA.parent.name}/{DATA.name}")
        if not (folder / name).exists():
            with tarfile.open(archive) as members:
                members.extractall(
                    folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {})
                )  # since 3.11.4
        return folder / name

    return unpacked
