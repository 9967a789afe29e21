"""What a card wants to be shown before it lets itself be read or written.

A secret is made by a profile out of a key source and understood by the chip that it is for. Bytes
of keys stand in it only where the chip's reader needs them; a cipher leaves them where they are.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

MIFARE_KEY_SIZE = 6
MIFARE_SECTORS = tuple(range(16))
"""Sectors of a MIFARE Classic 1K."""


class KeyUsage(enum.Enum):
    """What a key of a CPU card is for. Source: notes/cards.md 2.6."""

    INTERNAL = "internal"
    """The card proves that it is ours (internal authenticate)."""
    EXTERNAL = "external"
    """We prove to the card that we may write (external authenticate)."""
    MAINTENANCE = "maintenance"
    """MAC on each update (line protection)."""


class Cipher(Protocol):
    """One key of one card, wherever it is kept: in a file, or in a PSAM that never shows it.

    Where it is in a PSAM each of these raises PsamError (PsamMissing, PsamForeign, PsamLocked,
    PsamRefused) and KeyVersionUnknown, and nothing has gone to the card.
    """

    def encrypt(self, block: bytes, /) -> bytes:
        """3DES of 8 bytes."""
        ...

    def mac(self, start: bytes, data: bytes) -> bytes:
        """4 bytes: ISO 9797-1 algorithm 3 over ``data``, padded 80 00.., from ``start`` (8).

        ``data``: at most 239 bytes, what one command to a PSAM carries.
        """
        ...


class CardCiphers(Protocol):
    """All keys of one CPU card."""

    def of(self, usage: KeyUsage) -> Cipher:
        """The card's key for a usage."""
        ...


@dataclass(frozen=True)
class SectorKeys:
    """Both keys of a MIFARE Classic card, the same in all its sectors; 6 bytes each."""

    reading: bytes = field(repr=False)
    """Key A."""
    writing: bytes = field(repr=False)
    """Key B."""
    sectors: tuple[int, ...] = MIFARE_SECTORS
    """Sectors that the layout uses: only these are read. Keys are changed in all."""


Secret: TypeAlias = bytes | SectorKeys | CardCiphers
"""A code (PSC, security code), sector keys, or ciphers."""


@dataclass(frozen=True)
class CardFile:
    """A transparent file of a CPU card that stands in its image as an area."""

    area: str
    directory: int
    """File identifier of the directory (DF) that holds it; 0x3F00: the master file."""
    short_id: int
    """Short file identifier (SFI), 1..30."""
    size: int


@dataclass(frozen=True)
class Files:
    """Which files of a CPU card make up its image."""

    files: tuple[CardFile, ...]
    external: tuple[int, ...] = ()
    """Directories that let themselves be written only after external authentication in them."""


Access: TypeAlias = SectorKeys | Files
"""What a chip must be told before it can read the whole of its image."""
