"""Codec 2, the form of it: templates of events, and what varies in them as columns of numbers.

Links are grouped into records: an opening event with the closing one right behind it, a header or
any other event alone. Records that differ only in numbers and texts share a template; each place
that differs is a column, written as what the other columns do not tell already.

A section is a zstd frame (with the dictionary that its first byte names) of the length of the
description, the description (:class:`Description`), and the planes: of each column that has some,
the lowest bytes of all its values, then the next ones, and so on.
"""

from __future__ import annotations

import enum
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
import zstandard
from msgspec import Meta

LINK = b"\n"
"""Between the links of a record; JSON never has it."""
HEADER = b"#"
"""Before a header; JSON never begins so."""
PLACE = b"\x00"
"""Where a column stands in a template; JSON never has it."""

GIVEN = 2
"""Columns that every template has without being told: the number of the record's first event, and
how many card images the records before it named."""


class Form(enum.IntEnum):
    """How the numbers of a column are written in the event."""

    NUMBER = 0
    DIGITS = 1
    """A text of ``width`` digits."""
    DATE = 2
    """Days since the year 1, as 2026-11-23."""
    TEXT = 3
    """Number of a text of the description."""
    IMAGE = 4
    """Number of a card image; its SHA-256 in base64."""
    BYTES = 5
    """Not numbers: ``width`` bytes, in base64."""


class How(enum.IntEnum):
    """How a column is told: by its own values ``x`` (what the planes give) and by other columns."""

    OWN = 0
    """``base + scale * x``."""
    STEPS = 1
    """The value before, plus ``base + scale * x``."""
    PLUS = 2
    """``a + base + scale * x``."""
    MINUS = 3
    """``base + scale * x - a``."""
    SUM = 4
    """``a + b + base``."""
    DIFFERENCE = 5
    """``a - b + base``."""
    BY = 6
    """The same whenever ``a`` is the same: ``x`` for each new value of ``a``."""


class Column(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """One place of a template."""

    form: Annotated[int, Meta(ge=0, le=5)]
    how: Annotated[int, Meta(ge=0, le=6)]
    planes: Annotated[int, Meta(ge=0, le=8)]
    base: int = 0
    scale: Annotated[int, Meta(ge=1)] = 1
    a: Annotated[int, Meta(ge=0)] = 0
    b: Annotated[int, Meta(ge=0)] = 0
    width: Annotated[int, Meta(ge=0, le=1024)] = 0
    own: Annotated[int, Meta(ge=0)] = 0
    """Values in the planes, where they are fewer than the rows."""


class Template(msgspec.Struct, frozen=True, array_like=True):
    """Records that differ in their columns only."""

    text: str
    columns: list[Column]


class Description(msgspec.Struct, frozen=True, array_like=True):
    """Everything but the planes."""

    order: bytes
    """Number of each record's template, one byte, or two where there are more than 256."""
    templates: Annotated[list[Template], Meta(max_length=65536)]
    texts: list[str]


@cache
def dictionary(version: int) -> zstandard.ZstdCompressionDict:
    """What the frame may refer to without saying it: typical events. Kept for ever.

    Raises OSError where there is none of this version.
    """
    path = Path(__file__).with_name("dictionaries") / f"events-{version}.txt"
    return zstandard.ZstdCompressionDict(
        path.read_bytes(), dict_type=zstandard.DICT_TYPE_RAWCONTENT
    )
