"""When a counter pauses: what one sale writes goes up in one bundle, and not event by event."""

from __future__ import annotations

QUIET, LONGEST = 2.0, 5.0
"""Seconds without another event; and since the first one, whatever comes."""


class Settling:
    """Number of the last event, as it stood when the counter last paused."""

    def __init__(self) -> None:
        self._settled = self._last = 0
        self._began = self._moved = 0.0

    def look(self, last: int, now: float) -> int:
        """``last``: event of now; ``now``: seconds of a clock that does not go back."""
        if last != self._last:
            if self._last == self._settled:
                self._began = now
            self._last, self._moved = last, now
        if now - self._moved >= QUIET or now - self._began >= LONGEST:
            self._settled = self._last
        return self._settled
