"""Codec 2: a run's events as templates and columns. What each column is told by is searched here.

Nothing depends on the search being good, and no reader on how it was done: the section says how
each column is made. What does not fit is left to codec 1.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from datetime import date
from hashlib import sha256

import msgspec

from app.sync.column_form import (
    HEADER,
    LINK,
    PLACE,
    Column,
    Form,
    How,
    Template,
    description,
    dictionary,
)
from app.sync.column_search import Found, Known, told, told_bytes
from app.sync.compression import compressed
from app.sync.run import Run

DICTIONARY = 1
"""Version that new bundles are written with."""
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*":?|-?[0-9]+')
_DIGITS = re.compile(rb"[0-9]{1,18}")
_DATE = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BLOB = re.compile(rb"[A-Za-z0-9+/]{6,1024}={0,2}")
"""From four bytes on: the serial of a card."""
_MOST_DIGITS = 18
_IMAGES = re.compile(rb'"images":"([A-Za-z0-9+/]{43}=)"')


class _Group:
    """Records of one template, before its columns are found."""

    def __init__(self, pieces: tuple[bytes, ...]) -> None:
        self.pieces = pieces
        self.rows: list[list[bytes]] = []
        self.firsts: list[int] = []
        self.images: list[int] = []


def in_columns(run: Run, images: Sequence[bytes]) -> bytes | None:
    """The section; None where the run's bytes are not such as events have."""
    content = description_and_planes(run, images)
    if content is None:
        return None
    return bytes((DICTIONARY,)) + compressed(content, dictionary(DICTIONARY))


def description_and_planes(run: Run, images: Sequence[bytes]) -> bytes | None:
    """What the section's frame holds; None as :func:`in_columns`."""
    links = (*run.bodies, *run.headers.values())
    if any(LINK in link or PLACE in link or link[:1] == HEADER for link in links):
        return None
    digests = {b64encode(sha256(body).digest()): number for number, body in enumerate(images)}
    writing = _Writing(digests)
    try:
        writing.take(run)
        return writing.content()
    except UnicodeError:
        return None


class _Writing:
    """One section as it is made."""

    def __init__(self, digests: dict[bytes, int]) -> None:
        self._digests = digests
        self._groups: dict[tuple[object, ...], _Group] = {}
        self._order: list[int] = []
        self._numbers: dict[tuple[object, ...], int] = {}
        self._texts: dict[bytes, int] = {}
        self._planes: list[bytes] = []
        self._images = 0

    def take(self, run: Run) -> None:
        """All records of a run."""
        seq = run.first
        while seq <= run.last:
            header = run.headers.get(seq)
            if header is not None:
                self._take(HEADER + header, seq)
            record, start = run.bodies[seq - run.first], seq
            seq += 1
            closes = b'"plan":[%d,%d,%d]' % (run.node, run.epoch, start)
            if seq <= run.last and seq not in run.headers:
                following = run.bodies[seq - run.first]
                if closes in following:
                    record += LINK + following
                    seq += 1
            self._take(record, start)

    def _take(self, record: bytes, seq: int) -> None:
        pieces, row = self._parted(record)
        named = tuple(place for place, one in enumerate(row) if one in self._digests)
        number = self._numbers.setdefault((pieces, named), len(self._numbers))
        group = self._groups.setdefault((pieces, named), _Group(pieces))
        group.rows.append(row)
        group.firsts.append(seq)
        group.images.append(self._images)
        self._order.append(number)
        self._images += len(named)

    def _parted(self, record: bytes) -> tuple[tuple[bytes, ...], list[bytes]]:
        """What stands around the values, and the values."""
        pieces, row, at = [], [], 0
        for match in _TOKEN.finditer(record):
            token, start, end = match.group(), match.start(), match.end()
            if token.endswith(b":"):
                continue
            if token[:1] == b'"':
                token, start, end = token[1:-1], start + 1, end - 1
            elif not _canonical(token):
                continue
            pieces.append(record[at:start])
            row.append(token)
            at = end
        return (*pieces, record[at:]), row

    def content(self) -> bytes:
        """Length of the description, description, planes."""
        templates = [self._template(group) for group in self._groups.values()]
        wide = len(templates) > 256
        order = bytes(self._order) if not wide else _planes(self._order, 2)
        texts = [text.decode() for text in self._texts]
        said = msgspec.msgpack.encode(description(order, templates, texts))
        return b"".join((len(said).to_bytes(4, "big"), said, *self._planes))

    def _template(self, group: _Group) -> Template:
        known = Known([group.firsts, group.images])
        text, columns = group.pieces[0], []
        for place, piece in enumerate(group.pieces[1:]):
            before = text[-1:] == b'"'
            cells = [row[place] for row in group.rows]
            if len(set(cells)) == 1 and cells[0] not in self._digests:
                text += cells[0] + piece
                continue
            found, column = self._column(cells, known, quoted=before)
            self._planes.append(found)
            columns.append(column)
            text += PLACE + piece
        return Template(text.decode(), columns)

    def _column(self, cells: list[bytes], known: Known, *, quoted: bool) -> tuple[bytes, Column]:
        form, values, width = self._read(cells, quoted=quoted)
        if form is Form.BYTES:
            found = told_bytes([b64decode(cell) for cell in cells], known)
            known.add(None)
        else:
            found = told(values, known)
            known.add(values)
        return _written(found, form, width)

    def _read(self, cells: list[bytes], *, quoted: bool) -> tuple[Form, list[int], int]:
        """Of which form all cells are, and their numbers."""
        if not quoted:
            return Form.NUMBER, [int(cell) for cell in cells], 0
        if all(cell in self._digests for cell in cells):
            return Form.IMAGE, [self._digests[cell] for cell in cells], 0
        width = len(cells[0])
        if all(len(cell) == width for cell in cells):
            if all(_DIGITS.fullmatch(cell) for cell in cells):
                return Form.DIGITS, [int(cell) for cell in cells], width
            days = [_ordinal(cell) for cell in cells]
            if all(days):
                return Form.DATE, days, 0
            sizes = {_size_of(cell) for cell in cells}
            if len(sizes) == 1 and 0 not in sizes:
                return Form.BYTES, [], sizes.pop()
        texts = self._texts
        return Form.TEXT, [texts.setdefault(cell, len(texts)) for cell in cells], 0


def _written(found: Found, form: Form, width: int) -> tuple[bytes, Column]:
    if found.data is not None:
        planes, count = found.data, 0
    else:
        count = max(found.own, default=0).bit_length() + 7 >> 3
        planes = _planes(found.own, count)
    column = Column(
        form=form,
        how=found.how,
        planes=count,
        base=found.base,
        scale=found.scale,
        a=found.a,
        b=found.b,
        width=width,
        own=found.rows if found.how is How.BY else 0,
    )
    return planes, column


def _canonical(token: bytes) -> bool:
    """Whether a number is written as it would be again."""
    return len(token) <= _MOST_DIGITS and b"%d" % int(token) == token


def _ordinal(cell: bytes) -> int:
    """A day's number; 0 for what is none."""
    if not _DATE.fullmatch(cell):
        return 0
    try:
        return date.fromisoformat(cell.decode()).toordinal()
    except ValueError:
        return 0


def _size_of(cell: bytes) -> int:
    """Bytes that a base64 text stands for; 0 for what is none."""
    if not _BLOB.fullmatch(cell):
        return 0
    try:
        data = b64decode(cell, validate=True)
    except Base64Error:
        return 0
    return len(data) if b64encode(data) == cell else 0


def _planes(values: Sequence[int], count: int) -> bytes:
    return b"".join(
        bytes([value >> 8 * plane & 0xFF for value in values]) for plane in range(count)
    )
