"""The last frames of a camera, to go back to once it is frozen. Qt-free."""

from __future__ import annotations

from collections import deque

from cnn_desktop.gui.models.camera_state import Frame

MOST, FEWEST = 100, 8  # frames; 100 are 3.3 s, and the fewest are those whose maps may still be under way
MOST_BYTES = 96 * 2**20  # 100 frames of 640 × 480; of larger ones fewer are kept


class KeptFrames:
    """Full frames, not what the network sees of them: whatever is asked of an image can be asked of each."""

    def __init__(self) -> None:
        self._frames: deque[Frame] = deque(maxlen=MOST)

    def __bool__(self) -> bool:
        return bool(self._frames)

    @property
    def newest(self) -> Frame:
        return self._frames[-1]

    def add(self, frame: Frame) -> None:
        self._frames.append(frame)
        while len(self._frames) > max(FEWEST, MOST_BYTES // max(1, frame.pixels.nbytes)):
            self._frames.popleft()

    def clear(self) -> None:
        self._frames.clear()

    def find(self, number: int) -> Frame | None:
        return next((one for one in self._frames if one.number == number), None)

    def beside(self, number: int, step: int) -> Frame | None:
        """`step` frames behind frame `number`, before it where negative; None: there is no such one, or no more."""
        numbers = [one.number for one in self._frames]
        at = numbers.index(number) + step if number in numbers else -1
        return self._frames[at] if 0 <= at < len(numbers) else None
