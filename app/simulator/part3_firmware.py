"""What a contactless reader answers for a MIFARE Classic: PC/SC part 3. Source: notes/cards.md 2.5.

Where the notes are silent about an error, the answer is the reader maker's general one, 63 00;
nothing may depend on more than its not being 90 00.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from app.simulator.mifare_classic_card import VirtualMifareClassic

Firmware: TypeAlias = "Callable[[VirtualMifareClassic, bytes], bytes]"

_OK = b"\x90\x00"
_FAILED = b"\x63\x00"
_WRONG_LENGTH = b"\x67\x00"
_WRONG_ADDRESS = b"\x6b\x00"
_UNKNOWN = b"\x6d\x00"

_CLASS = 0xFF
_BLOCK = 16
_BLOCKS = 64
_PER_SECTOR = 4
_KEY_SIZE = 6
_KEYS = (0x60, 0x61)
_SLOTS = (0, 1)
_WIDTH = 4


class Part3Firmware:
    """One reader; its two volatile places for keys outlast the cards put on it."""

    def __init__(self, *, blocks_at_once: int = _PER_SECTOR, old_form: bool = False) -> None:
        """``blocks_at_once``: most that one read brings; more is refused with 67 00.

        ``old_form``: a firmware that knows only the older command to authenticate (FF 88).
        """
        self._blocks_at_once = blocks_at_once
        self._keys: dict[int, bytes] = {}
        self._commands = {
            0xCA: self._uid,
            0x82: self._load_key,
            0x88: self._authenticate_old,
            0x86: self._authenticate,
            0xB0: self._read,
            0xB1: self._read_value,
            0xD6: self._write,
            0xD7: self._value,
        }
        if old_form:
            del self._commands[0x86]

    def __call__(self, card: VirtualMifareClassic, apdu: bytes) -> bytes:
        """The answer to an APDU."""
        if len(apdu) < 5 or apdu[0] != _CLASS or apdu[1] not in self._commands:
            return _UNKNOWN
        return self._commands[apdu[1]](card, apdu[2:5], apdu[5:])

    def _uid(self, card: VirtualMifareClassic, head: bytes, body: bytes) -> bytes:
        if head != bytes(3) or body:
            return _WRONG_LENGTH
        return card.uid + _OK

    def _load_key(self, _card: VirtualMifareClassic, head: bytes, body: bytes) -> bytes:
        structure, slot, length = head
        if length != _KEY_SIZE or len(body) != _KEY_SIZE:
            return _WRONG_LENGTH
        if structure or slot not in _SLOTS:
            return _FAILED
        self._keys[slot] = body
        return _OK

    def _authenticate(self, card: VirtualMifareClassic, head: bytes, body: bytes) -> bytes:
        if head != b"\x00\x00\x05" or len(body) != 5 or body[:2] != b"\x01\x00":
            return _WRONG_LENGTH
        return self._open(card, *body[2:])

    def _authenticate_old(self, card: VirtualMifareClassic, head: bytes, body: bytes) -> bytes:
        if head[0] or len(body) != 1:
            return _WRONG_LENGTH
        return self._open(card, head[1], head[2], body[0])

    def _open(self, card: VirtualMifareClassic, block: int, key: int, slot: int) -> bytes:
        if slot not in self._keys or key not in _KEYS or block >= _BLOCKS:
            return _FAILED
        return _OK if card.authenticate(block, key, self._keys[slot]) else _FAILED

    def _read(self, card: VirtualMifareClassic, head: bytes, body: bytes) -> bytes:
        first, (count, rest) = head[1], divmod(head[2], _BLOCK)
        if body or rest or not 0 < count <= self._blocks_at_once:
            return _WRONG_LENGTH
        if head[0] or first + count > _BLOCKS:
            return _WRONG_ADDRESS
        data = b""
        for block in range(first, first + count):
            one = card.read(block)
            if one is None:
                return _FAILED
            data += one
        return data + _OK

    def _read_value(self, card: VirtualMifareClassic, head: bytes, body: bytes) -> bytes:
        """Four bytes, big-endian; asked for as 04, by the ACR122 as 00."""
        if body or head[2] not in (0, _WIDTH):
            return _WRONG_LENGTH
        if head[0] or head[1] >= _BLOCKS:
            return _WRONG_ADDRESS
        if not card.recall(head[1]):
            return _FAILED
        stored = card.read(head[1])
        return _FAILED if stored is None else stored[:_WIDTH][::-1] + _OK

    def _write(self, card: VirtualMifareClassic, head: bytes, body: bytes) -> bytes:
        if head[2] != _BLOCK or len(body) != _BLOCK:
            return _WRONG_LENGTH
        if head[0] or head[1] >= _BLOCKS:
            return _WRONG_ADDRESS
        return _OK if card.write(head[1], body) else _FAILED

    def _value(self, card: VirtualMifareClassic, head: bytes, body: bytes) -> bytes:
        if not body or head[2] != len(body):
            return _WRONG_LENGTH
        operation, operand, block = body[0], body[1:], head[1]
        if head[0] or block >= _BLOCKS:
            return _WRONG_ADDRESS
        if operation == 3:
            return _copy(card, block, operand)
        if len(operand) != _WIDTH:
            return _WRONG_LENGTH
        return _OK if _change(card, block, operation, operand) else _FAILED


def _copy(card: VirtualMifareClassic, source: int, operand: bytes) -> bytes:
    if len(operand) != 1:
        return _WRONG_LENGTH
    return _OK if card.recall(source) and card.transfer(operand[0]) else _FAILED


def _change(card: VirtualMifareClassic, block: int, operation: int, operand: bytes) -> bool:
    """Stores (0), counts up (1) or down (2). Only storing sets the address byte: to the block."""
    amount = int.from_bytes(operand)
    if operation == 1:
        return card.increase(block, amount) and card.transfer(block)
    if operation == 2:
        return card.decrease(block, amount) and card.transfer(block)
    value, inverse = operand[::-1], bytes(byte ^ 0xFF for byte in operand[::-1])
    address = bytes([block, block ^ 0xFF] * 2)
    return operation == 0 and card.write(block, value + inverse + value + address)
