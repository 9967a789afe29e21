"""A place for many small ledgers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOM = 4 << 30
_MEMORY = Path("/dev/shm")


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder that is gone afterwards: in memory if there is room, for kills need no disk."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    with tempfile.TemporaryDirectory(dir=_MEMORY if roomy else None) as name:
        yield Path(name)
