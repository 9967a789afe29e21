"""Writes the journals of all nodes, as head office has them, as a folder for an auditor.

What was acknowledged when the export began goes out, whatever counters push meanwhile. Every chain
is computed on the way and must end where the store says that it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.identity import EventId, Node
from app.domain.text import _
from app.ledger import journal
from app.ledger.audit_export.manifest import FORMAT, Manifest, Part
from app.ledger.audit_export.writing import Exported, ExportReport, write_export
from app.ledger.checkpoint import Signer
from app.ledger.errors import LedgerDamaged
from app.office.store.contract import Store
from app.office.store.errors import NotEnrolled
from app.office.store.rows import KioskEpoch

_PAGE = 1000


def export_store(store: Store, node: Node, signer: Signer, target: Path) -> ExportReport:
    """Writes the new folder ``target``, durably, whole or not at all.

    ``node``: head office's own; ``signer``: the key beside its ledger, by which the folder is
    signed. Raises ExportFailed, NotEnrolled; LedgerDamaged where a chain or the key does not hold.
    """
    ends = list(_ends(store))
    own = max((one for one in ends if one.node == node), key=_by_epoch, default=None)
    if own is None:
        raise NotEnrolled(node)
    if own.public_key != signer.public_key:
        raise LedgerDamaged(
            _("The signing key beside head office's ledger is not the one of its store."),
            _("Nothing was written. Put the right key file back; docs/office.md says how."),
        )
    events = (one for end in ends for one in _events(store, end))
    return write_export(events, lambda parts: _manifest(own, parts), signer, target)


def _ends(store: Store) -> Iterator[KioskEpoch]:
    """How far the journal of each epoch is here, in the order of an export."""
    after = 0
    while kiosks := store.kiosks(after):
        for kiosk in kiosks:
            after = kiosk.enrolment.node
            yield from sorted(kiosk.epochs.values(), key=_by_epoch)


def _by_epoch(row: KioskEpoch) -> int:
    return row.epoch


def _events(store: Store, end: KioskEpoch) -> Iterator[Exported]:
    """Raises LedgerDamaged where the chain does not go to the end that the store tells."""
    hash = journal.GENESIS if end.parent is None else end.parent.hash
    for first in range(1, end.last_seq + 1, _PAGE):
        page = store.page(end.node, end.epoch, first, min(_PAGE, end.last_seq + 1 - first))
        for expected, (seq, body) in enumerate(page.events, first):
            id, header = EventId(end.node, end.epoch, expected), page.headers.get(seq)
            if seq != expected:
                raise _broken(id)
            if header is not None:
                hash = journal.link(hash, header)
            hash = journal.link(hash, body)
            yield Exported(id, header, hash, body)
    if end.last_seq and hash != end.last_hash:
        raise _broken(EventId(end.node, end.epoch, end.last_seq))


def _broken(id: EventId) -> LedgerDamaged:
    return LedgerDamaged(
        _("The journal in the store was altered or damaged at event {id} or before.").format(id=id),
        _("Nothing was written. Restore the store from a backup; docs/office.md says how."),
    )


def _manifest(own: KioskEpoch, parts: Sequence[Part]) -> Manifest:
    return Manifest(
        format=FORMAT,
        node=own.node,
        epoch=own.epoch,
        last=own.last_seq,
        head=own.last_hash.hex() if own.last_seq else "",
        public_key=own.public_key.hex(),
        series=(),  # head office gives out no receipts, slips or accounts of its own
        files=tuple(sorted(parts, key=lambda part: part.name)),
    )
