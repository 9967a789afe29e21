"""Entering a meter model: what its meter counts decides what its limits are written in."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.amounts import BadAmount
from app.domain.cards import ChargingType, MeterParameters
from app.operations.errors import BadArgument
from app.operations.meter_parameters import meter_parameters
from app.operations.set_meter_model import SetMeterModelArguments, SetMeterModelLook, quote_for

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
