"""The files, all of them: each module draws those of its kind when it is imported."""

from __future__ import annotations

from tests.hostile import archives, folders, image_files, run_folders, small_files
from tests.hostile.cases import CASES, Case, payload

__all__ = ["CASES"]
KINDS = (image_files, folders, archives, small_files)  # which register what they draw

run_folders.add_to(CASES, Case, payload)
