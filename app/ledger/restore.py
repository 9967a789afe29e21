"""A ledger out of its newest good backup, in a new epoch."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from playhouse.apsw_ext import APSWDatabase

from app.domain.text import _
from app.kiosk import Clock, Randomness
from app.ledger import exchange, names, personal
from app.ledger.birth import ENGINE, Projection, discard_part, give_birth, part_path
from app.ledger.checkpoint import Signer
from app.ledger.database import connection_of
from app.ledger.errors import LedgerDamaged, LedgerError
from app.ledger.events.ledger_life import EpochBegun
from app.ledger.files import create_private, sync_file
from app.ledger.generations import (
    Generation,
    Manifest,
    check_copy,
    claim_epoch,
    generations,
    read_personal_keys,
)
from app.ledger.ledger import Ledger, require_absent
from app.ledger.lock import LedgerLock
from app.ledger.transaction import Author


class NoGoodBackup(LedgerError):
    """No copy at the path could be used."""

    code = "no_good_backup"


def restore(
    backup: Path,
    path: Path,
    *,
    clock: Clock,
    random: Randomness,
    reason: str,
    accept_lost_names: bool = False,
    projection: Projection = ENGINE,
) -> Ledger:
    """Makes a ledger at ``path`` from the newest good copy below ``backup`` and opens it.

    The new epoch has a new signing key, and its number series begin at 1. What happened after the
    copy was made is not in it: cards and head office tell.

    Args:
        backup: the path given to backups, or one kiosk's directory in it.
        path: nothing may be there.
        clock: wall time for the first event of the epoch.
        random: the new signing key.
        reason: why, for the journal.
        accept_lost_names: go on without personal keys; names in this ledger stay unreadable.
        projection: the projected tables; this program's own unless a test says otherwise.

    Raises:
        NoGoodBackup: no copy is good, several kiosks' copies are there, or the medium is read-only.
        LedgerDamaged: the personal keys cannot be read and ``accept_lost_names`` is not set.
        LedgerExists, LedgerOwned, LedgerNewer, DiskFull.
    """
    require_absent(path)
    directory = _directory(backup)
    lock = LedgerLock(path)
    try:
        require_absent(path)
        manifest = _copy_newest_good(directory, path)
        keys = _keys(directory, accept_lost_names=accept_lost_names)
        signer = Signer.create(random)
        author = Author(
            path=path,
            node=manifest.node,
            epoch=_claimed(directory, manifest.epoch),
            signer=signer,
            clock=clock,
            random=random,
            project=projection.project,
        )
        first = EpochBegun(
            previous_epoch=manifest.epoch,
            previous_seq=manifest.seq,
            previous_hash=manifest.head,
            reason=reason,
            public_key=signer.public_key,
        )
        give_birth(author, projection, first, None, inherits=_inheritance(keys))
    finally:
        lock.release()
    return Ledger.open(path, node=manifest.node, clock=clock, random=random, projection=projection)


def _directory(backup: Path) -> Path:
    """The one directory with copies. Raises NoGoodBackup."""
    if generations(backup):
        return backup
    found = [child for child in sorted(backup.glob("K*")) if generations(child)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise _no_good_backup(backup)
    raise NoGoodBackup(
        _("{backup} holds backups of several kiosks: {names}.").format(
            backup=backup, names=", ".join(child.name for child in found)
        ),
        _("Nothing was changed. Name the directory of the kiosk."),
    )


def _copy_newest_good(directory: Path, path: Path) -> Manifest:
    """Puts the newest copy that verifies beside ``path``. Raises NoGoodBackup."""
    for generation in generations(directory):
        try:
            _copy(generation, path)
        except (OSError, LedgerDamaged):
            continue  # the copy before it is older, but good
        return generation.manifest
    raise _no_good_backup(directory)


def _copy(generation: Generation, path: Path) -> None:
    discard_part(path)
    part = part_path(path)
    create_private(part)
    shutil.copyfile(generation.copy, part)
    sync_file(part)
    check_copy(part, generation.manifest)


def _keys(directory: Path, *, accept_lost_names: bool) -> dict[str, bytes]:
    try:
        return read_personal_keys(directory)
    except LedgerDamaged:
        if accept_lost_names:
            return {}
        raise


def _claimed(directory: Path, newest: int) -> int:
    try:
        return claim_epoch(directory, newest)
    except OSError as error:
        raise NoGoodBackup(
            _("The new epoch cannot be written down beside the backup: {error}").format(
                error=error
            ),
            _("Nothing was restored. Make the backup medium writable, then restore again."),
        ) from error


def _inheritance(keys: dict[str, bytes]) -> Callable[[APSWDatabase], None]:
    def inherit(db: APSWDatabase) -> None:
        connection = connection_of(db)
        for account, key in keys.items():
            personal.keep_key(connection, account, key)
        names.build_index(db)
        exchange.begin_anew(db)

    return inherit


def _no_good_backup(backup: Path) -> NoGoodBackup:
    return NoGoodBackup(
        _("No good backup of a ledger is at {backup}.").format(backup=backup),
        _("Nothing was changed. Try another medium; old cards and head office hold the rest."),
    )
