"""The sum above which a second person is needed: a setting, with what it was before."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.amounts import BadAmount
from app.operations.catalogue import operation_named
from app.operations.errors import NotAllowed, StaleQuote
from app.operations.operation import Caller, parse_arguments
from tests.counter import ADMINISTRATOR, Counter
from tests.operations.customer import Customer
from tests.operations.proofs import customer as customer
from tests.operations.proofs import events
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


def set_limit(counter: Counter, amount: str, request: str | None = None) -> Any:
    return counter.do("set-limit", by=ADMINISTRATOR, request=request, limit="refund", amount=amount)


def test_is_recorded_with_its_old_value(customer: Customer) -> None:
    set_limit(customer.counter, "50")
    changed = set_limit(customer.counter, "none")
    assert (changed.old, changed.new) == (5_000, None)
    found = [(event.old, event.new) for event in events(customer.counter, "money_limit_set")]
    assert found == [(None, 5_000), (5_000, None)]


@pytest.mark.parametrize("amount", ["", "-1", "1.001", "\u00bd", "\u0665\u0660", "5O", "many"])
def test_is_a_sum_of_money(customer: Customer, amount: str) -> None:
    with pytest.raises(BadAmount):
        set_limit(customer.counter, amount)
    assert events(customer.counter, "money_limit_set") == []


def test_is_set_by_those_who_may_change_settings(customer: Customer) -> None:
    with pytest.raises(NotAllowed):
        customer.counter.do("set-limit", limit="refund", amount="50")


def test_is_set_once_by_a_repeated_id(customer: Customer) -> None:
    first = set_limit(customer.counter, "50", request="l-1")
    set_limit(customer.counter, "60")
    assert set_limit(customer.counter, "50", request="l-1") == first
    assert len(events(customer.counter, "money_limit_set")) == 2


def test_is_not_set_from_what_it_was_before(customer: Customer) -> None:
    operation, caller = operation_named("set-limit"), Caller(operator=ADMINISTRATOR)
    wish = parse_arguments(operation, {"limit": "refund", "amount": "70"})
    quote = operation.quote(operation.look(customer.counter.kiosk, caller, wish), wish)
    set_limit(customer.counter, "50")
    with pytest.raises(StaleQuote):
        operation.perform(customer.counter.kiosk, caller, quote)
