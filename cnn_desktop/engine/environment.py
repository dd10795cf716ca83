"""What a run was trained with: versions, processor, threads, precision, seed."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

from cnn_desktop import __version__
from cnn_desktop.core import files, runs
from cnn_desktop.core.config import plan_of
from cnn_desktop.core.runs import Run
from cnn_desktop.engine import runtime
from cnn_desktop.engine.networks import weights


def write(run: Run) -> None:
    """Replace `environment.json` of `run`."""
    files.write_json(
        run.folder / runs.ENVIRONMENT,
        {
            "cnn-desktop": __version__,
            "python": platform.python_version(),
            "versions": {name: version(name) for name in ("tensorflow", "keras", "numpy", "pillow")},
            "system": platform.platform(),
            "processor": processor(),
            "threads": os.cpu_count(),
            "device": runtime.load(),
            "precision": run.config.precision,
            "seed": run.config.seed,
        }
        | _weights(run),
    )


def _weights(run: Run) -> dict[str, dict[str, str]]:
    """Which weights a pretrained network began with."""
    file, _ = weights.resolve(plan_of(run.config, len(run.classes)))
    return {"weights": {"file": file.name, "sha256": weights.digest(file)}} if file else {}


def processor() -> str:
    """The processor's name as the system tells it."""
    return _told_by_linux("model name") or platform.processor() or platform.machine()


def may_have_bfloat16() -> bool:
    """False only where Linux lists what an x86 processor can do, and bfloat16 is not there; GPUs may have it too."""
    flags = _told_by_linux("flags")
    return not flags or "bf16" in flags or runtime.load().startswith("GPU")


def _told_by_linux(what: str) -> str:
    """A line of `/proc/cpuinfo`; empty on other systems, and where there is no such line."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
            return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(what)), "")
    except OSError:
        return ""
