"""What can be computed again, kept on disk by what it was computed from: the ground of the caches in this package.

One SQLite file: several processes may share it, and a crash costs the block under way. The least recently used go first
when it is full, and it leaves room on the disk for the runs. A cache that cannot be used costs time, never a run.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import sqlite3
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

WAIT_S = 30.0  # for another process that writes
LEAST_FREE = 1 << 30  # bytes of the disk that are for runs and for other programs
_AT_ONCE = 500  # keys a question
_KEPT = 0.9  # of the room, once it was full

_log = logging.getLogger(__name__)

_TABLE = """
PRAGMA auto_vacuum = INCREMENTAL;
CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, value BLOB NOT NULL, used REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_use ON kept (used);
"""


class DiskCache:
    """Bytes by key. A context: use it `with`; threads may share it.

    `what` it keeps and what happens `instead` are for the sentence `problem`, which is empty as long as it works.
    """

    def __init__(self, file: Path, most_bytes: int, what: str, instead: str) -> None:
        self._file, self._most_bytes, self._what, self._instead = file, most_bytes, what, instead
        self._database: sqlite3.Connection | None = None
        self._lock = threading.Lock()
        self._used: dict[bytes, float] = {}  # since the file was told
        self.problem = ""

    def __enter__(self) -> Self:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._database = self._open()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                _log.warning("The cache of %s is damaged (%s); it begins anew.", self._what, error)
                self._file.unlink(missing_ok=True)
                self._database = self._open()
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._tell_used()
            self._trim()
        except sqlite3.Error as failure:
            self._give_up(failure)
        self._close()

    def get_bytes(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """What is there, by key."""
        found: dict[bytes, bytes] = {}
        with self._lock:
            try:
                for start in range(0, len(keys) if self._database else 0, _AT_ONCE):
                    assert self._database is not None
                    some = keys[start : start + _AT_ONCE]
                    places = ",".join("?" * len(some))
                    found |= dict(self._database.execute(f"SELECT key, value FROM kept WHERE key IN ({places})", some))
            except sqlite3.Error as error:
                self._give_up(error)
            self._used |= dict.fromkeys(found, time.time())
        return found

    def keys(self) -> set[bytes]:
        """Of all that is there now."""
        with self._lock:
            if self._database is None:
                return set()
            try:
                return {key for (key,) in self._database.execute("SELECT key FROM kept INDEXED BY by_use")}
            except sqlite3.Error as error:
                self._give_up(error)
                return set()

    def put_bytes(self, values: Mapping[bytes, bytes]) -> None:
        """Keep `values`, all or none."""
        with self._lock:
            if self._database is None:
                return
            try:
                size = sum(map(len, values.values()))
                if shutil.disk_usage(self._file.parent).free - size < LEAST_FREE:
                    raise OSError("the disk is nearly full")
                with self._database:
                    self._database.executemany(
                        "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)",
                        [(key, value, time.time()) for key, value in values.items()],
                    )
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._file, timeout=WAIT_S, check_same_thread=False)  # `_lock` lets one in
        try:
            database.executescript(_TABLE)
            database.execute("SELECT key FROM kept LIMIT 1").fetchone()
        except BaseException:
            database.close()
            raise
        return database

    def _tell_used(self) -> None:
        if self._database is None or not self._used:
            return
        with self._database:
            self._database.executemany(
                "UPDATE kept SET used = ? WHERE key = ?", [(when, key) for key, when in self._used.items()]
            )
        self._used.clear()

    def _trim(self) -> None:
        """Let the least recently used go until there is room again."""
        if self._database is None or self._bytes() <= self._most_bytes:
            return
        (rows,) = self._database.execute("SELECT COUNT(*) FROM kept").fetchone()
        surplus = round(rows * (1 - _KEPT * self._most_bytes / self._bytes()))
        with self._database:
            self._database.execute(
                "DELETE FROM kept WHERE key IN (SELECT key FROM kept ORDER BY used LIMIT ?)", (surplus,)
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
        self.problem = f"The cache of {self._what} cannot be used ({error}); {self._instead}."
        _log.warning("%s", self.problem)
        self._close()

    def _close(self) -> None:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            self._database = None
