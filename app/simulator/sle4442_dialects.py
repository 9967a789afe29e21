"""What two families of readers answer for an SLE4442. Source: notes/cards.md 2.1 and 2.2.

A dialect is a function of card and APDU. Where the notes are silent about an error, the answer is
the reader maker's general one and said so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from app.simulator.sle4442_card import VirtualSle4442

Dialect: TypeAlias = "Callable[[VirtualSle4442, bytes], bytes]"

_OK = b"\x90\x00"
_FAILED = b"\x63\x00"
"""ACS readers' general failure; which exact status a refused memory-card command gets is not
established, so nothing may depend on more than its not being 90 00."""
_WRONG_LENGTH = b"\x67\x00"
_WRONG_ADDRESS = b"\x6b\x00"
_UNKNOWN = b"\x6d\x00"

_CLASS = 0xFF
_TYPE_SLE4442 = 0x06
_SIZE = 256
_PROTECTABLE = 32
_PSC_LENGTH = 3


def acs_dialect(card: VirtualSle4442, apdu: bytes) -> bytes:
    """ACR38, ACR39 and their kin: SELECT_CARD_TYPE first; a presented PSC answers ``90 EC``."""
    header, body = apdu[:5], apdu[5:]
    if len(header) < 5 or header[0] != _CLASS:
        return _UNKNOWN
    if header[1] == 0xA4:
        return _select(card, header, body)
    command = _ACS.get(header[1])
    if command is None:
        return _UNKNOWN
    return command(card, header, body) if card.selected else _FAILED


def omnikey_dialect(card: VirtualSle4442, apdu: bytes) -> bytes:
    """OMNIKEY 3x21 and kin: no select needed, a presented PSC answers ``9000`` or ``63Cx``.

    No command tells the tries left before a miss.
    """
    header, body = apdu[:5], apdu[5:]
    if len(header) < 5 or header[0] != _CLASS:
        return _UNKNOWN
    if header[1] == 0xA4:
        return _select(card, header, body)
    command = _OMNIKEY.get(header[1])
    return _UNKNOWN if command is None else command(card, header, body)


def _select(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    """Powers the chip down and up, whatever else: the PSC session ends."""
    card.power_on()
    if header[2:] != b"\x00\x00\x01" or len(body) != 1:
        return _WRONG_LENGTH
    if body[0] != _TYPE_SLE4442:
        return _FAILED
    card.selected = True
    return _OK


def _read(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    address, count = header[3], header[4]
    if body or not count:
        return _WRONG_LENGTH
    if header[2] or address + count > _SIZE:
        return _WRONG_ADDRESS
    appended = card.read_protection() if card.protection_in_reads else b""
    return card.read(address, count) + appended + _OK


def _read_error_counter(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    """Four bytes, asked for as 04; as 00 by the firmware of the ACR38x 6.02."""
    if body or header[4] not in (0, 4):
        return _WRONG_LENGTH
    return card.read_security() + _OK


def _read_protection(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    return _WRONG_LENGTH if body or header[4] != 4 else card.read_protection() + _OK


def _write(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    """``90 00`` whether anything was written or not."""
    refused = _misplaced(header, body, _SIZE)
    if refused is None:
        card.update(header[3], body)
    return refused or _OK


def _protect(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    refused = _misplaced(header, body, _PROTECTABLE)
    if refused is None:
        card.protect(header[3], body)
    return refused or _OK


def _misplaced(header: bytes, body: bytes, size: int) -> bytes | None:
    if not body or len(body) != header[4]:
        return _WRONG_LENGTH
    return _WRONG_ADDRESS if header[2] or header[3] + len(body) > size else None


def _present_acs(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    if header[4] != _PSC_LENGTH or len(body) != _PSC_LENGTH:
        return _WRONG_LENGTH
    card.present(body)
    return bytes([0x90, card.error_counter])


def _change_acs(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    if header[2:] != bytes([0, 1, _PSC_LENGTH]) or len(body) != _PSC_LENGTH:
        return _WRONG_LENGTH
    card.change_psc(body)
    return _OK


def _present_omnikey(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    if header[4] != _PSC_LENGTH or len(body) != _PSC_LENGTH:
        return _WRONG_LENGTH
    return _OK if card.present(body) else _tries(card)


def _change_omnikey(card: VirtualSle4442, header: bytes, body: bytes) -> bytes:
    """Old PSC, then the new one: presents before it changes."""
    if header[4] != 2 * _PSC_LENGTH or len(body) != 2 * _PSC_LENGTH:
        return _WRONG_LENGTH
    if not card.present(body[:_PSC_LENGTH]):
        return _tries(card)
    card.change_psc(body[_PSC_LENGTH:])
    return _OK


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
