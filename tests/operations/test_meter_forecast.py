"""What is foretold of a card is what its meter then does."""

from __future__ import annotations

from app.domain.meter_forecast import meter_forecast
from app.domain.metering import MeterAnswer
from app.operations.card_look import CardLook
from app.operations.catalogue import operation_named
from app.operations.operation import Caller, parse_arguments
from tests.counter import CASHIER
from tests.operations.customer import Customer
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


def look(customer: Customer) -> CardLook:
    operation = operation_named("read-card")
    caller = Caller(operator=CASHIER)
    seen: CardLook = operation.look(customer.counter.kiosk, caller, parse_arguments(operation, {}))
    return seen


def foretold(
    customer: Customer, *, hoarding_limit: int | None = None, largest_load: int | None = None
) -> MeterAnswer:
    seen = look(customer)
    return meter_forecast(
        seen.reading, seen.standing, hoarding_limit=hoarding_limit, largest_load=largest_load
    )


def test_a_load_is_taken(customer: Customer) -> None:
    customer.buy("1")
    assert foretold(customer) is MeterAnswer.CREDIT
    assert customer.visit() is MeterAnswer.CREDIT


def test_a_load_that_was_taken_is_not_taken_again(customer: Customer) -> None:
    customer.buy("1")
    customer.visit()
    assert foretold(customer) is MeterAnswer.NOTHING_NEW
    assert customer.visit() is MeterAnswer.NOTHING_NEW


def test_a_load_over_the_hoarding_limit_waits(customer: Customer) -> None:
    held = customer.meter.state.remaining
    customer.buy("3")
    assert foretold(customer, hoarding_limit=held + 2_999) is MeterAnswer.OVER_HOARDING
    assert foretold(customer, hoarding_limit=held + 3_000) is MeterAnswer.CREDIT


def test_a_load_larger_than_the_meter_takes_is_refused(customer: Customer) -> None:
    customer.buy("3")
    assert foretold(customer, largest_load=2_999) is MeterAnswer.TOO_LARGE


def test_a_superseded_card_is_refused(customer: Customer) -> None:
    customer.buy("1")
    customer.visit()
    old = customer.card
    newer = customer.new_card()
    made = customer.counter.do(
        "reissue-card",
        account=customer.account,
        reason="lost",
        identity="known",
        tendered="200",
    )
    customer.visit()
    assert customer.card is newer
    customer.counter.put(old)
    seen = look(customer)
    answer = meter_forecast(seen.reading, seen.standing, newer_card=made.serial)
    assert answer is MeterAnswer.WRONG_CARD
    assert customer.meter.take(old) is MeterAnswer.WRONG_CARD


def test_a_cancelled_load_is_accepted_without_credit(customer: Customer) -> None:
    customer.buy("1")
    customer.do("refund", reason="moved")
    assert foretold(customer) is MeterAnswer.CREDIT
    assert look(customer).reading.contents.load == 0
    assert customer.visit() is MeterAnswer.CREDIT
