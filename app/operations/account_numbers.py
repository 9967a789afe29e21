"""The number of the next account: stand-alone from the site prefix, else from head office's blocks.

An enrolled counter gives only numbers that head office granted it for this epoch: after a restore
it does not know which ones it gave before.
"""

from __future__ import annotations

from peewee import Database

from app.domain.accounts import account_number, block_with
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger import local_tables
from app.ledger.allowances import is_enrolled
from app.ledger.database import connection_of
from app.ledger.queries import allowances, settings
from app.operations.errors import NoNumberBlock
from app.operations.in_service import require_in_service


def next_account_number(kiosk: Kiosk, tx: Transaction) -> str:
    """As the account gets it.

    Raises OutOfService, NoNumberBlock; BadAccountNumber where numbers are used up.
    """
    return _number(kiosk, tx.db, tx.next_account_serial())


def require_account_number(kiosk: Kiosk, db: Database) -> None:
    """Raises what :func:`next_account_number` would raise now."""
    connection, epoch = connection_of(db), kiosk.ledger.epoch
    _number(kiosk, db, 1 + local_tables.last_number(connection, epoch, local_tables.ACCOUNT))


def _number(kiosk: Kiosk, db: Database, serial: int) -> str:
    ledger = kiosk.ledger
    if not is_enrolled(db):
        return account_number(settings.utility(db).site, ledger.epoch, serial)
    require_in_service(kiosk, db)
    block = block_with(serial, allowances.blocks(db, ledger.node, ledger.epoch))
    if block is None:
        raise NoNumberBlock(
            _("Head office has given this counter no account numbers that are still free."),
            _("No account was opened. Connect this counter to head office, or bring it a stick."),
        )
    return account_number(block.site, ledger.epoch, serial)
