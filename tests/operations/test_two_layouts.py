"""Two layouts on one kind of chip at one counter: a blank becomes what its meter reads."""

from __future__ import annotations

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.cards.station import Station
from app.domain.metering import MeterAnswer
from app.operations.errors import PlanInterrupted
from app.simulator.reader import ApduPhase
from tests.cards.outside.toy import profile as toy
from tests.operations.customer import Customer, pulled_at_write
from tests.operations.proofs import MakeCustomer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


def beside_another_layout(customer: Customer) -> Customer:
    """The counter knows another layout for the same chip, and prefers it."""
    counter = customer.counter
    counter.station = Station(counter.reader, (toy(), TapcardSle4442()), counter.keys)
    return customer


def test_a_blank_becomes_the_card_that_the_meter_reads(make_customer: MakeCustomer) -> None:
    customer = beside_another_layout(make_customer())
    new = customer.new_card()
    customer.counter.do("reissue-card", account=customer.account, reason="lost", identity="known")
    assert customer.do("read-card").profile == TapcardSle4442().name
    assert customer.card is new
    customer.visit()
    customer.buy("1")
    assert customer.visit() is MeterAnswer.CREDIT


def test_a_card_whose_making_broke_off_is_settled_as_what_it_was_to_become(
    make_customer: MakeCustomer,
) -> None:
    customer = beside_another_layout(make_customer())
    customer.new_card()
    with pulled_at_write(customer.counter, 0, ApduPhase.BEFORE):
        try:
            customer.counter.do(
                "reissue-card", account=customer.account, reason="lost", identity="known"
            )
        except PlanInterrupted:
            pass
        else:
            raise AssertionError("the card was not pulled")
    customer.do("settle", account=customer.account)
    assert customer.do("read-card").profile == TapcardSle4442().name
