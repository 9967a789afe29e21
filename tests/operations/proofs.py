"""What must hold after every story: the books add up, and the tables are what the events say.

The fixtures here prove it at the end of a test; a test module that moves money imports them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest

from app.domain.entries import Book
from app.domain.identity import EventId
from app.ledger.audit.audit import audit
from app.ledger.journal import scan
from app.ledger.ledger import Ledger
from app.ledger.queries import money
from app.ledger.rebuild import compare_tables
from app.printing.documents import AnyDocument, decode_document
from tests.counter import Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer

MakeCustomer: TypeAlias = Callable[..., Customer]


def ledger_of(counter: Counter) -> Ledger:
    assert counter.ledger is not None
    return counter.ledger


def prove(counter: Counter) -> None:
    """Chain, sums, purchase and receipt numbers hold; the projection equals a rebuilt one."""
    assert audit(ledger_of(counter)).findings == ()
    assert compare_tables(ledger_of(counter)) == []


def events(counter: Counter, tag: str) -> list[Any]:
    """Events of one kind, oldest first."""
    with ledger_of(counter).read() as reader:
        found = [entry.event for batch in scan(reader.db) for _id, entry, _body in batch]
    return [event for event in found if event.__struct_config__.tag == tag]


def count_events(counter: Counter) -> int:
    """Length of the journal."""
    with ledger_of(counter).read() as reader:
        return sum(len(batch) for batch in scan(reader.db))


def booked(counter: Counter, book: Book, subject: str = "") -> int:
    """What a book says of a subject, debit positive."""
    with ledger_of(counter).read() as reader:
        return money.book_total(reader.db, book, subject)


def in_drawer(counter: Counter, shift: EventId) -> int:
    """Cash that should be in a drawer."""
    return booked(counter, Book.DRAWER, str(shift))


def papers(counter: Counter) -> list[AnyDocument]:
    """What waits for the printer, oldest first."""
    return [decode_document(job.document) for job in ledger_of(counter).print_jobs.pending()]


@pytest.fixture
def make_proved(make_counter: MakeCounter) -> Iterator[MakeCounter]:
    """Counters whose ledgers are proved when the test is over."""
    made: list[Counter] = []

    def make(**options: Any) -> Counter:
        made.append(make_counter(**options))
        return made[-1]

    yield make
    for counter in made:
        prove(counter)


@pytest.fixture
def proved_counter(make_proved: MakeCounter) -> Counter:
    """A stand-alone counter with an open shift; its ledger is proved at the end."""
    return make_proved()


@pytest.fixture
def make_customer(make_proved: MakeCounter) -> MakeCustomer:
    """Customers with number 1 in their meter, each at a counter of their own."""

    def make(**options: Any) -> Customer:
        customer = Customer(make_proved(**options))
        customer.allocate()
        customer.visit()
        return customer

    return make


@pytest.fixture
def customer(make_customer: MakeCustomer) -> Customer:
    """A customer whose first purchase is in the meter; nothing of it is left to print."""
    return make_customer()
