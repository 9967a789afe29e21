"""What must be so at every moment of a life: credit is money, to the last unit.

Counted from the events that each kiosk wrote itself, from the meters and from the cards. Where
credit and money differ, something that the ledgers have on record says by how much: a plan that is
open, a refund that waits to be paid, credit owed after a reissue, one number that two kiosks sold.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.quantity import Money, Quantity
from app.domain.sales import Tender, TenderKind
from app.ledger import journal
from app.ledger.audit.audit import audit
from app.ledger.audit.totals import TotalsAddUp
from app.ledger.events.codec import AnyEvent
from app.ledger.events.corrections import TendersCorrected
from app.ledger.events.sales import (
    CardReissued,
    LoadCancelled,
    PurchaseLoaded,
    PurchasePaid,
    RefundOpened,
    RefundPaid,
    ReissueOpened,
)
from app.ledger.queries import shifts
from app.ledger.rebuild import compare_tables
from app.reports.reconciling import reconcile
from app.simulator.meter import VirtualMeter
from tests.counter import CASHIER, Counter
from tests.operations.lives_home import FLOAT, Home
from tests.operations.proofs import booked


@dataclass
class Sold:
    """One load that was paid for."""

    meter: str
    number: int
    credit: Quantity
    loaded: bool = False
    refund: str = ""
    """How far its refund or money back has come: opened, cancelled, paid."""
    owed: bool = False
    """Whether a card was made without it, of which nobody knows whether the meter has it."""

    @property
    def given_back(self) -> bool:
        return self.refund == "paid"

    @property
    def open(self) -> bool:
        """Whether something on record leaves open where it is."""
        return not self.given_back and (not self.loaded or self.refund != "" or self.owed)


def violations(home: Home) -> list[str]:
    """What is not as it must be, at any moment."""
    sold = _known_to_both(home)
    wrong = [line for number in home.meters for line in _wrong_at(home, number, sold)]
    for kiosk in home.kiosks:
        drawer, paid = _in_drawer(kiosk), FLOAT + _taken_less_given(kiosk)
        if drawer != paid:
            wrong.append(f"K{kiosk.node}: in the drawer {drawer}, paid {paid}")
    return wrong


def proofs(home: Home) -> list[str]:
    """What the program itself finds wrong with its ledgers."""
    wrong = []
    for kiosk in home.kiosks:
        assert kiosk.ledger is not None
        gathered = TotalsAddUp()
        findings = audit(kiosk.ledger, gathered).findings
        with kiosk.ledger.read() as reader:
            reported = reconcile(reader.db, gathered.totals(reader.db))
        wrong += [f"K{kiosk.node}: {finding}" for finding in (*findings, *reported)]
        wrong += [f"K{kiosk.node}: differs: {table}" for table in compare_tables(kiosk.ledger)]
    return wrong


def own_events(kiosk: Counter) -> Iterator[tuple[EventId, AnyEvent]]:
    """What a kiosk wrote itself."""
    assert kiosk.ledger is not None
    with kiosk.ledger.read() as reader:
        for batch in journal.scan(reader.db):
            for id, entry, _body in batch:
                if id.node == kiosk.node:
                    yield id, entry.event


def _wrong_at(home: Home, number: str, sold: list[Sold]) -> Iterator[str]:
    meter = home.meters[number]
    state, ours = meter.state, [one for one in sold if one.meter == number]
    if meter.memory.flowed != home.flowed[number]:
        yield f"{number}: flowed {home.flowed[number]}, counted {meter.memory.flowed}"
    if state.remaining < 0 or state.total_used > state.total_credited:
        yield f"{number}: used {state.total_used} of {state.total_credited}"
    waiting = _to_be_taken(home, number)
    # A card that was torn amid a plan may show nobody anything until it is settled.
    torn = any(not one.loaded or one.refund == "opened" for one in sold if not one.given_back)
    opened = [
        one.credit
        for one in ours
        if _is_open(one, ours) or (torn and one.number > state.number and not one.given_back)
    ]
    sure = sum(one.credit for one in ours if not one.given_back) - sum(opened)
    difference = state.total_credited + waiting - sure
    if difference not in _sums(opened):
        yield (
            f"{number}: credited {state.total_credited}, on cards {waiting}, paid for {sure}, "
            f"in question {opened}"
        )


def _is_open(one: Sold, others: list[Sold]) -> bool:
    """Whether a record of its own says that it may, or may not, come to the meter."""
    rivals = [it for it in others if it.number == one.number and not it.given_back]
    return one.open or (one in rivals and len(rivals) > 1)


def _sums(parts: list[Quantity]) -> set[Quantity]:
    found = {0}
    for part in parts:
        found |= {each + part for each in found}
    return found


def _to_be_taken(home: Home, number: str) -> Quantity:
    """What the meter would still credit, whichever card came: they can carry one load in all.

    A card that it does not recognise counts, too, for its load is restored on another: an opening
    or reissue card that was mislaid unused makes the meter forget the newer one (notes 2.4).
    """
    most = 0
    for card in home.cards:
        for serial in {home.meters[number].state.serial, home.serial_of(card)}:
            most = max(most, _credited_from(home.meters[number], card, serial))
    return most


def _credited_from(meter: VirtualMeter, card: Any, serial: bytes | None) -> Quantity:
    """What a card brings to the meter if it had no limits and remembered this serial."""
    twin = meter.clone()
    if meter.state.account is None:
        serial = None
    state = msgspec.structs.replace(
        meter.state, serial=serial, hoarding_limit=None, largest_load=None
    )
    twin.memory = msgspec.structs.replace(meter.memory, state=state)
    twin.take(card.clone())
    return twin.state.total_credited - state.total_credited


def _known_to_both(home: Home) -> list[Sold]:
    """All loads. Those owed are, too, that a kiosk did not know of when it made a new card."""
    known = set(home.made_without)
    sold = [one for kiosk in home.kiosks for one in _sold(home, kiosk)]
    for meter, first, _plan in home.made_without - known:
        numbers = (one.number for one in sold if one.meter == meter)
        home.owed |= {(meter, number) for number in numbers if number >= first}
    for one in sold:
        one.owed = (one.meter, one.number) in home.owed
    return sold


def _sold(home: Home, kiosk: Counter) -> list[Sold]:
    meters: dict[EventId, str] = home.allocations
    found: dict[tuple[EventId, EventId], Sold] = {}
    refunds: dict[EventId, Sold] = {}
    reissues: dict[EventId, ReissueOpened] = {}
    for id, event in own_events(kiosk):
        match event:
            case PurchasePaid():
                if event.allocates is not None:
                    meters[event.allocation] = event.allocates.meter
                for load in event.loads:
                    meter = meters[load.allocation]
                    found[id, load.allocation] = Sold(meter, load.number, load.credit)
            case PurchaseLoaded():
                for (purchase, _allocation), one in found.items():
                    one.loaded |= purchase == event.purchase
            case RefundOpened():
                refunds[id] = found[event.purchase, event.allocation]
                refunds[id].refund = "opened"
            case LoadCancelled():
                refunds[event.refund].refund = "cancelled"
            case RefundPaid():
                refunds[event.refund].refund = "paid"
            case ReissueOpened():
                reissues[id] = event
            case CardReissued():
                home.made_without |= set(_without(reissues[event.plan], event, meters))
    return list(found.values())


def _without(
    opened: ReissueOpened, made: CardReissued, meters: dict[EventId, str]
) -> Iterator[tuple[str, int, EventId]]:
    """Meter, first number that a new card was made without, and the plan that made it."""
    for part, owed in zip(opened.parts, (made.owed, *made.other_owed), strict=True):
        yield meters[part.allocation], part.contents.number + (owed == 0), made.plan


def _in_drawer(kiosk: Counter) -> Money:
    assert kiosk.ledger is not None
    with kiosk.ledger.read() as reader:
        shift = shifts.open_shift(reader.db, kiosk.node, CASHIER)
    assert shift is not None
    return booked(kiosk, Book.DRAWER, str(shift.id))


def _taken_less_given(kiosk: Counter) -> Money:
    total = 0
    for _id, event in own_events(kiosk):
        match event:
            case PurchasePaid() | ReissueOpened():
                total += sum(_kept(tender) for tender in event.tenders)
            case TendersCorrected():
                total += sum(_kept(tender) for tender in event.new)
                total -= sum(_kept(tender) for tender in event.old)
            case RefundPaid():
                total -= event.to_cash
    return total


def _kept(tender: Tender) -> Money:
    return tender.tendered - tender.change if tender.kind is TenderKind.CASH else 0


def news(kiosk: Counter, before: int) -> Tally[str]:
    """Kinds of events that a kiosk has written since it had so many."""
    written = [event for _id, event in own_events(kiosk)]
    return Tally(str(event.__struct_config__.tag) for event in written[before:])
