"""A study begun: its images looked through, seen to be divisible, and written down."""

from __future__ import annotations

from cnn_desktop.core.dataset.scan import scan, summarise
from cnn_desktop.core.messages import Emit, ShouldStop, StageProgress
from cnn_desktop.core.study import Study, StudyFolder, create_study
from cnn_desktop.engine.training import corrections
from cnn_desktop.engine.training.reporting import reporter
from cnn_desktop.engine.training.session import split_for


def begin(study: Study, emit: Emit, should_stop: ShouldStop) -> StudyFolder:
    """Look through the images, see that they can be divided, and write the study down. Nothing is trained.

    Raises UserError where the images cannot be divided, and Cancelled.
    """
    emit(StageProgress("scanning"))
    heeded = corrections.in_force(study.base)
    dataset = scan(study.base.dataset, on_progress=reporter("scanning", emit), should_stop=should_stop)
    dataset = corrections.heed(dataset, heeded)
    for planned in study.runs[:1]:
        split_for(dataset, planned.config)  # refused before anything is written
    return create_study(study, dataset, heeded, summarise(dataset).suggested_image_size)
