"""A verified copy of the ledger on a second path, with the generations before it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from app.domain.text import _
from app.ledger import personal
from app.ledger.checkpoint import public_key_of
from app.ledger.database import connection_of
from app.ledger.errors import BackupFailed, LedgerDamaged
from app.ledger.files import move_durably
from app.ledger.generations import (
    Generation,
    Manifest,
    check_copy,
    copy_name,
    directory_of,
    file_digest,
    generations,
    signed_bytes,
    write_manifest,
    write_personal_keys,
)
from app.ledger.snapshot import copy_ledger

if TYPE_CHECKING:
    from app.domain.identity import Node
    from app.ledger.ledger import Ledger

KEPT = 7
"""Generations that stay; older ones are removed after a newer one has been verified."""


@dataclass(frozen=True)
class BackupReport:
    """What was written and read back."""

    copy: Path
    epoch: int
    seq: int
    """Last event of this node in it."""
    head: bytes
    events: int
    size: int
    made: int
    """Wall time, milliseconds since 1970 UTC."""
    removed: tuple[Path, ...]
    """Copies that were older than those that stay."""


def backup(ledger: Ledger, target: Path) -> BackupReport:
    """Copies the ledger below ``target``, reads the copy back from the medium and verifies it.

    The counter may sell meanwhile; the copy holds one state. Raises BackupFailed: then no new copy
    counts and all older ones are as they were.
    """
    directory = directory_of(target, ledger.node)
    part = directory / "copy.part"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with ledger.read() as reader:
            keys = personal.keys(connection_of(reader.db))
        # Keys first: a copy without its keys loses names, keys without their copy lose nothing.
        write_personal_keys(directory, keys)
        copy_ledger(ledger.path, part)
        manifest = _manifest(ledger, part)
        events = check_copy(part, manifest)
        made = _put_in_place(ledger, directory, part, manifest)
    except (OSError, apsw.Error, LedgerDamaged) as error:
        raise BackupFailed(
            _("The backup to {target} failed: {error}").format(target=target, error=error),
            _("All sales are recorded. Check the backup medium, then back up again."),
        ) from error
    finally:
        _discard(part)
    return BackupReport(
        copy=made.copy,
        epoch=manifest.epoch,
        seq=manifest.seq,
        head=manifest.head,
        events=events,
        size=manifest.size,
        made=manifest.made,
        removed=_thin_out(directory, made),
    )


def newest_backup(node: Node, target: Path) -> Manifest | None:
    """Manifest of the newest copy of a node's ledger below ``target``; None if there is none."""
    found = generations(directory_of(target, node))
    return found[0].manifest if found else None


def _manifest(ledger: Ledger, part: Path) -> Manifest:
    connection = apsw.Connection(str(part), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        seq, head = connection.execute(
            "SELECT seq, hash FROM journal_event WHERE (node, epoch) = (?, ?) "
            "ORDER BY seq DESC LIMIT 1",
            (ledger.node, ledger.epoch),
        ).get
        public_key = public_key_of(connection, ledger.node, ledger.epoch)
    finally:
        connection.close()
    return Manifest(
        node=ledger.node,
        epoch=ledger.epoch,
        seq=seq,
        head=head,
        sha256=file_digest(part),
        size=part.stat().st_size,
        made=ledger.clock.milliseconds(),
        public_key=public_key,
    )


def _put_in_place(ledger: Ledger, directory: Path, part: Path, manifest: Manifest) -> Generation:
    made = Generation(directory / copy_name(manifest), manifest)
    move_durably(part, made.copy)
    write_manifest(made.manifest_path, manifest, ledger.signer.sign(signed_bytes(manifest)))
    return made


def _thin_out(directory: Path, made: Generation) -> tuple[Path, ...]:
    """Removes copies beyond :data:`KEPT`, and older ones of the very same event."""
    same = (made.manifest.epoch, made.manifest.seq)
    others = [found for found in generations(directory) if found.copy != made.copy]
    repeated = [found for found in others if found.age_key()[:2] == same]
    distinct = [found for found in others if found.age_key()[:2] != same]
    surplus = repeated + distinct[KEPT - 1 :]
    for generation in surplus:
        _discard(generation.manifest_path)
        _discard(generation.copy)
    return tuple(generation.copy for generation in surplus)


def _discard(path: Path) -> None:
    """Removes a file; a medium that is gone has lost it anyway."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
