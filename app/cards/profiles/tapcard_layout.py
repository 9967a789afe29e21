"""What the open layouts ``tapcard-*`` say, field by field; for meter makers docs/card-profiles.md.

Every card of the family has an identity, two copies of what the counter wrote, and a read-back for
each place. Where these lie on a chip is :class:`~app.cards.profiles.tapcard_geometry.Geometry`.
"""

from __future__ import annotations

from app.cards.profiles.fields import (
    BitGroup,
    Code,
    Day,
    Digits,
    Field,
    Mark,
    Months,
    PackedCodes,
    Raw,
    Record,
    Signed,
    Unsigned,
)
from app.domain.cards import CardForm, ChargingType, ReadBackPhase, UtilityKind

SECRET_AREA = "secret"  # noqa: S105 - the name of an area, not a secret
"""Where a secret step goes; nothing there can be read."""

SERIAL_SIZE = 8
"""Of the serials that we give to chips without one."""
IDENTITY_MAC_SIZE = 4
CRC_SIZE = 4
MAC_SIZE = 8
MARK_SIZE = 8

MAGIC = b"TC\x02"
"""Letters and version of these layouts. Another layout version is another profile's card."""
FUNCTION_MAGIC = b"TC\xf1"
"""The same for function cards. Neither's last byte has all bits of the other's, so a magic torn on
its way never looks like the other one."""

LARGEST_LOAD = 10_000_000
"""In thousandths of the unit, 10 000 cubic metres; or in minor units of money."""

LARGEST_NUMBER = 0xFFFF
MONTHS = 12

FORM_CODES: dict[CardForm, int] = {CardForm.OPENING: 1, CardForm.USER: 2, CardForm.REISSUE: 3}
KIND_CODES: dict[UtilityKind, int] = {
    UtilityKind.WATER: 1,
    UtilityKind.ELECTRICITY: 2,
    UtilityKind.GAS: 3,
    UtilityKind.HEAT: 4,
}
CHARGING_CODES: dict[ChargingType, int] = {
    ChargingType.VOLUME: 1,
    ChargingType.VOLUME_BACK_CHARGE: 2,
    ChargingType.MONEY: 3,
}
"""The family carries no tiers for meters: two sets of six take 100 bytes per place, twice."""
PHASE_CODES: dict[ReadBackPhase, int] = {ReadBackPhase.BEGUN: 1, ReadBackPhase.FINAL: 2}

CODE_GROUPS = (
    BitGroup("form", 2, FORM_CODES),
    BitGroup("kind", 3, KIND_CODES),
    BitGroup("charging", 3, CHARGING_CODES),
)

# What a MAC is about, as the first byte of its input: no part of a card passes for another.
IDENTITY_TAG = b"\x01"
COPY_TAG = b"\x02"
READ_BACK_TAG = b"\x03"

IDENTITY = Record(
    Field("magic", Raw(len(MAGIC))),
    Field("key_version", Unsigned(1)),
    Field("utility", Unsigned(2)),
    Field("mac", Raw(IDENTITY_MAC_SIZE)),
)
"""Whose card it is; the serial stands before it or comes with the chip."""

HEAD = Record(
    Field("key_version", Unsigned(1)),
    Field("sequence", Unsigned(2)),
    Field("region", Unsigned(3)),
    Field("account", Digits(6)),
    Field("household_size", Unsigned(1)),
    Field("places", Unsigned(1)),
)
"""What a copy says of the whole card; ``places`` has a bit for each place in use, 1 for place 1."""

PART = Record(
    Field("codes", PackedCodes(CODE_GROUPS)),
    Field("meter", Digits(6)),
    Field("tariff_class", Unsigned(1)),
    Field("period_start", Day()),
    Field("bought_in_period", Unsigned(4)),
    Field("standing_paid_to", Day()),
    Field("allowance_used", Unsigned(3)),
    Field("number", Unsigned(2, LARGEST_NUMBER)),
    Field("load", Unsigned(4, LARGEST_LOAD)),
    Field("cumulative", Unsigned(5)),
)
"""What a copy says to one meter. Names are those of CardContents."""

MARK = Record(Field("mark", Mark()))
OWN_WRITE = Record(Field("sequence", Unsigned(2)), *MARK.fields)
"""The plan that last wrote a part, where a card has more than one."""

SEAL = Record(Field("crc", Raw(CRC_SIZE)), Field("mac", Raw(MAC_SIZE)))
"""CRC-32 and MAC over the same bytes."""

STATE = Record(
    Field("mark", Mark()),
    Field("phase", Code(PHASE_CODES)),
    Field("number", Unsigned(2)),
    Field("remaining", Signed(4)),
    Field("total_credited", Unsigned(5)),
    Field("total_used", Unsigned(5)),
    Field("status", Unsigned(2)),
    Field("written_on", Day(optional=True)),
    Field("months", Months(MONTHS)),
)
"""What a meter says, without its seal. Names are those of ReadBack, and the mark it belongs to."""
