"""Byte map of the open layout ``tapcard-sle4442``; for meter makers it is docs/card-profiles.md.

256 bytes, of which 00 to 1F are the chip's own and never touched:

    20  identity    18   serial, what the card is, its MAC; written once
    32  copy A      64   contents; the mark is its last eight bytes
    72  copy B      64   the same again: the newer valid one counts
    B2  read-back   77   written by the meter; its first eight bytes name the mark it belongs to
    FF  reserved     1   FF
"""

from __future__ import annotations

from app.cards.profiles.fields import (
    Code,
    Day,
    Digits,
    Field,
    Mark,
    Months,
    Raw,
    Record,
    Signed,
    Unsigned,
)
from app.domain.cards import CardForm, ChargingType, ReadBackPhase, UtilityKind

SECRET_AREA = "secret"  # noqa: S105 - the name of an area, not a secret
"""Where a secret step goes; nothing there can be read."""

SERIAL_SIZE = 8
IDENTITY_MAC_SIZE = 4
CRC_SIZE = 4
MAC_SIZE = 8
MARK_SIZE = 8
ERASED = 0xFF

MAGIC = b"TC\x01"
"""Letters and version of this layout. Another layout version is another profile's card."""

LARGEST_LOAD = 10_000_000
"""In thousandths of the unit: 10 000 cubic metres."""

LARGEST_NUMBER = 0xFFFF
MONTHS = 12

FORM_CODES: dict[CardForm, int] = {CardForm.OPENING: 1, CardForm.USER: 2, CardForm.REISSUE: 3}
KIND_CODES: dict[UtilityKind, int] = {
    UtilityKind.WATER: 1,
    UtilityKind.ELECTRICITY: 2,
    UtilityKind.GAS: 3,
    UtilityKind.HEAT: 4,
}
CHARGING_CODES: dict[ChargingType, int] = {ChargingType.VOLUME: 1}
PHASE_CODES: dict[ReadBackPhase, int] = {ReadBackPhase.BEGUN: 1, ReadBackPhase.FINAL: 2}

# What a MAC is about, as the first byte of its input: no part of a card passes for another.
IDENTITY_TAG = b"\x01"
COPY_TAG = b"\x02"
READ_BACK_TAG = b"\x03"

IDENTITY = Record(
    Field("serial", Raw(SERIAL_SIZE)),
    Field("magic", Raw(len(MAGIC))),
    Field("key_version", Unsigned(1)),
    Field("utility", Unsigned(2)),
    Field("mac", Raw(IDENTITY_MAC_SIZE)),
)

CONTENTS = Record(
    Field("sequence", Unsigned(2)),
    Field("form", Code(FORM_CODES)),
    Field("kind", Code(KIND_CODES)),
    Field("charging", Code(CHARGING_CODES)),
    Field("region", Unsigned(3)),
    Field("account", Digits(6)),
    Field("meter", Digits(6)),
    Field("tariff_class", Unsigned(1)),
    Field("household_size", Unsigned(1)),
    Field("period_start", Day()),
    Field("bought_in_period", Unsigned(4)),
    Field("standing_paid_to", Day()),
    Field("allowance_used", Unsigned(3)),
    Field("number", Unsigned(2, LARGEST_NUMBER)),
    Field("load", Unsigned(4, LARGEST_LOAD)),
    Field("cumulative", Unsigned(5)),
)
"""What a copy says, without its seal and mark. Names are those of CardContents."""

SEAL = Record(Field("crc", Raw(CRC_SIZE)), Field("mac", Raw(MAC_SIZE)))
"""CRC-32 and MAC over the same bytes."""

COPY = Record(*CONTENTS.fields, *SEAL.fields, Field("mark", Mark()))

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

READ_BACK = Record(*STATE.fields, *SEAL.fields)

IDENTITY_AT = 0x20
COPY_A_AT = IDENTITY_AT + IDENTITY.size
COPY_B_AT = COPY_A_AT + COPY.size
READ_BACK_AT = COPY_B_AT + COPY.size
RESERVED_AT = READ_BACK_AT + READ_BACK.size

HEADER_AT = IDENTITY_AT + SERIAL_SIZE
"""The rest of the identity block, after the serial."""

COPY_STARTS = (COPY_A_AT, COPY_B_AT)
MARK_OFFSET = COPY.size - MARK_SIZE
"""Where the mark stands within a copy."""
