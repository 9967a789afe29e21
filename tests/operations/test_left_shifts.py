"""A shift over 24 hours old is closed before the next opens; somebody else may count it then."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.shifts import is_left_open, taken_over_for
from app.ledger.database import connection_of
from app.ledger.queries import shifts
from app.operations.catalogue import operation_named
from app.operations.errors import (
    CountedBefore,
    NoOpenShift,
    NotAllowed,
    SecondPersonNeeded,
    ShiftLeftOpen,
    StaleQuote,
)
from app.operations.operation import Caller, parse_arguments
from app.printing.documents import ShiftReport
from tests.counter import CASHIER, SUPERVISOR, Counter
from tests.operations.customer import Customer, set_tariff
from tests.operations.passing import pass_hours
from tests.operations.proofs import booked, events, in_drawer, ledger_of, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

HOUR = 3_600_000
MORNING = 31
"""A cashier who comes in the morning."""


@pytest.fixture
def counter(customer: Customer) -> Counter:
    """The cashier's shift is open since some moments."""
    set_tariff(customer.counter)
    customer.counter.do(
        "set-operator", by=1, operator=str(MORNING), name="Neema", role="cashier", pin="161803"
    )
    return customer.counter


@given(st.integers(0, 100 * HOUR), st.integers(0, 2**41))
def test_a_shift_is_left_open_after_a_day_to_the_millisecond(age: int, opened: int) -> None:
    assert is_left_open(opened, opened + age) == (age > 24 * HOUR)


def test_a_drawer_taken_over_never_counts_for_a_day_that_is_over() -> None:
    today, tomorrow, yesterday = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 22)
    assert taken_over_for(today, today) == today
    assert taken_over_for(yesterday, today) == today
    assert taken_over_for(tomorrow, today) == tomorrow


class TestTheNextShift:
    def test_opens_beside_one_of_today(self, counter: Counter) -> None:
        pass_hours(counter, 20)
        assert counter.do("open-shift", by=MORNING).operator == MORNING

    def test_waits_until_one_of_yesterday_is_closed(self, counter: Counter) -> None:
        pass_hours(counter, 24)
        with pytest.raises(ShiftLeftOpen, match="operator 12 is open since 2026-11-23") as refused:
            counter.do("open-shift", by=MORNING)
        assert "close-shift operator=12" in refused.value.remedy
        assert refused.value.operator == CASHIER
        counter.do("close-shift", counted="0")
        assert counter.do("open-shift", by=MORNING).operator == MORNING

    def test_age_has_nothing_to_do_with_the_accounting_date(self, counter: Counter) -> None:
        counter.do("close-shift", counted="0")
        counter.do("open-shift", accounting_date="2026-11-02")
        assert counter.do("open-shift", by=MORNING).operator == MORNING

    def test_is_refused_to_the_one_who_left_it_too(self, counter: Counter) -> None:
        pass_hours(counter, 25)
        with pytest.raises(ShiftLeftOpen):
            counter.do("open-shift")

    def test_the_old_one_goes_on_selling_meanwhile(
        self, counter: Counter, customer: Customer
    ) -> None:
        """A customer at the counter is not sent away for a count that was left out."""
        pass_hours(counter, 25)
        assert customer.buy("1").number == 2

    def test_no_age_is_told_by_a_clock_that_jumped(self, counter: Counter) -> None:
        counter.clock.now += 25 * HOUR
        assert counter.do("open-shift", by=MORNING).operator == MORNING


class TestADrawerWhoseOperatorIsAway:
    """Counted by somebody else, before a second person who is there; short is its operator's."""

    def test_is_counted_and_closed_and_all_three_are_named(self, counter: Counter) -> None:
        expected = in_drawer(counter, shift_of(counter))
        pass_hours(counter, 25)
        away: dict[str, Any] = {"by": MORNING, "second": SUPERVISOR, "operator": str(CASHIER)}
        assert not counter.do("count-drawer", counted="0", **away).agrees
        with pytest.raises(CountedBefore):
            counter.do("count-drawer", counted="1000x1", **away)
        closed = counter.do("close-shift", counted="1000x1", request="c-1", **away)
        assert counter.do("close-shift", counted="1000x1", request="c-1", **away) == closed
        assert closed.over_short == 100_000 - expected
        assert booked(counter, Book.OVER_SHORT, str(CASHIER)) == expected - 100_000
        event = events(counter, "shift_closed")[0]
        assert (event.operator, event.counted_by, event.first_total) == (CASHIER, MORNING, 0)
        assert event.accounting_date == date(2026, 11, 23), "the day its cash was taken on"
        paper = papers(counter)[-1]
        assert isinstance(paper, ShiftReport)
        assert paper.operator.startswith("12 ")
        assert (paper.counted_by, paper.second[:3]) == ("31 Neema", "20 ")

    def test_needs_a_second_person_who_may_decide(self, counter: Counter) -> None:
        for name in ("close-shift", "count-drawer"):
            with pytest.raises(SecondPersonNeeded):
                counter.do(name, by=MORNING, operator="12", counted="0")
            with pytest.raises(NotAllowed):
                counter.do(name, by=MORNING, second=CASHIER, operator="12", counted="0")
        assert not events(counter, "drawer_counted") + events(counter, "shift_closed")

    def test_nobody_signs_from_elsewhere_for_what_has_to_be_seen(self, counter: Counter) -> None:
        operation = operation_named("close-shift")
        quote = quoted(counter, MORNING)
        with pytest.raises(SecondPersonNeeded):
            operation.signs(quote)

    def test_is_not_there(self, counter: Counter) -> None:
        with pytest.raises(NoOpenShift, match="Operator 20 has no open shift at this counter"):
            counter.do("close-shift", by=MORNING, second=CASHIER, operator="20", counted="0")

    def test_came_back_and_closed_it_meanwhile(self, counter: Counter) -> None:
        quote = quoted(counter, MORNING)
        counter.do("close-shift", counted="0")
        for name in ("close-shift", "count-drawer"):
            with pytest.raises(StaleQuote):
                operation_named(name).perform(
                    counter.kiosk, Caller(operator=MORNING, second=SUPERVISOR), quote
                )

    def test_own_number_is_ones_own_drawer(self, counter: Counter) -> None:
        counter.do("close-shift", operator="12", counted="0", second=SUPERVISOR)
        assert events(counter, "shift_closed")[0].counted_by is None


def shift_of(counter: Counter) -> EventId:
    """The cashier's open shift."""
    with ledger_of(counter).read() as reader:
        found = shifts.open_shift(reader.db, counter.node, CASHIER)
    assert found is not None
    return found.id


def quoted(counter: Counter, by: int) -> Any:
    """The cashier's drawer, about to be closed by another."""
    operation = operation_named("close-shift")
    wish = parse_arguments(operation, {"operator": "12", "counted": "0"})
    return operation.quote(operation.look(counter.kiosk, Caller(operator=by), wish), wish)


def test_the_status_bar_finds_them_by_an_index(counter: Counter) -> None:
    asked: list[tuple[str, Any]] = []

    def listen(_cursor: object, sql: str, values: Any) -> bool:
        asked.append((sql, values))
        return True

    with ledger_of(counter).read() as reader:
        connection = connection_of(reader.db)
        connection.set_exec_trace(listen)
        try:
            assert len(shifts.open_shifts(reader.db, counter.kiosk.ledger.node)) == 1
        finally:
            connection.set_exec_trace(None)
        plans = [
            str(step[3])
            for sql, values in asked
            for step in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        ]
    # Of the shifts that are open: those of years are closed.
    assert plans == ["SEARCH shift USING INDEX shift_open_of_node (id>? AND id<?)"]
