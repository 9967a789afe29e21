"""Master keys in pieces: what several people carry from one kiosk to another, each a part of it.

A key is the exclusive or of its components; all but one of them say nothing about it. Each has a
check value, so that a figure typed wrong is found at once and whoever has a paper can tell which
key it belongs to. That of an AES key is the start of its CMAC of a block of zeros, that of a 3DES
key the start of what it makes of such a block: six hexadecimal digits tell keys apart and help
nobody to guess one.
"""

from __future__ import annotations

import enum
import secrets
from collections.abc import Sequence
from functools import reduce

from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.cmac import CMAC

from app.cards.key_sources.errors import ComponentUnfit
from app.cards.key_sources.pboc import BLOCK, KEY_SIZE, PbocKey
from app.domain.text import _

COMPONENTS = range(2, 4)
"""How many components a key may be taken apart into."""
_CHECK_VALUE = 3
_GROUP = 4
"""Digits that stand together on paper."""


class KeyKind(enum.Enum):
    """What a key is for: AES in Tapcard's own layouts, 3DES in CPU cards."""

    AES = "aes"
    TRIPLE_DES = "3des"


def check_value(key: bytes, kind: KeyKind = KeyKind.AES) -> str:
    """Six hexadecimal digits of a key or component of 16 bytes."""
    if kind is KeyKind.TRIPLE_DES:
        return PbocKey(key).encrypt(bytes(BLOCK))[:_CHECK_VALUE].hex().upper()
    mac = CMAC(AES128(key))
    mac.update(bytes(KEY_SIZE))
    return mac.finalize()[:_CHECK_VALUE].hex().upper()


def taken_apart(key: bytes, count: int) -> tuple[bytes, ...]:
    """``count`` (2 or 3) components of a key, other ones each time."""
    if count not in COMPONENTS:
        raise ValueError(f"a key has 2 or 3 components, not {count}")
    others = [secrets.token_bytes(len(key)) for _one in range(count - 1)]
    return (*others, _combined([key, *others]))


def put_together(components: Sequence[bytes]) -> bytes:
    """The key that components make. Raises ComponentUnfit: the same one twice, or all one byte."""
    key = _combined(components)
    if len(set(components)) < len(components) or len(set(key)) == 1:
        raise ComponentUnfit(
            _("These components do not make a key: one of them was given twice."),
            _("Nothing was stored. Each person types the component on their own paper."),
        )
    return key


def written(component: bytes) -> str:
    """As it stands on paper: groups of four hexadecimal digits."""
    return component.hex(" ", _GROUP // 2).upper()


def typed(text: str) -> bytes:
    """A component as typed from paper. Raises ComponentUnfit, which does not show it."""
    try:
        component = bytes.fromhex(text)
    except ValueError:
        component = b""
    if len(component) != KEY_SIZE:
        raise ComponentUnfit(
            _("A component has {count} digits, 0 to 9 and A to F.").format(count=2 * KEY_SIZE),
            _("Nothing was stored. Type it again."),
        )
    return component


def _combined(parts: Sequence[bytes]) -> bytes:
    return reduce(lambda one, other: bytes(a ^ b for a, b in zip(one, other, strict=True)), parts)
