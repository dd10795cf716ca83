"""Which images of a batch are made here: all of them, or those of one of several computers that train together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.evaluation import Array


@dataclass(frozen=True, slots=True)
class Part:
    """Part `number` (from 0) `of` so many. Together the parts are the batch; no image is in two of them.

    A batch of fewer images than `least`, the last of an epoch, is shown several times over, so that no part is empty:
    its mean loss and its statistics stay what they are.
    """

    number: int = 0
    of: int = 1
    least: int = 1

    def places(self, n: int) -> Array:
        """Where the images of this part stand in a batch of `n`, in order."""
        whole = np.tile(np.arange(n), -(-self.least // n))
        return whole[self._cut(len(whole))]

    def rows(self, n: int) -> slice:
        """The same of `n` images that are looked at once, for scores and features. May be empty."""
        return self._cut(n)

    def _cut(self, n: int) -> slice:
        return slice(self.number * n // self.of, (self.number + 1) * n // self.of)


WHOLE = Part()
