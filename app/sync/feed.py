"""What head office gives a kiosk of other nodes' journals, signed by the office identity.

A feed needs no chain: head office has computed them, and its signature covers every byte. Events
come with their numbers, for a scope seldom needs all of a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Meta

from app.domain.identity import EventId
from app.domain.text import _
from app.kiosk import Randomness
from app.ledger.checkpoint import Signer, genuine
from app.sync.bundle import open_keys, parts, read_images, sealed_keys
from app.sync.bundle_header import (
    PROTOCOL,
    EpochNumber,
    Hash,
    NodeNumber,
    Number,
    Section,
    framed,
    require_file_size,
    require_protocol,
    section,
    taken_apart,
    unpacked,
)
from app.sync.compression import QUICK
from app.sync.errors import WrongSignature, damaged
from app.sync.event_codecs import decode_bytes, encode_bytes

MAGIC = b"TAPFEED\x01"
_DOMAIN = b"tapcard feed 1\n"

Version = Annotated[int, Meta(ge=0, le=(1 << 62))]


class ScopeStep(msgspec.Struct, frozen=True, array_like=True):
    """What a feed brings of one scope: everything after one version up to another."""

    scope: Annotated[str, Meta(max_length=64)]
    after: Version
    upto: Version


class FeedPart(msgspec.Struct, frozen=True, array_like=True):
    """Events of one node and epoch."""

    node: NodeNumber
    epoch: EpochNumber
    headers: list[bytes]
    """Of the runs that the events belong to."""
    events: list[tuple[Number, bytes]]
    """Number and exact bytes of each."""


class FeedHeader(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """docs/sync.md. Fields are only added, at the end."""

    protocol: Annotated[int, Meta(ge=1, le=255)]
    kiosk: NodeNumber
    epoch: EpochNumber
    """Of the kiosk that it is for."""
    office_time: int
    """Wall time at head office, milliseconds since 1970 UTC."""
    scopes: Annotated[list[ScopeStep], Meta(max_length=32)]
    digest: Hash
    events: Section
    images: Section
    personal: Section


@dataclass(frozen=True)
class OpenedFeed:
    """What a feed holds; head office vouches for it."""

    header: FeedHeader
    parts: Sequence[FeedPart]
    images: Mapping[bytes, bytes]
    """Card images of plans, by their SHA-256."""
    sealed_keys: bytes

    def events(self) -> Iterator[tuple[EventId, bytes]]:
        """All events, as ``Transaction.accept`` takes them."""
        for part in self.parts:
            for seq, body in part.events:
                yield EventId(part.node, part.epoch, seq), body

    def runs(self) -> Iterator[bytes]:
        """All run headers, as ``Transaction.accept`` takes them."""
        for part in self.parts:
            yield from part.headers

    def personal_keys(self, receiver: Signer) -> dict[str, bytes]:
        """The keys under which personal fields in it are sealed. Raises NotForUs."""
        return open_keys(receiver, self.sealed_keys, _context(self.header))


@dataclass(frozen=True)
class Feed:
    """A file whose header was read; nothing of it is believed yet."""

    header: FeedHeader
    _header_bytes: bytes
    _signature: bytes
    _body: bytes

    def open(self, office_key: bytes) -> OpenedFeed:
        """Checks everything; ``office_key``: the office identity that the kiosk pinned.

        The caller sees to it that the feed is for it: ``header.kiosk`` and ``header.epoch``.
        Raises WrongSignature, BundleDamaged, BundleTooLarge, BundleNewer.
        """
        header = self.header
        if not genuine(office_key, _DOMAIN + self._header_bytes, self._signature):
            raise WrongSignature(_("This file is not signed by head office."))
        if sha256(self._body).digest() != header.digest:
            raise damaged("its bytes are not those that were signed")
        sections = (header.events, header.images, header.personal)
        events, images, personal = parts(self._body, sections)
        raw = decode_bytes(header.events.codec, events, header.events.raw_size)
        found = unpacked(raw, list[FeedPart])
        pictures = {sha256(one).digest(): one for one in read_images(header.images, images)}
        sealed = decode_bytes(header.personal.codec, personal, header.personal.raw_size)
        return OpenedFeed(header, found, pictures, sealed)


def seal_feed(
    found: Sequence[FeedPart],
    signer: Signer,
    random: Randomness,
    *,
    kiosk: int,
    epoch: int,
    office_time: int,
    scopes: Sequence[ScopeStep],
    images: Sequence[bytes] = (),
    keys: Mapping[str, bytes] | None = None,
    receiver: bytes | None = None,
) -> bytes:
    """The file for one kiosk; ``signer``: the office identity, ``receiver``: the kiosk's seal key.

    Raises BundleTooLarge: fewer events must go into one feed.
    """
    events = encode_bytes(msgspec.msgpack.encode(list(found)), QUICK)
    pictures = encode_bytes(msgspec.msgpack.encode(list(images)) if images else b"", QUICK)
    header = FeedHeader(
        protocol=PROTOCOL,
        kiosk=kiosk,
        epoch=epoch,
        office_time=office_time,
        scopes=list(scopes),
        digest=bytes(32),
        events=section(events),
        images=section(pictures),
        personal=Section(0, 0, 0),
    )
    sealed = sealed_keys(keys or {}, receiver, _context(header), random)
    body = events.data + pictures.data + sealed.data
    header = msgspec.structs.replace(header, digest=sha256(body).digest(), personal=section(sealed))
    data = msgspec.msgpack.encode(header)
    return framed(MAGIC, data, signer.sign(_DOMAIN + data), (body,))


def parse_feed(data: bytes) -> Feed:
    """Reads the header, and that the file is as long as it says.

    Raises BundleDamaged, BundleTooLarge, BundleNewer.
    """
    require_file_size(len(data))
    frame = taken_apart(MAGIC, data)
    header = unpacked(frame.header, FeedHeader)
    require_protocol(header.protocol)
    body = data[frame.body_at :]
    if len(body) != header.events.size + header.images.size + header.personal.size:
        raise damaged("it has not the length that it says")
    return Feed(header, frame.header, frame.signature, body)


def _context(header: FeedHeader) -> bytes:
    """What a box of this feed is bound to."""
    return _DOMAIN + msgspec.msgpack.encode((header.kiosk, header.epoch, header.office_time))
