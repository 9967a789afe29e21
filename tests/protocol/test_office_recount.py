"""Two counters sold to one household, neither knowing of the other: head office adds it up."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from app.domain.entries import Book
from app.domain.identity import EventId
from app.ledger.audit.audit import audit
from app.ledger.events.recounts import AccountRecounted
from app.ledger.queries import money
from app.ledger.rebuild import compare_tables
from app.office.exceptions import ExceptionKind
from app.office.recount import book_recount, due_recount
from app.operations.errors import StaleQuote
from app.operations.operation import Caller
from tests.counter import SUPERVISOR, Counter
from tests.office.listing import exceptions
from tests.operations.proofs import ledger_of
from tests.protocol.kiosks import Street, sync, sync_both
from tests.protocol.test_office_exceptions import listed, same_number_twice
from tests.protocol.test_office_exceptions import office as office

TODAY = date(2026, 11, 23)


def books(office: Counter, account: str) -> tuple[int, int]:
    """(arrears, balance), debit positive."""
    with ledger_of(office).read() as reader:
        return (
            money.book_total(reader.db, Book.ARREARS, account),
            money.book_total(reader.db, Book.BALANCE, account),
        )


def due_of(office: Counter, account: str, above: int = 0) -> AccountRecounted | None:
    with ledger_of(office).read() as reader:
        return due_recount(reader.db, account, above=above, today=TODAY)


def booked(office: Counter, account: str, above: int = 0) -> EventId | None:
    due, ledger = due_of(office, account, above), ledger_of(office)
    caller = Caller(operator=SUPERVISOR)
    return None if due is None else book_recount(ledger, due, known=ledger.last, caller=caller)


def difference(office: Counter) -> int:
    with ledger_of(office).read() as reader:
        found = exceptions(reader.db)
    return sum(one.amount for one in found if one.kind is ExceptionKind.PRICE_DIFFERENCE)


@pytest.mark.parametrize("order", list(permutations((0, 1))), ids=["A first", "B first"])
def test_what_was_priced_too_low_is_owed_once(
    settled: Street, office: Counter, order: tuple[int, int]
) -> None:
    """B did not know of what A sold, and priced by a lower tier."""
    same_number_twice(settled)
    kiosks = (settled.a, settled.b)
    for at in order:
        sync(kiosks[at], office)
    found = difference(office)
    assert found > 0
    ledger = ledger_of(office)
    assert booked(office, settled.account, above=found) is None
    due, known = due_of(office, settled.account), ledger.last
    assert booked(office, settled.account) is not None
    assert due is not None
    with pytest.raises(StaleQuote):  # somebody else saw the same before it was booked
        book_recount(ledger, due, known=known, caller=Caller(operator=SUPERVISOR))
    assert books(office, settled.account)[0] == found
    assert difference(office) == 0
    assert booked(office, settled.account) is None
    # That a number was sold twice is for the list of exceptions.
    assert {one.check for one in audit(ledger).findings} == {"numbers"}
    assert compare_tables(ledger) == []


def test_what_each_counter_knew_of_costs_what_it_cost(settled: Street, office: Counter) -> None:
    """The card told B; also what was given back in between counts for nobody."""
    settled.sell(settled.a)
    settled.refund(settled.a)
    sync_both(settled.a, settled.b)
    for kiosk in (settled.b, settled.a):
        settled.sell(kiosk)
        settled.visit()
    for kiosk in settled.kiosks:
        sync(kiosk, office)
    assert listed(office) == []


def test_arrears_collected_twice_go_to_the_balance(settled: Street, office: Counter) -> None:
    kind: dict[str, Any] = {"code": "repair", "name": "Repair", "ledger_code": "4100"}
    settled.a.do("set-payment-kind", by=1, price="116", **kind)
    settled.a.do(
        "book-arrears", account=settled.account, kind="repair", reason="Pipe", due="2026-12-31"
    )
    sync_both(settled.a, settled.b)
    for kiosk in settled.kiosks:
        kiosk.do("pay-arrears", account=settled.account)
        sync(kiosk, office)
    ledger = ledger_of(office)
    assert booked(office, settled.account)
    assert books(office, settled.account) == (0, -11_600)
    assert listed(office) == []
    assert audit(ledger).findings == ()
