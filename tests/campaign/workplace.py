"""A place for many small ledgers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.place import place


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder that is gone afterwards: in memory if there is room, for kills need no disk."""
    with tempfile.TemporaryDirectory(dir=place()) as name:
        yield Path(name)
