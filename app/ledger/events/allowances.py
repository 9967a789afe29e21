"""What head office lets an enrolled counter do on its own: sell so much, open so many accounts."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from app.domain.allowance import Takings
from app.domain.allowance_rule import AllowanceRule
from app.domain.identity import EventId, Node
from app.domain.quantity import Money
from app.ledger.events.base import Event


class AllowanceGranted(Event, tag="allowance_granted", frozen=True, kw_only=True):
    """Head office lets a counter sell, for as long as it stays in this epoch."""

    schema: ClassVar[int] = 2

    kiosk: Node
    epoch: int
    serial: int
    """1, 2, ... of this kiosk and epoch; the highest one counts."""
    money: Money
    count: int
    until: date
    since: Takings | None = None
    """Takings of the epoch from which it is reckoned; None: those when the counter takes it up."""
    by_rule: EventId | None = None
    """The event that set the rule by which it is granted, and says who did; None: by people."""


class AllowanceTaken(Event, tag="allowance_taken", frozen=True, kw_only=True):
    """A counter goes by a grant from now on; what was left of the one before is gone."""

    serial: int
    money: Money
    count: int
    until: date
    typed: bool
    """Whether it came as a code that somebody typed."""
    cash_before: Money
    """What the counter had taken in this epoch until now."""
    sales_before: int


class AllowanceRuleSet(Event, tag="allowance_rule_set", frozen=True, kw_only=True):
    """By what rule head office grants vending limits by itself."""

    kiosk: Node | None
    """None: to all counters that have no rule of their own."""
    rule: AllowanceRule | None
    """None: by hand."""


class BlockGranted(Event, tag="block_granted", frozen=True, kw_only=True):
    """Head office lets a counter give these account numbers, as long as it stays in this epoch."""

    schema: ClassVar[int] = 2

    kiosk: Node
    epoch: int
    site: str
    """Site prefix of the numbers, 1 to 4 digits."""
    first: int
    """First serial of the epoch."""
    last: int
    by_rule: EventId | None = None
    """The event that set the rule by which it is granted, and says who did; None: by people."""
