"""Lines of an exported journal: every one carries a digest of itself, so that damage has a place.

::

    <check> TAB <run|event> TAB <id> TAB <hash> TAB <bytes>

``check`` is the first 16 hexadecimal digits of SHA-256 of the rest. ``id`` is node, epoch and
number of the event, or of the first event of a run. ``hash`` is the link of the chain as the ledger
keeps it, in hexadecimal; ``-`` where it keeps none. ``bytes`` are the exact bytes that are hashed:
they are JSON, and stand in base64 after ``base64:`` where they would break the line.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from typing import NamedTuple

from app.domain.identity import EventId

RUN = b"run"
EVENT = b"event"

LONGEST = 16 << 20
"""Bytes of the longest line that is read; no event comes near it."""

_NONE = b"-"
_IN_BASE64 = b"base64:"
_DIGITS = 16
_LINE = re.compile(
    rb"([0-9a-f]{16})\t((run|event)\tK(\d{2,5})-(\d{2,5})-(\d{1,10})\t([0-9a-f]{64}|-)\t(.+))\n",
    re.DOTALL,
)


class Line(NamedTuple):
    """What a line says."""

    kind: bytes
    """:data:`RUN` or :data:`EVENT`."""
    id: EventId
    hash: bytes | None
    data: bytes


def written(line: Line) -> bytes:
    """The line as it stands in the file, its end included."""
    hash = _NONE if line.hash is None else line.hash.hex().encode()
    rest = b"\t".join((line.kind, str(line.id).encode(), hash, _in_one_line(line.data)))
    return _check(rest) + b"\t" + rest + b"\n"


def read(raw: bytes) -> Line | None:
    """Inverse of :func:`written`; None for everything that it does not write."""
    found = _LINE.fullmatch(raw)
    if found is None or _check(found[2]) != found[1]:
        return None
    try:
        data = _exact(found[8])
    except ValueError:
        return None
    hash = None if found[7] == _NONE else bytes.fromhex(found[7].decode())
    line = Line(found[3], EventId(int(found[4]), int(found[5]), int(found[6])), hash, data)
    return line if written(line) == raw else None


def _check(rest: bytes) -> bytes:
    return hashlib.sha256(rest).hexdigest()[:_DIGITS].encode()


def _in_one_line(data: bytes) -> bytes:
    if data.startswith(b"{") and b"\n" not in data:
        return data
    return _IN_BASE64 + b64encode(data)


def _exact(written: bytes) -> bytes:
    if written.startswith(_IN_BASE64):
        return b64decode(written.removeprefix(_IN_BASE64), validate=True)
    return written
