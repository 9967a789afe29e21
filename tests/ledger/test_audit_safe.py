"""The audit tells cash of the safe that is in two places, and what is booked in a locked month."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from app.domain import safe as books
from app.domain.cash_moves import CashMove, cash_moved
from app.domain.identity import EventId
from app.domain.safe import BagOnSlip
from app.ledger.audit.finding import Check
from app.ledger.audit.locked_months import MonthsStayLocked
from app.ledger.audit.safe import SafeFollows
from app.ledger.events.base import Event
from app.ledger.events.cash import CashDropped, CashPaidOut
from app.ledger.events.codec import Entry
from app.ledger.events.locked_months import MonthLocked
from app.ledger.events.operators import Denomination
from app.ledger.events.safe import (
    BagRenumbered,
    BagsDeposited,
    CashBagged,
    DepositConfirmed,
    DepositTakenBack,
)
from tests.ledger.goods import TODAY

SHIFT = EventId(7, 1, 1)
FIRST, SLIP = EventId(7, 1, 2), EventId(7, 1, 3)
"""Of the first two events that are told."""
DROPPED = CashDropped(
    shift=SHIFT,
    bag="B-1",
    counted=(Denomination(10_000, 3),),
    amount=30_000,
    date=TODAY,
    entries=cash_moved(CashMove.DROP, 30_000, str(SHIFT), "B-1"),
)
BAGGED = CashBagged(
    bag="B-1",
    counted=(Denomination(10_000, 3),),
    amount=30_000,
    date=TODAY,
    entries=books.bagged(30_000, "B-1"),
)
RENUMBERED = BagRenumbered(
    bag=FIRST,
    old="B-1",
    new="B-2",
    amount=30_000,
    reason="read wrongly",
    date=TODAY,
    entries=books.renumbered(30_000, "B-1", "B-2"),
)
ON_SLIP = (BagOnSlip(FIRST, "B-1", 30_000),)
DEPOSITED = BagsDeposited(
    bags=ON_SLIP,
    uncounted=30_000,
    amount=30_000,
    carrier="Juma",
    bank="KCB",
    date=TODAY,
    entries=books.deposited(ON_SLIP, str(SLIP)),
)
TAKEN_BACK = DepositTakenBack(
    deposit=SLIP, reason="late", date=TODAY, entries=books.taken_back(ON_SLIP, str(SLIP))
)
CONFIRMED = DepositConfirmed(
    deposit=SLIP,
    amount=30_000,
    received=30_000,
    received_on=TODAY,
    reference="BR 17",
    date=TODAY,
    entries=books.confirmed(30_000, 30_000, str(SLIP), "KCB"),
)
SHORT = msgspec.structs.replace(
    CONFIRMED, received=29_000, entries=books.confirmed(30_000, 29_000, str(SLIP), "KCB")
)


def told(
    *events: Event,
    second: int | None = 20,
    check: Check | None = None,
    others: dict[int, int] | None = None,
) -> list[str]:
    """``others``: operators of single events, by their number."""
    others = others or {}
    check = check or SafeFollows()
    for seq, event in enumerate(events, start=2):
        who, what = others.get(seq, 12), event
        entry: Any = Entry(at=seq, schema=1, operator=who, second=second, event=what)  # type: ignore[arg-type]
        check.feed(EventId(7, 1, seq), entry)
    return [f"{one.where[-1]} {' '.join(one.what.split()[:2])}" for one in check.findings()]


def test_what_follows_is_not_told() -> None:
    assert told(DROPPED, DEPOSITED, CONFIRMED) == []
    assert told(BAGGED, DEPOSITED, TAKEN_BACK, RENUMBERED, BAGGED) == []
    assert told(DROPPED, DEPOSITED, SHORT) == []


def test_a_bag_that_comes_twice_or_is_not_there() -> None:
    assert told(DROPPED, BAGGED) == ["3 bag does"]
    assert told(DROPPED, DEPOSITED, DEPOSITED)[0] == "4 bag does"
    assert told(DROPPED, DEPOSITED, RENUMBERED) == ["4 bag does"]
    twice = msgspec.structs.replace(DEPOSITED, bags=ON_SLIP * 2)
    assert "3 bag does" in told(DROPPED, twice)
    assert told(DROPPED, RENUMBERED, RENUMBERED)[0] == "4 bag does"


def test_figures_that_do_not_add_up() -> None:
    less = msgspec.structs.replace(DEPOSITED, uncounted=29_000)
    assert told(DROPPED, less) == ["3 count does"]
    for event in (BAGGED, DEPOSITED, RENUMBERED):
        assert told(*([DROPPED] if event is not BAGGED else []), _other_entries(event))[-1] in (
            "2 entries does",
            "3 entries does",
        )
    assert told(DROPPED, DEPOSITED, _other_entries(CONFIRMED)) == ["4 entries does"]


def _other_entries(event: Any) -> Any:
    return msgspec.structs.replace(event, entries=event.entries[:1])


def test_a_slip_that_ends_twice_and_one_person_alone() -> None:
    assert told(DROPPED, DEPOSITED, CONFIRMED, TAKEN_BACK) == ["5 slip does"]
    assert told(DROPPED, DEPOSITED, SHORT, second=None) == ["4 second person"]
    assert told(DROPPED, DEPOSITED, TAKEN_BACK, second=None) == ["4 second person"]
    assert told(DROPPED, DEPOSITED, CONFIRMED, second=None) == ["4 second person"]
    assert told(DROPPED, DEPOSITED, CONFIRMED, second=None, others={4: 31}) == []


def test_a_word_of_the_bank_that_is_put_right() -> None:
    right = msgspec.structs.replace(
        CONFIRMED,
        corrects=EventId(7, 1, 4),
        was=29_000,
        entries=books.put_right(29_000, 30_000, str(SLIP), "KCB"),
    )
    assert told(DROPPED, DEPOSITED, SHORT, right) == []
    assert told(DROPPED, DEPOSITED, SHORT, right, second=None, others={4: 31, 5: 31}) == [
        "4 second person",
        "5 second person",
    ]
    assert told(DROPPED, DEPOSITED, CONFIRMED, right) == ["5 slip does"]
    assert told(DROPPED, DEPOSITED, SHORT, _other_entries(right)) == ["5 entries does"]
    other = msgspec.structs.replace(right, corrects=EventId(7, 1, 3))
    assert told(DROPPED, DEPOSITED, SHORT, other) == ["5 slip does"]


def test_a_paper_of_the_bank_that_is_for_two_slips() -> None:
    bag, slip = EventId(7, 1, 5), EventId(7, 1, 6)
    on_slip = (BagOnSlip(bag, "B-2", 30_000),)
    dropped = msgspec.structs.replace(
        DROPPED, bag="B-2", entries=cash_moved(CashMove.DROP, 30_000, str(SHIFT), "B-2")
    )
    deposited = msgspec.structs.replace(
        DEPOSITED, bags=on_slip, entries=books.deposited(on_slip, str(slip))
    )
    confirmed = msgspec.structs.replace(
        CONFIRMED, deposit=slip, entries=books.confirmed(30_000, 30_000, str(slip), "KCB")
    )
    before = (DROPPED, DEPOSITED, CONFIRMED, dropped, deposited)
    again = msgspec.structs.replace(confirmed, reference="br17")
    assert told(*before, again) == ["7 number of"]
    other = msgspec.structs.replace(confirmed, reference="BR 18")
    assert told(*before, other) == []


class TestLockedMonths:
    """Of the node that locked them."""

    LOCK = MonthLocked(month=TODAY.replace(day=1), before=None)
    SOAP = CashPaidOut(
        shift=SHIFT,
        amount=200,
        reason="soap",
        date=TODAY,
        entries=cash_moved(CashMove.PAID_OUT, 200, str(SHIFT)),
    )

    def test_what_is_booked_in_one(self) -> None:
        later = msgspec.structs.replace(self.SOAP, date=date(TODAY.year + 1, 1, 1))
        assert told(self.SOAP, self.LOCK, later, check=MonthsStayLocked()) == []
        assert told(self.LOCK, self.SOAP, check=MonthsStayLocked()) == ["3 it is"]

    def test_one_that_is_locked_again_or_by_one_alone(self) -> None:
        assert told(self.LOCK, self.LOCK, check=MonthsStayLocked()) == ["3 it does"]
        assert told(self.LOCK, second=None, check=MonthsStayLocked()) == ["2 one person"]
