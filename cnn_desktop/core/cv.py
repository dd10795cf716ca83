"""The only importer of OpenCV: keeps its traces out of the process environment, and its chatter off stderr.

The wheels set Qt plug-in paths and LD_LIBRARY_PATH at import; children and Qt would inherit them.
"""

from __future__ import annotations

import os

_TOUCHED = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "LD_LIBRARY_PATH")
_before = {name: os.environ.get(name) for name in _TOUCHED}
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")  # seconds without a frame until a camera counts as lost
os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")  # with them a camera opens in 4 to 12 s
os.environ.setdefault("OPENCV_AVFOUNDATION_SKIP_AUTH", "1")  # macOS asks in the main thread only

import cv2  # noqa: E402

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

__all__ = ["cv2"]
