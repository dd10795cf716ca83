import pytest

from tests.gui.feature_maps.live_bench import LiveBench


@pytest.fixture
def bench(qtbot, tmp_path):
    bench = LiveBench(qtbot, tmp_path)
    bench.maps.open_file(tmp_path / "photo.jpg")
    bench.answer()
    bench.live.start()
    yield bench
    bench.close()


@pytest.fixture
def live(bench):
    bench.turn_on()
    bench.look()
    return bench
