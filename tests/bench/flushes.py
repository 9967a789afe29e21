"""Counts what SQLite asks the disk to make durable, below all of our code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import apsw

_NAME = "counting"


class Flushes:
    """How many times a file was synced."""

    def __init__(self) -> None:
        self.count = 0


class _File(apsw.VFSFile):
    def __init__(
        self, base: str, name: str | apsw.URIFilename | None, flags: list[int], seen: Flushes
    ) -> None:
        self._seen = seen
        super().__init__(base, name, flags)

    def xSync(self, flags: int) -> None:  # noqa: N802  SQLite's name
        self._seen.count += 1
        super().xSync(flags)


class _Vfs(apsw.VFS):
    def __init__(self, seen: Flushes) -> None:
        self._seen = seen
        self._base = apsw.vfs_names()[0]
        super().__init__(_NAME, self._base, makedefault=True)

    def xOpen(  # noqa: N802  SQLite's name
        self, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> apsw.VFSFile:
        return _File(self._base, name, flags, self._seen)


@contextmanager
def counted_flushes() -> Iterator[Flushes]:
    """Every database opened inside is counted."""
    seen = Flushes()
    vfs = _Vfs(seen)
    try:
        yield seen
    finally:
        vfs.unregister()
