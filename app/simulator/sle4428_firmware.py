"""What an ACS reader answers for an SLE4428. Source: notes/cards.md 2.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.acs_firmware import OK, WRONG_ADDRESS, WRONG_LENGTH, acs_answer

if TYPE_CHECKING:
    from app.simulator.sle4428_card import VirtualSle4428

_CARD_TYPE = 0x05
_SIZE = 1024
_PSC_LENGTH = 2
_COUNTER = 1021
_COUNTER_LENGTH = 3
_MOST_PROTECTION = 32


def sle4428_answer(card: VirtualSle4428, apdu: bytes) -> bytes:
    """ACR38, ACR39 and their kin: addresses have two bytes; a presented PSC answers ``90 EC``."""
    return acs_answer(card, _CARD_TYPE, _COMMANDS, apdu)


def _read(card: VirtualSle4428, header: bytes, body: bytes) -> bytes:
    address, count = _address(header), header[4]
    if body or not count:
        return WRONG_LENGTH
    if address + count > _SIZE:
        return WRONG_ADDRESS
    bits = card.read_protection(address, 1 + count // 8) if card.protection_in_reads else b""
    return card.read(address, count) + bits + OK


def _read_error_counter(card: VirtualSle4428, header: bytes, body: bytes) -> bytes:
    if body or header[4] != _COUNTER_LENGTH:
        return WRONG_LENGTH
    return card.read(_COUNTER, _COUNTER_LENGTH) + OK


def _read_protection(card: VirtualSle4428, header: bytes, body: bytes) -> bytes:
    if body or not 0 < header[4] <= _MOST_PROTECTION:
        return WRONG_LENGTH
    return card.read_protection(_address(header), header[4]) + OK


def _write(card: VirtualSle4428, header: bytes, body: bytes) -> bytes:
    """``90 00`` whether anything was written or not."""
    refused = _misplaced(header, body)
    if refused is None:
        card.update(_address(header), body)
    return refused or OK


def _protect(card: VirtualSle4428, header: bytes, body: bytes) -> bytes:
    refused = _misplaced(header, body)
    if refused is None:
        card.protect(_address(header), body)
    return refused or OK


def _present(card: VirtualSle4428, header: bytes, body: bytes) -> bytes:
    if header[4] != _PSC_LENGTH or len(body) != _PSC_LENGTH:
        return WRONG_LENGTH
    card.present(body)
    return bytes([0x90, card.error_counter])


def _misplaced(header: bytes, body: bytes) -> bytes | None:
    if not body or len(body) != header[4]:
        return WRONG_LENGTH
    return WRONG_ADDRESS if _address(header) + len(body) > _SIZE else None


def _address(header: bytes) -> int:
    return int.from_bytes(header[2:4], "big")


_COMMANDS = {
    0xB0: _read,
    0xB1: _read_error_counter,
    0xB2: _read_protection,
    0xD0: _write,
    0xD1: _protect,
    0x20: _present,
}
