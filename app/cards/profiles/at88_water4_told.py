"""What a function card of ``at88-water4`` tells a meter, in zone 2. Source: notes/domain.md 6.3."""

from __future__ import annotations

from functools import reduce
from operator import xor
from typing import Any

from app.cards.profiles.at88_water4_function_layout import (
    CLOCK,
    CLOCK_AT,
    MOST_THRESHOLDS,
    NO_THRESHOLD,
    SETUP,
    TIERED,
    TIME_SET,
    TOLD_AT,
    TOLD_SIZE,
)
from app.cards.profiles.at88_water4_layout import ERASED, PLACES
from app.cards.profiles.at88_water4_table import Mode
from app.cards.profiles.fields import ContentsUnfit, Record
from app.cards.profiles.maker_contents import counts
from app.domain.cards import ChargingType, MeterParameters
from app.domain.function_cards import FunctionContents, FunctionKind
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.quantity import PRICE_SCALE, THOUSANDTHS
from app.domain.text import _

_BYTE = 0xFF
_WORD = 0xFFFF
_HUNDRED = 100
_MOST_PRICE = _BYTE * _HUNDRED + _HUNDRED - 1
_TIER_FIELDS = {"thresholds": MOST_THRESHOLDS, "prices": MOST_THRESHOLDS + 1}


def packed_told(contents: FunctionContents, mode: Mode) -> bytes:
    """From ``TOLD_AT`` to where reports begin, FF where nothing is told. Raises ContentsUnfit."""
    told = bytearray([ERASED] * TOLD_SIZE)
    if contents.function is FunctionKind.SETUP:
        told[: SETUP.size] = _checked(SETUP, _setup_values(contents, mode))
    elif contents.function is FunctionKind.CLOCK:
        start = CLOCK_AT - TOLD_AT
        values = {"clock": contents.clock, "flag": TIME_SET}
        told[start : start + CLOCK.size] = _checked(CLOCK, values)
    return bytes(told)


def told_by(told: bytes, function: FunctionKind, mode: Mode) -> dict[str, Any]:
    """Values of FunctionContents by name. Raises ValueError where bytes mean nothing."""
    if function is FunctionKind.SETUP:
        return _setup(SETUP.unpack(told), mode)
    if function is FunctionKind.CLOCK:
        return {"clock": CLOCK.unpack(told[CLOCK_AT - TOLD_AT :])["clock"]}
    return {}


def _checked(record: Record, values: dict[str, Any]) -> bytes:
    """The record, its last byte the exclusive or of all others."""
    covered = record.pack(values | {"xor": 0})[:-1]
    return covered + bytes([reduce(xor, covered)])


def _unit(mode: Mode) -> int:
    """One count of credit: a whole unit of volume, or the money unit."""
    return mode.money_unit if mode.charging.counts_money else THOUSANDTHS


def _price_unit(mode: Mode) -> int:
    """One count of a price: a hundredth of the money unit."""
    return mode.money_unit * PRICE_SCALE // _HUNDRED


def _setup_values(contents: FunctionContents, mode: Mode) -> dict[str, Any]:
    parameters = _required_parameters(contents)
    if contents.charging is not mode.charging:
        raise ContentsUnfit(
            "charging",
            _("meters of this card count {charging}").format(charging=mode.charging.value),
        )
    if not 1 <= contents.place <= PLACES:
        raise ContentsUnfit("place", _("the card has {count}").format(count=PLACES))
    unit = _unit(mode)
    limit = counts("hoarding_limit", parameters.hoarding_limit, unit, _WORD * unit)
    return {
        "region": contents.region,
        "place": contents.place,
        "pulses_per_unit": parameters.pulses_per_unit,
        "hoarding_limit": limit,
        "alarm": counts("alarm", parameters.alarm, unit, _BYTE * unit),
        "closing_alarm": counts("closing_alarm", parameters.closing_alarm, unit, _BYTE * unit),
        "credit": counts("credit", contents.credit, unit, _BYTE * unit),
        **_tier_values(contents.tariff, mode),
    }


def _required_parameters(contents: FunctionContents) -> MeterParameters:
    parameters = contents.parameters
    if parameters is None:
        raise ContentsUnfit("parameters", _("it is missing"))
    if parameters.overdraft:
        raise ContentsUnfit("overdraft", _("meters of this card have none"))
    return parameters


def _tier_values(tariff: MeterTariff | None, mode: Mode) -> dict[str, Any]:
    if tariff is None:
        erased = {name: bytes([ERASED] * 2 * count) for name, count in _TIER_FIELDS.items()}
        return {"tiered": ERASED, **erased}
    tiers = tariff.current
    _require_tiers(tariff, mode)
    starts = [
        counts("thresholds", start, THOUSANDTHS, (NO_THRESHOLD - 1) * THOUSANDTHS)
        for start in tiers.starts[1:]
    ]
    missing = MOST_THRESHOLDS - len(starts)
    unit = _price_unit(mode)
    prices = [
        divmod(counts("prices", price, unit, _MOST_PRICE * unit), _HUNDRED)
        for price in (*tiers.prices, *[tiers.prices[-1]] * missing)
    ]
    return {
        "tiered": TIERED,
        "thresholds": b"".join(start.to_bytes(2) for start in (*starts, *[NO_THRESHOLD] * missing)),
        "prices": b"".join(bytes([hundredths, whole]) for whole, hundredths in prices),
    }


def _require_tiers(tariff: MeterTariff, mode: Mode) -> None:
    starts, prices = tariff.current.starts, tariff.current.prices
    if mode.charging is not ChargingType.MONEY_TIERED:
        raise ContentsUnfit("tariff", _("meters of this card have no tiers"))
    if tariff.following is not None:
        raise ContentsUnfit("tariff", _("it has room for one set of prices"))
    most = MOST_THRESHOLDS + 1
    if not 1 <= len(prices) <= most or len(starts) != len(prices):
        raise ContentsUnfit("tariff", _("it needs 1 to {most} tiers").format(most=most))
    if starts[0] != 0 or list(starts) != sorted(set(starts)):
        raise ContentsUnfit("tariff", _("tiers start at 0 and ascend"))


def _setup(values: dict[str, Any], mode: Mode) -> dict[str, Any]:
    unit = _unit(mode)
    return {
        "place": values["place"],
        "charging": mode.charging,
        "parameters": MeterParameters(
            alarm=values["alarm"] * unit,
            closing_alarm=values["closing_alarm"] * unit,
            hoarding_limit=values["hoarding_limit"] * unit,
            pulses_per_unit=values["pulses_per_unit"],
        ),
        "credit": values["credit"] * unit,
        "tariff": _tariff(values, mode),
    }


def _tariff(values: dict[str, Any], mode: Mode) -> MeterTariff | None:
    if values["tiered"] != TIERED:
        return None
    words = values["thresholds"]
    reached = [int.from_bytes(words[at : at + 2]) for at in range(0, len(words), 2)]
    starts = (0, *(one * THOUSANDTHS for one in reached if one != NO_THRESHOLD))
    pairs = values["prices"]
    prices = tuple(
        (pairs[at + 1] * _HUNDRED + pairs[at]) * _price_unit(mode)
        for at in range(0, 2 * len(starts), 2)
    )
    return MeterTariff(current=TierSet(starts=starts, prices=prices))
