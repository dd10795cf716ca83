"""A comparison on a real Dask cluster on this computer: one of two workers is killed on the way, and nothing is lost.

    python -m tests.soak.cluster [EPOCHS]

Needs `pip install 'cnn-desktop[dask]'`. Four runs of a tiny network; the worker that trains the first one is killed
after its second epoch. All runs must be done at the end, the killed one gone on with where it was, and the program that
handed them out must never have listened on a port. About a minute on two cores with 40 epochs.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from cnn_desktop.core.runs import open_run
from cnn_desktop.core.study import open_study, read_standing
from tests import samples

HOST = "127.0.0.1"
_COMMAND = (sys.executable, "-m", "cnn_desktop", "compare")
_SETTINGS = (
    *("--preset", "lenet5", "--batch-size", "8", "--patience", "0", "--precision", "float32"),
    *("--vary", "batch_size=8,16", "--folds", "2", "--json"),
)


def main(epochs: int) -> None:
    with tempfile.TemporaryDirectory() as place, cluster(Path(place)) as (address, workers):
        folder = Path(place)
        shapes = samples.shapes(folder / "shapes", classes=3, per_class=20, size=32)
        words = [str(shapes), *_SETTINGS, "--epochs", str(epochs), "--runs", str(folder / "runs")]
        command = [*_COMMAND, *words, "--scheduler", address]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as compare:
            study, name, kept = kill_one(compare, workers)
        assert compare.returncode == 0, f"It ended with {compare.returncode}."
        standing = read_standing(open_study(study))
        assert standing.is_complete, [run.state for run in standing.runs]
        assert [row.n for row in standing.rows] == [60, 60]
        history = open_run(study / name).history
        assert history[: len(kept)] == kept, "What the killed worker had trained was trained again."
        print(f"{len(standing.runs)} runs done; “{name}” went on after epoch {len(kept)} of {len(history)}.")


def kill_one(compare: subprocess.Popen[str], workers: Sequence[subprocess.Popen[bytes]]) -> tuple[Path, str, tuple]:
    """Read what `compare` tells to its end; kill the worker that trains the first run to have two epochs."""
    import psutil  # comes with Dask

    assert compare.stdout is not None
    study, name, kept = Path(), "", ()
    for line in compare.stdout:
        record = json.loads(line)
        if record["event"] == "comparison":
            study = Path(record["folder"])
        if not name and record["event"] == "epoch" and record["epoch"] >= 2:
            name = record["run"]
            assert not listening(compare.pid), "A client listens on no port."
            trainer = next(worker for worker in workers if holds(worker.pid, study / name))
            engines = [one.pid for one in psutil.Process(trainer.pid).children(recursive=True)]
            trainer.kill()
            trainer.wait()
            psutil.wait_procs([psutil.Process(pid) for pid in engines if psutil.pid_exists(pid)], timeout=10)
            assert not any(psutil.pid_exists(pid) for pid in engines), "Its engine outlived it."
            kept = open_run(study / name).history
            print(f"Killed the worker of “{name}” after epoch {len(kept)}.")
    assert name, "Nobody was killed."
    return study, name, kept


@contextlib.contextmanager
def cluster(place: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, a process each: its address, and the workers."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    address, dask = f"tcp://{HOST}:{port}", (sys.executable, "-m", "dask")
    scheduler = (*dask, "scheduler", "--host", HOST, "--port", str(port), "--no-dashboard")
    worker = (*dask, "worker", address, "--host", HOST, "--nthreads", "1", "--no-nanny", "--no-dashboard")
    with (place / "cluster.log").open("wb") as log:
        started = [subprocess.Popen(scheduler, stdout=log, stderr=log, cwd=place)]
        started += [subprocess.Popen(worker, stdout=log, stderr=log) for _ in range(2)]
        try:
            yield address, started[1:]
        finally:
            for process in started:
                process.kill()
                process.wait()


def holds(process: int, run: Path) -> bool:
    """Whether a child of that worker holds the lock of `run`: each run has a process of its own."""
    import psutil  # comes with Dask

    children = psutil.Process(process).children(recursive=True)
    return any(Path(file.path).parent == run for child in children for file in child.open_files())


def listening(process: int) -> bool:
    """Whether that process waits for connections."""
    import psutil

    return any(one.status == psutil.CONN_LISTEN for one in psutil.Process(process).net_connections())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
