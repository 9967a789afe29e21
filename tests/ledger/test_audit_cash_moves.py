"""The audit tells entries that do not follow, and counts that are left out."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.cash_moves import CashMove, cash_moved
from app.domain.identity import EventId
from app.ledger.audit.cash_moves import CashMovesFollow
from app.ledger.events.base import Event
from app.ledger.events.cash import CashDropped, CashPaidOut, DrawerCounted
from app.ledger.events.codec import Entry
from app.ledger.events.operators import Denomination, ShiftClosed
from tests.ledger.goods import TODAY
from tests.ledger.village import Village

SHIFT = EventId(7, 1, 1)
BAG = CashDropped(
    shift=SHIFT,
    bag="B-1",
    counted=(Denomination(10_000, 3),),
    amount=30_000,
    date=TODAY,
    entries=cash_moved(CashMove.DROP, 30_000, str(SHIFT), "B-1"),
)
SOAP = CashPaidOut(
    shift=SHIFT,
    amount=200,
    reason="soap",
    date=TODAY,
    entries=cash_moved(CashMove.PAID_OUT, 200, str(SHIFT)),
)
COUNTED = DrawerCounted(shift=SHIFT, counted=(), total=500, agrees=False)


def closed(first_total: int | None = None) -> ShiftClosed:
    village = Village()
    event = village.events[village.close_shift(village.shift(), report_number=1)]
    assert isinstance(event, ShiftClosed)
    return msgspec.structs.replace(event, shift=SHIFT, first_total=first_total)


def told(*events: Event) -> list[str]:
    check = CashMovesFollow()
    for seq, event in enumerate(events, start=2):
        entry: Any = Entry(at=seq, schema=1, operator=12, event=event)  # type: ignore[arg-type]
        check.feed(EventId(7, 1, seq), entry)
    return [f"{one.where} {one.what.split()[0]}" for one in check.findings()]


def test_what_follows_is_not_told() -> None:
    assert told(BAG, SOAP, COUNTED, closed(500)) == []


def test_a_bag_whose_count_is_another() -> None:
    other = msgspec.structs.replace(BAG, counted=(Denomination(10_000, 2),))
    assert told(other) == ["K07-01-2 count"]


def test_entries_of_another_amount_book_or_sign() -> None:
    for entries in (
        cash_moved(CashMove.PAID_OUT, 300, str(SHIFT)),
        cash_moved(CashMove.PAID_IN, 200, str(SHIFT)),
        cash_moved(CashMove.COUNTERFEIT, 200, str(SHIFT)),
    ):
        assert told(msgspec.structs.replace(SOAP, entries=entries)) == ["K07-01-2 entries"]


def test_cash_that_moves_once_its_drawer_was_counted() -> None:
    assert told(closed(), SOAP) == ["K07-01-3 shift"]


def test_a_first_count_that_the_report_leaves_out_and_a_second_first_one() -> None:
    assert told(COUNTED, closed()) == ["K07-01-3 count"]
    assert told(COUNTED, COUNTED) == ["K07-01-3 count"]
