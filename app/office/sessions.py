"""Who is signed in at the screens of head office: `serve` knows each by a secret of their own.

Held in memory: when `serve` starts anew, everybody types their PIN again.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from app.domain.text import _
from app.kiosk import Clock, Randomness
from app.operations.errors import OperationRefused
from app.operations.sign_in import SignedIn

_TOKEN_BYTES = 24
_IDLE = 12 * 3_600_000
"""Milliseconds after which somebody who asked nothing is signed out: a working day."""


class SignInAgain(OperationRefused):
    """`serve` does not know who asks."""

    code = "sign_in_again"

    def __init__(self) -> None:
        super().__init__(
            _("Head office does not know any more who you are."),
            _("Nothing was done. Press F12 and type your PIN, then do it again."),
        )


@dataclass
class Session:
    """Somebody whose PIN was right."""

    who: SignedIn
    renewing: bool
    """Whether they may only choose another PIN."""
    at: int
    """When they last asked something."""


class Sessions:
    """For any number of threads."""

    def __init__(self, clock: Clock, random: Randomness) -> None:
        """Nobody is signed in."""
        self._clock = clock
        self._random = random
        self._guard = threading.Lock()
        self._open: dict[str, Session] = {}

    def open(self, who: SignedIn, *, renewing: bool) -> str:
        """A secret for somebody whose PIN was right."""
        token = self._random.bytes(_TOKEN_BYTES).hex()
        now = self._clock.milliseconds()
        with self._guard:
            self._open = {
                known: one for known, one in self._open.items() if abs(now - one.at) <= _IDLE
            }
            self._open[token] = Session(who, renewing, now)
        return token

    def of(self, token: str) -> Session:
        """Whose secret it is. Raises SignInAgain."""
        now = self._clock.milliseconds()
        with self._guard:
            found = self._open.get(token)
            if found is None or abs(now - found.at) > _IDLE:
                raise SignInAgain
            found.at = now
            return found

    def close(self, token: str) -> None:
        """They are signed out; repeatable."""
        with self._guard:
            self._open.pop(token, None)
