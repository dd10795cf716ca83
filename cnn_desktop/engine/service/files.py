"""Writes what came out of a prediction: tables, and copies in folders by class. Never loads TensorFlow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import CopyByClass, CopyDone, CopyProgress, Prediction, TableWritten, WriteTable
from cnn_desktop.engine.service.desk import Desk, Handlers

if TYPE_CHECKING:
    from cnn_desktop.core.tables import Answers


class FilesDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {CopyByClass: self._copy, WriteTable: self._write_table}

    def _copy(self, request: CopyByClass) -> None:
        from cnn_desktop.core.copying import copy_by_class

        tell = self.reporter(lambda done, total: self.emit(CopyProgress(request.ticket, done, total)))
        done = copy_by_class(request.target, request.files, tell, self.should_stop)
        self.emit(CopyDone(request.ticket, request.target, done.copied, done.refused))

    def _write_table(self, request: WriteTable) -> None:
        from cnn_desktop.core import tables

        tables.refuse_bad_target(request.target)
        tables.write_table(request.target, self._answers(request), request.kind)
        self.emit(TableWritten(request.ticket, request.target, len(request.files) + len(request.refused)))

    def _answers(self, request: WriteTable) -> Answers:
        yield from self._classified(request)
        yield from ((file, UserError(message, hint=hint)) for file, message, hint in request.refused)

    def _classified(self, request: WriteTable) -> Iterator[tuple[Path, Prediction]]:
        rows = zip(request.files, request.probabilities, request.judgements, request.distances, strict=True)
        for file, probabilities, judgement, distance in rows:
            self.heed_stop()
            order = np.argsort(-probabilities, kind="stable")
            ranked = tuple((request.classes[index], float(probabilities[index])) for index in order)
            yield file, Prediction(ranked, judgement, distance)
