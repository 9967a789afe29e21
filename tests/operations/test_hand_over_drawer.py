"""A drawer goes from one operator to the next: counted, both sign, no moment in between."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.bookkeeping import drawer_counted, float_brought
from app.domain.entries import Book
from app.domain.identity import EventId
from app.ledger.errors import BackupFailed
from app.ledger.journal import scan
from app.ledger.queries import shifts
from app.operations.catalogue import operation_named
from app.operations.errors import (
    BadArgument,
    NotAllowed,
    RequestReused,
    SecondPersonNeeded,
    ShiftAlreadyOpen,
    ShiftLeftOpen,
    StaleQuote,
)
from app.operations.operation import Caller, parse_arguments
from app.printing.documents import CashSlip, ShiftReport
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter, NoBackups
from tests.operations.customer import Customer, set_tariff
from tests.operations.passing import pass_hours
from tests.operations.proofs import booked, events, in_drawer, ledger_of, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


@pytest.fixture
def counter(customer: Customer) -> Counter:
    set_tariff(customer.counter)
    return customer.counter


def hand_over(counter: Counter, counted: str, **more: Any) -> Any:
    more = {"to": str(SUPERVISOR), "second": SUPERVISOR, **more}
    return counter.do("hand-over-drawer", counted=counted, **more)


def test_one_shift_ends_with_its_z_and_the_next_begins_with_what_was_counted(
    counter: Counter, customer: Customer
) -> None:
    safe, old = booked(counter, Book.SAFE), own_shift(counter)
    expected = in_drawer(counter, old)
    done = hand_over(counter, "500x2,20x5", request="h-1")
    assert hand_over(counter, "500x2,20x5", request="h-1") == done

    assert (done.ended.expected, done.ended.over_short) == (expected, 110_000 - expected)
    assert booked(counter, Book.OVER_SHORT, str(CASHIER)) == expected - 110_000
    assert in_drawer(counter, old) == 0
    assert (done.begun.operator, done.begun.float_cash) == (SUPERVISOR, 110_000)
    assert in_drawer(counter, done.begun.shift) == 110_000
    assert booked(counter, Book.SAFE) == safe, "the cash was in nobody's hands between"

    closed, opened = events(counter, "shift_closed")[0], events(counter, "shift_opened")[-1]
    assert (closed.handed_to, opened.taken_over) == (SUPERVISOR, old)
    assert signatures(counter, "shift_closed") == (CASHIER, SUPERVISOR)
    assert signatures(counter, "shift_opened") == (SUPERVISOR, CASHIER)

    report, slip = papers(counter)[-2:]
    assert isinstance(report, ShiftReport)
    assert isinstance(slip, CashSlip)
    assert (report.handed_to[:3], report.counted_total) == ("20 ", 110_000)
    assert (slip.taken_by[:3], slip.amount, slip.number) == ("20 ", 110_000, str(done.begun.shift))
    assert [(one.value, one.pieces) for one in slip.counted] == [(50_000, 2), (2_000, 5)]

    customer.buy("3", by=SUPERVISOR)
    assert in_drawer(counter, done.begun.shift) == 110_000 + 3_000


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_whatever_was_there_is_where_it_was_counted_to(expected: int, counted: int) -> None:
    """Drawer out, over or short, drawer in: all entries of both events sum to zero."""
    entries = [*drawer_counted(expected, counted, "old", "12"), *float_brought(counted, "new")]
    sums: dict[tuple[Book, str], int] = {}
    for one in entries:
        sums[one.book, one.subject] = sums.get((one.book, one.subject), 0) + one.amount
    assert sum(sums.values()) == 0
    assert sums.get((Book.SAFE, ""), 0) == 0
    assert sums.get((Book.DRAWER, "new"), 0) == counted
    assert sums.get((Book.OVER_SHORT, "12"), 0) == expected - counted


def test_it_is_counted_blind_with_one_recount(counter: Counter) -> None:
    assert not counter.do("count-drawer", counted="5x1").agrees
    done = hand_over(counter, "1000x1")
    assert events(counter, "shift_closed")[0].first_total == 500
    assert done.begun.float_cash == 100_000


def test_both_sign_and_nobody_else(counter: Counter) -> None:
    with pytest.raises(SecondPersonNeeded, match="Operator 20"):
        hand_over(counter, "0", second=None)
    with pytest.raises(SecondPersonNeeded, match="Operator 20"):
        hand_over(counter, "0", second=ADMINISTRATOR)
    with pytest.raises(BadArgument, match="yours already"):
        hand_over(counter, "0", to=str(CASHIER))
    with pytest.raises(NotAllowed):
        hand_over(counter, "0", to=str(ADMINISTRATOR), second=ADMINISTRATOR)
    with pytest.raises(SecondPersonNeeded):
        operation_named("hand-over-drawer").signs(quoted(counter))
    assert not events(counter, "shift_closed")


def test_who_takes_over_need_not_decide_anything_else(counter: Counter) -> None:
    """A cashier takes a drawer over; deciding as a second person is another right."""
    hand_over(counter, "1000x1")
    done = counter.do("hand-over-drawer", by=SUPERVISOR, to="12", second=CASHIER, counted="1000x1")
    assert (done.begun.operator, done.ended.over_short) == (CASHIER, 0)


def test_nobody_takes_over_a_second_drawer(counter: Counter) -> None:
    counter.do("open-shift", by=SUPERVISOR)
    with pytest.raises(ShiftAlreadyOpen, match="Operator 20"):
        hand_over(counter, "0")


def test_an_old_shift_is_handed_over_for_today_unless_another_is_left_open(
    counter: Counter,
) -> None:
    pass_hours(counter, 48)
    done = hand_over(counter, "1000x1")
    assert str(done.begun.accounting_date) == "2026-11-25"
    assert str(events(counter, "shift_closed")[0].accounting_date) == "2026-11-23"
    counter.do("open-shift")
    counter.do(
        "set-operator", by=ADMINISTRATOR, operator="31", name="Neema", role="cashier", pin="161803"
    )
    pass_hours(counter, 48)
    with pytest.raises(ShiftLeftOpen, match="operator 12"):
        hand_over(counter, "0", by=SUPERVISOR, to="31", second=31)


def test_what_changed_since_it_was_counted_stops_it(counter: Counter) -> None:
    quote = quoted(counter)
    counter.do("close-shift", counted="0")
    counter.do("open-shift")
    with pytest.raises(StaleQuote):
        operation_named("hand-over-drawer").perform(
            counter.kiosk, Caller(operator=CASHIER, second=SUPERVISOR), quote
        )


def test_ids_are_not_shared_with_a_plain_close(counter: Counter) -> None:
    hand_over(counter, "0", request="one")
    with pytest.raises(RequestReused):
        counter.do("close-shift", counted="0", request="one")
    counter.do("close-shift", by=SUPERVISOR, counted="0", request="two")
    with pytest.raises(RequestReused):
        hand_over(counter, "0", request="two")


def test_that_the_ledger_was_not_copied_is_said_and_undoes_nothing(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_backups: NoBackups) -> None:
        raise BackupFailed("The stick is full.", "Put another one in.")

    monkeypatch.setattr(NoBackups, "make", fail)
    done = hand_over(counter, "0")
    assert done.backup_failure == "The stick is full. Put another one in."
    assert len(events(counter, "shift_opened")) == 2


def own_shift(counter: Counter) -> EventId:
    """The cashier's."""
    with ledger_of(counter).read() as reader:
        found = shifts.open_shift(reader.db, counter.node, CASHIER)
    assert found is not None
    return found.id


def quoted(counter: Counter) -> Any:
    """The cashier's drawer, about to be handed to the supervisor."""
    operation = operation_named("hand-over-drawer")
    wish = parse_arguments(operation, {"to": str(SUPERVISOR), "counted": "0"})
    return operation.quote(operation.look(counter.kiosk, Caller(operator=CASHIER), wish), wish)


def signatures(counter: Counter, tag: str) -> tuple[int | None, int | None]:
    """Who signed the last event of a kind."""
    with ledger_of(counter).read() as reader:
        found = [
            entry
            for batch in scan(reader.db)
            for _id, entry, _body in batch
            if entry.event.__struct_config__.tag == tag
        ]
    return found[-1].operator, found[-1].second
