"""What a water, gas or heat meter reads and writes on a ``cpu68`` card.

Source: notes/domain.md 6.1.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import msgspec

from app.cards.profiles.cpu68_directory import (
    UPDATES_BACKUP_TIERS,
    UPDATES_CURRENT_TIERS,
    UPDATES_PARAMETERS,
    credit_unit,
)
from app.cards.profiles.cpu68_flow import (
    MONTHS,
    PURCHASE,
    RETURN,
    FlowDirectory,
    purchase_record,
    return_record,
)
from app.cards.profiles.cpu68_frame import FrameState
from app.cards.profiles.cpu68_parameters import Parameters
from app.cards.profiles.cpu68_tiers import TIERS, tiers_record
from app.cards.profiles.fields import Record
from app.domain.cards import CardContents, MeterParameters, UtilityKind
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.plans import CardImage
from app.domain.quantity import THOUSANDTHS
from app.simulator.visits import MeterMemory

_COPIED, _COPIED_SIZE = 7, 17
"""Meter, account, sub-meter, charging, card and meter type, flags: fields and bytes that stand in
both files."""
_LIMITS = ("alarm", "closing_alarm", "hoarding_limit", "overdraft")
_TWO_BYTES = 0xFFFF
_FOUR_BYTES = 0xFFFFFFFF


class FlowFiles:
    """See :class:`~app.simulator.meters.cpu68.MeterFiles`."""

    def __init__(self, kind: UtilityKind, identifier: int, parameters: Parameters) -> None:
        """``identifier``: of the directory."""
        directory = FlowDirectory(kind, identifier, 0, parameters)
        self.return_area = directory.return_area
        self._purchase_area = directory.purchase_area
        self._tiers_area = directory.files[-1].area
        self._parameters = parameters

    def told(
        self,
        image: CardImage,
        contents: CardContents,
        memory: MeterMemory,  # noqa: ARG002  one shape for all
    ) -> CardContents:
        """See the protocol."""
        values = self._purchase(image)
        return msgspec.structs.replace(
            contents,
            parameters=self._told_parameters(values, contents),
            tariff=self._told_tariff(image, values["updates"]),
        )

    def packed(self, image: CardImage, contents: CardContents, memory: MeterMemory) -> bytes:
        """Figures are cut to whole counts of the card; a month that does not fit shows the most."""
        unit, credit = self._parameters.unit, credit_unit(self._parameters, contents.charging)
        state, back = memory.state, memory.read_back
        months = [min(month // unit, _TWO_BYTES) for month in memory.months]
        own = {
            "load": contents.load // credit if contents.number == state.number else 0,
            "number": state.number,
            "alarm": memory.alarm // credit,
            "closing_alarm": memory.closing_alarm // credit,
            "hoarding_limit": (state.hoarding_limit or 0) // credit,
            "overdraft": memory.overdraft // credit,
            "status": self._status_word(back.status),
            "remaining": back.remaining // credit,
            "total_credited": back.total_credited // credit,
            "total_used": back.total_used // unit,
            "pulses": back.total_used * memory.pulses_per_unit // THOUSANDTHS & _FOUR_BYTES,
            "this_month": min(memory.used_this_month // unit, _TWO_BYTES),
            "pulses_per_unit": memory.pulses_per_unit,
            "months": (*months, *[0] * (MONTHS - len(months))),
            "written_on": datetime.combine(memory.today, time.min),
            "reserved": None,
        }
        copied = PURCHASE.body(image.areas[self._purchase_area])[:_COPIED_SIZE]
        written = Record(*return_record(self._parameters).fields[_COPIED:])
        return RETURN.wrap(copied + written.pack(own), self._parameters.checksum)

    def _told_parameters(
        self, values: dict[str, Any], contents: CardContents
    ) -> MeterParameters | None:
        if not values["updates"] & UPDATES_PARAMETERS:
            return None
        credit = credit_unit(self._parameters, contents.charging)
        limits = {name: values[name] * credit for name in _LIMITS}
        return MeterParameters(**limits, pulses_per_unit=values["pulses_per_unit"])

    def _told_tariff(self, image: CardImage, updates: int) -> MeterTariff | None:
        """Both sets stand in the file; the flags say which of them count."""
        data = image.areas[self._tiers_area]
        flagged = updates & (UPDATES_CURRENT_TIERS | UPDATES_BACKUP_TIERS)
        if not flagged or TIERS.state(data, self._parameters.checksum) is not FrameState.WHOLE:
            return None
        values = tiers_record(self._parameters).unpack(TIERS.body(data))
        follows = bool(updates & UPDATES_BACKUP_TIERS)
        return MeterTariff(
            current=self._tiers(values, ""),
            following=self._tiers(values, "next_") if follows else None,
            switch_at=values["switch_at"] if follows else None,
        )

    def _tiers(self, values: dict[str, Any], prefix: str) -> TierSet:
        count = values[f"{prefix}tiers"]
        starts, prices = values[f"{prefix}starts"], values[f"{prefix}prices"]
        unit, price_unit = self._parameters.unit, self._parameters.price_unit
        return TierSet(
            starts=(0, *(start * unit for start in starts[: count - 1])),
            prices=tuple(price * price_unit for price in prices[:count]),
        )

    def _status_word(self, status: int) -> int:
        bits = self._parameters.status_bits
        return sum(1 << at for at, bit in enumerate(bits) if status & bit)

    def _purchase(self, image: CardImage) -> dict[str, Any]:
        record = purchase_record(self._parameters)
        return record.unpack(PURCHASE.body(image.areas[self._purchase_area]))
