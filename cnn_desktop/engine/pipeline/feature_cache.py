"""Features kept on disk by what they were computed from, so that no image goes through the same backbone twice.

One SQLite file: several processes may share it, and a crash costs the block under way. The least recently used go first
when it is full. A cache that cannot be used costs time, never a run.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from cnn_desktop.core import paths
from cnn_desktop.core.evaluation import Array

MOST_BYTES = 2 << 30  # 400,000 images in 1,280 numbers each
_WAIT_S = 30.0  # for another process that writes
_AT_ONCE = 500  # keys a question
_KEPT = 0.9  # of the room, once it was full

_log = logging.getLogger(__name__)

_TABLE = """
PRAGMA auto_vacuum = INCREMENTAL;
CREATE TABLE IF NOT EXISTS features (key BLOB PRIMARY KEY, vector BLOB NOT NULL, used REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_use ON features (used);
"""


class FeatureCache:
    """Vectors of float32 by key. A context: use it `with`."""

    def __init__(self, file: Path | None = None, most_bytes: int = MOST_BYTES) -> None:
        self._file = file or paths.cache_folder() / "features" / "features.sqlite"
        self._most_bytes = most_bytes
        self._database: sqlite3.Connection | None = None

    def __enter__(self) -> FeatureCache:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._database = self._open()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                _log.warning("The cache of features is damaged (%s); it begins anew.", error)
                self._file.unlink(missing_ok=True)
                self._database = self._open()
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._trim()
        except sqlite3.Error as failure:
            self._give_up(failure)
        self._close()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Array]:
        """The vectors that are there, by key."""
        found: dict[bytes, Array] = {}
        if self._database is None:
            return found
        try:
            for start in range(0, len(keys), _AT_ONCE):
                some = keys[start : start + _AT_ONCE]
                places = ",".join("?" * len(some))
                rows = self._database.execute(f"SELECT key, vector FROM features WHERE key IN ({places})", some)
                found |= {key: np.frombuffer(vector, np.float32) for key, vector in rows}
                with self._database:
                    self._database.execute(
                        f"UPDATE features SET used = ? WHERE key IN ({places})", (time.time(), *some)
                    )
        except sqlite3.Error as error:
            self._give_up(error)
        return found

    def put(self, vectors: Mapping[bytes, Array]) -> None:
        """Keep `vectors`, all or none."""
        if self._database is None:
            return
        rows = [(key, vector.astype(np.float32).tobytes(), time.time()) for key, vector in vectors.items()]
        try:
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO features VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            self._give_up(error)

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._file, timeout=_WAIT_S)
        try:
            database.executescript(_TABLE)
            database.execute("SELECT key FROM features LIMIT 1").fetchone()
        except BaseException:
            database.close()
            raise
        return database

    def _trim(self) -> None:
        """Let the least recently used go until there is room again."""
        if self._database is None or self._bytes() <= self._most_bytes:
            return
        (rows,) = self._database.execute("SELECT COUNT(*) FROM features").fetchone()
        surplus = round(rows * (1 - _KEPT * self._most_bytes / self._bytes()))
        with self._database:
            self._database.execute(
                "DELETE FROM features WHERE key IN (SELECT key FROM features ORDER BY used LIMIT ?)", (surplus,)
            )
        self._database.executescript("PRAGMA incremental_vacuum")  # `execute` frees one page only

    def _bytes(self) -> int:
        assert self._database is not None
        (pages,), (free,), (size,) = (
            self._database.execute(f"PRAGMA {name}").fetchone()
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)

    def _give_up(self, error: Exception) -> None:
        _log.warning("The cache of features cannot be used (%s); features are computed anew.", error)
        self._close()

    def _close(self) -> None:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            self._database = None
