"""Where the files of tests lie: in memory where there is room.

No test cuts the power. A killed process leaves in memory what it leaves on a disk; full disks are
file systems of their own; and what is synced, and when, is read from a program's own calls.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

_MEMORY = Path("/dev/shm")
_DISK = Path("/var/tmp")
"""Holds what is too much for a /tmp in memory."""
_ROOM = 6 << 30
"""Bytes; five processes with a PostgreSQL each write less."""
_AVAILABLE = re.compile(r"^MemAvailable: +(\d+) kB$", re.MULTILINE)


def place() -> Path:
    """An existing folder for temporary ones; its path is short, for sockets stand in them."""
    return _MEMORY if _is_roomy() else _DISK


def _is_roomy() -> bool:
    if not _MEMORY.is_dir() or os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC:  # tests write programs
        return False
    found = _AVAILABLE.search(Path("/proc/meminfo").read_text())
    available = 0 if found is None else int(found[1]) << 10
    return min(available, shutil.disk_usage(_MEMORY).free) > _ROOM
