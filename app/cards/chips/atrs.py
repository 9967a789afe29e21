"""What an answer to reset tells about memory cards. Source: notes/cards.md 2.4.

A memory card has none of its own: the reader makes one up, ``3B 04`` and four bytes. They are the
chip's header where the reader can read it by itself, and fillers where it cannot.
"""

from __future__ import annotations

SLE4442_HEADER = bytes.fromhex("A2131091")
SLE4428_HEADER = bytes.fromhex("92231091")
HEADERS = frozenset({SLE4442_HEADER, SLE4428_HEADER})
"""Headers that name a chip for certain."""

_MEMORY_CARD = bytes.fromhex("3B04")
_SHOWN = slice(2, 6)


def shown_header(atr: bytes) -> bytes | None:
    """The four bytes that the reader shows of a memory card; None for every other card."""
    return atr[_SHOWN] if atr.startswith(_MEMORY_CARD) else None
