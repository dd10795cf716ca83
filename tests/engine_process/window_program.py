"""A program as small as a window can be: starts an engine that trains, then waits, leaves or dies as told.

`python -m tests.engine_process.window_program FOLDER MAIN EPOCHS wait|leave|detach|freeze` prints the engine's
process id once it is at work.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from cnn_desktop.core.messages import EpochDone, StageProgress
from cnn_desktop.engine_process.process import EngineProcess
from tests.engine_process import fake_mains
from tests.engine_process.helpers import training


def main(folder: Path, engine_main: str, epochs: int, then: str) -> None:
    engine = EngineProcess(getattr(fake_mains, engine_main), log=folder / "engine.log")
    engine.ask(training(folder, "hang" if engine_main == "failing" else "run", epochs))
    is_at_work = threading.Event()

    def listen() -> None:
        for event in engine.events():
            if not is_at_work.is_set() and (isinstance(event, EpochDone) or engine_main == "failing"):
                assert isinstance(event, EpochDone | StageProgress)
                print(engine.pid, flush=True)
                is_at_work.set()
                if then in ("detach", "freeze"):
                    engine.detach()
                if then == "freeze":  # before it hears that the engine has understood
                    threading.Event().wait()

    listener = threading.Thread(target=listen, daemon=then == "leave")
    listener.start()
    is_at_work.wait()
    if then != "leave":  # which goes without a word to the engine, as a program that ends by an error
        listener.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
