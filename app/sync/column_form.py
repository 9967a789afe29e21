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
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple

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


class Column(NamedTuple):
    """One place of a template."""

    form: int
    how: int
    planes: int
    base: int = 0
    scale: int = 1
    a: int = 0
    b: int = 0
    width: int = 0
    own: int = 0
    """Values in the planes, where they are fewer than the rows."""


class Template(NamedTuple):
    """Records that differ in their columns only."""

    text: str
    columns: list[Column]


_Natural = Annotated[int, Meta(ge=0)]


class Description(msgspec.Struct, frozen=True, array_like=True):
    """Everything but the planes. What is alike of all columns stands together: it packs better."""

    order: bytes
    """Number of each record's template, one byte, or two where there are more than 256."""
    templates: Annotated[list[str], Meta(max_length=65536)]
    """Texts, with a place for each column."""
    texts: list[str]
    forms: list[Annotated[int, Meta(ge=0, le=5)]]
    hows: list[Annotated[int, Meta(ge=0, le=6)]]
    planes: list[Annotated[int, Meta(ge=0, le=8)]]
    bases: list[int]
    scales: list[Annotated[int, Meta(ge=1)]]
    """Of columns with planes."""
    first_others: list[_Natural]
    """``a`` of columns that are told by another one."""
    second_others: list[_Natural]
    """``b`` of sums and differences."""
    widths: list[Annotated[int, Meta(ge=0, le=1024)]]
    """Of digits and bytes."""
    owns: list[_Natural]
    """Of columns told by another one's values."""


def description(order: bytes, templates: Sequence[Template], texts: list[str]) -> Description:
    """The description of templates."""
    columns = [column for template in templates for column in template.columns]
    return Description(
        order,
        [template.text for template in templates],
        texts,
        [one.form for one in columns],
        [one.how for one in columns],
        [one.planes for one in columns],
        [one.base for one in columns],
        [one.scale for one in columns if one.planes],
        [one.a for one in columns if one.how in _BY_ONE],
        [one.b for one in columns if one.how in _BY_TWO],
        [one.width for one in columns if one.form in _WIDE],
        [one.own for one in columns if one.how == How.BY],
    )


def templates_of(said: Description) -> list[Template]:
    """Inverse of :func:`description`. Raises StopIteration, ValueError where it does not fit."""
    columns = _columns_of(said)
    place = PLACE.decode()
    found = [
        Template(text, [next(columns) for _place in range(text.count(place))])
        for text in said.templates
    ]
    if next(columns, None) is not None:
        raise ValueError("more columns than places")
    return found


def _columns_of(said: Description) -> Iterator[Column]:
    scales, widths, owns = iter(said.scales), iter(said.widths), iter(said.owns)
    first, second = iter(said.first_others), iter(said.second_others)
    told = zip(said.forms, said.hows, said.planes, said.bases, strict=True)
    return iter(
        [
            Column(
                form,
                how,
                planes,
                base,
                next(scales) if planes else 1,
                next(first) if how in _BY_ONE else 0,
                next(second) if how in _BY_TWO else 0,
                next(widths) if form in _WIDE else 0,
                next(owns) if how == How.BY else 0,
            )
            for form, how, planes, base in told
        ]
    )


_BY_TWO = frozenset({How.SUM, How.DIFFERENCE})
_BY_ONE = frozenset({How.PLUS, How.MINUS, How.BY}) | _BY_TWO
_WIDE = frozenset({Form.DIGITS, Form.BYTES})


@cache
def dictionary(version: int) -> zstandard.ZstdCompressionDict:
    """What the frame may refer to without saying it: typical events. Kept for ever.

    Raises OSError where there is none of this version.
    """
    path = Path(__file__).with_name("dictionaries") / f"events-{version}.zstd"
    return zstandard.ZstdCompressionDict(path.read_bytes())
