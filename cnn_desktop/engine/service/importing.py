"""Opens models that another program made."""

from __future__ import annotations

from cnn_desktop.core.messages import ImportModel, LabelsWanted, ModelImported
from cnn_desktop.engine.service.desk import Desk, Handlers


class ImportDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {ImportModel: self._import}

    def _import(self, request: ImportModel) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.importing import Choices, LabelsMissing, import_model

        choices = Choices(name=request.name, classes=request.classes, input_scale=request.input_scale)
        try:
            run = import_model(request.file, request.runs, choices)
        except LabelsMissing as missing:
            self.emit(LabelsWanted(request.ticket, request.file, missing.count))
            return
        self.emit(ModelImported(request.ticket, run.folder, run.imported.notes if run.imported else ()))
