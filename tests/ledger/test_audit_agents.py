"""The audit tells cash of an agent that nobody told of, and sums that do not follow."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.domain import agent_books
from app.domain.agents import Commission, CommissionGoes
from app.domain.entries import Book, Posting
from app.domain.identity import EventId
from app.domain.payments import PaymentFor
from app.ledger.audit.agents import AgentsAddUp
from app.ledger.events.agents import AgentPaidIn, AgentSet, AgentSettled, VendingUsed
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.payments import PaidOut
from tests.ledger.goods import ACCOUNT, TODAY

SHIFT = EventId(7, 1, 1)
CASH = EventId(7, 1, 13)

SET = AgentSet(agent="71", holder=12)
PAID_IN = AgentPaidIn(
    agent="71",
    amount=500,
    reference="bank 1",
    date=TODAY,
    entries=agent_books.paid_in("71", 0, 500),
)
MOVED = PaidOut(
    what=PaymentFor.BALANCE,
    account=ACCOUNT,
    amount=-200,
    reason="any cash",
    date=TODAY,
    shift=SHIFT,
    receipt=1,
    entries=(Posting(Book.DRAWER, str(SHIFT), 200), Posting(Book.BALANCE, ACCOUNT, -200)),
)
USED = VendingUsed(
    agent="71",
    subject=CASH,
    cash=200,
    commission=20,
    terms=Commission(),
    sales=1,
    date=TODAY,
    shift=SHIFT,
    entries=agent_books.sold("71", 500, 200, 20, CommissionGoes.CREDITED),
)
SETTLED = AgentSettled(
    agent="71",
    number=1,
    since=None,
    paid_in=500,
    paid_back=0,
    sold=200,
    given_back=0,
    sales=1,
    commission=20,
    credited=20,
    position=320,
    date=TODAY,
    entries=agent_books.settled("71", 300, 20),
)


def told(*events: Event, operator: int = 12) -> list[str]:
    """What the check finds; the third event is the one that moved cash."""
    check = AgentsAddUp()
    for seq, event in enumerate(events, start=11):
        entry: Any = Entry(at=seq, schema=1, operator=operator, event=event)  # type: ignore[arg-type]
        check.feed(EventId(7, 1, seq), entry)
    return [finding.what.split(" does not")[0] for finding in check.findings()]


def test_a_story_that_adds_up() -> None:
    assert told(SET, PAID_IN, MOVED, USED, SETTLED) == []


def test_cash_that_nobody_told_of_is_found() -> None:
    assert told(SET, PAID_IN, MOVED, PAID_IN) == ["what the agent took"]
    assert told(SET, PAID_IN, MOVED) == ["what the agent took"]
    assert told(SET, PAID_IN, MOVED, operator=20) == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"subject": EventId(7, 1, 12)}, ["what it is about"]),
        ({"cash": 199}, ["cash", "entries", "what the agent took"]),
        ({"commission": 21}, ["entries"]),
        ({"entries": agent_books.sold("71", 0, 200, 20, CommissionGoes.CREDITED)}, ["deposit"]),
    ],
)
def test_a_use_that_does_not_follow(changes: dict[str, Any], what: list[str]) -> None:
    assert told(SET, PAID_IN, MOVED, msgspec.structs.replace(USED, **changes)) == what


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"sold": 201}, ["sums"]),
        ({"sales": 2}, ["sums"]),
        ({"number": 2}, ["number"]),
        ({"credited": 19}, ["entries"]),
        ({"position": 300}, ["what is kept"]),
    ],
)
def test_a_settlement_that_does_not_follow(changes: dict[str, Any], what: list[str]) -> None:
    wrong = msgspec.structs.replace(SETTLED, **changes)
    assert told(SET, PAID_IN, MOVED, USED, wrong) == what
