"""Everybody's personal fields in clear, as far as this machine has the keys; and their index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from peewee import Database
from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import EventId, Stamp
from app.ledger import journal, personal, search_index
from app.ledger.database import connection_of
from app.ledger.errors import LedgerDamaged
from app.ledger.events.accounts import AccountEdited, AccountOpened
from app.ledger.events.codec import Entry
from app.ledger.queries import accounts
from app.ledger.queries.reading import first
from app.ledger.statements import Statements

_WITH_FIELDS = (
    "SELECT node, epoch, seq, body FROM journal_event "
    "WHERE instr(body, CAST('\"sealed\":' AS BLOB)) ORDER BY position"
)


def build_index(db: APSWDatabase) -> None:
    """Makes the search index anew from the journal, in the caller's transaction."""
    search_index.build(connection_of(db), _everybody(db))


def index_accounts(db: APSWDatabase, numbers: Iterable[str]) -> None:
    """Makes accounts findable by their fields as they are now, as far as their keys are here."""
    connection = connection_of(db)
    for number in numbers:
        if (fields := _fields_now(db, connection, number)) is not None:
            personal.make_findable(connection, number, fields)


def index_account(db: Database, connection: Statements, number: str) -> None:
    """Likewise, one; ``connection`` to the keys and the index, which may stand elsewhere."""
    if (fields := _fields_now(db, connection, number)) is not None:
        search_index.index(connection, number, fields)


def _fields_now(db: Database, connection: Statements, number: str) -> dict[str, str] | None:
    """None for an account that is not here, or cannot be read."""
    account = accounts.account(db, number)
    if account is None or account.erased:
        return None
    fields: dict[str, str] = {}
    try:
        for part in (account.sealed, *account.edited.values()):
            fields |= personal.unseal(connection, number, part)
    except (personal.PersonalKeyMissing, LedgerDamaged):
        return None
    return fields


def is_erased(db: Database, account: str) -> bool:
    """Whether an account of this number was erased; False for names of other keys."""
    row = first(db, "SELECT erased FROM account WHERE account = ?", (account,))
    return row is not None and bool(row[0])


def _everybody(db: APSWDatabase) -> Iterator[tuple[str, dict[str, str]]]:
    """Accounts with their fields as they are now; those whose key is not here stay out."""
    edits = _edits(db)
    for _id, entry in _entries(db):
        event = entry.event
        if isinstance(event, AccountOpened):
            sealed = [event.sealed, *edits.get(event.account, {}).values()]
            fields: dict[str, str] = {}
            try:
                for part in sealed:
                    fields |= personal.unseal(connection_of(db), event.account, part)
            except (personal.PersonalKeyMissing, LedgerDamaged):
                continue
            yield event.account, fields


def _edits(db: APSWDatabase) -> dict[str, dict[str, bytes]]:
    """What edited fields became last, by account: the later hybrid clock counts."""
    newest: dict[tuple[str, str], tuple[Stamp, EventId, bytes]] = {}
    for id, entry in _entries(db):
        event = entry.event
        if isinstance(event, AccountEdited):
            for edit in event.edits:
                one = (entry.at, id, edit.sealed)
                key = (event.account, edit.field)
                newest[key] = max(newest.get(key, one), one)
    found: dict[str, dict[str, bytes]] = {}
    for (account, field), (_at, _id, sealed) in newest.items():
        found.setdefault(account, {})[field] = sealed
    return found


def _entries(db: APSWDatabase) -> Iterator[tuple[EventId, Entry]]:
    for node, epoch, seq, body in connection_of(db).execute(_WITH_FIELDS):
        id = EventId(node, epoch, seq)
        yield id, journal.decoded(id, bytes(body))
