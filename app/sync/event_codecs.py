"""The codecs of a bundle's events: exact bytes in, exact bytes out."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import NamedTuple

from app.domain.text import _
from app.sync.columns import in_columns
from app.sync.columns_reading import read_columns
from app.sync.compression import RAW_LIMIT, SMALLEST, compressed, expanded, require_within
from app.sync.errors import BundleNewer, BundleTooLarge, SyncError, damaged
from app.sync.plain_events import Events, plain, read_plain
from app.sync.run import Run


class Codec(enum.IntEnum):
    """How a section is written."""

    PLAIN = 0
    ZSTD = 1
    COLUMNS = 2


class Encoded(NamedTuple):
    """A section as it will stand in the file."""

    codec: Codec
    data: bytes
    raw_size: int
    """Bytes of it when decoded; of columns: of the plain form that they give back."""


def encode_events(run: Run, images: Sequence[bytes], codec: Codec) -> Encoded:
    """The events of a run; in columns only where these give back the very bytes.

    ``images``: what the bundle carries beside them. Raises BundleTooLarge.
    """
    whole = plain(run.bodies, dict(run.headers), run.first)
    if len(whole) > RAW_LIMIT:
        raise BundleTooLarge(_("These events are too large for one bundle."))
    if codec is Codec.COLUMNS:
        data = in_columns(run, images)
        if data is not None and _gives_back(data, run, images, len(whole)):
            return Encoded(Codec.COLUMNS, data, len(whole))
        codec = Codec.ZSTD
    if codec is Codec.ZSTD:
        return Encoded(codec, compressed(whole), len(whole))
    return Encoded(codec, whole, len(whole))


def decode_events(
    codec: int, data: bytes, raw_size: int, *, first: int, count: int, images: Sequence[bytes]
) -> Events:
    """Inverse of :func:`encode_events`. Raises BundleDamaged, BundleTooLarge, BundleNewer."""
    require_within(raw_size)
    if codec == Codec.COLUMNS:
        return read_columns(data, raw_size, first=first, count=count, images=images)
    return read_plain(decode_bytes(codec, data, raw_size), first, count)


def encode_bytes(data: bytes, level: int = SMALLEST) -> Encoded:
    """A section of other things. Raises BundleTooLarge."""
    require_within(len(data))
    return Encoded(Codec.ZSTD, compressed(data, level=level), len(data))


def decode_bytes(codec: int, data: bytes, raw_size: int) -> bytes:
    """Inverse of :func:`encode_bytes`; plain bytes too. Raises as :func:`decode_events`."""
    require_within(raw_size)
    if codec == Codec.ZSTD:
        return expanded(data, raw_size)
    if codec != Codec.PLAIN:
        raise BundleNewer(_("This bundle was written in a way that this program cannot read."))
    if len(data) != raw_size:
        raise damaged("a section has not the size that is said")
    return data


def _gives_back(data: bytes, run: Run, images: Sequence[bytes], size: int) -> bool:
    try:
        bodies, headers = read_columns(
            data, size, first=run.first, count=len(run.bodies), images=images
        )
    except SyncError:
        return False
    return bodies == run.bodies and headers == run.headers
