"""What a meter change itself costs: paid with it on one paper, or owed from then on."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.entries import Book
from app.operations.errors import (
    BadArgument,
    ChangeImpossible,
    NotEnoughTendered,
    PlanInterrupted,
    PlanOnHold,
)
from app.printing.documents import InDoubtSlip, MeterChangeSlip, RefundReceipt
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.operations.customer import Customer, pulled_at_write
from tests.operations.mover import change, last_slip, undo
from tests.operations.our_copies import spoil_copy
from tests.operations.proofs import booked, count_events, events, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


@pytest.fixture
def charged(customer: Customer) -> Customer:
    """The price list asks 116 for a meter change, 16 % tax inside, and 50 for another card."""
    for code, amount in (("meter-change", "116"), ("meter-change-card", "50")):
        fee: dict[str, Any] = {"code": code, "name": code, "amount": amount, "tax_code": "VAT"}
        customer.counter.do("set-fee", by=ADMINISTRATOR, tax_rate="1600", **fee)
    return customer


def balance(customer: Customer) -> int:
    return -booked(customer.counter, Book.BALANCE, customer.account)


def arrears(customer: Customer) -> int:
    return booked(customer.counter, Book.ARREARS, customer.account)


def test_is_paid_with_it_on_a_paper_with_a_receipt_number(charged: Customer) -> None:
    made = change(charged, tendered="120", request="one")
    assert (made.fees, made.arrears, made.tenders[0].change) == (11_600, 0, 400)
    assert made.receipt is not None
    slip = last_slip(charged)
    assert slip.number.endswith(f"{made.receipt:06d}")
    assert slip.change == str(made.change)
    assert [tax.amount for tax in slip.taxes] == [1_600]
    assert change(charged, tendered="120", request="one") == made
    assert arrears(charged) == 0
    with pytest.raises(BadArgument, match="Nothing is to pay"):
        change(charged, new_meter="77", old_dial="1", fees="arrears", tendered="1")


def test_becomes_arrears_where_it_is_not_paid(charged: Customer) -> None:
    made = change(charged, fees="arrears")
    assert (made.receipt, made.arrears) == (None, 11_600)
    slip = last_slip(charged)
    assert (slip.change, slip.tenders, slip.arrears) == ("", (), 11_600)
    assert arrears(charged) == 11_600
    undo(charged)
    assert arrears(charged) == 0


def test_a_card_made_with_it_costs_too(charged: Customer) -> None:
    charged.new_card()
    assert change(charged).fees == 16_600


def test_that_is_not_handed_over_changes_nothing(charged: Customer) -> None:
    before = count_events(charged.counter)
    with pytest.raises(NotEnoughTendered):
        change(charged, tendered="115")
    assert count_events(charged.counter) == before


def test_is_the_customers_again_when_the_change_is_undone(charged: Customer) -> None:
    change(charged)
    undo(charged)
    assert (balance(charged), arrears(charged)) == (11_600, 0)
    assert last_slip(charged).undone
    (undone,) = events(charged.counter, "meter_change_undone")
    assert undone.fees_paid


def test_arrears_paid_in_part_keep_the_change(charged: Customer) -> None:
    change(charged, fees="arrears", old_dial="2")
    charged.counter.meter("000000054321").take(charged.card)
    charged.buy_for("300")
    with pytest.raises(ChangeImpossible):
        undo(charged)


def test_in_doubt_is_settled_or_goes_back(charged: Customer) -> None:
    with (
        pulled_at_write(charged.counter, 0, ApduPhase.BEFORE),
        pytest.raises(PlanInterrupted) as torn,
    ):
        change(charged)
    slip = papers(charged.counter)[-1]
    assert isinstance(slip, InDoubtSlip)
    assert (slip.amount, slip.paid) == (11_600, True)
    two: dict[str, Any] = {"by": SUPERVISOR, "second": ADMINISTRATOR, "plan": str(torn.value.plan)}
    charged.counter.do("open-shift", by=SUPERVISOR, float="500")
    charged.counter.do("report-lost", reason="lost on the way", **two)
    decided = charged.counter.do("decide-plan", reason="lost", decision="happened", **two)
    assert decided.to_cash == 0
    paper = papers(charged.counter)[-1]
    assert isinstance(paper, MeterChangeSlip)
    assert (len(paper.tenders), paper.change != "") == (1, True)


def test_goes_back_where_two_people_decide_that_nothing_was_written(charged: Customer) -> None:
    with (
        pulled_at_write(charged.counter, 0, ApduPhase.BEFORE),
        pytest.raises(PlanInterrupted) as torn,
    ):
        change(charged)
    for number in (0, 1):
        spoil_copy(charged.card, number)
    charged.counter.put(charged.card)
    with pytest.raises(PlanOnHold):
        charged.counter.do("settle")
    charged.counter.do("open-shift", by=SUPERVISOR, float="500")
    decided = charged.counter.do(
        "decide-plan",
        reason="the card is broken",
        decision="not_written",
        by=SUPERVISOR,
        second=ADMINISTRATOR,
        plan=str(torn.value.plan),
    )
    assert decided.to_cash == 11_600
    paper = papers(charged.counter)[-1]
    assert isinstance(paper, RefundReceipt)
    assert [line.code for line in paper.lines] == ["meter-change"]
