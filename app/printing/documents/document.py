"""What every document has."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

import msgspec

from app.printing.documents.letterhead import Letterhead

HASH_DIGITS = 10
"""Hexadecimal digits of an event's hash that stand on paper."""


class JournalReference(msgspec.Struct, frozen=True, kw_only=True):
    """The line of the journal that proves the paper."""

    event: str
    """Identity of the event: ``K07-01-1234``."""
    hash: str = ""
    """First ten hexadecimal digits of its hash; empty where the paper is older than the hash."""


class CopyNote(msgspec.Struct, frozen=True, kw_only=True):
    """When and by whom a copy was asked for. The original's number, time and operator stay."""

    at: str
    operator: str


class Document(msgspec.Struct, frozen=True, kw_only=True, tag_field="document"):
    """A paper as data: texts, and amounts as integers. Nothing is looked up when it is printed.

    Fields are only ever added, with a default: papers of an older program wait in the spooler.
    """

    letterhead: Letterhead
    number: str
    """As printed: see :mod:`app.printing.documents.numbering`."""
    issued_at: str
    """Local date and time with zone: see :func:`time_text`."""
    operator: str
    """Number and name, or the number alone."""
    shift: str = ""
    journal: JournalReference | None = None
    copied: CopyNote | None = None
    """Set on what an operator has printed again."""
    sheet: str = ""
    """Pre-printed number of the sheet it is printed on; empty: the paper has none."""
    first_sheet: str = ""
    """Of what was printed again: the sheet of the original."""


AnyKind = TypeVar("AnyKind", bound=Document)


def as_copy(document: AnyKind, *, at: str, operator: str) -> AnyKind:
    """The same document with a note of when and by whom this copy was asked for."""
    return msgspec.structs.replace(document, copied=CopyNote(at=at, operator=operator))


def on_sheet(document: AnyKind, sheet: str) -> AnyKind:
    """The same document on a sheet with a pre-printed number; a copy names the original's too."""
    first = document.first_sheet or document.sheet
    return msgspec.structs.replace(document, sheet=sheet, first_sheet=first)


def time_text(moment: datetime) -> str:
    """``2026-11-23 14:05 UTC+03:00``; ``moment`` must know its zone.

    The offset instead of a zone's letters: it means the same to everybody, in every language.
    """
    offset = moment.strftime("%z")
    return f"{moment:%Y-%m-%d %H:%M} UTC{offset[:3]}:{offset[3:5]}"
