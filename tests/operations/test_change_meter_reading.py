"""A meter change and the readings before it: the last dial is held against the last that counts."""

from __future__ import annotations

from typing import Any

import pytest

from app.operations.change_meter import CHANGE_METER
from app.operations.errors import SecondPersonNeeded, StaleQuote
from app.operations.operation import Caller, parse_arguments
from app.telling.meter_changes import reckoning_rows
from app.telling.words import Words
from tests.counter import CASHIER, SUPERVISOR
from tests.operations.customer import Customer
from tests.operations.mover import FORM, NEW, change
from tests.operations.proofs import customer as customer
from tests.operations.proofs import events
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


def read(customer: Customer, dial: str) -> Any:
    meter = customer.meter.state.meter
    return customer.counter.do("take-reading", by=SUPERVISOR, meter=meter, dial=dial)


def quoted(customer: Customer, **form: str) -> Any:
    customer.counter.put(customer.card)
    typed = parse_arguments(
        CHANGE_METER, {"account": customer.account, "new_meter": NEW, **FORM, **form}
    )
    kiosk, caller = customer.counter.kiosk, Caller(operator=CASHIER)
    return CHANGE_METER.quote(CHANGE_METER.look(kiosk, caller, typed), typed)


def test_a_dial_that_goes_on_from_the_last_reading_is_taken(customer: Customer) -> None:
    read(customer, "1.5")
    change(customer, old_dial="2", second=None)
    (opened,) = events(customer.counter, "meter_change_opened")
    assert (opened.last_dial, opened.dial) == (1_500, 2_000)


def test_a_lower_one_takes_two_people_and_is_said(customer: Customer) -> None:
    read(customer, "2.5")
    quote = quoted(customer, old_dial="2")
    rows = dict(reckoning_rows(Words.of(customer.counter.kiosk), quote))
    assert "2.500" in rows["Last reading"]
    assert "DOES NOT FIT" in rows["Last reading"]
    with pytest.raises(SecondPersonNeeded):
        change(customer, old_dial="2", second=None)
    change(customer, old_dial="2", second=SUPERVISOR)
    (opened,) = events(customer.counter, "meter_change_opened")
    assert (opened.last_dial, opened.dial) == (2_500, 2_000)


def test_one_that_was_withdrawn_is_held_against_nothing(customer: Customer) -> None:
    read(customer, "2.5")
    (wrong,) = customer.counter.do("dial-readings").readings
    two: dict[str, Any] = {"by": SUPERVISOR, "second": 1, "reason": "misread"}
    customer.counter.do("withdraw-reading", reading=str(wrong.event), **two)
    assert quoted(customer, old_dial="2").look.last_dial is None
    change(customer, old_dial="2", second=None)


def test_a_reading_that_came_meanwhile_is_looked_at(customer: Customer) -> None:
    quote = quoted(customer, old_dial="2")
    read(customer, "2.5")
    with pytest.raises(StaleQuote):
        CHANGE_METER.perform(customer.counter.kiosk, Caller(operator=CASHIER), quote)
