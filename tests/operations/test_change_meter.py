"""Meter change: one meter goes, another comes, and nothing of the credit is lost or doubled."""

from __future__ import annotations

from typing import Any

from app.domain.metering import MeterAnswer
from app.simulator.meter import VirtualMeter
from tests.counter import SUPERVISOR
from tests.operations.customer import Customer
from tests.operations.proofs import MakeCustomer
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

NEW = "000000054321"


def change(customer: Customer, **arguments: Any) -> Any:
    given = {
        "account": customer.account,
        "new_meter": NEW,
        "technician": "Baraka",
        "form": "F-17",
        "old_dial": "0.5",
        "second": SUPERVISOR,
        **arguments,
    }
    return customer.do("change-meter", **{k: v for k, v in given.items() if v is not None})


def hang(customer: Customer, number: str = NEW) -> VirtualMeter:
    customer.meter = customer.counter.meter(number)
    return customer.meter


def test_what_is_left_goes_onto_the_opening_card_of_the_new_meter(customer: Customer) -> None:
    changed = change(customer)
    assert (changed.credited, changed.used, changed.owed) == (2_000, 500, 1_500)
    assert (changed.contents.number, changed.contents.load) == (1, 1_500)
    assert customer.visit() is MeterAnswer.WRONG_METER
    hang(customer)
    assert customer.visit() is MeterAnswer.CREDIT
    assert customer.meter.state.total_credited == 1_500
    assert customer.buy("1").number == 2
    assert customer.visit() is MeterAnswer.CREDIT
