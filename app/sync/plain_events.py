"""Codec 0: links in order, each a byte (1 header, 2 body), a varint length, the bytes."""

from __future__ import annotations

from collections.abc import Iterator

from app.sync.errors import damaged

HEADER, BODY = 1, 2
_MORE, _SEVEN = 0x80, 0x7F
_LONGEST = 28
"""Bits of a length; four bytes."""

Events = tuple[tuple[bytes, ...], dict[int, bytes]]
"""Bodies in order, and headers by the number of the event that each stands before."""


def plain(bodies: tuple[bytes, ...], headers: dict[int, bytes], first: int) -> bytes:
    """The links in order of the chain."""
    parts: list[bytes] = []
    for seq, body in enumerate(bodies, first):
        header = headers.get(seq)
        if header is not None:
            parts += (bytes((HEADER,)), _varint(len(header)), header)
        parts += (bytes((BODY,)), _varint(len(body)), body)
    return b"".join(parts)


def read_plain(data: bytes, first: int, count: int) -> Events:
    """Inverse of :func:`plain`. Raises BundleDamaged."""
    bodies: list[bytes] = []
    headers: dict[int, bytes] = {}
    for kind, link in _links(data):
        if kind == BODY:
            bodies.append(link)
        elif headers.setdefault(first + len(bodies), link) is not link:
            raise damaged("two headers stand before one event")
    if len(bodies) != count:
        raise damaged("it holds more or fewer events than it says")
    return tuple(bodies), headers


def _links(data: bytes) -> Iterator[tuple[int, bytes]]:
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        if kind not in (HEADER, BODY):
            raise damaged("an event of no kind")
        size, shift = 0, 0
        while True:
            at += 1
            if at >= end or shift >= _LONGEST:
                raise damaged("an event without a length")
            size |= (data[at] & _SEVEN) << shift
            shift += 7
            if data[at] < _MORE:
                break
        at += 1
        if at + size > end:
            raise damaged("an event is cut")
        yield kind, data[at : at + size]
        at += size


def _varint(value: int) -> bytes:
    made = bytearray()
    while value > _SEVEN:
        made.append(value & _SEVEN | _MORE)
        value >>= 7
    made.append(value)
    return bytes(made)
