"""Fetch a weights file that Keras publishes into Keras's own cache: told, checked, and put there whole or not at all.

Nobody's consent is asked here: whoever calls has it.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, TypeAlias
from urllib.parse import urlsplit

import cnn_desktop
from cnn_desktop.core import files, pretrained, weights_digests
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import ShouldStop
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.core.pretrained import PUBLISHED, Published
from cnn_desktop.engine import networks
from cnn_desktop.engine.networks import weights

_SILENCE_S = 30.0  # without a byte: the connection is taken for dead
_LOOK_EVERY_S = 0.2  # whether to stop, while nothing comes
_PIECE = 1 << 16  # bytes
_MOST_TIMES = 2  # as long as what was published
_SAFE = ("https",)  # schemes
_Pieces: TypeAlias = "queue.Queue[bytes | int | Exception | None]"  # content, its length, what went wrong, the end
_OTHER_WAY = "or name a file that you have (Choose a weights file…, --weights FILE)"


def fetch(key: str, on_bytes: Callable[[int, int], None], should_stop: ShouldStop) -> Path:
    """Download the weights of ImageNet for the architecture `key`; at once, where they are there already.

    `on_bytes` hears how many bytes have come, of how many. Raises UserError where they cannot be had, or what came is
    something else; Cancelled.
    """
    published, target = PUBLISHED[key], pretrained.cached(key)
    if target.is_file():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with files.replacing(target) as temporary:
        with temporary.open("wb") as file:
            for piece in _arriving(published, on_bytes, should_stop):
                file.write(piece)
        _check(key, published, temporary)
        weights_digests.write_down(published, temporary)
    return target


def _arriving(published: Published, on_bytes: Callable[[int, int], None], should_stop: ShouldStop) -> Iterator[bytes]:
    """The file piece by piece, read on a thread of its own: waiting for a silent host must not outlast a stop."""
    pieces: _Pieces = queue.Queue(maxsize=16)
    abandoned = threading.Event()
    reader = threading.Thread(target=_read, args=(published, pieces, abandoned), name="download", daemon=True)
    reader.start()
    done, total = 0, published.bytes
    try:
        while True:
            if should_stop():
                raise Cancelled
            try:
                piece = pieces.get(timeout=_LOOK_EVERY_S)
            except queue.Empty:
                continue
            match piece:
                case bytes():
                    done += len(piece)
                    if done > _MOST_TIMES * published.bytes:
                        raise _refusal(published, f"it does not end after {done:,} bytes")
                    on_bytes(done, max(done, total))
                    yield piece
                case int():  # how long the host says it is
                    total = piece
                case Exception():
                    raise _unreachable(published, piece) from piece
                case None if done < total:
                    raise _refusal(published, f"it was cut off after {done:,} of {total:,} bytes")
                case None:
                    return
    finally:
        abandoned.set()


def _read(published: Published, pieces: _Pieces, abandoned: threading.Event) -> None:
    """Put what comes, and last None or what went wrong; nothing more once that is `abandoned`."""

    def put(piece: bytes | int | Exception | None) -> bool:
        while not abandoned.is_set():
            with contextlib.suppress(queue.Full):
                pieces.put(piece, timeout=_LOOK_EVERY_S)
                return True
        return False

    headers = {"User-Agent": f"cnn-desktop/{cnn_desktop.__version__}"}
    try:
        request = urllib.request.Request(published.address, headers=headers)
        _require_safe(published.address)
        with urllib.request.build_opener(_OnlySafe).open(request, timeout=_SILENCE_S) as response:
            length = response.headers.get("Content-Length", "")
            if length.isdecimal():
                put(int(length))
            while (piece := response.read1(_PIECE)) and put(piece):  # what is there, without waiting for more
                pass
        put(None)
    except (OSError, HTTPException) as error:  # URLError, HTTPError, TimeoutError and TLS errors are OSErrors
        put(error)


class _OnlySafe(urllib.request.HTTPRedirectHandler):
    """Follows to another address only where nobody on the way can change what comes: every step of the way."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        _require_safe(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _require_safe(address: str) -> None:
    if urlsplit(address).scheme not in _SAFE:
        raise urllib.error.URLError(f"it leads to {address}, which nobody can vouch for")


def _check(key: str, published: Published, file: Path) -> None:
    """Raise UserError where `file` is not what Keras publishes, or not what came the first time.

    Where nobody names a sum, the length is compared, and whether everything fits.
    """
    why = weights_digests.difference(published, file)
    if why:
        raise _refusal(published, why)
    if published.has_sum:
        return
    if (found := file.stat().st_size) != published.bytes:
        raise _refusal(published, f"it has {found:,} bytes, where {published.bytes:,} were expected")
    try:
        networks.build(NetworkPlan(architecture=key, image_size=32, classes=2, weights=str(file)))
        width = weights.width_of(key, file)
    except UserError as error:
        raise _refusal(published, "it does not hold the layers that belong there") from error
    if width != 1:
        raise _refusal(published, f"it is for the width {width:g}")


def _refusal(published: Published, why: str) -> UserError:
    return UserError(
        f"What came from {published.address} cannot be used: {why}. Nothing was kept.",
        hint=f"Try again later, {_OTHER_WAY}.",
    )


def _unreachable(published: Published, error: Exception) -> UserError:
    host = urlsplit(published.address).hostname
    reason: object = error
    match error:
        case urllib.error.HTTPError(code=code, msg=said):
            return UserError(
                f"{host} does not give out {published.file}: it answers {code} ({said}).",
                hint=f"Try again later, {_OTHER_WAY}.",
            )
        case TimeoutError() | urllib.error.URLError(reason=TimeoutError()):
            reason = "no answer came"
        case urllib.error.URLError(reason=said):
            reason = said
    return UserError(
        f"{host} could not be reached ({reason}).",
        hint=f"Check the connection of this computer and try again, {_OTHER_WAY}.",
    )
