"""What a function card of the open layouts says, field by field; for meter makers
docs/function-cards.md.

Such a card begins as a customer's does, with another magic. Then come what it tells meters, sealed,
and its mark. Behind it lies the room: for most functions two counters of uses and the data of the
function; for those that meters answer, a slot for each answer.
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
    Record,
    Signed,
    Unsigned,
)
from app.cards.profiles.tapcard_function_fields import (
    OptionalCode,
    OptionalDigits,
    OptionalSerial,
    Parameters,
    Tiers,
    Time,
)
from app.cards.profiles.tapcard_layout import CHARGING_CODES, KIND_CODES, MONTHS
from app.domain.cards import ChargingType
from app.domain.function_cards import FunctionKind

FUNCTION_CODES: dict[FunctionKind, int] = {
    kind: code for code, kind in enumerate(FunctionKind, start=1)
}
METER_CHARGING_CODES = {**CHARGING_CODES, ChargingType.MONEY_TIERED: 4}
"""What a meter can be told to count; a customer's card says less."""
CODE_GROUPS = (BitGroup("function", 5, FUNCTION_CODES), BitGroup("kind", 3, KIND_CODES))

ANSWERED = frozenset({FunctionKind.CHECK, FunctionKind.TRANSFER})
"""Functions whose cards have slots: each meter that obeys fills one."""

MOST_USES = 0xFF

# What a MAC is about, as the first byte of its input; those of customers' cards are 01 to 03.
FUNCTION_TAG = b"\x04"
USED_TAG = b"\x05"
DUMP_TAG = b"\x06"
CLAIM_TAG = b"\x07"
DELIVERY_TAG = b"\x08"

HEAD = Record(
    Field("key_version", Unsigned(1)),
    Field("codes", PackedCodes(CODE_GROUPS)),
    Field("region", Unsigned(3)),
    Field("uses", Unsigned(1)),
    Field("expires", Day(optional=True)),
    Field("meter", OptionalDigits(6)),
)
"""What every function card says. Names are those of FunctionContents."""

DATA: dict[FunctionKind, Record] = {
    FunctionKind.SETUP: Record(
        Field("place", Unsigned(1)),
        Field("charging", Code(METER_CHARGING_CODES)),
        Field("parameters", Parameters()),
        Field("credit", Unsigned(4)),
    ),
    FunctionKind.TEST_VOLUME: Record(Field("credit", Unsigned(4))),
    FunctionKind.CLOCK: Record(Field("clock", Time())),
    FunctionKind.TARIFF: Record(
        Field("current", Tiers()),
        Field("following", Tiers()),
        Field("switch_at", Time(optional=True)),
    ),
    FunctionKind.KEY_CHANGE: Record(Field("next_version", Unsigned(1))),
}
"""What those functions say that say more, in the same bytes of the room."""

USED = Record(Field("used", Unsigned(1)), Field("device", Digits(6)))
"""One of two counters: how often the card was obeyed, and by which device last."""

TAKER = Record(Field("device", Digits(6)))
"""A claim on what a slot holds, or the note that it was delivered: to which device."""


def dump_record(serial_size: int) -> Record:
    """What a meter writes of itself. Names are those of MeterDump."""
    return Record(
        Field("device", Digits(6)),
        Field("meter", OptionalDigits(6)),
        Field("account", OptionalDigits(6)),
        Field("card", OptionalSerial(serial_size)),
        Field("charging", OptionalCode(METER_CHARGING_CODES)),
        Field("number", Unsigned(2)),
        Field("remaining", Signed(4)),
        Field("total_credited", Unsigned(5)),
        Field("total_used", Unsigned(5)),
        Field("status", Unsigned(2)),
        Field("written_on", Day(optional=True)),
        Field("taken", Mark()),
        Field("begun", Mark()),
        Field("months", Months(MONTHS)),
    )
