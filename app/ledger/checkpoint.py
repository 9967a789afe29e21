"""Signatures over the chain, and the check of chain and signatures together.

Each epoch has an Ed25519 key pair. The public key stands in the epoch's first event, the private
one in ``<ledger>.key``, mode 0600. A key beside the ledger proves to others that nobody altered a
copy elsewhere (backup, bundle, head office); it cannot protect against somebody who takes the
kiosk's own storage. A chain cannot show that its end was cut off either: backups, receipts and
head office can.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.identity import EventId, Node
from app.domain.text import _
from app.ledger import journal
from app.ledger.errors import LedgerDamaged
from app.ledger.events.ledger_life import Checkpoint, EpochBegun, LedgerBegun
from app.ledger.files import write_durably

if TYPE_CHECKING:
    from collections.abc import Mapping

    import apsw

    from app.kiosk import Randomness

_Epoch: TypeAlias = tuple[Node, int]

_DOMAIN = b"tapcard checkpoint 1\n"
_SEALED = b"tapcard sealed secret 1\n"
_SEAL_KEY = b"tapcard seal key 1\n"
_NONCE = 12
_MARK = b'"type":"checkpoint"'
"""Stands in the bytes of every checkpoint event; spares decoding the others."""


class Signer:
    """The node's private key of the present epoch."""

    def __init__(self, secret: bytes) -> None:
        """``secret``: 32 bytes."""
        self._secret = secret
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.public_key = self._key.public_key().public_bytes_raw()

    @classmethod
    def create(cls, random: Randomness) -> Signer:
        """A new key."""
        return cls(random.bytes(32))

    @classmethod
    def load(cls, ledger: Path) -> Signer:
        """The key beside a ledger. Raises LedgerDamaged when it is missing or no key."""
        try:
            return cls(key_path(ledger).read_bytes())
        except (OSError, ValueError) as error:
            raise LedgerDamaged(
                _("The ledger's signing key {path} cannot be read.").format(path=key_path(ledger)),
                _("No sales. Put the key file back, or restore from a backup: `tapcard restore`."),
            ) from error

    def save(self, ledger: Path) -> None:
        """Writes the key beside a ledger, readable by this user only, durably."""
        write_durably(key_path(ledger), self._secret, mode=0o600)

    def sign(self, message: bytes) -> bytes:
        """Signature, 64 bytes."""
        return self._key.sign(message)

    def seal(self, secret: bytes, random: Randomness) -> bytes:
        """Encrypts what only this machine may read: a copy without its key file gives nothing."""
        nonce = random.bytes(_NONCE)
        return nonce + AESGCM(self._sealing_key()).encrypt(nonce, secret, _SEALED)

    def unseal(self, sealed: bytes) -> bytes | None:
        """Inverse of :meth:`seal`; None for what another key sealed, or what was altered."""
        try:
            return AESGCM(self._sealing_key()).decrypt(sealed[:_NONCE], sealed[_NONCE:], _SEALED)
        except (InvalidTag, ValueError):
            return None

    def seal_key(self) -> X25519PrivateKey:
        """The key with which this node opens what others sealed to it; never stored."""
        derived = HKDF(SHA256(), 32, salt=None, info=_SEAL_KEY).derive(self._secret)
        return X25519PrivateKey.from_private_bytes(derived)

    @cached_property
    def seal_public_key(self) -> bytes:
        """What others seal to, 32 bytes."""
        return self.seal_key().public_key().public_bytes_raw()

    def shared_key(self, public: bytes, purpose: bytes) -> bytes:
        """32 bytes that only this node and the holder of the seal key ``public`` can compute.

        X25519 between both seal keys, through HKDF-SHA256. Nothing is stored for it, and another
        epoch has another one. Raises ValueError for what is no public key.
        """
        shared = self.seal_key().exchange(X25519PublicKey.from_public_bytes(public))
        return HKDF(SHA256(), 32, salt=None, info=purpose).derive(shared)

    def _sealing_key(self) -> bytes:
        return HKDF(SHA256(), 32, salt=None, info=_SEALED).derive(self._secret)

    def checkpoint(self, last: EventId, hash: bytes) -> Checkpoint:
        """The event that signs the chain up to and including ``last``."""
        return Checkpoint(upto=last.seq, hash=hash, signature=self.sign(_message(last, hash)))


def key_path(ledger: Path) -> Path:
    """Where the private key of a ledger stands."""
    return ledger.with_name(ledger.name + ".key")


def genuine(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` was made over ``message`` with the private half of ``public_key``."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _message(last: EventId, hash: bytes) -> bytes:
    return _DOMAIN + last.to_bytes() + hash


def public_key_of(connection: apsw.Connection, node: Node, epoch: int) -> bytes:
    """The key that signs an epoch, from its first event. Raises LedgerDamaged."""
    first = EventId(node, epoch, 1)
    body = journal.body_of(connection, first)
    event = None if body is None else journal.decoded(first, body).event
    if not isinstance(event, LedgerBegun | EpochBegun):
        raise journal.broken(first)
    return event.public_key


@dataclass
class JournalReport:
    """What :func:`verify_journal` went through without finding fault."""

    events: int = 0
    unproven: int = 0
    """Other nodes' events after a gap, whose chain cannot be computed yet."""
    checkpoints: int = 0
    """Signatures that were right."""
    heads: dict[_Epoch, tuple[int, bytes]] = field(default_factory=dict)
    """Last proven event and its hash, by node and epoch."""


def verify_journal(connection: apsw.Connection, own: Node, epoch: int) -> JournalReport:
    """Recomputes every chain and checks every signature.

    ``own`` and ``epoch`` are this ledger's, whose chain must be complete. Raises LedgerDamaged at
    the first fault, LedgerNewer.
    """
    report = JournalReport()
    runs = _by_epoch(journal.runs(connection))
    parents = _parents(connection, runs)
    walk: _Walk | None = None
    for node, event_epoch, seq, body, hash in journal.rows_in_order(connection):
        key = (node, event_epoch)
        if walk is None or walk.key != key:
            walk = _Walk(
                key,
                runs.get(key, {}),
                parents.get(key, {}),
                report,
                complete=key == (own, epoch),
            )
        walk.step(seq, body, hash)
    _require_parents(own, parents, report)
    return report


def _by_epoch(headers: Mapping[EventId, bytes]) -> dict[_Epoch, dict[int, bytes]]:
    """Run headers by number of their first event, by node and epoch."""
    found: dict[_Epoch, dict[int, bytes]] = {}
    for id, header in headers.items():
        found.setdefault((id.node, id.epoch), {})[id.seq] = header
    return found


def _parents(
    connection: apsw.Connection, runs: Mapping[_Epoch, Mapping[int, bytes]]
) -> dict[_Epoch, dict[int, bytes]]:
    """Which event of an older epoch each later one says it goes on from, with its hash."""
    found: dict[_Epoch, dict[int, bytes]] = {}
    for (node, epoch), starts in runs.items():
        first = EventId(node, epoch, 1)
        body = journal.body_of(connection, first) if epoch > 1 and 1 in starts else None
        if body is None:
            continue
        event = journal.decoded(first, body).event
        previous = journal.decode_header(starts[1]).previous
        if not isinstance(event, EpochBegun) or event.previous_hash != previous:
            raise journal.broken(first)
        older = found.setdefault((node, event.previous_epoch), {})
        older[event.previous_seq] = event.previous_hash
    return found


def _require_parents(
    own: Node, parents: Mapping[_Epoch, Mapping[int, bytes]], report: JournalReport
) -> None:
    """Of this node's older epochs, everything that a later one goes on from must be here."""
    for (node, epoch), needed in parents.items():
        last = max(needed)
        if node == own and report.heads.get((node, epoch), (0, b""))[0] < last:
            raise journal.broken(EventId(node, epoch, last))


class _Walk:
    """Along the chain of one node in one epoch."""

    def __init__(
        self,
        key: _Epoch,
        starts: Mapping[int, bytes],
        parents: Mapping[int, bytes],
        report: JournalReport,
        *,
        complete: bool,
    ) -> None:
        self.key = key
        self._starts = starts
        self._parents = parents
        self._report = report
        self._complete = complete
        self._seq = 0
        self._hash = journal.GENESIS
        self._public_key = b""

    def step(self, seq: int, body: bytes, hash: bytes | None) -> None:
        """Takes the next event in order of its number."""
        self._report.events += 1
        if seq != self._seq + 1 or (seq == 1 and 1 not in self._starts):
            self._gap(seq, hash)
            return
        before = self._hash
        header = self._starts.get(seq)
        start = before if header is None else self._run(seq, header)
        self._hash = journal.link(start, body)
        if hash != self._hash and (hash is not None or self._complete):
            raise self._broken(seq)
        if self._parents.get(seq, self._hash) != self._hash:
            raise self._broken(seq)
        if seq == 1 or _MARK in body:
            self._signed(seq, body, before)
        self._seq = seq
        self._report.heads[self.key] = (seq, self._hash)

    def _gap(self, seq: int, hash: bytes | None) -> None:
        """A hash is stored only where the event before was there: then one was taken out."""
        if hash is not None or self._complete:
            raise self._broken(seq)
        self._seq = -1
        self._report.unproven += 1

    def _run(self, seq: int, header: bytes) -> bytes:
        """Hash of the header of the run that begins here, joined to what was before."""
        previous = journal.decode_header(header).previous
        first_of_later_epoch = seq == 1 and self.key[1] > 1  # joined by its parent
        if not first_of_later_epoch and previous != self._hash:
            raise self._broken(seq)
        return journal.link(previous, header)

    def _signed(self, seq: int, body: bytes, before: bytes) -> None:
        event = journal.decoded(EventId(*self.key, seq), body).event
        if isinstance(event, LedgerBegun | EpochBegun):
            self._public_key = event.public_key
        elif isinstance(event, Checkpoint):
            covered = EventId(*self.key, seq - 1)
            message = _message(covered, before)
            if (event.upto, event.hash) != (covered.seq, before) or not genuine(
                self._public_key, message, event.signature
            ):
                raise self._broken(seq)
            self._report.checkpoints += 1

    def _broken(self, seq: int) -> LedgerDamaged:
        return journal.broken(EventId(*self.key, seq))
