"""Runs repeated by their exported scripts, each in a process of its own: the same accuracy within seed noise?

    python -m tests.soak.scripts RUN [RUN ...]

Prints, for each run, the accuracy that it has and the one that its script reaches, on validation and test. Exit code 1
where the 95 % intervals of the two do not meet. Takes as long as the trainings took, and needs their images.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from cnn_desktop.core.evaluation import wilson_interval
from cnn_desktop.core.runs import open_run
from cnn_desktop.core.script import export_script


def main(arguments: list[str]) -> int:
    failed = False
    for folder in map(Path, arguments):
        result = open_run(folder).result
        if result is None:
            print(f"{folder.name}: not finished")
            continue
        with tempfile.TemporaryDirectory() as elsewhere:
            target = Path(elsewhere) / "again.py"
            export_script(folder, target)
            said = subprocess.run([sys.executable, str(target)], check=True, capture_output=True, text=True).stdout
        for score in filter(None, (result.validation, result.test)):
            found = re.search(rf"^{score.split} accuracy (\S+) of {score.n} images$", said, re.MULTILINE)
            again = float(found[1]) if found else 0.0
            low, high = wilson_interval(round(again * score.n), score.n)
            meets = low <= score.interval[1] and high >= score.interval[0]
            failed |= not meets
            words = "within noise" if meets else "NOT the same"
            print(f"{folder.name}: {score.split} {score.accuracy:.4f}, by its script {again:.4f}: {words}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
