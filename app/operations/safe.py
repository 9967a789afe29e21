"""What is in the safe, and what is on its way from there to the bank."""

from __future__ import annotations

import msgspec

from app.domain.entries import Book
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import money, safe
from app.ledger.queries.safe import SafeBag, Slip
from app.operations.operation import Caller, Operation

_CONFIRMED = 20
"""Of the slips that the bank confirmed, as many are shown."""


class SafeArguments(msgspec.Struct, frozen=True, kw_only=True):
    """There is one safe."""


class SafeResult(msgspec.Struct, frozen=True, kw_only=True):
    """Where the cash is that left the drawers."""

    loose: Money
    """What counted drawers left in the safe beyond their floats, and is in no bag. Change money
    that was there before the first float is not in it."""
    bags: tuple[SafeBag, ...]
    slips: tuple[Slip, ...]
    """On their way to the bank."""
    confirmed: tuple[Slip, ...]
    """Of which the bank said what it received, the newest first: what is wrong is put right."""

    @property
    def in_bags(self) -> Money:
        """Sum of the bags in the safe."""
        return sum(bag.amount for bag in self.bags)

    @property
    def on_the_way(self) -> Money:
        """Sum of the slips of which the bank said nothing."""
        return sum(slip.amount for slip in self.slips)


def look_at(kiosk: Kiosk, caller: Caller, arguments: SafeArguments) -> SafeResult:
    """Reads it."""
    node = kiosk.ledger.node
    with kiosk.ledger.read() as reader:
        return SafeResult(
            loose=money.book_total(reader.db, Book.SAFE, ""),
            bags=safe.bags_in_safe(reader.db, node),
            slips=safe.slips_on_the_way(reader.db, node),
            confirmed=safe.confirmed_slips(reader.db, node, _CONFIRMED),
        )


def quote_for(look: SafeResult, arguments: SafeArguments) -> SafeResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: SafeResult) -> SafeResult:
    """What was found."""
    return quote


SAFE = Operation(
    name="safe",
    summary=_("Show the bags in the safe and the deposit slips on their way to the bank."),
    permission=Permission.SHIFT,
    arguments=SafeArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
