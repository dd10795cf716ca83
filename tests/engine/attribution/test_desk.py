"""The service answers where a class was found, by the newest model of a run."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core.messages import Locate, Located, RequestFailed
from cnn_desktop.engine.service import serve


def ask(*requests):
    events = []
    serve(requests, events.append, lambda: False)
    return events


def test_evidence_lies_over_what_the_network_saw(trained, shapes):
    file = next(iter(sorted(shapes.rglob("*.png"))))
    pixels = np.full((40, 60, 3), 200, np.uint8)
    first, second = ask(
        Locate(1, trained.folder, trained.classes[0], file=file),
        Locate(2, trained.folder, trained.classes[1], pixels=pixels),
    )
    assert isinstance(first, Located)
    assert (first.ticket, first.class_name) == (1, trained.classes[0])
    assert first.evidence.shape == (trained.preparation.size,) * 2
    assert first.evidence.dtype == np.float32
    assert 0.5 < np.abs(first.evidence).max() <= 1
    assert (second.ticket, second.layer) == (2, first.layer)


@pytest.mark.parametrize(("name", "message"), [("unicorn", "knows no class “unicorn”")])
def test_what_is_no_class_is_told(trained, name, message):
    (event,) = ask(Locate(1, trained.folder, name, pixels=np.zeros((8, 8, 3), np.uint8)))
    assert isinstance(event, RequestFailed)
    assert message in event.message
    assert not event.details
