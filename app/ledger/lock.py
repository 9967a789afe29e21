"""One process owns a ledger. The lock file says which one.

The kernel holds the lock (flock), so a process that dies, however, leaves none behind. The lock is
on a file of its own: opening and closing the database by hand would drop SQLite's own locks.
"""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path

from app.domain.text import _
from app.ledger.errors import LedgerOwned


class LedgerLock:
    """Ownership of ``<ledger>.lock`` until :meth:`release`."""

    def __init__(self, ledger: Path) -> None:
        """Takes the lock or raises LedgerOwned, which names the owner."""
        self.path = lock_path(ledger)
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise owned(ledger) from error
        self._write(f"{os.getpid()} {' '.join(sys.argv)}\n")

    def release(self) -> None:
        """Gives the ledger free. The file stays: removing it would race with the next owner."""
        if self._descriptor >= 0:
            self._write("")
            os.close(self._descriptor)
            self._descriptor = -1

    def _write(self, text: str) -> None:
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)


def lock_path(ledger: Path) -> Path:
    """Where the lock of a ledger stands."""
    return ledger.with_name(ledger.name + ".lock")


def owned(ledger: Path) -> LedgerOwned:
    """The refusal of a ledger that another process owns; names that process."""
    try:
        owner = lock_path(ledger).read_bytes()[:4096].decode("utf-8", "replace").strip()
    except OSError:
        owner = ""
    return LedgerOwned(
        _("Another process owns the ledger: {owner}.").format(owner=owner or _("unknown")),
        _("Nothing was done. Use that counter, or close it first."),
    )
