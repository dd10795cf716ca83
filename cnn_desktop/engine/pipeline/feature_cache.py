"""Features kept on disk by what they were computed from, so that no image goes through the same backbone twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from cnn_desktop.core import paths
from cnn_desktop.core.evaluation import Array
from cnn_desktop.engine.pipeline.disk_cache import DiskCache

MOST_BYTES = 2 << 30  # 400,000 images in 1,280 numbers each


class FeatureCache(DiskCache):
    """Vectors of float32 by key."""

    def __init__(self, file: Path | None = None, most_bytes: int = MOST_BYTES) -> None:
        file = file or paths.cache_folder() / "features" / "kept.sqlite"
        super().__init__(file, most_bytes, "features", "features are computed anew")

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Array]:
        """The vectors that are there, by key."""
        return {key: np.frombuffer(value, np.float32) for key, value in self.get_bytes(keys).items()}

    def put(self, vectors: Mapping[bytes, Array]) -> None:
        """Keep `vectors`, all or none."""
        self.put_bytes({key: vector.astype(np.float32).tobytes() for key, vector in vectors.items()})
