"""Volume for nothing under a scheme: so much a month, by two people, on the card."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.amounts import BadAmount
from app.domain.metering import MeterAnswer
from app.domain.sales import LoadKind
from app.operations.errors import (
    BadArgument,
    CardStandsInTheWay,
    NoOpenShift,
    NotAllowed,
    PlanInterrupted,
    RequestReused,
    SecondPersonNeeded,
    UnknownRecord,
    WrongCard,
)
from app.printing.documents import CompensationSlip
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter
from tests.operations.customer import Customer, pulled_at_write, sleep_days
from tests.operations.proofs import customer as customer
from tests.operations.proofs import events, papers
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

TWO: dict[str, Any] = {"second": SUPERVISOR}


def set_scheme(counter: Counter, **arguments: Any) -> Any:
    given: dict[str, Any] = {
        "code": "poor",
        "name": "Poor households",
        "per_month": "3",
        "per_person": "0.5",
        "ledger_code": "6100",
        **arguments,
    }
    return counter.do("set-free-scheme", by=ADMINISTRATOR, **given)


def give(one: Customer, volume: str | None = "2", **arguments: Any) -> Any:
    given: dict[str, Any] = {"scheme": "poor", "reason": "in the scheme", **TWO, **arguments}
    if volume is not None:
        given["volume"] = volume
    return one.do("give-free-water", **given)


def test_a_household_gets_so_much_a_month(customer: Customer) -> None:
    set_scheme(customer.counter)
    with pytest.raises(SecondPersonNeeded):
        give(customer, second=None)
    first = give(customer, request="t-1")
    assert (first.volume, first.allowed, first.scheme) == (2_000, 1_500, "Poor households")
    assert give(customer, request="t-1") == first
    with pytest.raises(RequestReused):
        customer.do("compensate", volume="1", reason="fault", request="t-1", **TWO)
    (opened,) = events(customer.counter, "compensation_opened")
    assert (opened.load.kind, opened.scheme, opened.entries) == (LoadKind.FREE, "poor", ())
    slip = papers(customer.counter)[-1]
    assert isinstance(slip, CompensationSlip)
    assert (slip.scheme, slip.second) == ("Poor households", "20 Juma")
    with pytest.raises(CardStandsInTheWay):
        give(customer, "1")
    assert customer.visit() is MeterAnswer.CREDIT
    with pytest.raises(BadArgument, match=r"still gives this account 1\.500"):
        give(customer, "1.6")
    assert give(customer, None).allowed == 0
    customer.visit()
    with pytest.raises(BadArgument, match="all of this month"):
        give(customer, "1")
    assert customer.buy("1").loads[0].number == 4
    customer.visit()
    sleep_days(customer.counter, 10)
    assert give(customer, "1").allowed == 2_500


def test_what_is_in_doubt_counts_and_is_settled(customer: Customer) -> None:
    set_scheme(customer.counter)
    with pulled_at_write(customer.counter, 0, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
        give(customer)
    customer.do("settle")
    assert events(customer.counter, "compensation_loaded")[-1].receipt is None
    assert customer.visit() is MeterAnswer.CREDIT
    assert give(customer, None).volume == 1_500


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"scheme": "rich"}, UnknownRecord),
        ({"reason": ""}, BadArgument),
        ({"reason": "a\ab"}, BadArgument),
        ({"account": "999"}, WrongCard),
        ({"volume": "0.0001"}, BadAmount),
        ({"by": ADMINISTRATOR}, NotAllowed),
        ({"by": SUPERVISOR, "second": ADMINISTRATOR}, NoOpenShift),
    ],
)
def test_is_refused(customer: Customer, arguments: dict[str, Any], error: type[Exception]) -> None:
    set_scheme(customer.counter)
    with pytest.raises(error):
        give(customer, **{"volume": "1", **arguments})
    assert events(customer.counter, "compensation_opened") == []


def test_a_scheme_says_how_much_and_who_bears_it(customer: Customer) -> None:
    counter = customer.counter
    nothing = {"per_month": "0", "per_person": "0"}
    for bad in ({"code": "A b"}, {"name": ""}, {"ledger_code": ""}, nothing):
        with pytest.raises(BadArgument):
            set_scheme(counter, **bad)
    set_scheme(counter)
    assert set_scheme(counter, active="no").old.per_month == 3_000
    with pytest.raises(UnknownRecord):
        give(customer)
