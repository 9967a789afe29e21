"""What counter and agent tell each other beside the bundles: ``desk.json`` and ``agent.json``."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from app.domain.allowance import AllowanceLeft
from app.domain.identity import Node
from app.sync.answers import Wanted
from app.sync.bundle_header import PROTOCOL
from app.sync.folder import read_bounded, write_shared

_LIMIT = 1 << 20

S = TypeVar("S", bound=msgspec.Struct)


class DeskState(msgspec.Struct, frozen=True, kw_only=True):
    """Of the counter; it alone writes it."""

    node: Node
    epoch: int
    public_key: bytes
    """Of the node in this epoch, 32 bytes."""
    sealed: int
    """Last event of the epoch that stands in a bundle; 0 for none."""
    sealed_hash: bytes
    """Of that event, 32 bytes; zeros for none."""
    acknowledged: int
    """Last event of the epoch of which a believed ack says that head office has it."""
    scopes: dict[str, int] = {}
    """Versions that were taken in."""
    program: str
    protocols: tuple[int, ...] = (PROTOCOL,)
    wall: int
    """Wall time, milliseconds since 1970 UTC."""
    trusted: bool
    """Whether the counter trusts its clock."""
    health: dict[str, str] = {}
    """Reader, printer, backup and such, in words."""
    office_key: bytes = b""
    """Public half of the office identity, 32 bytes; empty before enrolment."""
    allowance: AllowanceLeft | None = None
    """What the counter may still sell; None before enrolment, serial 0: nothing was granted."""
    currency_digits: int = 2
    """Decimals of its money."""


class AgentState(msgspec.Struct, frozen=True, kw_only=True):
    """Of the agent; it alone writes it."""

    written: int
    """Wall time of this state, milliseconds since 1970 UTC."""
    contact: int | None = None
    """Wall time of the last answer that was believed."""
    files: int = 0
    events: int = 0
    bytes: int = 0
    """What waits to be pushed."""
    failure: str = ""
    """Why head office is not reached or does not take it, a sentence; empty while it does."""
    failing_since: int | None = None
    wanted: Wanted | None = None
    """Events that the counter should export again."""
    asked: int = 0
    """Which request said so: another number asks anew."""
    clock_offset: int | None = None
    """Wall time of head office less that of this machine, milliseconds."""

    def is_connected(self, now: int) -> bool:
        """Whether head office was in reach just now, whatever it said."""
        if self.contact is None or abs(now - self.contact) > FRESH_MILLISECONDS:
            return False
        return self.failing_since is None or self.contact >= self.failing_since


FRESH_MILLISECONDS = 300_000
"""An agent in reach of head office hears from it more often than that."""


def write_state(path: Path, state: DeskState | AgentState) -> None:
    """Replaces the file. Raises OSError."""
    write_shared(path, msgspec.json.encode(state))


def read_state(path: Path, form: type[S]) -> S | None:
    """What the file says; None where it is not there or cannot be read."""
    try:
        return msgspec.json.decode(read_bounded(path, _LIMIT), type=form)
    except (OSError, msgspec.DecodeError, UnicodeError, RecursionError):
        return None
