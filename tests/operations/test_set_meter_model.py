"""Entering a meter model: what its meter counts decides what its limits are written in."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.domain.amounts import BadAmount
from app.domain.cards import ChargingType, MeterParameters, UtilityKind
from app.ledger.queries import settings
from app.operations.errors import BadArgument, WrongCard
from app.operations.meter_parameters import meter_parameters
from app.operations.set_meter_model import SetMeterModelArguments, SetMeterModelLook, quote_for
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.operations.customer import Customer
from tests.operations.proofs import customer as customer
from tests.operations.proofs import ledger_of
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

LOOK = SetMeterModelLook(currency_digits=2)


def entered(charging: ChargingType, **limits: Any) -> SetMeterModelArguments:
    return SetMeterModelArguments(model="DN15", charging=charging, **limits)


def test_limits_of_a_meter_that_counts_volume_are_volumes() -> None:
    model = quote_for(
        LOOK,
        entered(
            ChargingType.VOLUME,
            hoarding_limit="200",
            largest_load="99.5",
            alarm="3",
            closing_alarm="1.5",
            overdraft="0.5",
        ),
    )
    assert (model.hoarding_limit, model.largest_load) == (200_000, 99_500)
    assert meter_parameters(model) == MeterParameters(
        alarm=3_000, closing_alarm=1_500, hoarding_limit=200_000, overdraft=500, pulses_per_unit=1
    )


def test_limits_of_a_meter_that_counts_money_are_amounts_of_money() -> None:
    money = ChargingType.MONEY
    model = quote_for(
        LOOK, entered(money, hoarding_limit="5000", largest_load="2500.50", alarm="10")
    )
    assert (model.hoarding_limit, model.largest_load, model.alarm) == (5000_00, 2500_50, 10_00)
    with pytest.raises(BadAmount, match="at most 2"):
        quote_for(LOOK, entered(money, largest_load="2500.505"))


def test_what_is_not_given_is_no_limit_and_no_alarm() -> None:
    model = quote_for(LOOK, entered(ChargingType.VOLUME))
    assert (model.hoarding_limit, model.largest_load) == (None, None)
    assert meter_parameters(model) == MeterParameters()


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"alarm": "2", "closing_alarm": "3"}, "before the display warns"),
        ({"alarm": "9", "hoarding_limit": "9"}, "however much it holds"),
        ({"closing_alarm": "9", "hoarding_limit": "8"}, "however much it holds"),
    ],
)
def test_alarms_that_cannot_be_meant_are_refused(limits: dict[str, str], why: str) -> None:
    with pytest.raises(BadArgument, match=why) as caught:
        quote_for(LOOK, entered(ChargingType.VOLUME, **limits))
    assert "Nothing was changed" in caught.value.remedy


@pytest.mark.parametrize(
    "other", [{"charging": "money"}, {"charging": "money_tiered"}, {"kind": "heat"}]
)
class TestAModelWhoseMetersAreAllocated:
    """What a meter counts is built into it: changed here, money would be written as volume."""

    def test_keeps_what_it_counts(self, customer: Customer, other: dict[str, str]) -> None:
        profile = "cpu68" if other.get("charging") == "money_tiered" else "tapcard-sle4442"
        with pytest.raises(BadArgument, match="are allocated"):
            set_model(customer, profile=profile, **other)
        assert customer.buy("1").loads[0].credit == 1_000

    def test_is_not_sold_to_where_another_kiosk_changed_it(
        self, customer: Customer, other: dict[str, str]
    ) -> None:
        """That kiosk may not have known of the meter."""
        with ledger_of(customer.counter).read() as reader:
            was = settings.meter_model(reader.db, "DN15")
        assert was is not None
        kind = UtilityKind(other.get("kind", was.kind))
        charging = ChargingType(other.get("charging", was.charging))
        changed = msgspec.structs.replace(was, kind=kind, charging=charging)
        ledger_of(customer.counter).commit(lambda tx: tx.append(changed))
        before = customer.card.snapshot()
        with pytest.raises(WrongCard, match="counts otherwise"):
            customer.buy_for("100")
        with pytest.raises(WrongCard, match="counts otherwise"):
            customer.do("compensate", volume="1", reason="leak", second=SUPERVISOR)
        assert customer.card.snapshot() == before


def set_model(customer: Customer, **fields: Any) -> Any:
    return customer.counter.do("set-meter-model", by=ADMINISTRATOR, model="DN15", **fields)


def test_how_past_use_is_charged_may_change(customer: Customer) -> None:
    set_model(customer, charging="volume_back_charge")
    assert customer.buy("1").loads[0].credit == 1_000


@pytest.mark.parametrize("digits", [0, -1, 10])
def test_a_register_has_some_digits_and_not_too_many(digits: int) -> None:
    with pytest.raises(BadArgument, match="1 to 9 digits"):
        quote_for(LOOK, entered(ChargingType.VOLUME, dial_digits=digits))


def test_a_register_may_be_known_by_its_digits() -> None:
    assert quote_for(LOOK, entered(ChargingType.VOLUME, dial_digits=5)).dial_digits == 5
