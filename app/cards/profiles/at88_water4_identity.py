"""Whose card an ``at88-water4`` card is: serial and identity in the head of the chip."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from app.cards.chips.at88sc102 import HEAD, HEAD_SIZE
from app.cards.errors import CardForeign
from app.cards.keys import KeySource
from app.cards.profiles.at88_water4_layout import (
    CARD_TYPE,
    CARD_TYPES,
    ERASED,
    FUNCTION_TYPES,
    IDENTITY,
    IDENTITY_AT,
    IDENTITY_MAC_SIZE,
    IDENTITY_TAG,
    SERIAL_AT,
    SERIAL_SIZE,
    SYSTEM_MARK,
)
from app.domain.plans import CardImage
from app.domain.text import _


@dataclass(frozen=True)
class Identity:
    """Whose card it is, and the means to prove the rest."""

    serial: bytes
    key_version: int
    utility: int
    keys: KeySource
    card_type: int = CARD_TYPE

    def mac(self, tag: bytes, covered: bytes, length: int) -> bytes:
        """MAC of this card over ``covered`` as the part that ``tag`` names."""
        return self.keys.card_mac(self.serial, self.key_version, tag + covered, length)

    def packed(self) -> bytes:
        """The identity as it stands in the head. Raises ContentsUnfit."""
        values = {
            "key_version": self.key_version,
            "mac": bytes(IDENTITY_MAC_SIZE),
            "card_type": self.card_type,
            "utility": self.utility,
            "system_mark": SYSTEM_MARK,
        }
        return IDENTITY.pack(values | {"mac": self._proof(IDENTITY.pack(values))})

    def proves(self, packed: bytes) -> bool:
        """Whether the MAC within an identity is that of this card."""
        proof = IDENTITY.unpack(packed)["mac"]
        return hmac.compare_digest(self._proof(packed), proof)

    def _proof(self, packed: bytes) -> bytes:
        values = IDENTITY.unpack(packed)
        covered = IDENTITY.pack(values | {"mac": bytes(IDENTITY_MAC_SIZE)})
        return self.mac(IDENTITY_TAG, covered, IDENTITY_MAC_SIZE)


def head_of(image: CardImage) -> bytes:
    """The head; empty when the image is not that of this chip."""
    head = image.areas.get(HEAD, b"")
    return head if len(head) == HEAD_SIZE else b""


def serial_in(head: bytes) -> bytes:
    """The serial, FF where there is none."""
    return head[SERIAL_AT : SERIAL_AT + SERIAL_SIZE]


def claims_ours(head: bytes) -> bool:
    """Whether a card says it is ours, or may be one whose making stopped before it could.

    Writing only takes bits away: on the way to type and mark, a byte has all their bits.
    """
    values = IDENTITY.unpack(head[IDENTITY_AT:])
    kind, mark = values["card_type"], values["system_mark"]
    if mark == SYSTEM_MARK and kind == CARD_TYPE:
        return True
    whole = mark == SYSTEM_MARK and kind in CARD_TYPES
    on_its_way = (
        mark != SYSTEM_MARK
        and mark & SYSTEM_MARK == SYSTEM_MARK
        and any(kind & one == one for one in CARD_TYPES)
    )
    # The maker's own function cards carry type and mark, too, but no serial of ours.
    return (whole or on_its_way) and not is_erased(serial_in(head))


def is_function_card(image: CardImage) -> bool:
    """Whether type and mark, of which the mark is written last, say so: ours or another's."""
    head = head_of(image)
    if not head:
        return False
    values = IDENTITY.unpack(head[IDENTITY_AT:])
    named = values["card_type"] in FUNCTION_TYPES.values()
    return bool(named and values["system_mark"] == SYSTEM_MARK)


def identity_of(image: CardImage, keys: KeySource) -> Identity:
    """That of a customer's card; raises as :func:`proved_identity`, and for a function card."""
    if is_function_card(image):
        raise CardForeign(
            _("This is a function card, which is for meters."),
            _("Nothing was paid. Put the customer's card in."),
        )
    return proved_identity(image, keys)


def proved_identity(image: CardImage, keys: KeySource) -> Identity:
    """That of a card of any type. Raises CardForeign (KeyVersionUnknown among others)."""
    head = head_of(image)
    if not head or not claims_ours(head):
        raise CardForeign(
            _("This is not a card of this system."),
            _("Nothing was paid. Put in a card of this utility."),
        )
    packed = head[IDENTITY_AT:]
    values = IDENTITY.unpack(packed)
    identity = Identity(
        serial_in(head), values["key_version"], values["utility"], keys, values["card_type"]
    )
    if values["system_mark"] != SYSTEM_MARK or not identity.proves(packed):
        raise CardForeign(
            _("This card is not of this utility, or its making was not finished."),
            _("Nothing was paid. If it was made here, settle it at the kiosk that began."),
        )
    return identity


def is_erased(data: bytes) -> bool:
    """Whether all bytes are FF."""
    return data == bytes([ERASED]) * len(data)
