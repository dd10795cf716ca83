"""Labels are judged by a comparison in folds where there is one: no network is asked then."""

import pytest

from cnn_desktop.core import files, runs
from cnn_desktop.core.dataset.model import ImageFile
from cnn_desktop.core.dataset.split import Split
from cnn_desktop.engine.suspects import find_suspects
from tests.core.study.examples import CLASSES
from tests.core.suspects.test_out_of_fold import NAMES, first_run, folded


def test_labels_are_judged_by_it_without_a_network(tmp_path):
    opened = folded(tmp_path, right=(20, 17))
    run = first_run(opened)
    split = Split(training=(), validation=_images(), test=())
    files.write_rows(run.folder / runs.SPLIT, split.to_json())
    found = find_suspects(run, lambda done, total: pytest.fail("features are asked for"), lambda: False)
    assert set(found.files) == {f"{CLASSES[n % 2]}/{n}.png" for n in (37, 38, 39)}
    assert [found.classes[place] for place in found.suggested] != [found.classes[place] for place in found.given]
    assert "comp" in found.source
    assert (found.images, found.of) == (40, 40)


def _images():
    return tuple(ImageFile(name, name.partition("/")[0], None, 28, 28, 90, "PNG") for name in sorted(NAMES))
