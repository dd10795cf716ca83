"""What lies on an image where the network saw it is where `prepare` took it from."""

import numpy as np
import pytest

from cnn_desktop.core.preparation import Preparation, prepare
from cnn_desktop.core.seen_area import seen_area


@pytest.mark.parametrize("resize", ["pad", "crop", "stretch"])
@pytest.mark.parametrize(("width", "height"), [(400, 300), (300, 400), (320, 320), (640, 90), (31, 500)])
def test_a_mark_on_the_image_is_found_where_the_area_says(resize, width, height):
    preparation = Preparation(size=64, resize=resize)
    area = seen_area(width, height, preparation)
    image = np.zeros((height, width, 3), np.uint8)
    x, y = width // 2 + min(width, height) // 5, height // 2 - min(width, height) // 4
    reach = max(width, height) // 64 + 1
    image[max(0, y - reach) : y + reach, max(0, x - reach) : x + reach] = 255
    seen = prepare(image, preparation).astype(float).sum(axis=2)
    rows, columns = np.indices(seen.shape)
    found_x, found_y = ((seen * index).sum() / seen.sum() + 0.5 for index in (columns, rows))
    step_x, step_y = area.width / 64, area.height / 64  # of one pixel that the network sees
    assert area.left + found_x * step_x == pytest.approx(x, abs=step_x + 1)
    assert area.top + found_y * step_y == pytest.approx(y, abs=step_y + 1)


def test_where_the_content_decides_nothing_is_said():
    assert seen_area(10, 10, Preparation(size=8, centring="mass")) is None
