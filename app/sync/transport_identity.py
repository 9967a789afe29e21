"""The agent's own key, and how many requests it has made with it."""

from __future__ import annotations

import threading
from pathlib import Path

from app.domain.errors import TapcardError
from app.domain.text import _
from app.kiosk import Randomness
from app.ledger.checkpoint import Signer
from app.ledger.files import write_durably

_RESERVED = 64
"""Numbers taken with one write; those left over at the end are passed over."""
_HIGHEST = 1 << 62


class IdentityMissing(TapcardError):
    """The agent has no key: it was never enrolled, or its file was lost."""

    code = "identity_missing"


def make_identity(path: Path, random: Randomness) -> Signer:
    """A new key, where there is none yet; the one that is there otherwise. Raises OSError."""
    if path.exists():
        return load_identity(path)
    secret = random.bytes(32)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_durably(path, secret, mode=0o600)
    return Signer(secret)


def load_identity(path: Path) -> Signer:
    """The key. Raises IdentityMissing."""
    try:
        return Signer(path.read_bytes())
    except (OSError, ValueError) as error:
        raise IdentityMissing(
            _("The agent's key {path} cannot be read.").format(path=path),
            _("Make one with `tapcard sync identity`, and enrol this counter at head office."),
        ) from error


class RequestCount:
    """Numbers of requests: each greater than all before, whatever power and process do."""

    def __init__(self, identity: Path) -> None:
        """Beside the key's file."""
        self._path = identity.with_name(identity.name + ".count")
        self._guard = threading.Lock()
        self._reserved = self._stored()
        self._last = self._reserved

    def next(self) -> int:
        """The number of the next request. Raises OSError where it could not be kept."""
        with self._guard:
            if self._last >= self._reserved:
                self._reserve(self._last + _RESERVED)
            self._last += 1
            return self._last

    def pass_over(self, seen: int) -> None:
        """Head office has seen this number; a lost file goes on behind it."""
        with self._guard:
            if self._last < seen < _HIGHEST:
                self._last = seen

    def _reserve(self, upto: int) -> None:
        write_durably(self._path, f"{upto}\n".encode(), mode=0o600)
        self._reserved = upto

    def _stored(self) -> int:
        try:
            return max(0, int(self._path.read_text(encoding="ascii")))
        except (OSError, ValueError):
            return 0
