"""What serves as a camera, as a person names it: a device's number, a video, images one after another, an address.

Opens nothing; looks only whether a named file or folder is there.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.image_search import SUFFIXES, find_images
from cnn_desktop.core.messages import Source

Kind: TypeAlias = Literal["device", "video", "images", "address"]

_SCHEMES = ("http", "https", "rtsp", "rtsps")
_COUNTER = re.compile(r"%0?(\d*)d")  # as in img_%04d.png
_WAYS = "Name a camera by its number (0 is the first), a video, a folder of images, or an http or rtsp address."


def parse_source(text: str) -> Source:
    """The source that `text` names. Raises UserError where there is no such thing."""
    text = text.strip()
    if text.isdecimal():
        return int(text)
    if not text:
        raise UserError("No camera was named.", hint=_WAYS)
    kind = kind_of(text)
    if kind == "address" and not _host(text):
        raise UserError(
            f"“{text}” is no complete address.", hint="An address looks like http://192.168.1.7:8080/video."
        )
    if "://" in text and kind != "address":
        raise UserError(f"“{text.partition('://')[0]}” addresses cannot serve as a camera.", hint=_WAYS)
    if kind == "video" and not Path(text).is_file():
        raise UserError(f"There is no “{text}” that could serve as a camera.", hint=_WAYS)
    if kind == "images" and not images_of(text):
        raise UserError(f"There are no images in “{text}”.", hint="Name a folder that holds images, or another camera.")
    return text


def kind_of(source: Source) -> Kind:
    """What sort of thing `source` is."""
    if isinstance(source, int):
        return "device"
    if source.partition("://")[0].lower() in _SCHEMES:
        return "address"
    path = Path(source)
    if path.is_dir() or _COUNTER.search(path.name) or (path.is_file() and path.suffix.lower() in SUFFIXES):
        return "images"
    return "device" if source.startswith("/dev/video") else "video"


def is_live(source: Source) -> bool:
    """Whether frames that nobody takes are gone, as with a device or an address."""
    return kind_of(source) in ("device", "address")


def shown_source(source: Source) -> str:
    """`source` as a sentence begins: no password of an address."""
    kind = kind_of(source)
    if kind == "device":
        return "The camera"
    if kind != "address":
        return f"“{Path(str(source)).name}”"
    parts = urlsplit(str(source))
    return f"“{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}”"


def images_of(source: str) -> list[Path]:
    """The images of a folder in natural order (those of its sub-folders too), or of a pattern by their numbers."""
    path = Path(source)
    counter = _COUNTER.search(path.name)
    if path.exists() or not counter:
        return list(find_images([path]))
    digits = rf"\d{{{int(counter[1])},}}" if counter[1] else r"\d+"
    name = re.compile(f"{re.escape(path.name[: counter.start()])}({digits}){re.escape(path.name[counter.end() :])}")
    folder = path.parent
    numbered = [(int(found[1]), file) for file in (folder.iterdir() if folder.is_dir() else ())
                if (found := name.fullmatch(file.name))]  # fmt: skip
    return [file for _, file in sorted(numbered)]


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:  # half an IPv6 address
        return None
