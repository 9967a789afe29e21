"""Copies of a ledger on a second path: their names, their manifests, and whether they are good.

``<backup>/K07/`` holds, for kiosk 7::

    e001-0000000123-5ad1c0de.ledger   a copy, without personal keys and clear names
    e001-0000000123-5ad1c0de.json     its manifest, signed; written last: without it no copy counts
    personal.keys                     keys of personal fields, one file, replaced each time
    epochs.json                       highest epoch that was ever begun from these copies
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.domain.identity import Node, kiosk_name
from app.domain.text import _
from app.ledger.checkpoint import genuine, public_key_of, verify_journal
from app.ledger.database import check_pages, open_copy
from app.ledger.errors import LedgerDamaged
from app.ledger.files import write_durably

PERSONAL_KEYS = "personal.keys"
_EPOCHS = "epochs.json"
_DOMAIN = b"tapcard backup 1\n"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a copy is, said by the ledger that made it."""

    node: Node
    epoch: int
    seq: int
    """Last event of the node's epoch in it."""
    head: bytes
    """Hash of that event."""
    sha256: bytes
    """Of the copy's file."""
    size: int
    made: int
    """Wall time, milliseconds since 1970 UTC."""
    public_key: bytes


class _Signed(msgspec.Struct, frozen=True):
    manifest: msgspec.Raw
    signature: bytes


class _Keys(msgspec.Struct, frozen=True):
    keys: msgspec.Raw
    sha256: bytes


class _Epochs(msgspec.Struct, frozen=True):
    last: int


@dataclass(frozen=True)
class Generation:
    """A copy with its manifest."""

    copy: Path
    manifest: Manifest

    @property
    def manifest_path(self) -> Path:
        """Where the manifest stands."""
        return self.copy.with_suffix(".json")

    def age_key(self) -> tuple[int, int, int]:
        """Orders copies of one node from old to new."""
        return (self.manifest.epoch, self.manifest.seq, self.manifest.made)


def directory_of(backup: Path, node: Node) -> Path:
    """Where the copies of a node's ledger stand, so that kiosks can share a stick."""
    return backup / kiosk_name(node)


def copy_name(manifest: Manifest) -> str:
    """File name of a copy."""
    return f"e{manifest.epoch:03d}-{manifest.seq:010d}-{manifest.sha256.hex()[:8]}.ledger"


def signed_bytes(manifest: Manifest) -> bytes:
    """What the signature of a manifest is made over."""
    return _DOMAIN + msgspec.json.encode(manifest)


def write_manifest(path: Path, manifest: Manifest, signature: bytes) -> None:
    """Puts a manifest in place, durably."""
    signed = _Signed(msgspec.Raw(msgspec.json.encode(manifest)), signature)
    write_durably(path, msgspec.json.encode(signed))


def read_manifest(path: Path) -> Manifest:
    """Reads a manifest and checks its signature. Raises LedgerDamaged."""
    try:
        signed = msgspec.json.decode(path.read_bytes(), type=_Signed)
        manifest = msgspec.json.decode(signed.manifest, type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise _bad(path, error) from error
    if not genuine(manifest.public_key, _DOMAIN + bytes(signed.manifest), signed.signature):
        raise _bad(path, _("the signature is wrong"))
    return manifest


def generations(directory: Path) -> list[Generation]:
    """Copies with a readable manifest, newest first."""
    found = []
    for path in directory.glob("e*.json"):
        copy = path.with_suffix(".ledger")
        try:
            manifest = read_manifest(path)
        except LedgerDamaged:
            continue  # an older copy is better than none
        if copy.exists() and copy.name == copy_name(manifest):
            found.append(Generation(copy, manifest))
    return sorted(found, key=Generation.age_key, reverse=True)


def check_copy(copy: Path, manifest: Manifest) -> int:
    """Reads a copy in full: bytes, pages, chain, signatures, head and key against the manifest.

    Returns the number of events in it. Raises LedgerDamaged.
    """
    if file_digest(copy) != manifest.sha256:
        raise _bad(copy, _("its bytes are not those that were written"))
    connection = open_copy(copy)
    try:
        check_pages(connection, "integrity_check")
        report = verify_journal(connection, manifest.node, manifest.epoch)
        if report.heads.get((manifest.node, manifest.epoch)) != (manifest.seq, manifest.head):
            raise _bad(copy, _("its last event is not the one that was saved"))
        if public_key_of(connection, manifest.node, manifest.epoch) != manifest.public_key:
            raise _bad(copy, _("its signing key is not this ledger's"))
    finally:
        connection.close()
    return report.events


def file_digest(path: Path) -> bytes:
    """SHA-256 of a file. Raises LedgerDamaged when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise _bad(path, error) from error


def write_personal_keys(directory: Path, keys: dict[str, bytes]) -> None:
    """Replaces the one file of personal keys and reads it back. Raises OSError, LedgerDamaged."""
    content = msgspec.json.encode(keys)
    body = msgspec.json.encode(_Keys(msgspec.Raw(content), hashlib.sha256(content).digest()))
    path = directory / PERSONAL_KEYS
    write_durably(path, body, mode=0o600)
    if read_personal_keys(directory) != keys:
        raise _bad(path, _("it reads differently from what was written"))


def read_personal_keys(directory: Path) -> dict[str, bytes]:
    """Personal keys by account. Raises LedgerDamaged when the file is missing or altered."""
    path = directory / PERSONAL_KEYS
    try:
        stored = msgspec.json.decode(path.read_bytes(), type=_Keys)
        if hashlib.sha256(stored.keys).digest() != stored.sha256:
            raise _bad(path, _("its checksum is wrong"))
        return msgspec.json.decode(stored.keys, type=dict[str, bytes])
    except (OSError, msgspec.DecodeError) as error:
        raise _bad(path, error) from error


def claim_epoch(directory: Path, newest: int) -> int:
    """A number above every epoch that was ever begun from here, written down before it is used.

    Restoring the same copy twice must not give the same epoch twice: marks on cards would name two
    different plans. Raises OSError when it cannot be written down.
    """
    path = directory / _EPOCHS
    try:
        claimed = msgspec.json.decode(path.read_bytes(), type=_Epochs).last
    except (FileNotFoundError, msgspec.DecodeError):
        claimed = 0
    epoch = max(claimed, newest) + 1
    write_durably(path, msgspec.json.encode(_Epochs(epoch)))
    return epoch


def _bad(path: Path, why: object) -> LedgerDamaged:
    return LedgerDamaged(
        _("The backup file {path} is not good: {why}").format(path=path, why=why),
        _("Use another backup. The running ledger is not affected."),
    )
