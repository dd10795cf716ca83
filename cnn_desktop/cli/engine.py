"""Load TensorFlow for a command, without the pages it greets with."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.cli.output import Output

if TYPE_CHECKING:
    from cnn_desktop.engine.prediction import Classifier


def load_engine(output: Output) -> None:
    """Import TensorFlow and Keras, about 1.7 s: before it a mistake is answered at once, after it work begins."""
    output.progress("Loading TensorFlow …")
    with _quiet():
        from cnn_desktop.engine import runtime

        runtime.load()
    output.clear_progress()


def open_classifier(run: Path, output: Output) -> Classifier:
    """The network of `run`; TensorFlow is loaded only where the run needs it."""
    output.progress("Loading the network …")
    with _quiet():
        from cnn_desktop.engine.prediction import Classifier

        classifier = Classifier(run)
    output.clear_progress()
    return classifier


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Hold back what native code writes to standard error; shown if the block fails.

    TensorFlow 2.21 prints five lines there while it is imported, whatever its log level.
    """
    if logging.getLogger().isEnabledFor(logging.INFO):  # --debug
        yield
        return
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as held_back:
        os.dup2(held_back.fileno(), 2)
        try:
            yield
        except BaseException:
            held_back.seek(0)
            os.write(kept, held_back.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)
