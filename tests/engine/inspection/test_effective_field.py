"""What a unit really uses of its field, in networks where that is known."""

import numpy as np
import pytest

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import EffectiveFieldReady, ShowEffectiveField
from cnn_desktop.core.receptive_field import Box, seen_by
from cnn_desktop.engine.inspection.effective_field import EffectiveField, within
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.service import serve
from tests import samples

PHOTO = samples.shape("cross", 40, np.random.default_rng(2))


@pytest.fixture(scope="module")
def inspector(trained):
    return Inspector(trained.folder)


def test_a_kernel_of_which_only_the_middle_counts_uses_one_pixel(inspector):
    conv = inspector.model.get_layer("conv_1")
    before = conv.kernel.numpy()
    middle = np.zeros_like(before)
    middle[before.shape[0] // 2, before.shape[1] // 2] = 1
    conv.kernel.assign(middle)
    try:
        images = np.full((2, *inspector.recorder.shape), 100, np.uint8)
        box = EffectiveField(inspector, "conv_1", pre=False).of(images, 9, 11)
    finally:
        conv.kernel.assign(before)
    whole = seen_by(inspector.graph.nodes, "conv_1", 9, 11)
    assert (box.height, box.width) == (1, 1)
    assert (box.top, box.left) == ((whole.top + whole.bottom) // 2, (whole.left + whole.right) // 2)


def test_what_is_used_lies_within_what_can_be_seen(trained, inspector):
    events = []
    serve([ShowEffectiveField(1, trained.folder, "conv_2", 3, 4, pixels=PHOTO)], events.append, lambda: False)
    (ready,) = events
    assert isinstance(ready, EffectiveFieldReady)
    whole = seen_by(inspector.graph.nodes, "conv_2", 3, 4)
    assert whole.top <= ready.box.top < ready.box.bottom <= whole.bottom
    assert whole.left <= ready.box.left < ready.box.right <= whole.right
    assert ready.images == 1


def test_of_an_even_mass_a_fortieth_is_left_out_at_each_side():
    assert within(np.ones((80, 160))) == Box(2, 4, 78, 156)
    assert within(np.zeros((4, 4))) is None


def test_a_layer_without_places_is_refused(inspector):
    with pytest.raises(UserError, match="“logits” keeps no places apart"):
        EffectiveField(inspector, "logits", pre=False)
