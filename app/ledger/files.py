"""Files that are there, whole, or not at all, whatever happens to the power."""

from __future__ import annotations

import os
from pathlib import Path


def create_private(path: Path) -> None:
    """Makes an empty file that only this user can read, for a database to grow in.

    Must not touch a database in use: closing it here would drop that one's locks. Raises
    FileExistsError.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def write_durably(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Replaces a file in one step: written beside it, forced to the medium, renamed."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)  # its mode would stay, and sticks refuse a change of mode
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        written = 0
        while written < len(data):
            written += os.write(descriptor, data[written:])
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    move_durably(part, path)


def move_durably(source: Path, target: Path) -> None:
    """Renames within a directory and forces the directory to the medium."""
    source.replace(target)
    sync_directory(target.parent)


def sync_directory(directory: Path) -> None:
    """Forces a directory's names to the medium."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Forces a file to the medium and drops it from memory, so that reading it reads the medium."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
