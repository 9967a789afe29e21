"""What an ACS reader answers for an AT88SC102. Source: notes/cards.md 2.1.

It blows no fuse: that command is left out on purpose, nothing in a kiosk may send it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.acs_firmware import FAILED, OK, WRONG_ADDRESS, WRONG_LENGTH, acs_answer

if TYPE_CHECKING:
    from app.simulator.at88sc102_card import VirtualAt88sc102

_CARD_TYPE = 0x09
_SIZE = 0xB0
_VERIFY = bytes.fromhex("080A02")
_ERASE_ZONE_1 = bytes.fromhex("005606")
_ERASE_ZONE_2_UNCOUNTED = bytes.fromhex("009C04")
_ERASE_ZONE_2 = bytes.fromhex("809C04")


def at88sc102_answer(card: VirtualAt88sc102, apdu: bytes) -> bytes:
    """ACR38, ACR39 and their kin: ``90 00`` also to a wrong code and to what was not written."""
    return acs_answer(card, _CARD_TYPE, _COMMANDS, apdu)


def _read(card: VirtualAt88sc102, header: bytes, body: bytes) -> bytes:
    if body or not header[4]:
        return WRONG_LENGTH
    if header[2] or header[3] + header[4] > _SIZE:
        return WRONG_ADDRESS
    return card.read(header[3], header[4]) + OK


def _write(card: VirtualAt88sc102, header: bytes, body: bytes) -> bytes:
    if not body or len(body) != header[4]:
        return WRONG_LENGTH
    if header[2] or header[3] + len(body) > _SIZE:
        return WRONG_ADDRESS
    card.write(header[3], body)
    return OK


def _erase_word(card: VirtualAt88sc102, header: bytes, body: bytes) -> bytes:
    if body or header[4]:
        return WRONG_LENGTH
    if header[2] or header[3] >= _SIZE:
        return WRONG_ADDRESS
    card.erase_word(header[3])
    return OK


def _verify(card: VirtualAt88sc102, header: bytes, body: bytes) -> bytes:
    """One instruction for all codes, told apart by counter and address."""
    if len(body) != header[4]:
        return WRONG_LENGTH
    command = header[2:]
    if command == _VERIFY:
        locked = not card.tries_left
        card.present(body)
        return FAILED if locked else OK
    if command == _ERASE_ZONE_1:
        card.erase_zone_1(body)
        return OK
    if command == _ERASE_ZONE_2:
        return OK if card.erase_zone_2(body) else FAILED
    # Without its counter spent, a chip whose EC2EN fuse is intact does not erase zone 2.
    return OK if command == _ERASE_ZONE_2_UNCOUNTED else WRONG_ADDRESS


_COMMANDS = {0xB0: _read, 0xD0: _write, 0xD2: _erase_word, 0x20: _verify}
