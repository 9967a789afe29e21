"""A function card of ``at88-water4`` whose identity is proved: what it tells, what meters reported.

Type and mark in the head, what is told in zone 2 and our record in zone 1 belong together by the
MAC of the record. A meter's report stands beside what it covers.
"""

from __future__ import annotations

import hmac
import zlib
from dataclasses import dataclass
from typing import Any

from app.cards.chips.at88sc102 import ZONE_1, ZONE_2, ZONE_SIZE
from app.cards.errors import CardDamaged, CardForeign
from app.cards.key_sources.errors import KeyVersionUnknown
from app.cards.keys import KeySource
from app.cards.profiles.at88_water4_function_layout import (
    FUNCTION_MARK_AT,
    FUNCTION_RECORD,
    FUNCTION_TAG,
    TOLD_AT,
    TOLD_SIZE,
)
from app.cards.profiles.at88_water4_identity import Identity, is_function_card, proved_identity
from app.cards.profiles.at88_water4_layout import (
    CRC_SIZE,
    FUNCTION_TYPES,
    MAC_SIZE,
    PLACES,
    RECORD_AT,
)
from app.cards.profiles.at88_water4_report import report_of
from app.cards.profiles.at88_water4_table import Mode
from app.cards.profiles.at88_water4_told import told_by
from app.domain.function_cards import FunctionContents, FunctionKind, FunctionReading, MeterDump
from app.domain.identity import EventId
from app.domain.plans import CardImage, Step
from app.domain.text import _

_FUNCTIONS = {code: function for function, code in FUNCTION_TYPES.items()}
_SEAL_AT = next(offset for offset, field in FUNCTION_RECORD if field.name == "crc")
_MARK_AT = FUNCTION_MARK_AT - RECORD_AT


@dataclass(frozen=True)
class FunctionCard:
    """A function card whose making was finished."""

    identity: Identity
    function: FunctionKind
    region: int
    mark: EventId
    told: bytes


def sealed_record(values: dict[str, Any], told: bytes, identity: Identity) -> bytes:
    """The record over ``told`` of zone 2 with its seal. Raises ContentsUnfit."""
    unsealed = FUNCTION_RECORD.pack(values | {"crc": bytes(CRC_SIZE), "mac": bytes(MAC_SIZE)})
    return _sealed(unsealed, told, identity)


def function_identity(image: CardImage, keys: KeySource) -> Identity:
    """Whose function card it is. Raises CardForeign (KeyVersionUnknown among others)."""
    identity = proved_identity(image, keys)
    if identity.card_type not in _FUNCTIONS:
        raise CardForeign(
            _("This is a customer's card, not a function card."),
            _("Nothing was written. Put a function card or a blank card in."),
        )
    return identity


def function_card_of(image: CardImage, keys: KeySource) -> FunctionCard:
    """The card, proved and whole.

    Raises CardForeign (KeyVersionUnknown among others), and CardDamaged where its making was not
    finished.
    """
    identity = function_identity(image, keys)
    zones = [image.areas.get(area, b"") for area in (ZONE_1, ZONE_2)]
    record = zones[0][RECORD_AT : RECORD_AT + FUNCTION_RECORD.size]
    told = zones[1][TOLD_AT : TOLD_AT + TOLD_SIZE]
    whole = all(len(zone) == ZONE_SIZE for zone in zones)
    if not (whole and hmac.compare_digest(_sealed(record, told, identity), record)):
        raise CardDamaged(
            _("The making of this function card was not finished, or it is damaged."),
            _("Give it to no installer. Make it again."),
        )
    values = FUNCTION_RECORD.unpack(record)
    function = _FUNCTIONS[identity.card_type]
    return FunctionCard(identity, function, values["region"], values["mark"], told)


def function_reading(
    image: CardImage, profile: str, mode: Mode, keys: KeySource
) -> FunctionReading | None:
    """The card as the profile contract tells it; None where it is no function card.

    Raises as :func:`function_card_of`.
    """
    if not is_function_card(image):
        return None
    card = function_card_of(image, keys)
    said = told_by(card.told, card.function, mode)
    contents = FunctionContents(
        function=card.function,
        utility=card.identity.utility,
        region=card.region,
        uses=0,
        mark=card.mark,
        **said,
    )
    return FunctionReading(
        serial=card.identity.serial,
        profile=profile,
        key_version=card.identity.key_version,
        contents=contents,
        uses_left=0,
        dumps=_dumps(image, mode) if card.function is FunctionKind.CHECK else (),
    )


def function_mark(image: CardImage, keys: KeySource) -> EventId | None:
    """The mark of a function card that is whole; None for all others."""
    try:
        return function_card_of(image, keys).mark
    except (CardForeign, CardDamaged):
        return None


def mark_made_by(steps: tuple[Step, ...]) -> EventId | None:
    """The mark that steps give a function card; None where they make no function card."""
    for step in steps:
        if step.area == ZONE_1 and step.offset == FUNCTION_MARK_AT:
            return EventId.from_bytes(step.data)
    return None


def torn_function(image: CardImage, keys: KeySource) -> bool:
    """Whether a function card on its way is whole for nobody.

    A card of a key version that is not held here may be whole for others, and a customer's card is
    none that is on its way to be one.
    """
    try:
        identity = proved_identity(image, keys)
    except KeyVersionUnknown:
        return False
    except CardForeign:
        return True
    return identity.card_type in _FUNCTIONS and function_mark(image, keys) is None


def _dumps(image: CardImage, mode: Mode) -> tuple[MeterDump, ...]:
    """Reports of which the last word, the day, stands: the figures before it are whole."""
    found = ((place, report_of(image, place)) for place in range(1, PLACES + 1))
    return tuple(
        MeterDump(
            meter="",
            place=place,
            number=report.number,
            remaining=report.remaining,
            status=report.status,
            written_on=report.written_on,
            charging=mode.charging,
        )
        for place, report in found
        if report is not None and report.written_on is not None
    )


def _sealed(record: bytes, told: bytes, identity: Identity) -> bytes:
    """The record with the seal that it should have."""
    body, mark = record[:_SEAL_AT], record[_MARK_AT:]
    covered = bytes([identity.card_type]) + body + mark + told
    crc = zlib.crc32(covered).to_bytes(CRC_SIZE)
    return body + crc + identity.mac(FUNCTION_TAG, covered, MAC_SIZE) + mark
