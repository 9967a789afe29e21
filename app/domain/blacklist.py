"""What the blacklist stops: a matrix as data, deny by default.

A card, an account or a meter that stands on it buys nothing and gets nothing written. What was
begun still ends, money goes back, a card is taken back. Sources: design.md sections 1, 4 and 8,
notes/domain.md 3.12.
"""

from __future__ import annotations

import enum
from datetime import date

import msgspec

from app.domain.account_states import AccountAct
from app.domain.identity import Operator


class Listed(enum.StrEnum):
    """What can stand on the blacklist."""

    ACCOUNT = "account"
    """By its number."""
    CARD = "card"
    """By its serial, in hexadecimal."""
    METER = "meter"
    """By its number."""


class Subject(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One thing that stands on the blacklist, or might."""

    what: Listed
    number: str


class EntryState(enum.StrEnum):
    """What an entry is on a day."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    """Its last day is over; nobody had to lift it."""
    LIFTED = "lifted"


class BlacklistEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The last word on a subject: put on, or lifted; by whom, when, why."""

    subject: Subject
    account: str
    """Account that it belonged to then; empty where nobody knew."""
    lifted: bool
    on: date
    until: date | None
    """First day on which it has ended by itself; None: two people lift it."""
    reason: str
    by: Operator | None
    second: Operator | None

    def state(self, day: date) -> EntryState:
        """What it is on a day."""
        if self.lifted:
            return EntryState.LIFTED
        if self.until is not None and self.until <= day:
            return EntryState.EXPIRED
        return EntryState.IN_FORCE


_ALWAYS = frozenset({AccountAct.READ, AccountAct.SETTLE, AccountAct.GIVE_BACK, AccountAct.RETRIEVE})
_ALLOWED: dict[Listed, frozenset[AccountAct]] = {
    Listed.ACCOUNT: _ALWAYS
    | {AccountAct.SUSPEND, AccountAct.RESUME, AccountAct.VOID, AccountAct.CANCEL},
    # Another card is made instead of it: that writes a card which is not on the list.
    Listed.CARD: _ALWAYS | {AccountAct.CANCEL},
    # It may come off the wall; the meter in its place is asked about as one that is sold to.
    Listed.METER: _ALWAYS | {AccountAct.CANCEL, AccountAct.CHANGE_METER},
}


def stops(what: Listed, act: AccountAct) -> bool:
    """Whether an act is refused because this kind of thing stands on the blacklist."""
    return act not in _ALLOWED[what]
