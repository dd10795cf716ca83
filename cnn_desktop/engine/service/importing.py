"""Opens models that another program made, in a process that is locked in before it looks at the file."""

from __future__ import annotations

from cnn_desktop.core.confinement import Confinement, confine
from cnn_desktop.core.messages import ImportModel, LabelsWanted, ModelImported
from cnn_desktop.core.runs.making import kept_in
from cnn_desktop.engine.service.desk import Desk, Handlers

_LARGEST = 2**30  # bytes of a file; a larger one is refused (`engine.importing.container`)


class ImportDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {ImportModel: self._import}

    def _import(self, request: ImportModel) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.importing import Choices, LabelsMissing, import_model

        choices = Choices(
            name=request.name,
            classes=request.classes,
            input_scale=request.input_scale,
            opened=self._lock_in(request).words,
        )
        try:
            run = import_model(request.file, request.runs, choices)
        except LabelsMissing as missing:
            self.emit(LabelsWanted(request.ticket, request.file, missing.count))
            return
        imported = run.imported
        assert imported is not None
        self.emit(ModelImported(request.ticket, run.folder, imported.notes, imported.findings))

    def _lock_in(self, request: ImportModel) -> Confinement:
        """From here on, and to its end, this process reaches little more than the file and the runs folder.

        Everybody who asks for a model starts a process for it (`gui.models.importing_model`, `cli.importing`).
        """
        with kept_in(request.runs):  # a folder that is not there yet cannot be named as one that may be written
            needed = 4 * min(request.file.stat().st_size, _LARGEST) if request.file.is_file() else 0
        return confine([request.file.absolute().parent], [request.runs.absolute()], needed)
