"""A plain card, a plain meter and plain knowledge, varied by worked examples."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from app.domain.cards import (
    CardContents,
    CardForm,
    CardReading,
    ChargingType,
    ReadBack,
    ReadBackPhase,
    UtilityKind,
)
from app.domain.comparison import Known, KnownWrite
from app.domain.identity import EventId
from app.domain.metering import MeterState

HERE, ELSEWHERE = 7, 8
EPOCH = 2
SERIAL, OTHER_SERIAL = b"card-one", b"card-two"
ACCOUNT, METER = "70100019", "000000012345"
MARK = EventId(HERE, EPOCH, 40)

CONTENTS = CardContents(
    form=CardForm.USER,
    utility=4711,
    region=12,
    kind=UtilityKind.WATER,
    charging=ChargingType.VOLUME,
    account=ACCOUNT,
    meter=METER,
    tariff_class=1,
    household_size=4,
    period_start=date(2026, 3, 1),
    bought_in_period=9_000,
    standing_paid_to=date(2026, 4, 1),
    allowance_used=0,
    number=5,
    load=3_000,
    cumulative=20_000,
    sequence=8,
    mark=MARK,
)
"""Purchase number 5, 3 m3 of 20 in all, the eighth image on this customer's card."""


def contents_with(**changes: Any) -> CardContents:
    return msgspec.structs.replace(CONTENTS, **changes)


def begun() -> ReadBack:
    """The meter marked the load and did not come to its totals."""
    return ReadBack(phase=ReadBackPhase.BEGUN, number=4, written_on=date(2026, 3, 9))


def final(number: int = 5, total: int = 20_000) -> ReadBack:
    """The meter says which number it has and how much it was ever given."""
    return ReadBack(
        phase=ReadBackPhase.FINAL,
        number=number,
        remaining=4_000,
        total_credited=total,
        total_used=total - 4_000,
        written_on=date(2026, 3, 9),
    )


def reading_with(
    read_back: ReadBack | None = None, *, serial: bytes = SERIAL, **changes: Any
) -> CardReading:
    """The plain card, unloaded unless a read-back says otherwise."""
    return CardReading(
        serial=serial,
        profile="tapcard-sle4442",
        key_version=1,
        contents=contents_with(**changes),
        read_back=read_back or ReadBack(),
    )


def write_of(contents: CardContents = CONTENTS, *, serial: bytes = SERIAL) -> KnownWrite:
    """What a ledger remembers that wrote these contents."""
    return KnownWrite(
        serial=serial,
        sequence=contents.sequence,
        mark=contents.mark,
        number=contents.number,
        load=contents.load,
        cumulative=contents.cumulative,
    )


def known_with(write: KnownWrite | None = None, **changes: Any) -> Known:
    """A stand-alone kiosk that made this card and wrote it last."""
    plain = Known(
        node=HERE,
        epoch=EPOCH,
        roaming=False,
        serial_known=True,
        superseded=False,
        write=write or write_of(),
    )
    return msgspec.structs.replace(plain, **changes)


def meter_with(**changes: Any) -> MeterState:
    """The meter of the plain card, before it takes number 5."""
    plain = MeterState(
        meter=METER,
        utility=4711,
        region=12,
        account=ACCOUNT,
        serial=SERIAL,
        number=4,
        total_credited=17_000,
        total_used=16_000,
    )
    return msgspec.structs.replace(plain, **changes)
