"""The card of an interrupted operation is lost: two people say so, and a new card follows."""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.identity import EventId
from app.domain.metering import MeterAnswer
from app.ledger.events.exceptions import Decision
from app.ledger.queries import plans
from app.operations.errors import (
    BadArgument,
    CardIsLost,
    NotAllowed,
    PlanInterrupted,
    PlanStillOpen,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller
from app.operations.report_lost import REPORT_LOST, ReportLostArguments
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.customer import Customer, pulled_at_write
from tests.operations.proofs import MakeCustomer, count_events, events, ledger_of
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

REASON = "fell into the river"
TWO: dict[str, Any] = {"by": SUPERVISOR, "second": ADMINISTRATOR}


def interrupt(customer: Customer, operation: str, write: int, **arguments: Any) -> EventId:
    """The card is pulled before its n-th write; returns the plan that stays open."""
    customer.counter.put(customer.card)
    with (
        pulled_at_write(customer.counter, write, ApduPhase.BEFORE),
        pytest.raises(PlanInterrupted),
    ):
        customer.counter.do(operation, **arguments)
    with ledger_of(customer.counter).read() as reader:
        (row,) = plans.open_plans(reader.db, account=customer.account)
    return row.id


def lost(customer: Customer, plan: EventId, **caller: Any) -> Any:
    arguments = {"plan": str(plan), "reason": REASON, **TWO, **caller}
    return customer.counter.do("report-lost", **arguments)


def decided(customer: Customer, plan: EventId, decision: Decision) -> Any:
    return customer.counter.do(
        "decide-plan", plan=str(plan), decision=decision.value, reason=REASON, **TWO
    )


@pytest.fixture
def torn(customer: Customer) -> tuple[Customer, EventId]:
    """A purchase of three units is paid for; its card was pulled before its last write."""
    customer.counter.do("open-shift", by=SUPERVISOR, float="0")
    return customer, interrupt(customer, "prepay", 1, volume="3")


def test_the_account_sells_again_and_the_purchase_is_credited_once(
    torn: tuple[Customer, EventId],
) -> None:
    customer, plan = torn
    old = customer.card
    customer.new_card()
    with pytest.raises(PlanStillOpen, match="did not come to its end") as refused:
        customer.counter.do(
            "reissue-card", account=customer.account, reason="lost", identity="known"
        )
    assert "report its card lost" in refused.value.remedy
    assert lost(customer, plan).decision is Decision.HAPPENED
    decided(customer, plan, Decision.HAPPENED)
    again = customer.counter.do(
        "reissue-card", account=customer.account, reason="lost", identity="known"
    )
    assert again.restored == 3_000
    assert customer.visit() is MeterAnswer.CREDIT
    assert customer.meter.take(old) is not MeterAnswer.CREDIT
    assert customer.meter.state.total_credited == 5_000
    assert customer.buy("1").number == 3


def test_that_it_was_not_written_cannot_be_decided_for_a_load(
    torn: tuple[Customer, EventId],
) -> None:
    customer, plan = torn
    lost(customer, plan)
    with pytest.raises(CardIsLost, match="may carry the credit") as refused:
        decided(customer, plan, Decision.NOT_WRITTEN)
    assert "a new card carries the same" in refused.value.remedy
    assert events(customer.counter, "plan_decided") == []
    decided(customer, plan, Decision.HAPPENED)


def test_no_money_goes_out_for_a_load_that_the_lost_card_may_still_carry(
    make_customer: MakeCustomer,
) -> None:
    customer = make_customer(profile=TapcardSle4442(copyable=False))
    customer.counter.do("open-shift", by=SUPERVISOR, float="0")
    customer.buy("3")
    plan = interrupt(customer, "refund", 0, reason="moved house")
    assert lost(customer, plan).decision is Decision.NOT_WRITTEN
    with pytest.raises(CardIsLost, match="no money goes out"):
        decided(customer, plan, Decision.HAPPENED)
    assert decided(customer, plan, Decision.NOT_WRITTEN).to_cash == 0
    customer.new_card()
    again = customer.counter.do(
        "reissue-card", account=customer.account, reason="lost", identity="known"
    )
    assert again.restored == 3_000
    assert customer.visit() is MeterAnswer.CREDIT


def test_where_the_meter_proves_the_refund_its_money_waits_for_the_new_card(
    customer: Customer,
) -> None:
    customer.counter.do("open-shift", by=SUPERVISOR, float="0")
    customer.buy("3")
    plan = interrupt(customer, "refund", 0, reason="moved house")
    assert lost(customer, plan).decision is Decision.HAPPENED
    decided(customer, plan, Decision.HAPPENED)
    customer.new_card()
    again = customer.counter.do(
        "reissue-card", account=customer.account, reason="lost", identity="known"
    )
    assert again.restored == 0
    customer.visit()
    assert customer.do("pay-refund").amount > 0
    assert customer.meter.state.total_credited == 2_000


def test_it_is_recorded_once_for_one_id_and_names_both(torn: tuple[Customer, EventId]) -> None:
    customer, plan = torn
    first = lost(customer, plan, request="till-1")
    assert lost(customer, plan, request="till-1") == first
    (held,) = events(customer.counter, "plan_held")
    assert (held.why, held.reason, held.plan) == ("card_lost", REASON, plan)
    decided(customer, plan, Decision.HAPPENED)
    assert lost(customer, plan, request="till-1") == first


@pytest.mark.parametrize(
    ("caller", "refusal"),
    [
        ({"second": None}, SecondPersonNeeded),
        ({"second": SUPERVISOR}, SecondPersonNeeded),
        ({"second": CASHIER}, NotAllowed),
        ({"by": CASHIER}, NotAllowed),
        ({"reason": "  "}, BadArgument),
        ({"reason": "x" * 61}, BadArgument),
        ({"reason": "\x1b[2J"}, BadArgument),
        ({"plan": "K07-01-\u0661"}, BadArgument),
        ({"plan": ""}, BadArgument),
        ({"plan": "K07-01-999999"}, UnknownRecord),
        ({"plan": "K08-01-1"}, UnknownRecord),
    ],
)
def test_it_is_refused(
    torn: tuple[Customer, EventId], caller: dict[str, Any], refusal: type[Exception]
) -> None:
    customer, plan = torn
    before = count_events(customer.counter)
    with pytest.raises(refusal):
        customer.counter.do("report-lost", **({"plan": str(plan), "reason": REASON} | TWO | caller))
    assert count_events(customer.counter) == before


def test_what_is_on_hold_or_closed_cannot_be_reported(torn: tuple[Customer, EventId]) -> None:
    customer, plan = torn
    lost(customer, plan)
    with pytest.raises(UnknownRecord, match="on hold already"):
        lost(customer, plan)
    decided(customer, plan, Decision.HAPPENED)
    with pytest.raises(UnknownRecord, match="No open operation"):
        lost(customer, plan)


def test_a_card_that_was_to_become_blank_stays_what_it_was(customer: Customer) -> None:
    """Nothing that was paid for is on it, so there is nothing to decide."""
    customer.visit()
    customer.counter.put(customer.card)
    with (
        pulled_at_write(customer.counter, 0, ApduPhase.BEFORE),
        pytest.raises(PlanInterrupted),
    ):
        customer.counter.do("retrieve-card", account=customer.account)
    with ledger_of(customer.counter).read() as reader:
        (row,) = plans.open_plans(reader.db, account=customer.account)
    first = lost(customer, row.id, request="till-9")
    assert first.decision is None
    assert lost(customer, row.id, request="till-9") == first
    customer.new_card()
    customer.counter.do("reissue-card", account=customer.account, reason="lost", identity="known")
    customer.visit()
    assert customer.buy("1").number == 2


def test_it_is_refused_when_the_card_was_found_and_settled_meanwhile(
    torn: tuple[Customer, EventId],
) -> None:
    customer, plan = torn
    kiosk = customer.counter.kiosk
    both = Caller(operator=SUPERVISOR, second=ADMINISTRATOR)
    arguments = ReportLostArguments(plan=str(plan), reason=REASON)
    quote = REPORT_LOST.quote(REPORT_LOST.look(kiosk, both, arguments), arguments)
    customer.do("settle")
    with pytest.raises(StaleQuote, match="settled or held meanwhile"):
        REPORT_LOST.perform(kiosk, both, quote)
