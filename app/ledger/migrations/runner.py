"""Brings a ledger's journal and local tables to this program's form, or says that it cannot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from playhouse.migrations import Runner

from app.domain.text import _
from app.ledger.errors import LedgerNewer

if TYPE_CHECKING:
    from playhouse.apsw_ext import APSWDatabase

SCRIPTS = Path(__file__).parent


def migrate(database: APSWDatabase, scripts: Path = SCRIPTS) -> list[str]:
    """Applies what is missing, each script and its line of history in one transaction.

    Returns the names applied. Must run before anything else uses ``database``.

    Raises:
        LedgerNewer: the history names a script that this program does not have.
    """
    # The connection stands in DEFENSIVE mode and triggers guard the journal: a script that wants
    # to alter a guarded table drops its triggers and makes them again.
    runner = Runner(database, directory=str(scripts))
    unknown = [step.name for step in runner.status() if step.path is None]
    if unknown:
        raise LedgerNewer(
            _("The ledger was changed by a newer Tapcard ({names}).").format(
                names=", ".join(unknown)
            ),
            _("Install the newest Tapcard; the ledger itself is unharmed."),
        )
    applied: list[str] = runner.up()
    return applied
