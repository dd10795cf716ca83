"""Downloading weights, from a server on this computer: told, checked, whole or not at all."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cnn_desktop.core import pretrained, weights_digests
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import DownloadProgress, DownloadWeights, RequestFailed, WeightsReady
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.engine.networks import download, weights
from cnn_desktop.engine.service import serve
from tests.engine import backbones


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Keras's own cache, which is not there yet; and no proxy in between."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("no_proxy", "*")
    return tmp_path / "keras" / "models"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The bytes of a MobileNet of full width."""
    return backbones.write(backbones.backbone(), tmp_path_factory.mktemp("weights") / "whole.h5").read_bytes()


@contextlib.contextmanager
def server(answer):
    """A server that answers each request by `answer(handler)`; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            with contextlib.suppress(OSError):  # whoever asked has gone
                answer(self)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = False  # closing waits for each request
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}/"
        finally:
            listening.shutdown()
            thread.join()


def giving(content: bytes, *, promised: int | None = None):
    def answer(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content) if promised is None else promised))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


@pytest.fixture
def publish(monkeypatch):
    """Let a network's weights come from another address than Keras's own, which need not be a safe one."""
    monkeypatch.setattr(download, "_SAFE", ("http", "https"))

    def change(key, **changes):
        one = dataclasses.replace(pretrained.PUBLISHED[key], **changes)
        monkeypatch.setattr(download, "PUBLISHED", {key: one})

    return change


def never() -> bool:
    return False


def refusal(key="mobilenet-v1") -> UserError:
    with pytest.raises(UserError) as error:
        download.fetch(key, lambda done, total: None, never)
    assert "Choose a weights file…" in error.value.hint
    assert "--weights FILE" in error.value.hint
    return error.value


def test_what_fits_is_kept_where_keras_looks_for_it(whole, publish, cache):
    told = []
    with server(giving(whole)) as address:
        publish("mobilenet-v1", address=address, bytes=len(whole))
        file = download.fetch("mobilenet-v1", lambda *pair: told.append(pair), never)
    assert file == cache / "mobilenet_1_0_224_tf_no_top.h5"
    assert file.read_bytes() == whole
    assert told[-1] == (len(whole), len(whole))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert list(cache.iterdir()) == [file]


def test_what_is_there_is_not_loaded_again(cache, publish):
    cache.mkdir(parents=True)
    pretrained.cached("mobilenet-v1").write_bytes(b"there")
    publish("mobilenet-v1", address="http://127.0.0.1:9/")
    assert download.fetch("mobilenet-v1", lambda done, total: None, never) == pretrained.cached("mobilenet-v1")


@pytest.mark.parametrize(
    ("key", "sum_of", "why"),
    [
        ("resnet-50", {"sha256": hashlib.sha256}, "its SHA-256 is not the one that is known of it"),
        ("efficientnet-b0", {"md5": hashlib.md5}, "its MD5 sum is not the one that Keras names"),
    ],
)
def test_a_sum_that_is_known_is_compared(publish, cache, key, sum_of, why):
    content = b"weights of another day"
    with server(giving(content)) as address:
        publish(key, address=address)
        assert f"where {pretrained.PUBLISHED[key].bytes:,} were expected" in refusal(key).message
        publish(key, address=address, bytes=len(content))
        assert why in refusal(key).message
        assert list(cache.iterdir()) == []
        sums = {name: digest(content).hexdigest() for name, digest in sum_of.items()}
        publish(key, address=address, bytes=len(content), **sums)
        assert download.fetch(key, lambda done, total: None, never).read_bytes() == content
    assert not weights_digests.register().exists()


def test_what_came_first_is_trusted_and_what_comes_later_is_held_to_it(whole, publish, cache, tmp_path):
    other = backbones.write(backbones.backbone(seed=2), tmp_path / "other.h5").read_bytes()
    with server(giving(whole)) as address:
        publish("mobilenet-v1", address=address, bytes=len(whole))
        kept = download.fetch("mobilenet-v1", lambda done, total: None, never)
    kept.unlink()
    assert len(other) == len(whole)  # nothing else tells them apart
    with server(giving(other)) as address:
        publish("mobilenet-v1", address=address, bytes=len(whole))
        assert "its SHA-256 is not that of the file that came first" in refusal().message
    assert list(cache.iterdir()) == []
    with server(giving(whole)) as address:
        publish("mobilenet-v1", address=address, bytes=len(whole))
        assert download.fetch("mobilenet-v1", lambda done, total: None, never).read_bytes() == whole
    kept.write_bytes(other)  # in the cache, behind our back
    plan = NetworkPlan(architecture="mobilenet-v1", image_size=32, classes=2, weights="imagenet")
    with pytest.raises(UserError, match="in Keras's cache is not the file that Keras publishes"):
        weights.resolve(plan)


def test_what_does_not_fit_is_not_kept(publish, cache, tmp_path):
    narrow = backbones.tiny(tmp_path).read_bytes()
    for content, why in ((b"<html>Sign in first</html>", "does not hold the layers"), (narrow, "for the width 0.25")):
        with server(giving(content)) as address:
            publish("mobilenet-v1", address=address, bytes=len(content))
            assert why in refusal().message
    with server(giving(narrow)) as address:
        publish("mobilenet-v1", address=address)
        assert f"it has {len(narrow):,} bytes, where 17,225,924 were expected" in refusal().message
    assert list(cache.iterdir()) == []


def test_what_is_cut_off_is_not_kept(whole, publish, cache):
    with server(giving(whole[:1000], promised=len(whole))) as address:
        publish("mobilenet-v1", address=address)
        assert f"it was cut off after 1,000 of {len(whole):,} bytes" in refusal().message
    assert list(cache.iterdir()) == []


def test_what_does_not_end_is_given_up(publish, cache):
    with server(giving(bytes(1_000_000))) as address:
        publish("mobilenet-v1", address=address, bytes=1_000)
        assert "does not end" in refusal().message
    assert not list(cache.glob("*"))


def test_a_file_that_is_gone_says_what_the_host_says(publish):
    with server(lambda handler: handler.send_error(404)) as address:
        publish("mobilenet-v1", address=address)
        assert refusal().message.endswith("mobilenet_1_0_224_tf_no_top.h5: it answers 404 (Not Found).")


def test_without_a_network_it_says_so(publish):
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        publish("mobilenet-v1", address=f"http://127.0.0.1:{taken.getsockname()[1]}/")
        said = refusal()
    assert said.message.startswith("127.0.0.1 could not be reached (")
    assert "Check the connection" in said.hint
    publish("mobilenet-v1", address="https://nowhere.invalid/file.h5")
    assert refusal().message.startswith("nowhere.invalid could not be reached (")


def test_a_host_that_falls_silent_is_given_up(publish, monkeypatch):
    monkeypatch.setattr(download, "_SILENCE_S", 0.1)
    asleep = threading.Event()

    def answer(handler):
        giving(b"", promised=1000)(handler)
        asleep.wait(10)

    with server(answer) as address:
        publish("mobilenet-v1", address=address)
        assert "no answer came" in refusal().message
        asleep.set()


def test_a_stop_ends_it_also_while_nothing_comes(publish, cache):
    asleep, come = threading.Event(), []

    def answer(handler):
        giving(b"a beginning", promised=1000)(handler)
        asleep.wait(10)

    with server(answer) as address:
        publish("mobilenet-v1", address=address)
        with pytest.raises(Cancelled):
            download.fetch("mobilenet-v1", lambda *pair: come.append(pair), lambda: bool(come))
        asleep.set()
    assert list(cache.iterdir()) == []
    for thread in threading.enumerate():
        if thread.name == "download":
            thread.join(10)


@pytest.mark.parametrize("scheme", ["http", "ftp", "file"])
def test_nothing_but_https_is_asked(monkeypatch, scheme):
    one = dataclasses.replace(pretrained.PUBLISHED["mobilenet-v1"], address=f"{scheme}://somewhere.example/file.h5")
    monkeypatch.setattr(download, "PUBLISHED", {"mobilenet-v1": one})
    assert f"it leads to {one.address}, which nobody can vouch for" in refusal().message


def test_no_step_of_the_way_is_an_open_connection(whole, publish, cache):
    """Neither the last one nor one in between, from which it would be led back to a safe one."""
    asked = []

    def lead_on(handler):
        asked.append(handler.path)
        if handler.path == "/open":
            giving(whole)(handler)
            return
        handler.send_response(302)
        handler.send_header("Location", "ftp://127.0.0.1/open" if handler.path == "/" else "/open")
        handler.end_headers()

    with server(lead_on) as address:
        publish("mobilenet-v1", address=address)
        assert "it leads to ftp://127.0.0.1/open, which nobody can vouch for" in refusal().message
        assert (asked, list(cache.iterdir())) == (["/"], [])
        publish("mobilenet-v1", address=f"{address}on", bytes=len(whole))  # by the same scheme
        assert download.fetch("mobilenet-v1", lambda done, total: None, never).read_bytes() == whole


def test_the_service_tells_how_far_it_is_and_where_the_file_lies(whole, publish, cache):
    events = []
    with server(giving(whole)) as address:
        publish("mobilenet-v1", address=address, bytes=len(whole))
        serve([DownloadWeights(5, "mobilenet-v1")], events.append, never)
    written_down = weights_digests.words(pretrained.PUBLISHED["mobilenet-v1"])
    assert hashlib.sha256(whole).hexdigest() in written_down
    assert events[-1] == WeightsReady(5, "mobilenet-v1", cache / "mobilenet_1_0_224_tf_no_top.h5", written_down)
    progress = [event for event in events if isinstance(event, DownloadProgress)]
    assert (progress[-1].ticket, progress[-1].done, progress[-1].total) == (5, len(whole), len(whole))
    events = []
    publish("resnet-50", address="https://nowhere.invalid/file.h5")
    serve([DownloadWeights(6, "resnet-50")], events.append, never)
    assert isinstance(events[-1], RequestFailed)
    assert (events[-1].ticket, events[-1].details) == (6, "")
