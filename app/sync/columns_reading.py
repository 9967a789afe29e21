"""Codec 2 back to the exact bytes of events. Whole columns at a time: head office reads many."""

from __future__ import annotations

import base64
import sys
from array import array
from binascii import b2a_base64
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate
from operator import add, sub

import msgspec
import zstandard

from app.domain.text import _
from app.sync.column_form import (
    HEADER,
    LINK,
    PLACE,
    Column,
    Description,
    Form,
    How,
    Template,
    dictionary,
    templates_of,
)
from app.sync.compression import expanded
from app.sync.errors import BundleNewer, BundleTooLarge, damaged
from app.sync.plain_events import Events

Values = list[int]
_LENGTH = 4
_WORD = 8
_MOST_DIGITS = 18


def read_columns(
    data: bytes, raw_size: int, *, first: int, count: int, images: Sequence[bytes]
) -> Events:
    """Bodies and headers. Raises BundleDamaged, BundleTooLarge, BundleNewer."""
    content = _expanded(data)
    try:
        length = int.from_bytes(content[:_LENGTH], "big")
        said = msgspec.msgpack.decode(content[_LENGTH : _LENGTH + length], type=Description)
        reading = _Reading(said, content[_LENGTH + length :], raw_size, first, count, images)
        return reading.events()
    except (ValueError, LookupError, OverflowError, RecursionError, StopIteration) as error:
        raise damaged(error) from error


def _expanded(data: bytes) -> bytes:
    try:
        size = zstandard.frame_content_size(data[1:])
    except zstandard.ZstdError as error:
        raise damaged(error) from error
    version = data[0]
    try:
        known = dictionary(version) if version else None
    except OSError as error:
        raise BundleNewer(
            _("This bundle was written in a way that this program cannot read.")
        ) from error
    return expanded(data[1:], size, known)


class _Reading:
    """One section."""

    def __init__(
        self,
        said: Description,
        planes: bytes,
        raw_size: int,
        first: int,
        count: int,
        images: Sequence[bytes],
    ) -> None:
        self._templates = templates_of(said)
        self._order_bytes = said.order
        self._texts = [text.encode() for text in said.texts]
        self._planes = planes
        self._at = 0
        self._room = raw_size
        """Bytes that may still be made."""
        self._first, self._count = first, count
        self._images = images
        self._digests: list[bytes] = []

    def events(self) -> Events:
        """All links, parted."""
        order = self._order()
        rows = self._require_room(order)
        given = self._given(order, rows)
        made = [
            iter(self._records(template, rows[number], given[number]))
            for number, template in enumerate(self._templates)
        ]
        links = LINK.join([next(made[number]) for number in order]).split(LINK)
        return self._parted(links)

    def _order(self) -> Sequence[int]:
        if len(self._templates) <= 256:
            order: Sequence[int] = self._order_bytes
        else:
            order = _numbers(self._order_bytes, len(self._order_bytes) // 2, 2)
        if not order:
            raise damaged("it holds no events")
        return order

    def _require_room(self, order: Sequence[int]) -> list[int]:
        """Rows of each template; nothing is made before it is known that it is not too much."""
        rows = [0] * len(self._templates)
        for number in order:
            rows[number] += 1
        for number, template in enumerate(self._templates):
            self._take(rows[number] * (len(template.text) + len(template.columns)))
        return rows

    def _take(self, size: int) -> None:
        self._room -= size
        if self._room < 0:
            raise BundleTooLarge(_("A section of this bundle is too large."))

    def _given(self, order: Sequence[int], rows: list[int]) -> list[tuple[Values, Values]]:
        """For each template, of each row: first event, images before it."""
        bodies = [_bodies(one) for one in self._templates]
        named = [
            sum(column.form == Form.IMAGE for column in one.columns) for one in self._templates
        ]
        found: list[tuple[Values, Values]] = [([], []) for _rows in rows]
        seq, image = self._first, 0
        for number in order:
            firsts, images = found[number]
            firsts.append(seq)
            images.append(image)
            seq += bodies[number]
            image += named[number]
        if seq != self._first + self._count:
            raise damaged("it holds more or fewer events than it says")
        return found

    def _records(
        self, template: Template, rows: int, given: tuple[Values, Values]
    ) -> Iterable[bytes]:
        text = template.text.encode()
        if not template.columns and PLACE not in text:
            return [text] * rows
        values: list[Values] = list(given)
        shown: list[Iterable[object]] = []
        places = []
        for column in template.columns:
            if column.form == Form.BYTES:
                values.append([])
                shown.append(self._bytes(column, values, rows))
            else:
                values.append(self._values(column, values, rows))
                shown.append(self._shown(column, values[-1]))
            places.append(_place(column))
        pieces = text.replace(b"%", b"%%").split(PLACE)
        if len(pieces) != len(places) + 1:
            raise damaged("a template does not fit its columns")
        form = b"".join(piece + place for piece, place in zip(pieces, (*places, b""), strict=True))
        return map(form.__mod__, zip(*shown, strict=True))

    def _values(self, column: Column, others: list[Values], rows: int) -> Values:
        how = column.how
        if how == How.SUM or how == How.DIFFERENCE:
            both = map(add if how == How.SUM else sub, others[column.a], others[column.b])
            return _plus(both, column.base)
        if how == How.BY:
            own = iter(self._own(column, column.own))
            table: dict[int, int] = {}
            return [
                table[value] if value in table else table.setdefault(value, next(own))
                for value in others[column.a]
            ]
        if not column.planes and how in (How.PLUS, How.MINUS):
            if how == How.PLUS:
                return _plus(others[column.a], column.base)
            return [column.base - value for value in others[column.a]]
        own_values = self._own(column, rows)
        if how == How.STEPS:
            return list(accumulate(own_values))
        if how == How.PLUS:
            return list(map(add, own_values, others[column.a]))
        if how == How.MINUS:
            return list(map(sub, own_values, others[column.a]))
        return own_values

    def _own(self, column: Column, count: int) -> Values:
        """``base + scale * x``, from the planes; without planes ``x`` is 0."""
        if not column.planes:
            self._take(count)
            return [column.base] * count
        found = _numbers(self._next(count * column.planes), count, column.planes)
        base, scale = column.base, column.scale
        if scale != 1:
            return [base + scale * x for x in found]
        return [base + x for x in found] if base else list(found)

    def _next(self, size: int) -> bytes:
        found = self._planes[self._at : self._at + size]
        self._at += size
        if len(found) != size:
            raise damaged("a column is cut")
        return found

    def _bytes(self, column: Column, others: list[Values], rows: int) -> Iterable[bytes]:
        width = column.width
        self._take(rows * width)
        own = column.own if column.how == How.BY else rows
        data = self._next(own * width)
        cut = [
            b2a_base64(data[at : at + width], newline=False) for at in range(0, own * width, width)
        ]
        if column.how != How.BY:
            return cut
        fresh = iter(cut)
        table: dict[int, bytes] = {}
        return [
            table[value] if value in table else table.setdefault(value, next(fresh))
            for value in others[column.a]
        ]

    def _shown(self, column: Column, values: Values) -> Iterable[object]:
        if column.form == Form.DATE:
            return map(_day, values)
        if column.form == Form.TEXT:
            shown = [self._texts[value] for value in values]
            self._take(sum(map(len, shown)))
            return shown
        if column.form == Form.IMAGE:
            return [self._digest(value) for value in values]
        return values

    def _digest(self, number: int) -> bytes:
        if not self._digests:
            self._digests = [base64.b64encode(sha256(one).digest()) for one in self._images]
        return self._digests[number]

    def _parted(self, links: list[bytes]) -> Events:
        bodies: list[bytes] = []
        headers: dict[int, bytes] = {}
        for link in links:
            if link[:1] != HEADER:
                bodies.append(link)
            elif headers.setdefault(self._first + len(bodies), link[1:]) is None:
                raise damaged("two headers stand before one event")
        if len(bodies) != self._count:
            raise damaged("it holds more or fewer events than it says")
        return tuple(bodies), headers


def _bodies(template: Template) -> int:
    """Events of a record; a header is none."""
    return (
        0 if template.text.startswith(HEADER.decode()) else 1 + template.text.count(LINK.decode())
    )


def _place(column: Column) -> bytes:
    if column.form == Form.NUMBER:
        return b"%d"
    if column.form == Form.DIGITS:
        if column.width > _MOST_DIGITS:
            raise damaged("a number has too many digits")
        return b"%%0%dd" % column.width
    return b"%b"


@lru_cache(maxsize=4096)
def _day(number: int) -> bytes:
    return date.fromordinal(number).isoformat().encode()


def _plus(values: Iterable[int], base: int) -> Values:
    return [base + value for value in values] if base else list(values)


def _numbers(planes: bytes, count: int, width: int) -> Sequence[int]:
    """Numbers from their bytes, the lowest bytes of all first."""
    if width == 1:
        return planes
    words = bytearray(count * _WORD)
    for plane in range(width):
        words[plane::_WORD] = planes[plane * count : (plane + 1) * count]
    found = array("Q", bytes(words))
    if sys.byteorder == "big":
        found.byteswap()
    return found
