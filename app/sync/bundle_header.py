"""What stands at the head of a bundle, and what it may say."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from app.domain.text import _
from app.sync.compression import RAW_LIMIT
from app.sync.errors import BundleNewer, BundleTooLarge, damaged
from app.sync.event_codecs import Encoded

PROTOCOL = 1
FILE_LIMIT = 8 << 20
"""Bytes of a file."""
COUNT_LIMIT = 5000
"""Events of a bundle."""
SIGNATURE = 64
_HEADER_LIMIT = 4096
_LENGTH = struct.Struct(">I")
MAGIC = 8

Number = Annotated[int, Meta(ge=1, le=(1 << 32) - 1)]
Size = Annotated[int, Meta(ge=0, le=RAW_LIMIT)]
Hash = Annotated[bytes, Meta(min_length=32, max_length=32)]
NodeNumber = Annotated[int, Meta(ge=1, le=32767)]
EpochNumber = Annotated[int, Meta(ge=1, le=65535)]


class Section(msgspec.Struct, frozen=True, array_like=True):
    """Part of a file, behind the one before."""

    codec: Annotated[int, Meta(ge=0, le=255)]
    size: Size
    """Bytes in the file."""
    raw_size: Size
    """Bytes when decoded."""


class BundleHeader(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """Of a run; docs/sync.md. Fields are only added, at the end."""

    protocol: Annotated[int, Meta(ge=1, le=255)]
    node: NodeNumber
    epoch: EpochNumber
    first: Number
    count: Annotated[int, Meta(ge=1, le=COUNT_LIMIT)]
    previous: Hash
    last_hash: Hash
    key_id: Annotated[bytes, Meta(min_length=8, max_length=8)]
    seal_key: Hash
    digest: Hash
    events: Section
    images: Section
    personal: Section

    @property
    def last(self) -> int:
        """Number of the last event."""
        return self.first + self.count - 1


def section(encoded: Encoded) -> Section:
    """What the header says of it."""
    return Section(int(encoded.codec), len(encoded.data), encoded.raw_size)


def framed(magic: bytes, header: bytes, signature: bytes, sections: Sequence[bytes]) -> bytes:
    """The file. Raises BundleTooLarge."""
    data = b"".join((magic, _LENGTH.pack(len(header)), header, signature, *sections))
    require_file_size(len(data))
    return data


H = TypeVar("H")


class Frame(msgspec.Struct, frozen=True):
    """A file taken apart, nothing of it believed yet."""

    header: bytes
    signature: bytes
    body_at: int
    """Where the sections begin."""


def taken_apart(magic: bytes, data: bytes, at: int = 0) -> Frame:
    """The frame of the file that begins at ``at``. Raises BundleDamaged."""
    if data[at : at + MAGIC] != magic:
        raise damaged("it begins otherwise")
    start = at + MAGIC + _LENGTH.size
    if len(data) < start:
        raise damaged("it is cut")
    (length,) = _LENGTH.unpack_from(data, at + MAGIC)
    if length > _HEADER_LIMIT:
        raise BundleTooLarge(_("The header of this bundle is too large."))
    body_at = start + length + SIGNATURE
    if len(data) < body_at:
        raise damaged("it is cut")
    return Frame(data[start : start + length], data[start + length : body_at], body_at)


def unpacked(data: bytes, form: type[H]) -> H:
    """A msgpack value of a form. Raises BundleDamaged."""
    try:
        return msgspec.msgpack.decode(data, type=form)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise damaged(error) from error


def require_protocol(protocol: int) -> None:
    """Raises BundleNewer."""
    if protocol > PROTOCOL:
        raise BundleNewer(_("This bundle was made by a newer Tapcard."))


def require_file_size(size: int) -> None:
    """Raises BundleTooLarge."""
    if size > FILE_LIMIT:
        raise BundleTooLarge(_("This file is larger than any bundle may be."))
