"""Arrears paid at two kiosks that did not know of each other: what is too much is balance."""

from __future__ import annotations

from contextlib import closing
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from app.domain import bookkeeping
from app.domain.arrears import open_parts, overpaid_back
from app.domain.payments import PaymentFor
from app.domain.sales import Tender, TenderKind
from app.domain.tariff.breakdown import Line, LineKind
from app.ledger.events import payments
from app.ledger.projection.engine import project
from app.ledger.queries import money
from app.ledger.queries.payments import debts
from tests.ledger.goods import ACCOUNT, TODAY
from tests.ledger.kiosks import Kiosks, empty_tables

CASH = Tender(kind=TenderKind.CASH, amount=100, tendered=100)


def met() -> Kiosks:
    """Kiosk 7 books 100; kiosks 7 and 8 each take 100, and kiosk 7 books 30 later."""
    both = Kiosks()
    for node, amount in ((7, 100), (7, -100), (8, -100), (7, 30)):
        shift = both.next_id(node)
        line = Line(kind=LineKind.ARREARS, code="arrears", name="Arrears", amount=abs(amount))
        if amount > 0:
            both.append(
                payments.ArrearsBooked(
                    account=ACCOUNT,
                    line=line,
                    ledger_code="4100",
                    reason="pipe",
                    due=TODAY,
                    date=TODAY,
                    shift=shift,
                    entries=bookkeeping.owed(line, ACCOUNT, "4100"),
                ),
                node=node,
            )
        else:
            what = PaymentFor.ARREARS
            both.append(
                payments.PaymentTaken(
                    what=what,
                    account=ACCOUNT,
                    line=line,
                    tender=CASH,
                    date=TODAY,
                    shift=shift,
                    receipt=1,
                    entries=bookkeeping.payment_taken(
                        what, line, ACCOUNT, str(shift), "", tenders=(CASH,)
                    ),
                ),
                node=node,
            )
    return both


def test_the_surplus_is_balance_whatever_arrives_first() -> None:
    chain = met().chain
    for order in permutations(chain):
        with closing(empty_tables()) as db:
            owed, kept = [], []
            for one in order:
                project(db, [one])
                owed.append(money.arrears(db, ACCOUNT))
                kept.append(money.balance(db, ACCOUNT))
            assert min(owed + kept) >= 0
            assert (owed[-1], kept[-1]) == (0, 70)
            assert debts(db, ACCOUNT) == []
    with closing(empty_tables()) as db:
        project(db, chain[:3])
        assert (money.arrears(db, ACCOUNT), money.balance(db, ACCOUNT)) == (0, 100)
        assert money.arrears_with(db, ACCOUNT, 30) == 0
        assert money.arrears_with(db, ACCOUNT, 130) == 30


@given(st.lists(st.integers(-1_000, 1_000), max_size=20), st.integers(-1_000, 1_000))
def test_nothing_is_lost_and_arrears_are_never_below_nothing(moved: list[int], book: int) -> None:
    kept = overpaid_back(sum(moved), book)
    assert kept.arrears >= 0
    assert kept.balance - kept.arrears == book - sum(moved)
    assert sum(open_parts(moved)) == kept.arrears
