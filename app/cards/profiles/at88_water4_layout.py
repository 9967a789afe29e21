"""Byte map of ``at88-water4``; for meter makers and installers it is docs/maker-profiles.md.

Zone 2 and two bytes of the head are the maker's (Hee's four-meter water card, notes/domain.md 6.3).
The rest is ours: a serial, because the chip has none, whose card it is, and in zone 1 what the
counter has to know of its last writes. That meters leave all of that alone is assumed.
"""

from __future__ import annotations

from app.cards.profiles.fields import Field, Mark, Raw, Record, Unsigned
from app.domain.cards import CardForm
from app.domain.function_cards import FunctionKind

SECRET_AREA = "secret"  # noqa: S105  the name of an area, not a secret
SERIAL_AT = 2
SERIAL_SIZE = 8
IDENTITY_AT = 14
ERASED = 0xFF

CARD_TYPE = 0x10
"""User card."""
FUNCTION_TYPES: dict[FunctionKind, int] = {
    FunctionKind.SETUP: 0x20,
    FunctionKind.CLEAR: 0x30,
    FunctionKind.CHECK: 0x40,
    FunctionKind.CLOCK: 0x50,
}
"""The maker calls them set-up, clear, query and init card."""
CARD_TYPES = (CARD_TYPE, *FUNCTION_TYPES.values())
SYSTEM_MARK = 0x98
IDENTITY_MAC_SIZE = 3

IDENTITY = Record(
    Field("key_version", Unsigned(1)),
    Field("mac", Raw(IDENTITY_MAC_SIZE)),
    Field("card_type", Unsigned(1)),
    Field("utility", Unsigned(2)),
    Field("system_mark", Unsigned(1)),
)
"""Code protected zone, from 14: card type and system mark are the maker's."""

PLACES = 4
NO_METER = 0xFF
"""Count at a place without meter: no meter comes to it, for the highest number is 254."""
LARGEST_NUMBER = 254
FLAG = 0x11

TABLE_AT = 2
"""Where the table begins in zone 2; the two bytes before it are the chip's."""
ALL_PLACES = (1 << PLACES) - 1

TABLE = Record(
    Field("region", Unsigned(2, 0xFFFE)),
    Field("user", Unsigned(2)),
    Field("purchases", Raw(2 * PLACES)),
    Field("counts", Raw(PLACES)),
    Field("time", Raw(5)),
    Field("carry", Unsigned(1)),
    Field("opening", Unsigned(1)),
    Field("set_time", Unsigned(1)),
    Field("reissue", Unsigned(1)),
    Field("tiered", Unsigned(1)),
    Field("unloaded", Unsigned(1)),
    Field("xor", Unsigned(1)),
)
"""The maker's table, with its check; the meter's report follows."""

REPORTS_AT = TABLE_AT + TABLE.size
REPORT_SIZE = 32
SEALED = 16
"""The first bytes of the table, region to counts, which nobody changes but a counter; with the
carry bits they are what our seal covers."""

CRC_SIZE = 4
MAC_SIZE = 8
OLDER = PLACES - 1

WRITE = Record(Field("sequence", Unsigned(2)), Field("mark", Mark()))
"""The write that a place was last changed by."""

RECORD = Record(
    Field("sequence", Unsigned(2)),
    Field("written", Unsigned(1)),
    Field("forms", Unsigned(1)),
    Field("older", Raw(OLDER * WRITE.size)),
    Field("crc", Raw(CRC_SIZE)),
    Field("mac", Raw(MAC_SIZE)),
    Field("mark", Mark()),
)
"""Our record. ``sequence`` and ``mark``: of the last write. ``written``: upper half, the places
that it changed; lower half, the unloaded bits as it left them. ``forms``: two bits for each place,
the first lowest. ``older``: for each place that it did not change, ascending, the write that did.
"""

RECORD_AT = 2
"""Where it begins in zone 1."""

FORM_CODES: dict[CardForm, int] = {CardForm.OPENING: 1, CardForm.USER: 2, CardForm.REISSUE: 3}
FORM_BITS = 2

IDENTITY_TAG = b"\x11"
RECORD_TAG = b"\x12"
"""What a MAC is about, as the first byte of its input."""
