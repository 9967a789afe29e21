"""A run of a node's journal on its way to head office: sealed by the node, checked before believed.

Order of the checks: size, magic, header, limits, protocol (:func:`parse`); signature, digest,
decoding within the sizes that were signed, chain (:meth:`Bundle.open`). docs/sync.md has the form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import msgspec

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.kiosk import Randomness
from app.ledger.checkpoint import Signer, genuine
from app.sync.bundle_header import (
    COUNT_LIMIT,
    PROTOCOL,
    BundleHeader,
    Hash,
    Section,
    framed,
    require_file_size,
    require_protocol,
    section,
    taken_apart,
    unpacked,
)
from app.sync.errors import BundleTooLarge, ChainBroken, WrongSignature, damaged
from app.sync.event_codecs import (
    Codec,
    Encoded,
    decode_bytes,
    decode_events,
    encode_bytes,
    encode_events,
)
from app.sync.run import Run, public_key_in
from app.sync.sealed_box import open_sealed, seal_to

MAGIC = b"TAPCARD\x01"
_DOMAIN = b"tapcard bundle 1\n"


@dataclass(frozen=True)
class Opened:
    """What a bundle holds, proven: signature, digest, chain."""

    header: BundleHeader
    run: Run
    images: Mapping[bytes, bytes]
    """Card images of plans, by their SHA-256."""
    sealed_keys: bytes
    """Personal keys by name, for the one receiver that they were sealed to; empty for none."""

    def personal_keys(self, receiver: Signer) -> dict[str, bytes]:
        """The keys under which the run's personal fields are sealed. Raises NotForUs."""
        header = self.header
        return open_run_keys(
            receiver,
            self.sealed_keys,
            node=header.node,
            epoch=header.epoch,
            first=header.first,
            count=header.count,
            last_hash=header.last_hash,
        )


@dataclass(frozen=True)
class Bundle:
    """A file whose header was read; nothing of it is believed yet."""

    header: BundleHeader
    size: int
    """Bytes of the file."""
    _header_bytes: bytes
    _signature: bytes
    _body: bytes

    @property
    def is_whole(self) -> bool:
        """Whether its bytes are those that its header names; says nothing of who made it."""
        return sha256(self._body).digest() == self.header.digest

    def without_keys(self) -> bytes:
        """The file with zeros where its personal keys stood."""
        size = self.header.personal.size
        clear = self._body[: len(self._body) - size] + bytes(size)
        return framed(MAGIC, self._header_bytes, self._signature, (clear,))

    def open(self, public_key: bytes, *, keys_out: bool = False) -> Opened:
        """Checks everything; ``public_key``: what is known of its node and epoch.

        ``keys_out``: its personal keys were taken out here, after everything was checked. The
        chain, whose last hash is signed, still proves the events.

        Raises WrongSignature, BundleDamaged, BundleTooLarge, BundleNewer, ChainBroken.
        """
        header = self.header
        if not genuine(public_key, _DOMAIN + self._header_bytes, self._signature):
            raise WrongSignature(
                _("This bundle is not signed by the key that is known for {kiosk}.").format(
                    kiosk=kiosk_name(header.node)
                )
            )
        if not self.is_whole and not keys_out:
            raise damaged("its bytes are not those that were signed")
        events, images, personal = parts(
            self._body, (header.events, header.images, header.personal)
        )
        bodies = read_images(header.images, images)
        run = self._run(events, bodies)
        if run.last_hash != header.last_hash:
            raise ChainBroken(_("The events of this bundle do not end with the hash it says."))
        found = {sha256(body).digest(): body for body in bodies}
        sealed = decode_bytes(header.personal.codec, personal, header.personal.raw_size)
        return Opened(header, run, found, b"" if keys_out else sealed)

    def keys(self, receiver: Signer) -> dict[str, bytes]:
        """Its personal keys, of a file that was checked. Raises NotForUs, BundleDamaged."""
        header = self.header
        *_others, personal = parts(self._body, (header.events, header.images, header.personal))
        sealed = decode_bytes(header.personal.codec, personal, header.personal.raw_size)
        return open_keys(receiver, sealed, _context(header))

    def key_of_beginning(self) -> bytes | None:
        """The key that an epoch's own beginning says; None where it does not begin one.

        Believed no further than that :meth:`open` is tried with it. Raises as :meth:`open`.
        """
        header = self.header
        if header.first != 1:
            return None
        events, images, _personal = parts(
            self._body, (header.events, header.images, header.personal)
        )
        return public_key_in(self._run(events, read_images(header.images, images)))

    def _run(self, events: bytes, images: Sequence[bytes]) -> Run:
        header = self.header
        bodies, headers = decode_events(
            header.events.codec,
            events,
            header.events.raw_size,
            first=header.first,
            count=header.count,
            images=images,
        )
        return Run(header.node, header.epoch, header.first, header.previous, bodies, headers)


def seal_run(
    run: Run,
    signer: Signer,
    random: Randomness,
    *,
    images: Sequence[bytes] = (),
    keys: Mapping[str, bytes] | None = None,
    receiver: bytes | None = None,
    codec: Codec = Codec.COLUMNS,
) -> bytes:
    """The file of a run, signed by its node's key of the run's epoch.

    ``images``: encoded card images of its plans. ``keys``: personal keys by name, sealed to
    ``receiver``, the public seal key of head office; left out where that is not known.
    Raises BundleTooLarge, ChainBroken.
    """
    if len(run.bodies) > COUNT_LIMIT:
        raise BundleTooLarge(_("These are more events than one bundle may hold."))
    events = encode_events(run, images, codec)
    pictures = encode_bytes(msgspec.msgpack.encode(list(images)) if images else b"")
    header = BundleHeader(
        protocol=PROTOCOL,
        node=run.node,
        epoch=run.epoch,
        first=run.first,
        count=len(run.bodies),
        previous=run.previous,
        last_hash=run.last_hash,
        key_id=key_id(signer.public_key),
        seal_key=signer.seal_public_key,
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


def parse(data: bytes) -> Bundle:
    """Reads the header of one bundle, and that the file is as long as it says.

    Raises BundleDamaged, BundleTooLarge, BundleNewer.
    """
    require_file_size(len(data))
    bundle, end = _bundle_at(data, 0)
    if end != len(data):
        raise damaged("something stands behind it")
    return bundle


def parse_joined(data: bytes) -> tuple[Bundle, ...]:
    """The bundles of a request, one behind the other; together within the limit of one file.

    Raises as :func:`parse`.
    """
    require_file_size(len(data))
    found, at = [], 0
    while at < len(data):
        bundle, at = _bundle_at(data, at)
        found.append(bundle)
    return tuple(found)


def key_id(public_key: bytes) -> bytes:
    """Short name of a key, 8 bytes."""
    return sha256(public_key).digest()[:8]


def bundle_name(header: BundleHeader) -> str:
    """Name of its file."""
    first, last = header.first, header.last
    return f"{kiosk_name(header.node)}-{header.epoch:02d}-{first:09d}-{last:09d}.bundle"


def parts(body: bytes, sections: Sequence[Section]) -> list[bytes]:
    """The sections, one behind the other."""
    found, at = [], 0
    for one in sections:
        found.append(body[at : at + one.size])
        at += one.size
    return found


def read_images(said: Section, data: bytes) -> list[bytes]:
    """Encoded card images. Raises BundleDamaged, BundleTooLarge, BundleNewer."""
    raw = decode_bytes(said.codec, data, said.raw_size)
    return unpacked(raw, list[bytes]) if raw else []


def sealed_keys(
    keys: Mapping[str, bytes], receiver: bytes | None, context: bytes, random: Randomness
) -> Encoded:
    """The section of personal keys; empty where there are none, or nobody to seal them to."""
    if not keys or receiver is None:
        return Encoded(Codec.PLAIN, b"", 0)
    clear = msgspec.msgpack.encode(dict(keys), order="deterministic")
    sealed = seal_to(receiver, clear, context, random)
    return Encoded(Codec.PLAIN, sealed, len(sealed))


def open_keys(receiver: Signer, sealed: bytes, context: bytes) -> dict[str, bytes]:
    """Inverse of :func:`sealed_keys`. Raises NotForUs, BundleDamaged."""
    if not sealed:
        return {}
    return unpacked(open_sealed(receiver, sealed, context), dict[str, Hash])


def open_run_keys(
    receiver: Signer,
    sealed: bytes,
    *,
    node: int,
    epoch: int,
    first: int,
    count: int,
    last_hash: bytes,
) -> dict[str, bytes]:
    """The keys of a run that was kept apart from its bundle. Raises NotForUs, BundleDamaged."""
    return open_keys(receiver, sealed, keys_context(node, epoch, first, count, last_hash))


def _bundle_at(data: bytes, at: int) -> tuple[Bundle, int]:
    frame = taken_apart(MAGIC, data, at)
    header = unpacked(frame.header, BundleHeader)
    require_protocol(header.protocol)
    size = header.events.size + header.images.size + header.personal.size
    end = frame.body_at + size
    if end > len(data):
        raise damaged("it is cut")
    body = data[frame.body_at : end]
    return Bundle(header, end - at, frame.header, frame.signature, body), end


def _context(header: BundleHeader) -> bytes:
    return keys_context(header.node, header.epoch, header.first, header.count, header.last_hash)


def keys_context(node: int, epoch: int, first: int, count: int, last_hash: bytes) -> bytes:
    """What the box of personal keys of a bundle is bound to."""
    return _DOMAIN + msgspec.msgpack.encode((node, epoch, first, count, last_hash))
