"""What the Z report says of journal and machine; it closes with papers waiting, nothing sent."""

from __future__ import annotations

import pytest

from app.ledger.audit.audit import audit
from app.ledger.journal import scan
from app.printing.documents import ShiftReport
from tests.operations.customer import Customer
from tests.operations.proofs import customer as customer
from tests.operations.proofs import events, ledger_of, papers
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


def test_the_head_is_the_hash_that_verify_computes(customer: Customer) -> None:
    counter = customer.counter
    head = audit(ledger_of(counter)).head
    counter.do("close-shift", counted="0")
    assert events(counter, "shift_closed")[0].head == head
    paper = papers(counter)[-1]
    assert isinstance(paper, ShiftReport)
    assert paper.journal_head == head


def test_starts_of_program_and_machine_within_the_shift_are_counted(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = customer.counter
    counter.close()
    counter.open()
    counter.do("pay-in", amount="5", reason="change")
    monkeypatch.setattr(type(counter.clock), "boot", lambda _clock: "after a power cut")
    counter.close()
    counter.open()
    counter.do("pay-in", amount="5", reason="change")
    counter.do("close-shift", counted="0")
    event = events(counter, "shift_closed")[0]
    assert (event.boots, event.clock_jumps) == (1, 0)
    assert event.restarts >= 2  # the fixture itself opens the ledger anew


def test_it_closes_with_papers_unprinted_and_nothing_sent(customer: Customer) -> None:
    """The counter has no printer and no head office: papers wait, nothing is lost."""
    counter = customer.counter
    before = len(papers(counter))
    assert before
    counter.do("close-shift", counted="0")
    assert len(papers(counter)) == before + 1
    with ledger_of(counter).read() as reader:
        assert sum(len(batch) for batch in scan(reader.db)) > before
