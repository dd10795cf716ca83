"""A study: several runs from one configuration, of which chosen settings, folds and seeds vary. On disk a folder.

People are told “comparison”; in the code that word is `results.comparison`, which holds any finished runs beside one
another. Files are written by `engine.study`; this package plans the runs, names the files and says how a study stands.
"""

from cnn_desktop.core.study.folder import StudyFolder, create_study, list_studies, open_study
from cnn_desktop.core.study.plan import PlannedRun, Study, Varied
from cnn_desktop.core.study.standing import RunStanding, Standing, listed, read_standing
from cnn_desktop.core.study.table import TableRow

__all__ = [
    "PlannedRun",
    "RunStanding",
    "Standing",
    "Study",
    "StudyFolder",
    "TableRow",
    "Varied",
    "create_study",
    "list_studies",
    "listed",
    "open_study",
    "read_standing",
]
