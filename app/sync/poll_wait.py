"""How long head office may keep a pull waiting: the longer, the less a day without news costs.

News comes at once whatever the wait. But what stands between may cut a connection on which nothing
moves, so it begins short, grows while it holds, and keeps below what broke for a while.
"""

from __future__ import annotations

SHORTEST, LONGEST = 25, 240
"""Seconds."""
_TRUSTED = 20
"""Waits that held, after which a longer one is tried again."""


class PollWait:
    """Of one agent, over all its sessions."""

    def __init__(self) -> None:
        self.seconds = SHORTEST
        """Of the next pull."""
        self._ceiling = LONGEST
        self._held = 0

    def held(self) -> None:
        """Head office answered after the whole wait."""
        self._held += 1
        if self.seconds == self._ceiling and self._held >= _TRUSTED:
            self._ceiling = min(LONGEST, 2 * self._ceiling)
            self._held = 0
        self.seconds = min(self._ceiling, 2 * self.seconds)

    def broke(self) -> None:
        """No answer came."""
        self._ceiling = max(SHORTEST, self.seconds // 2)
        self.seconds = SHORTEST
        self._held = 0
