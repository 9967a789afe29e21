"""What an electricity meter reads and writes on a ``cpu68`` card. Source: notes/domain.md 6.2."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import msgspec

from app.cards.profiles.cpu68_directory import (
    UPDATES_BACKUP_RATE,
    UPDATES_BACKUP_TIERS,
    UPDATES_CURRENT_RATE,
    UPDATES_CURRENT_TIERS,
    UPDATES_PARAMETERS,
    credit_unit,
)
from app.cards.profiles.cpu68_frame import FrameState
from app.cards.profiles.cpu68_parameters import Parameters
from app.cards.profiles.cpu68_power import (
    PARAMETERS,
    RATES,
    RETURN,
    TYPE_CODES,
    PowerDirectory,
    parameters_record,
    rates_record,
    return_record,
)
from app.domain.cards import CardContents, ChargingType, MeterParameters
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.plans import CardImage
from app.simulator.visits import MeterMemory

_CURRENT = UPDATES_CURRENT_RATE | UPDATES_CURRENT_TIERS
_BACKUP = UPDATES_BACKUP_RATE | UPDATES_BACKUP_TIERS
_MOST_ILLEGAL = 999_999


class PowerFiles:
    """See :class:`~app.simulator.meters.cpu68.MeterFiles`."""

    return_area = PowerDirectory.return_area

    def __init__(self, parameters: Parameters) -> None:
        """``parameters``: assumptions about the maker's cards."""
        self._parameters = parameters

    def told(self, image: CardImage, contents: CardContents, memory: MeterMemory) -> CardContents:
        """See the protocol; limits that this card has no room for stay as they are."""
        values = self._card(image)
        parameters = None
        if values["updates"] & UPDATES_PARAMETERS:
            credit = credit_unit(self._parameters, contents.charging)
            parameters = MeterParameters(
                alarm=values["alarm"] * credit,
                closing_alarm=values["closing_alarm"] * credit,
                hoarding_limit=memory.state.hoarding_limit or 0,
                overdraft=memory.overdraft,
                pulses_per_unit=memory.pulses_per_unit,
            )
        tariff = self._tariff(image, values, contents.charging)
        return msgspec.structs.replace(contents, parameters=parameters, tariff=tariff)

    def packed(self, image: CardImage, contents: CardContents, memory: MeterMemory) -> bytes:
        """What is left is cut to whole counts; below zero it stands as an overdraft."""
        values, state = self._card(image), memory.state
        left = state.remaining // credit_unit(self._parameters, contents.charging)
        body = return_record(self._parameters).pack(
            {
                "user_type": TYPE_CODES[contents.charging],
                "current_ratio": values["current_ratio"],
                "voltage_ratio": values["voltage_ratio"],
                "meter": values["meter"],
                "account": values["account"],
                "remaining": max(0, left),
                "number": state.number,
                "overdraft": max(0, -left),
                "key_info": 0,
                "illegal_cards": min(memory.illegal_cards, _MOST_ILLEGAL),
                "written_on": datetime.combine(memory.today, time.min),
            }
        )
        return RETURN.wrap(body, self._parameters.checksum)

    def _card(self, image: CardImage) -> dict[str, Any]:
        data = image.areas[PowerDirectory.purchase_area]
        return parameters_record(self._parameters).unpack(PARAMETERS.body(data))

    def _tariff(
        self, image: CardImage, values: dict[str, Any], charging: ChargingType
    ) -> MeterTariff | None:
        """The sets that the flags name; a set that is not told is the other one."""
        updates = values["updates"]
        current = self._set(image, PowerDirectory.rates_area, charging, told=updates & _CURRENT)
        following = self._set(image, PowerDirectory.backup_area, charging, told=updates & _BACKUP)
        first = current or following
        if first is None:
            return None
        return MeterTariff(
            current=first,
            following=following,
            switch_at=values["switch_at"] if following else None,
        )

    def _set(
        self, image: CardImage, area: str, charging: ChargingType, *, told: int
    ) -> TierSet | None:
        data = image.areas[area]
        if not told or RATES.state(data, self._parameters.checksum) is not FrameState.WHOLE:
            return None
        values = rates_record(self._parameters).unpack(RATES.body(data))
        unit, price_unit = self._parameters.unit, self._parameters.price_unit
        if charging is not ChargingType.MONEY_TIERED:
            return TierSet(starts=(0,), prices=(values["rates"][0] * price_unit,))
        first, *others = values["prices"]
        tiers = [(0, first)]
        for limit, price in zip(values["limits"], others, strict=True):
            if limit > tiers[-1][0]:
                tiers.append((limit, price))
        return TierSet(
            starts=tuple(start * unit for start, _price in tiers),
            prices=tuple(price * price_unit for _start, price in tiers),
        )
