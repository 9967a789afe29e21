"""What two families of readers answer for an SLE4442. Source: notes/cards.md 2.1 and 2.2.

A dialect is a function of card and APDU.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from app.simulator.acs_firmware import (
    OK,
    UNKNOWN,
    WRONG_ADDRESS,
    WRONG_LENGTH,
    acs_answer,
    select,
)

if TYPE_CHECKING:
    from app.simulator.sle4442_card import VirtualSle4442

Dialect: TypeAlias = "Callable[[VirtualSle4442, bytes], bytes]"

_CLASS = 0xFF
_TYPE_SLE4442 = 0x06
_SIZE = 256
_PROTECTABLE = 32
_PSC_LENGTH = 3


def acs_dialect(card: VirtualSle4442, apdu: bytes) -> bytes:
    """ACR38, ACR39 and their kin: SELECT_CARD_TYPE first; a presented PSC answers ``90 EC``."""
    return acs_answer(card, _TYPE_SLE4442, _ACS, apdu)


def omnikey_dialect(card: VirtualSle4442, apdu: bytes) -> bytes:
    """OMNIKEY 3x21 and kin: no select needed, a presented PSC answers ``9000`` or ``63Cx``.

    No command tells the tries left before a miss.
    """
    header, body = apdu[:5], apdu[5:]
    if len(header) < 5 or header[0] != _CLASS:
        return UNKNOWN
    if header[1] == 0xA4:
        return select(card, _TYPE_SLE4442, header, body)
    command = _OMNIKEY.get(header[1])
    return UNKNOWN if command is None else command(card, header, body)


def _read(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    address, count = header[3], header[4]
    if body or not count:
        return WRONG_LENGTH
    if header[2] or address + count > _SIZE:
        return WRONG_ADDRESS
    appended = card.read_protection() if card.protection_in_reads else b""
    return card.read(address, count) + appended + OK


def _read_error_counter(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    """Four bytes, asked for as 04; as 00 by the firmware of the ACR38x 6.02."""
    if body or header[4] not in (0, 4):
        return WRONG_LENGTH
    return card.read_security() + OK


def _read_protection(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    return WRONG_LENGTH if body or header[4] != 4 else card.read_protection() + OK


def _write(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    """``90 00`` whether anything was written or not."""
    refused = _misplaced(header, body, _SIZE)
    if refused is None:
        card.update(header[3], body)
    return refused or OK


def _protect(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    refused = _misplaced(header, body, _PROTECTABLE)
    if refused is None:
        card.protect(header[3], body)
    return refused or OK


def _misplaced(header: bytes, body: bytes, size: int) -> bytes | None:
    if not body or len(body) != header[4]:
        return WRONG_LENGTH
    return WRONG_ADDRESS if header[2] or header[3] + len(body) > size else None


def _present_acs(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    if header[4] != _PSC_LENGTH or len(body) != _PSC_LENGTH:
        return WRONG_LENGTH
    card.present(body)
    return bytes([0x90, card.error_counter])


def _change_acs(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    if header[2:] != bytes([0, 1, _PSC_LENGTH]) or len(body) != _PSC_LENGTH:
        return WRONG_LENGTH
    card.change_psc(body)
    return OK


def _present_omnikey(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    if header[4] != _PSC_LENGTH or len(body) != _PSC_LENGTH:
        return WRONG_LENGTH
    return OK if card.present(body) else _tries(card)


def _change_omnikey(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    """Old PSC, then the new one: presents before it changes."""
    if header[4] != 2 * _PSC_LENGTH or len(body) != 2 * _PSC_LENGTH:
        return WRONG_LENGTH
    if not card.present(body[:_PSC_LENGTH]):
        return _tries(card)
    card.change_psc(body[_PSC_LENGTH:])
    return OK


def _tries(card: VirtualSle4442) -> bytes:
    return bytes([0x63, 0xC0 | card.error_counter.bit_count()])


_ACS = {
    0xB0: _read,
    0xB1: _read_error_counter,
    0xB2: _read_protection,
    0xD0: _write,
    0xD1: _protect,
    0x20: _present_acs,
    0xD2: _change_acs,
}
_OMNIKEY = {
    0xB0: _read,
    0x3A: _read_protection,
    0xD6: _write,
    0x30: _protect,
    0x20: _present_omnikey,
    0x21: _change_omnikey,
}
