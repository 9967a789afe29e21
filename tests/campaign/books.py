"""What must be so when nobody waits for anything any more: money is credit, and nothing is twice.

Counted from the events themselves and from what the meters say.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from app.domain.cards import UtilityKind
from app.domain.entries import Book
from app.domain.function_cards import FunctionKind
from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.ledger import journal
from app.ledger.audit.audit import audit
from app.ledger.events.codec import AnyEvent
from app.ledger.events.corrections import MeterCorrected
from app.ledger.events.handovers import CustomerChanged
from app.ledger.events.meter_changes import (
    MeterChanged,
    MeterChangeOpened,
    MeterChangeUndone,
)
from app.ledger.events.sales import (
    CompensationLoaded,
    CompensationOpened,
    LoadCancelled,
    PurchaseLoaded,
    PurchasePaid,
    RefundOpened,
)
from app.ledger.queries import usage
from app.ledger.rebuild import compare_tables
from tests.campaign.world import NODE, World

_GIVING = frozenset({FunctionKind.TEST_VOLUME})
"""Function cards that give credit to the meter of a customer."""

LOST, DOUBLED = "lost", "doubled"
"""How what is said about wrong sums begins."""


@dataclass
class Totals:
    """Where money and water are."""

    books: Counter[Book] = field(default_factory=Counter)
    """All postings."""
    receipts: list[int] = field(default_factory=list)
    sold: dict[str, Quantity] = field(default_factory=dict)
    """Credit paid for or given, on a card and not taken off again, by meter."""
    volume: Quantity = 0
    """The volume that was paid for."""
    credited: dict[str, Quantity] = field(default_factory=dict)
    """Credit that the meter has taken."""
    function_cards: int = 0
    """How many were made."""
    testing: Quantity = 0
    """Credit that they have for customers' meters."""
    tested: Quantity = 0
    """Credit that meters took from function cards."""
    numbers: dict[str, int] = field(default_factory=dict)
    """Last number that the meter has taken."""
    periods: set[date] = field(default_factory=set)
    """First days of the accounting periods in which something was bought."""

    def told(self) -> dict[str, object]:
        """For comparing: books that are empty and books that are absent are the same."""
        return {
            "books": {book.value: amount for book, amount in self.books.items() if amount},
            "receipts": len(self.receipts),
            "sold": self.sold,
            "volume": self.volume,
            "credited": self.credited,
            "function cards": self.function_cards,
            "tested": self.tested,
            "numbers": self.numbers,
        }


def totals(world: World) -> Totals:
    """Adds everything up."""
    made = [card for card in world.function_cards() if card.made]
    found = Totals(
        sold=dict.fromkeys(world.meters, 0),
        credited={name: one.state.total_credited for name, one in world.meters.items()},
        numbers={name: one.state.number for name, one in world.meters.items()},
        function_cards=len(made),
        testing=sum(card.contents.credit for card in made if card.function in _GIVING),
        tested=sum(one.state.test_credit for one in world.meters.values()),
    )
    paid: dict[EventId, PurchasePaid] = {}
    refunds: dict[EventId, RefundOpened] = {}
    given: dict[EventId, CompensationOpened] = {}
    changes: dict[EventId, MeterChangeOpened] = {}
    meters: dict[EventId, str] = {}
    for id, event in events(world):
        for posting in getattr(event, "entries", ()):
            found.books[posting.book] += posting.amount
        receipt: int | None = getattr(event, "receipt", None)
        if receipt is not None:
            found.receipts.append(receipt)
        match event:
            case PurchasePaid():
                paid[id] = event
                found.periods.add(event.breakdown.period_start)
                if event.allocates is not None:
                    meters[id] = event.allocates.meter
                    found.sold.setdefault(meters[id], 0)
            case RefundOpened():
                refunds[id] = event
            case CompensationOpened():
                given[id] = event
            case CompensationLoaded():
                found.sold[meters[event.allocation]] += given[event.plan].load.credit
            case MeterChangeOpened():
                changes[id] = event
                meters[id] = event.allocates.meter
            case MeterChanged() | MeterChangeUndone():
                change = changes[event.change]
                sign = 1 if isinstance(event, MeterChanged) else -1
                found.sold[meters[event.change]] += sign * change.load.credit
                old = meters[change.old_allocation]
                found.sold[old] -= sign * change.unloaded
                if change.old_serial is not None:
                    # By the dial, all that the old meter never took is in the new one's load.
                    found.sold[old] = found.credited[old]
            case CustomerChanged():
                # What was left was paid out, and its meter is cleared for the new person.
                for handed in event.meters:
                    found.sold[handed.meter] = 0
            case MeterCorrected():
                meters[event.allocation] = event.new_meter
                found.sold[event.new_meter] += found.sold.pop(event.old_meter)
            case PurchaseLoaded():
                purchase = paid[event.purchase]
                places = (purchase.allocation, *(load.allocation for load in purchase.loads[1:]))
                for allocation, load in zip(places, purchase.loads, strict=True):
                    found.sold[meters[allocation]] += load.credit
                    found.volume += load.quantity
            case LoadCancelled() if refunds[event.refund].basis.was_loaded:
                refund = refunds[event.refund]
                found.sold[meters[event.allocation]] -= refund.money or refund.quantity
                found.volume -= refund.quantity
    return found


def violations(world: World, found: Totals) -> list[str]:
    """What is not as it must be; ``found``: the world's totals."""
    wrong = [f"{finding}" for finding in audit(world.ledger).findings]
    wrong += [f"table differs: {difference}" for difference in compare_tables(world.ledger)]
    wrong += [f"still open: {row.id} {row.kind}" for row in world.open_plans()]
    wrong += [f"not renewed: {row.id} {row.kind}" for row in world.unrenewed()]
    for book in (Book.SUSPENSE, Book.REFUND_DUE):
        if found.books[book]:
            wrong.append(f"{LOST}: money is stuck: {book} {found.books[book]}")
    wrong += _unequal(found)
    if (counted := _counted(world, found.periods)) != found.volume:
        wrong.append(f"sold {found.volume}, but {counted} count for the tiers")
    if sorted(found.receipts) != list(range(1, len(found.receipts) + 1)):
        wrong.append(f"receipts {found.receipts}")
    return wrong


def _unequal(found: Totals) -> list[str]:
    """Credit that was paid for and is nowhere, or that nobody paid for."""
    pairs = {meter: (sold, found.credited[meter]) for meter, sold in found.sold.items()}
    pairs["by function card"] = (found.testing, found.tested)
    return [
        f"{LOST if credited < due else DOUBLED}: meter {meter} has {credited} instead of {due}"
        for meter, (due, credited) in pairs.items()
        if credited != due
    ]


def _counted(world: World, periods: set[date]) -> Quantity:
    """Volume that counts for the prices of what is bought next."""
    with world.ledger.read() as reader:
        return sum(
            usage.bought_in_period(reader.db, account, kind, period)[0]
            for account in world.accounts()
            for period in periods
            for kind in UtilityKind
        )


def events(world: World) -> list[tuple[EventId, AnyEvent]]:
    """All events of this counter, in order."""
    with world.ledger.read() as reader:
        return [
            (id, entry.event)
            for batch in journal.scan(reader.db)
            for id, entry, _body in batch
            if id.node == NODE
        ]
