"""The audit tells payments that were undone otherwise, and what only one person signed."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from app.domain.arrears import DeductionRule, DeductionScheme
from app.domain.identity import EventId
from app.domain.payments import PaymentFor
from app.domain.subsidy import SubsidyTerm
from app.domain.tariff.breakdown import Line, LineKind
from app.ledger.audit.payments import PaymentsFollow
from app.ledger.events import payments
from app.ledger.events.codec import Entry
from tests.ledger.events import paid
from tests.ledger.goods import ACCOUNT, TODAY
from tests.ledger.rumoured_payments import moved_money

SHIFT = EventId(7, 1, 1)


def event(which: int) -> Any:
    """Of moved_money: 1 is a payment, 2 its reversal, 3 money that went out."""
    return moved_money(ACCOUNT, SHIFT, 7, which)


def told(*told_events: tuple[Any, int | None]) -> list[str]:
    """(event, second person) in the order of their numbers, from 2 on."""
    chain = {
        EventId(7, 1, at): Entry(at=at, schema=1, operator=12, second=second, event=one)
        for at, (one, second) in enumerate(told_events, start=2)
    }
    check = PaymentsFollow(chain.get)
    for id, entry in chain.items():
        check.feed(id, entry)
    return [finding.what for finding in check.findings()]


def test_a_payment_is_undone_once_as_it_was_taken() -> None:
    taken = msgspec.structs.replace(event(1), what=PaymentFor.OTHER)
    undone = msgspec.structs.replace(
        event(2), payment=EventId(7, 1, 2), what=taken.what, line=taken.line
    )
    assert told((taken, None), (undone, None)) == []
    assert told((taken, None), (undone, None), (undone, None)) == [
        "payment K07-01-2 was undone twice"
    ]
    less = msgspec.structs.replace(undone, line=event(2).line)
    assert told((taken, None), (less, None)) == ["payment K07-01-2 was taken otherwise"]
    assert told((undone, None)) == ["there is no payment K07-01-2"]


def test_no_more_deposit_goes_back_than_came() -> None:
    out = msgspec.structs.replace(event(3), what=PaymentFor.DEPOSIT)
    assert told((out, None)) == ["more deposits went back than came"]


def test_what_two_must_sign_two_signed() -> None:
    rule = payments.DeductionSet(
        account=ACCOUNT, old=None, new=DeductionScheme(rule=DeductionRule.NONE)
    )
    plan = payments.ArrearsPlanned(account=ACCOUNT, old=None, new=None, reason="poor", date=TODAY)
    assert told((rule, 20), (plan, 20)) == []
    assert told((rule, None), (plan, 12)) == ["only one person signed"] * 2


def test_a_third_party_pays_a_part_for_accounts_in_its_scheme() -> None:
    def bought(**line: int) -> Any:
        said: dict[str, Any] = {"quantity": 1000, "amount": -400, "price_of": 500} | line
        borne = Line(kind=LineKind.SUBSIDY, code="poor", name="Paid by State", **said)
        one = paid(EventId(7, 1, 1), b"")
        breakdown = msgspec.structs.replace(one.breakdown, lines=(borne,))
        return msgspec.structs.replace(one, breakdown=breakdown)

    def put(until: date) -> Any:
        term = SubsidyTerm(scheme="poor", since=until, until=until)
        account = bought().account
        return payments.AccountSubsidised(
            account=account, old=None, new=term, reason="listed", date=TODAY
        )

    now, over = put(TODAY), put(date(2020, 1, 1))
    assert told((now, 20), (bought(), None)) == []
    assert told((now, None)) == ["only one person signed"]
    for wrong in ({"amount": -501}, {"amount": 1}, {"quantity": 1001}):
        assert told((now, 20), (bought(**wrong), None)) == [
            "a third party pays more than the price"
        ]
    for before in ([], [(over, 20)]):
        assert told(*before, (bought(), None)) == ["the account is not in scheme poor"]
