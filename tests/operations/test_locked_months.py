"""A month whose books are closed: locked once, for ever, and nothing is booked in it any more."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from app.ledger.audit.locked_months import booked_on
from app.ledger.events.locked_months import MonthLocked
from app.ledger.journal import scan
from app.operations.errors import (
    BadArgument,
    MonthStillOpen,
    NotAllowed,
    PlanInterrupted,
    SecondPersonNeeded,
    StaleQuote,
)
from app.operations.lock_month import LOCK_MONTH, LockMonthArguments
from app.operations.operation import Caller
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter
from tests.operations.customer import Customer, pulled_at_write, set_tariff, sleep_days
from tests.operations.proofs import customer as customer
from tests.operations.proofs import events, ledger_of, papers
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

TWO: dict[str, Any] = {"by": ADMINISTRATOR, "second": SUPERVISOR}


@pytest.fixture
def selling(customer: Customer) -> Customer:
    """It is 23 November; the cashier's shift is of that day."""
    set_tariff(customer.counter)
    return customer


def lock(counter: Counter, month: str, **who: Any) -> Any:
    return counter.do("lock-month", month=month, **(who or TWO))


def next_month(counter: Counter) -> None:
    """3 December, and the cashier's shift is of that day."""
    counter.do("close-shift", counted="0")
    sleep_days(counter, 10)
    counter.do("open-shift", float="1000")


def test_two_lock_a_month_that_has_ended(selling: Customer) -> None:
    counter = selling.counter
    with pytest.raises(NotAllowed):
        lock(counter, "2026-10", by=SUPERVISOR, second=ADMINISTRATOR)
    with pytest.raises(SecondPersonNeeded):
        lock(counter, "2026-10", by=ADMINISTRATOR)
    assert lock(counter, "2026-10").month == date(2026, 10, 1)
    for month in ("2026-10", "2026-09", "2026-11", "2027-01", "2026-13", "october", ""):
        with pytest.raises(BadArgument):
            lock(counter, month)
    (event,) = events(counter, "month_locked")
    assert event.month == date(2026, 10, 1)
    with ledger_of(counter).read() as reader:
        booked = reader.db.execute_sql("SELECT MAX(event) FROM posting").fetchone()[0]
    assert [one.to_key() for one in event.known] == [booked]


def test_not_while_a_shift_of_it_is_open(selling: Customer) -> None:
    counter = selling.counter
    shift = counter.do("x-report").shift
    sleep_days(counter, 10)
    with pytest.raises(MonthStillOpen, match=str(shift)):
        lock(counter, "2026-11")
    counter.do("close-shift", counted="0")
    lock(counter, "2026-11")


def test_not_while_nobody_knows_whether_a_payment_of_it_came(selling: Customer) -> None:
    counter = selling.counter
    counter.do("set-tender-kind", by=ADMINISTRATOR, kind="card", taken="yes")
    sold = selling.do("prepay", volume="1", tenders="card=:?")
    next_month(counter)
    with pytest.raises(MonthStillOpen, match=str(sold.purchase)):
        lock(counter, "2026-11")
    counter.do("settle-tender", reference="482913")
    lock(counter, "2026-11")


def test_not_while_a_card_of_it_is_in_doubt(selling: Customer) -> None:
    counter = selling.counter
    with pulled_at_write(counter, 0, ApduPhase.BEFORE), suppress(PlanInterrupted):
        selling.do("prepay", volume="1")
    (paid,) = events(counter, "purchase_paid")[1:]
    next_month(counter)
    with pytest.raises(MonthStillOpen, match="not settled"):
        lock(counter, "2026-11")
    selling.do("settle")
    lock(counter, "2026-11")
    assert booked_on(paid) == date(2026, 11, 23)


def test_a_shift_opened_meanwhile_keeps_it_open(selling: Customer) -> None:
    counter = selling.counter
    caller = Caller(operator=ADMINISTRATOR, second=SUPERVISOR)
    wanted = LockMonthArguments(month="2026-10")
    quote = LOCK_MONTH.quote(LOCK_MONTH.look(counter.kiosk, caller, wanted), wanted)
    counter.do("open-shift", by=SUPERVISOR, float="1", accounting_date="2026-10-31")
    with pytest.raises(MonthStillOpen):
        LOCK_MONTH.perform(counter.kiosk, caller, quote)
    counter.do("close-shift", by=SUPERVISOR, counted="1x1")
    lock(counter, "2026-09")
    with pytest.raises(StaleQuote):
        LOCK_MONTH.perform(counter.kiosk, caller, quote)


class TestWhatIsBookedAfterwards:
    """Whatever is done, its day lies in the open month."""

    def test_no_shift_opens_in_it(self, selling: Customer) -> None:
        lock(selling.counter, "2026-10")
        with pytest.raises(BadArgument, match="locked"):
            selling.counter.do("open-shift", by=SUPERVISOR, accounting_date="2026-10-31")
        selling.counter.do("open-shift", by=SUPERVISOR, accounting_date="2026-11-01")

    def test_what_puts_it_right_is_of_the_open_month(self, selling: Customer) -> None:
        """How a sale of November was paid is corrected in December, then it is refunded."""
        counter = selling.counter
        sold = selling.buy("1")
        counter.do("drop-cash", bag="B-1", counted="5x1")
        next_month(counter)
        lock(counter, "2026-11")
        before = count(counter)
        given: dict[str, Any] = {
            "receipt": str(sold.receipt),
            "tendered": "20",
            "reason": "typed wrongly",
        }
        counter.do("correct-tender", rest="balance", second=SUPERVISOR, **given)
        selling.do("refund", reason="moves away")
        counter.do("renumber-bag", bag="B-1", number="B-2", reason="read wrongly")
        days = [booked_on(event) for event in after(counter, before)]
        assert {day for day in days if day} == {date(2026, 12, 3)}

    def test_a_clock_that_is_behind_is_not_believed(self, selling: Customer) -> None:
        """Head office's clock was a minute ahead, and its lock came over a shift that is open."""
        counter = selling.counter
        lock_over(counter, "2026-11")
        before = count(counter)
        selling.buy("1")
        counter.do("pay-in", amount="5", reason="change")
        counter.do("drop-cash", bag="B-1", counted="5x1")
        counter.do("close-shift", counted="0")
        days = [booked_on(event) for event in after(counter, before)]
        assert {day for day in days if day} == {date(2026, 12, 1)}
        slips = [paper for paper in papers(counter) if hasattr(paper, "accounting_date")]
        assert {paper.accounting_date for paper in slips[-2:]} == {"2026-12-01"}


def lock_over(counter: Counter, month: str) -> None:
    """As a lock of head office comes, which knows no shift of this counter."""
    event = MonthLocked(month=date.fromisoformat(f"{month}-01"), before=None)
    ledger_of(counter).commit(
        lambda tx: tx.append(event, operator=ADMINISTRATOR, second=SUPERVISOR)
    )


def count(counter: Counter) -> int:
    return len(all_events(counter))


def after(counter: Counter, before: int) -> list[Any]:
    return all_events(counter)[before:]


def all_events(counter: Counter) -> list[Any]:
    with ledger_of(counter).read() as reader:
        return [entry.event for batch in scan(reader.db) for _id, entry, _body in batch]
