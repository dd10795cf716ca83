"""On real images: what the leak guard finds, against what their names tell."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from cnn_desktop.core import images
from cnn_desktop.core.dataset.groups import find_groups
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.leaks.alike import alike
from cnn_desktop.core.leaks.fingerprints import fingerprints, rings


@pytest.mark.data
def test_every_rotation_of_an_x_ray_is_found(real_data):
    data = scan(real_data("bone_fracture_xray"))
    files = [image.file for image in data.images]
    ringed = np.stack([rings(images.decode(data.folder / file, longest_side_hint=96)) for file in files])
    found = {frozenset((files[a], files[b])) for a, b in alike(fingerprints(ringed)[0], ringed, lambda done: None)[0]}
    same_number = [
        frozenset(pair)
        for _, group in find_groups(data, "number").groups
        for pair in combinations([image.file for image in group], 2)
    ]
    missed = [pair for pair in same_number if pair not in found]
    assert len(same_number) > 900
    assert not missed
    assert Counter(pair in set(same_number) for pair in found)[False] < 80  # X-rays that are there under two numbers
