"""Bundles of a request, checked before the store is asked for a lock.

Signature, digest, chain: by the keys that head office knows for the kiosk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from app.domain.identity import Node, kiosk_name
from app.domain.text import _
from app.office.store.errors import AnothersBundle
from app.office.store.rows import EpochRequest, Kiosk, KioskEpoch
from app.sync.bundle import Bundle, Opened, key_id, parse_joined
from app.sync.bundle_header import BundleHeader
from app.sync.errors import BundleTooLarge, SyncError, WrongSignature, damaged

PORTION = 64 << 20
"""Bytes, decoded, of bundles that are held in memory and taken in one transaction."""
BUNDLES = 2_000
"""Bundles in one request: an agent joins no more events than that."""


class Proven(NamedTuple):
    """A bundle whose signature, digest and chain hold."""

    opened: Opened
    sealed_by: int
    """Epoch whose key sealed it: its own, or a later one after a restore."""
    file: bytes
    is_rival: bool = False
    """Another copy was granted the epoch whose key sealed it."""
    held_as: bytes = b""
    """Digest under which it is kept aside already; empty for what has just come."""


def bundles_of(sender: Node, data: bytes) -> Sequence[Bundle]:
    """Raises SyncError, AnothersBundle."""
    bundles = parse_joined(data)
    if not bundles:
        raise damaged("it is empty")
    if len(bundles) > BUNDLES:
        raise BundleTooLarge(_("There are more than {most} bundles in it.").format(most=BUNDLES))
    for bundle in bundles:
        if bundle.header.node != sender:
            raise AnothersBundle(sender, bundle.header.node)
    return bundles


class KeyNotYetKnown(SyncError):
    """A bundle by a key that head office has not met: it asks for what begins the key's epoch."""

    code = "key_not_yet_known"

    def __init__(self, node: Node, epoch: int, *, waits: bool) -> None:
        """``waits``: the key's epoch waits for people, not for its first bundle."""
        super().__init__(
            _("This bundle is signed by a key of {kiosk} that was not granted.").format(
                kiosk=kiosk_name(node)
            )
        )
        self.epoch = epoch
        self.waits = waits


Rivals = Callable[[], Sequence[EpochRequest]]
"""What a kiosk asked for and was not granted; looked up where a key is not known."""


def portions(
    kiosk: Kiosk, bundles: Sequence[Bundle], data: bytes, rivals: Rivals
) -> Iterator[list[Proven]]:
    """Bundles of granted epochs, so many at a time as memory and one transaction bear.

    Raises SyncError, behind those that stand before.
    """
    some: list[Proven] = []
    raw, start = 0, 0
    try:
        for bundle in bundles:
            if bundle.header.epoch > kiosk.in_force.epoch:
                break
            raw += _raw_size(bundle.header)
            if some and raw > PORTION:
                yield some
                some, raw = [], _raw_size(bundle.header)
            some.append(prove(kiosk, bundle, data[start : start + bundle.size], rivals))
            start += bundle.size
    except SyncError:
        if some:
            yield some
        raise
    if some:
        yield some


def _raw_size(header: BundleHeader) -> int:
    return header.events.raw_size + header.images.raw_size + header.personal.raw_size


def prove(
    kiosk: Kiosk, bundle: Bundle, file: bytes, rivals: Rivals, *, keys_out: bool = False
) -> Proven:
    """``keys_out``: of a bundle that was proven before; see Bundle.open. Raises SyncError."""
    header = bundle.header
    for row in _possible_signers(kiosk, header):
        if key_id(row.public_key) == header.key_id:
            opened = bundle.open(row.public_key, keys_out=keys_out)
            return Proven(opened, row.epoch, file)
    return _prove_rival(bundle, file, rivals(), keys_out=keys_out)


def _prove_rival(
    bundle: Bundle, file: bytes, rivals: Sequence[EpochRequest], *, keys_out: bool
) -> Proven:
    """By the key of an epoch that was not granted, which its own beginning says."""
    header = bundle.header
    for one in rivals:
        if one.epoch >= header.epoch and key_id(one.public_key) == header.key_id:
            if not one.decided:
                raise KeyNotYetKnown(header.node, header.epoch, waits=True)
            opened = bundle.open(one.public_key, keys_out=keys_out)
            return Proven(opened, one.epoch, file, is_rival=True)
    if header.epoch > 1 and header.first > 1:
        raise KeyNotYetKnown(header.node, header.epoch, waits=False)
    said = bundle.key_of_beginning() if header.epoch > 1 else None
    if said is not None and key_id(said) == header.key_id:
        opened = bundle.open(said, keys_out=keys_out)
        return Proven(opened, header.epoch, file, is_rival=True)
    raise WrongSignature(
        _("This bundle is not signed by a key that is known for {kiosk}.").format(
            kiosk=kiosk_name(header.node)
        )
    )


def _possible_signers(kiosk: Kiosk, header: BundleHeader) -> list[KioskEpoch]:
    """Its own epoch, then those that were granted after it."""
    return [row for epoch, row in sorted(kiosk.epochs.items()) if epoch >= header.epoch]
