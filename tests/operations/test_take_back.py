"""What was received wrongly leaves the stock again, as long as nothing of it was used."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.invoice_stock import InvoicesRefused
from app.domain.meter_stock import StockRefused
from app.operations.catalogue import operation_named
from app.operations.errors import SecondPersonNeeded, StaleQuote
from app.operations.operation import Caller, parse_arguments
from app.telling.results import in_words
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.proofs import count_events, prove
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.operations.proofs import proved_counter as proved_counter
from tests.operations.test_meter_stock import allocate, left

TWO: dict[str, Any] = {"by": ADMINISTRATOR, "second": SUPERVISOR, "reason": "typed wrongly"}


def ranges(counter: Counter) -> list[tuple[int, int, int]]:
    found = counter.do("invoice-stock", by=SUPERVISOR)
    return [(one.first, one.last, one.free) for one in found.ranges]


def test_a_delivery_of_paper_goes_whole_or_from_an_end(proved_counter: Counter) -> None:
    counter = proved_counter
    counter.do("receive-invoices", by=ADMINISTRATOR, first="1", last="10000")
    done = counter.do("take-back-invoices", first="1001", last="10000", **TWO)
    assert (done.left_first, done.left_last) == (1, 1000)
    assert ranges(counter) == [(1, 1000, 1000)]
    # They are as if they had never come: nobody gets them, and they may come again.
    gone: dict[str, Any] = {"first": "2000", "last": "2001", "operator": str(CASHIER)}
    with pytest.raises(InvoicesRefused, match="never received"):
        counter.do("assign-invoices", by=SUPERVISOR, **gone)
    counter.do("receive-invoices", by=ADMINISTRATOR, first="2000", last="2999")
    counter.do("take-back-invoices", first="2000", last="2999", **TWO)
    assert ranges(counter) == [(1, 1000, 1000)]
    counter.do("receive-invoices", by=ADMINISTRATOR, first="2000", last="2100")
    history = counter.do("settings-history", by=SUPERVISOR, kind="invoices")
    told = "\n".join(in_words(counter.kiosk, history))
    assert "1001-10000" in told
    assert "typed wrongly" in told
    prove(counter)


def test_nothing_goes_that_was_used(proved_counter: Counter) -> None:
    counter = proved_counter
    counter.do("receive-invoices", by=ADMINISTRATOR, first="1", last="1000")
    mine: dict[str, Any] = {"first": "1", "last": "10", "operator": str(CASHIER)}
    counter.do("assign-invoices", by=SUPERVISOR, **mine)
    counter.do(
        "void-invoices", by=ADMINISTRATOR, second=SUPERVISOR, first="999", last="1000", reason="wet"
    )
    before = count_events(counter)
    for first, last, why, way in (
        ("1", "1000", "spoiled or void", "Leave them out"),
        ("10", "998", "Numbers 10 were assigned", "declared void"),
        ("990", "998", "no whole delivery", "up to its end"),
        ("2000", "2001", "never received", "Look at the stock"),
    ):
        with pytest.raises(InvoicesRefused, match=why) as refused:
            counter.do("take-back-invoices", first=first, last=last, **TWO)
        assert way in refused.value.remedy
    for second in (None, ADMINISTRATOR):
        with pytest.raises(SecondPersonNeeded):
            counter.do("take-back-invoices", first="1", last="2", **{**TWO, "second": second})
    assert count_events(counter) == before


def test_meters_go_unless_one_hangs_on_a_wall(proved_counter: Counter) -> None:
    counter = proved_counter
    came: dict[str, Any] = {"by": ADMINISTRATOR, "model": "DN15"}
    counter.do("receive-meters", first="000000000100", last="000000000999", **came)
    allocate(counter, "000000000101")
    with pytest.raises(StockRefused, match="000000000101 was allocated already") as refused:
        counter.do("take-back-meters", first="000000000100", last="000000000999", **TWO)
    assert "take back the others" in refused.value.remedy
    with pytest.raises(StockRefused, match="no whole delivery"):
        counter.do("take-back-meters", first="000000000200", last="000000000300", **TWO)
    done = counter.do("take-back-meters", first="000000000200", last="000000000999", **TWO)
    assert "Left of it" in "\n".join(in_words(counter.kiosk, done))
    assert left(counter) == [("000000000100", 100, 99)]
    counter.do("receive-meters", first="000000000200", **came)
    counter.do("take-back-meters", first="000000000200", **TWO)
    assert left(counter) == [("000000000100", 100, 99)]
    prove(counter)


def test_what_was_done_meanwhile_counts(proved_counter: Counter) -> None:
    counter = proved_counter
    counter.do("receive-invoices", by=ADMINISTRATOR, first="1", last="100")
    operation = operation_named("take-back-invoices")
    caller = Caller(operator=ADMINISTRATOR, second=SUPERVISOR)
    typed = parse_arguments(operation, {"first": "51", "last": "60", "reason": "typed wrongly"})
    counter.do("take-back-invoices", first="61", last="100", **TWO)
    quote = operation.quote(operation.look(counter.kiosk, caller, typed), typed)
    counter.do("receive-invoices", by=ADMINISTRATOR, first="61", last="70")
    counter.do("take-back-invoices", first="1", last="20", **TWO)
    with pytest.raises(StaleQuote):
        operation.perform(counter.kiosk, caller, quote)
