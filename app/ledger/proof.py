"""What a ledger must prove, whoever holds it: its owner, or somebody with a snapshot of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.text import _
from app.ledger import checkpoint, journal, local_tables
from app.ledger.database import check_pages
from app.ledger.errors import LedgerDamaged

if TYPE_CHECKING:
    import apsw

    from app.domain.identity import Node


def prove(connection: apsw.Connection, node: Node, epoch: int) -> checkpoint.JournalReport:
    """Full check of pages, chain, signatures and number series. Raises LedgerDamaged."""
    check_pages(connection, "integrity_check")
    report = checkpoint.verify_journal(connection, node, epoch)
    local_tables.check_series(connection, node, epoch)
    return report


def prove_end(
    connection: apsw.Connection, node: Node, epoch: int, signer: checkpoint.Signer
) -> None:
    """Quick check: the chain's last links, and that ``signer`` has their key.

    Raises LedgerDamaged.
    """
    journal.check_tail(connection, node, epoch)
    if checkpoint.public_key_of(connection, node, epoch) != signer.public_key:
        raise LedgerDamaged(
            _("The signing key beside the ledger is not this ledger's key."),
            _("No sales. Put the right key file back, or restore from a backup."),
        )
