"""The engine tells what being sure costs, from what the run stored about its validation images."""

import numpy as np
import pytest

from cnn_desktop.core.calibration import Calibration
from cnn_desktop.core.messages import DescribeSureness, RequestFailed, SurenessDescribed
from cnn_desktop.core.runs import Predictions
from cnn_desktop.engine.service import serve
from cnn_desktop.gui.screens.runs_on_disk import write_run


def asked(folder):
    events = []
    serve([DescribeSureness(4, folder)], events.append, lambda: False)
    (event,) = events
    return event


def test_coverage_and_accuracy_come_with_the_number_of_images(tmp_path):
    run = write_run(tmp_path, "meadow")
    probabilities = np.array([[0.9, 0.1, 0, 0, 0], [0.6, 0.4, 0, 0, 0], [0.2, 0.8, 0, 0, 0]], np.float32)
    files = np.array(["a", "b", "c"], np.str_)
    run.write_predictions("validation", Predictions(np.array([0, 1, 1]), probabilities, files))
    Calibration(least_confidence=0.7, suggested=0.6).save(run.folder)
    event = asked(run.folder)
    assert isinstance(event, SurenessDescribed)
    assert (event.ticket, event.least_confidence, event.suggested, event.images) == (4, 0.7, 0.6, 3)
    least, coverage, accuracy = event.curve[70]
    assert (least, coverage, accuracy) == (pytest.approx(0.7), pytest.approx(2 / 3), 1.0)


def test_a_run_without_validation_images_has_no_curve(tmp_path):
    event = asked(write_run(tmp_path, "beach").folder)
    assert (event.images, event.curve) == (0, ())


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    assert isinstance(asked(tmp_path), RequestFailed)
