"""Making a function card of ``at88-water4``: serial, secret, record, what it tells, mark, type.

Out of a blank the head gets its type last: set-up and clock have a check of their own, but a clear
or query card is one by its type alone, for any meter of the maker's. Made again, the card stays
what it is, for a type that changes is for a moment nobody's, and its secret could not be told any
more. Its old record ends with the first byte that changes, before reports are erased.
"""

from __future__ import annotations

from app.cards.chips.at88sc102 import HEAD, ZONE_1, ZONE_2
from app.cards.keys import KeySource
from app.cards.profiles.at88_water4_function_card import function_identity, sealed_record
from app.cards.profiles.at88_water4_function_layout import FUNCTION_MARK_AT, TOLD_AT
from app.cards.profiles.at88_water4_identity import Identity, is_erased
from app.cards.profiles.at88_water4_layout import (
    ERASED,
    FUNCTION_TYPES,
    IDENTITY_AT,
    RECORD_AT,
    REPORT_SIZE,
    SECRET_AREA,
    SERIAL_AT,
    SERIAL_SIZE,
)
from app.cards.profiles.at88_water4_table import Mode
from app.cards.profiles.at88_water4_told import packed_told
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.maker_contents import no_function
from app.domain.cards import UtilityKind
from app.domain.function_cards import FunctionContents
from app.domain.plans import CardImage, Step, StepKind
from app.domain.text import _


def steps_out_of_a_blank(
    serial: bytes, contents: FunctionContents, mode: Mode, keys: KeySource
) -> tuple[Step, ...]:
    """Serial, secret, record and what is told, mark, identity with type. Raises ContentsUnfit."""
    _require_fit(contents)
    if len(serial) != SERIAL_SIZE or is_erased(serial):
        raise ContentsUnfit("serial", _("it needs 8 bytes, not all FF"))
    kind = FUNCTION_TYPES[contents.function]
    identity = Identity(serial, keys.version, contents.utility, keys, kind)
    return (
        Step(StepKind.WRITE, HEAD, SERIAL_AT, serial),
        Step(StepKind.SECRET, SECRET_AREA, 0, b""),
        *_zone_steps(identity, contents, mode),
        Step(StepKind.WRITE, HEAD, IDENTITY_AT, identity.packed()),
    )


def steps_made_again(
    image: CardImage, serial: bytes, contents: FunctionContents, mode: Mode, keys: KeySource
) -> tuple[Step, ...]:
    """Record, what is told, mark. Raises ContentsUnfit, CardForeign for a customer's card."""
    _require_fit(contents)
    identity = function_identity(image, keys)
    if identity.serial != serial:
        raise ContentsUnfit("serial", _("the card has another one"))
    if contents.utility != identity.utility:
        raise ContentsUnfit("utility", _("the card belongs to another utility"))
    if FUNCTION_TYPES[contents.function] != identity.card_type:
        raise ContentsUnfit("function", _("the card stays what it is; take a blank one"))
    return _zone_steps(identity, contents, mode)


def _require_fit(contents: FunctionContents) -> None:
    """Nothing of what these cards have no room for; the rest has fields that say so."""
    if contents.function not in FUNCTION_TYPES:
        raise no_function(contents)
    if contents.kind is not UtilityKind.WATER:
        raise ContentsUnfit("kind", _("this card is for water"))
    if contents.uses:
        raise ContentsUnfit("uses", _("meters do not count them"))
    if contents.expires is not None:
        raise ContentsUnfit("expires", _("it works for ever"))
    if contents.meter:
        raise ContentsUnfit("meter", _("it works on any meter of its place"))


def _zone_steps(identity: Identity, contents: FunctionContents, mode: Mode) -> tuple[Step, ...]:
    """Record, zone 2 with its reports erased, mark."""
    told = packed_told(contents, mode)
    values = {"region": contents.region, "mark": contents.mark}
    record = sealed_record(values, told, identity)
    split = FUNCTION_MARK_AT - RECORD_AT
    zone = Step(StepKind.WRITE, ZONE_2, TOLD_AT, told + bytes([ERASED] * REPORT_SIZE))
    return (
        Step(StepKind.WRITE, ZONE_1, RECORD_AT, record[:split]),
        zone,
        Step(StepKind.WRITE, ZONE_1, FUNCTION_MARK_AT, record[split:]),
    )
