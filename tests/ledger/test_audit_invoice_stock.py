"""The audit tells pre-printed numbers that are taken twice, passed over, or nobody's."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.identity import EventId
from app.ledger.audit.invoice_stock import InvoicesAddUp
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.invoice_stock import (
    InvoicesAssigned,
    InvoicesReceived,
    InvoicesSpoiled,
    InvoicesTakenBack,
    InvoicesVoided,
    InvoiceUsed,
)
from app.ledger.events.operators import ShiftOpened
from app.ledger.events.payments import PaidOut
from tests.ledger.goods import TODAY
from tests.ledger.test_audit_agents import MOVED

SHIFT = EventId(7, 1, 1)
CAME = InvoicesReceived(first=1, last=20, received=TODAY)
GIVEN = InvoicesAssigned(first=1, last=10, kiosk=7, operator=12)
OPENED = ShiftOpened(operator=12, accounting_date=TODAY, float_cash=0, entries=(), invoice=1)
RECEIPT: PaidOut = MOVED


def used(number: int | None, paper: int = 4, operator: int = 12) -> InvoiceUsed:
    return InvoiceUsed(number=number, of=EventId(7, 1, paper), operator=operator, shift=SHIFT)


def spoiled(first: int, last: int) -> InvoicesSpoiled:
    return InvoicesSpoiled(first=first, last=last, operator=12, reason="jam")


def taken(first: int, last: int, left: tuple[int | None, int | None]) -> InvoicesTakenBack:
    return InvoicesTakenBack(
        first=1,
        last=20,
        taken_first=first,
        taken_last=last,
        left_first=left[0],
        left_last=left[1],
        reason="typed wrongly",
        replaces=EventId(7, 1, 2),
    )


def void(first: int, last: int) -> InvoicesVoided:
    return InvoicesVoided(first=first, last=last, reason="lost")


def told(*events: Event, second: int | None = 20) -> list[str]:
    check = InvoicesAddUp()
    for seq, event in enumerate(events, start=1):
        entry: Any = Entry(at=seq, schema=1, operator=12, second=second, event=event)  # type: ignore[arg-type]
        check.feed(EventId(7, 1, seq), entry)
    return [finding.what for finding in check.findings()]


BEGUN: tuple[Event, ...] = (OPENED, CAME, GIVEN)
GONE_OVER = InvoicesAssigned(first=3, last=10, kiosk=7, operator=20)


def test_a_story_without_gap_or_double() -> None:
    assert told(*BEGUN, RECEIPT, used(1), spoiled(2, 3), used(4, 6), void(9, 20)) == []
    assert told(*BEGUN, RECEIPT, used(None)) == []
    further = InvoiceUsed(number=2, of=EventId(7, 1, 4), operator=12, copy=True, further=1)
    assert told(*BEGUN, RECEIPT, used(1), further) == []
    # What went over to somebody else is no gap of the first, and begins anew.
    assert told(*BEGUN, RECEIPT, used(1), GONE_OVER, used(3, 6, 20), used(2, 7)) == []
    again = InvoicesReceived(first=11, last=20, received=TODAY)
    assert told(*BEGUN, taken(16, 20, (1, 15)), taken(11, 15, (1, 10)), again) == []
    # Of other kiosks it may be heard in any order.
    assert told(RECEIPT, used(1, 1), GIVEN, CAME) == []


@pytest.mark.parametrize(
    ("events", "what"),
    [
        ((RECEIPT, used(1), used(1, 5)), "number 1 was used twice"),
        ((RECEIPT, used(1), used(2)), "K07-01-4 took a second number"),
        ((RECEIPT, used(3)), "numbers 1-2 were passed over"),
        ((RECEIPT, used(1), used(4, 5), spoiled(3, 3)), "numbers 2 were passed over"),
        ((RECEIPT, used(1), spoiled(1, 2)), "numbers 1 are used, and spoiled or void"),
        ((spoiled(1, 3), void(3, 4)), "numbers 3 are twice spoiled or void"),
        ((CAME,), "numbers 1-20 are twice received"),
        ((void(20, 22),), "numbers 21-22 were never received"),
        ((RECEIPT, used(11)), "numbers 11 were not their operator's"),
        ((RECEIPT, used(1, 4, 20)), "numbers 1 were not their operator's"),
        ((taken(10, 20, (1, 9)),), "numbers 10 were never received"),
        ((taken(12, 15, (1, 11)),), "numbers 12-15 were not there to be taken"),
        ((taken(16, 20, (1, 14)),), "it says otherwise what is left of the delivery"),
        ((RECEIPT,), "its receipt took no pre-printed number"),
    ],
)
def test_it_tells(events: tuple[Event, ...], what: str) -> None:
    (found,) = told(*BEGUN, *events)
    assert found.replace("K07-1-4", "K07-01-4") == what


def test_it_tells_of_one_person_alone() -> None:
    assert told(*BEGUN, void(9, 9), second=None) == ["one person alone declared numbers void"]
    alone = told(*BEGUN, taken(16, 20, (1, 15)), second=None)
    assert alone == ["one person alone took numbers back"]
