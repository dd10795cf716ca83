"""All checks of the project in one command: style, types, layers, tests, coverage.

    python packaging/check.py                    everything; what CI runs
    python packaging/check.py --quick            everything but the tests
    python packaging/check.py tests/core -k scan only those tests: the words go to pytest

Run by the Python that has the project's `test` extra; `bootstrap.py test` sees to that. Fails if any part fails.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "cnn_desktop"

# Lines that the tests run, in percent of each package. A floor is what is held, not what is hoped for.
FLOORS = {"core": 95, "engine_process": 93, "engine": 92, "cli": 93, "gui": 80}


@dataclass(frozen=True)
class Outcome:
    """How one check went. `words` are shown in the closing summary."""

    name: str
    passed: bool
    words: str
    seconds: float


def main(arguments: list[str]) -> int:
    if arguments and arguments != ["--quick"]:
        return subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=ROOT)
    checks = static_checks()
    if arguments:
        return summarise(timed(name, command) for name, command in checks.items())
    with ThreadPoolExecutor(1) as beside:  # one processor for half a minute, while the tests begin
        types = beside.submit(told_at_its_end, "types", checks.pop("types"))
        outcomes = [timed(name, command) for name, command in (checks | {"tests": pytest_with_coverage()}).items()]
    return summarise([*outcomes, types.result(), *coverage()])


def static_checks() -> dict[str, list[str]]:
    """Those that read the source only; under a minute."""
    python = [sys.executable, "-m"]
    scripts = [str(file) for file in sorted((ROOT / "packaging").glob("*.py"))]
    return {
        "style": [*python, "ruff", "check", "."],
        "format": [*python, "ruff", "format", "--check", "."],
        "types": [*python, "mypy"],
        "types of packaging": [*python, "mypy", *scripts],
        "layers": [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()"],
    }


def pytest_with_coverage() -> list[str]:
    """Two files of tests at a time: more would starve the timers of the window.

    A worker that crashed, or was ended by `faulthandler_timeout` in a test that hangs, ends the run: with another one
    in its place, xdist waits for ever. Files come in the order of `tests/conftest.py`.
    """
    workers = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart=0"]
    return [sys.executable, "-m", "pytest", *workers, "--cov", "--cov-report=", "--durations=15"]


def timed(name: str, command: list[str]) -> Outcome:
    """Run one check; its output is shown as it comes."""
    print(f"\n── {name}", flush=True)
    started = time.monotonic()
    return outcome(name, subprocess.call(command, cwd=ROOT), started)


def outcome(name: str, code: int, started: float) -> Outcome:
    return Outcome(name, code == 0, "" if code == 0 else f"exit code {code}", time.monotonic() - started)


def told_at_its_end(name: str, command: list[str]) -> Outcome:
    """Run one check beside others; its output is shown when it is over."""
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    print(f"\n── {name}\n{done.stdout}{done.stderr}", flush=True)
    return outcome(name, done.returncode, started)


def coverage() -> list[Outcome]:
    """Each package against its floor, from what the test run left."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        command = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", str(report)]
        if subprocess.call(command, cwd=ROOT):
            return [Outcome("coverage", False, "no data", 0.0)]
        files = json.loads(report.read_bytes())["files"]
    return [measured(name, floor, share(name, files)) for name, floor in FLOORS.items()]


def measured(name: str, floor: int, percent: float) -> Outcome:
    return Outcome(f"coverage {name}", percent >= floor, f"{percent:.1f} % of the lines, floor {floor} %", 0.0)


def share(package: str, files: dict[str, dict[str, dict[str, int]]]) -> float:
    """Percent of the lines of `package` that ran."""
    folder = f"{PACKAGE.name}/{package}/"
    summaries = [one["summary"] for name, one in files.items() if Path(name).as_posix().startswith(folder)]
    lines = sum(one["num_statements"] for one in summaries)
    return 100 * sum(one["covered_lines"] for one in summaries) / lines if lines else 0.0


def summarise(outcomes: Iterable[Outcome], show: Callable[[str], None] = print) -> int:
    """The closing summary; the exit code."""
    failed = []
    show("\n── summary")
    for one in outcomes:
        seconds = f"{one.seconds:6.1f} s" if one.seconds else " " * 8
        show(f"{'ok    ' if one.passed else 'FAILED'}  {one.name:<24} {seconds}  {one.words}".rstrip())
        failed += [] if one.passed else [one.name]
    show("All checks passed." if not failed else f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
