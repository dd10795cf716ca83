import numpy as np
import pytest

from cnn_desktop.core.preparation import Preparation, prepare
from cnn_desktop.core.receptive_field import Box, Field, Node, Reach, fields, on_image, seen_by


def chain(*reaches, size=20):
    """Layers one after another, all as large as the image."""
    nodes = [Node("image", (size, size, 3))]
    for number, reach in enumerate(reaches):
        nodes.append(Node(f"layer{number}", (size, size, 4), (nodes[-1].key,), reach))
    return nodes


CONVOLUTION = Reach(kernel=(3, 3), before=(1, 1))
POOLING = Reach(kernel=(2, 2), stride=(2, 2))


def test_fields_grow_by_the_kernel_and_the_strides_before_it():
    found = fields(chain(CONVOLUTION, CONVOLUTION, POOLING, CONVOLUTION))
    assert [found[f"layer{number}"] for number in range(4)] == [
        Field((3, 3), (1, 1)), Field((5, 5), (1, 1)), Field((6, 6), (2, 2)), Field((10, 10), (2, 2)),
    ]  # fmt: skip


def test_a_field_is_cut_at_the_border():
    nodes = chain(CONVOLUTION, CONVOLUTION)
    assert seen_by(nodes, "layer1", 0, 10) == Box(0, 8, 3, 13)


def test_two_ways_to_a_unit_are_taken_together():
    nodes = [
        *chain(CONVOLUTION, Reach()),
        Node("sum", (20, 20, 4), ("layer1", "image"), Reach()),
        Node("side", (20, 20, 4), ("image",), Reach(kernel=(1, 7), before=(0, 3))),
        Node("both", (20, 20, 4), ("sum", "side"), Reach()),
    ]
    assert seen_by(nodes, "sum", 5, 5) == Box(4, 4, 7, 7)
    assert seen_by(nodes, "both", 5, 5) == Box(4, 2, 7, 9)
    assert fields(nodes)["both"] == Field((3, 7), (1, 1))


def test_what_lies_between_the_taps_of_a_dilated_kernel_is_not_taken_for_seen():
    nodes = chain(Reach(kernel=(3, 1), dilation=(5, 1), before=(5, 0)))
    assert seen_by(nodes, "layer0", 3) == Box(3, 0, 9, 1)  # rows -2, 3 and 8


@pytest.mark.parametrize("resize", ["pad", "crop", "stretch"])
@pytest.mark.parametrize(("height", "width"), [(60, 90), (90, 60), (64, 64)])
def test_a_box_lies_on_the_image_where_its_pixels_come_from(resize, height, width):
    preparation = Preparation(size=30, resize=resize)
    image = np.zeros((height, width, 3), np.uint8)
    image[30:36, 30:36] = 255
    prepared = prepare(image, preparation)[..., 0] > 127
    rows, columns = np.flatnonzero(prepared.any(1)), np.flatnonzero(prepared.any(0))
    box = on_image(Box(rows[0], columns[0], rows[-1] + 1, columns[-1] + 1), preparation, height, width)
    pixel = max(height, width) / 30
    for side, expected in ((box.top, 30), (box.left, 30), (box.bottom, 36), (box.right, 36)):
        assert side == pytest.approx(expected, abs=pixel)


def test_a_box_ends_at_the_border_of_the_image():
    whole = on_image(Box(0, 0, 30, 30), Preparation(size=30, resize="pad"), 60, 90)
    assert whole == Box(0, 0, 60, 90)
    middle = on_image(Box(0, 0, 30, 30), Preparation(size=30, resize="crop"), 60, 90)
    assert middle == Box(0, 15, 60, 75)


def test_where_drawings_are_moved_to_the_middle_nobody_can_tell():
    assert on_image(Box(0, 0, 3, 3), Preparation(size=28, centring="mass"), 90, 90) is None
