"""Exceptions are found account by account: who bought or changed is looked at again, nobody else.

Projecting notes each account that an event is about, in the same transaction; a worker goes through
the notes. It computes outside of any transaction that writes, and keeps what it found only where
nobody else kept something meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from peewee import Database

from app.domain.identity import EventId
from app.ledger.events.codec import Entry
from app.ledger.events.ledger_life import OfficeJoined
from app.ledger.events.master_data import TariffRevisionSet, TariffRevisionWithdrawn
from app.ledger.events.subjects import SubjectKind, subjects_function
from app.ledger.projection.dump import Difference
from app.ledger.projection.statements import all_rows, execute, execute_many
from app.ledger.queries.reading import keys_of
from app.office.among import MOST, among
from app.office.double_references import SHARING
from app.office.exceptions import OfficeException, found_in, is_settled
from app.office.kept_exceptions import all_kept, keep
from app.office.store.contract import Projecting, Store

_FEW = 10
"""Accounts between two questions whether to go on: who sold thousands of times takes a while."""
_EVERYBODY = ""
"""A note of a day before all days."""
_JOINED = "joined"
"""Likewise in place of a day: whoever bought of the counter whose event it is, which joined."""
_ACCOUNT = SubjectKind.ACCOUNT.value

_NOTE_COLUMNS = ("account", *EventId._fields)
_DAY_COLUMNS = ("since", *EventId._fields)
_NOTE_DAY = (
    "INSERT INTO exception_day (since, node, epoch, seq) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (since, node, epoch, seq) DO NOTHING"
)
_NOTES = (
    "SELECT account, node, epoch, seq FROM exception_note "  # noqa: S608  a constant
    f"ORDER BY account, node, epoch, seq LIMIT {MOST}"
)
_DAYS = "SELECT since, node, epoch, seq FROM exception_day ORDER BY since, node, epoch, seq"
_SPREAD = (
    "INSERT INTO exception_note (account, node, epoch, seq) SELECT DISTINCT {account}, 0, 0, 0 "
    "FROM {found} ON CONFLICT (account, node, epoch, seq) DO NOTHING"
)
_TOUCHED = _SPREAD.format(account="subject", found="touch WHERE kind = 'account'")
_BOUGHT = _SPREAD.format(
    account="account", found="purchase WHERE account IS NOT NULL AND date >= ?"
)
_SOLD_ALONE = _SPREAD.format(
    account="account", found="purchase WHERE account IS NOT NULL AND id BETWEEN ? AND ?"
)
"""By a counter before it joined: those sales go by the counter's own prices from now on."""
_DONE = "DELETE FROM exception_note WHERE account = ? AND node = ? AND epoch = ? AND seq = ?"
_DAY_DONE = "DELETE FROM exception_day WHERE since = ? AND node = ? AND epoch = ? AND seq = ?"
_TURN = "SELECT turn FROM exception_turn WHERE one = 1"
_BEGIN_TURN = "UPDATE exception_turn SET turn = turn + 1 WHERE one = 1"
_TAKE = "UPDATE exception_turn SET turn = turn + 1 WHERE one = 1 AND turn = ? RETURNING turn"
_SHARING = (
    "SELECT DISTINCT account FROM purchase WHERE account IS NOT NULL AND allocation IN "
    "(SELECT allocation FROM purchase WHERE {among})"
)


class _Looked(NamedTuple):
    turn: int
    notes: list[tuple[object, ...]]
    accounts: list[str]
    found: list[tuple[OfficeException, bool]]


def note_changed(tx: Projecting, told: Iterable[tuple[EventId, Entry]]) -> None:
    """Notes whom events are about; within the transaction that projects them."""
    last: dict[str, EventId] = {}
    days: set[tuple[str, int, int, int]] = set()
    for id, entry in told:
        event = entry.event
        for kind, name in subjects_function(type(event))(event):
            if kind == _ACCOUNT:
                last[name] = id
        if isinstance(event, TariffRevisionSet | TariffRevisionWithdrawn):
            days.add((event.revision.valid_from.isoformat(), *id))
        elif isinstance(event, OfficeJoined):
            days.add((_JOINED, *id))
    tx.add_new("exception_note", _NOTE_COLUMNS, sorted((name, *id) for name, id in last.items()))
    tx.add_new("exception_day", _DAY_COLUMNS, sorted(days))


def note_everybody(db: Database) -> None:
    """The tables were made anew, perhaps by other rules."""
    execute(db, _NOTE_DAY, (_EVERYBODY, 0, 0, 0))


def look_again(store: Store, ending: Callable[[], bool] = lambda: False) -> bool:
    """Goes through some of the notes; False where there are none. Raises as Store.project.

    ``ending``: whether to give it up. Nothing is kept then, and False.
    """
    with store.read_tables() as db:
        spread = bool(all_rows(db, f"{_DAYS} LIMIT 1"))
        looked = None if spread else _look(db, ending)
    if spread:
        store.project(_spread)
    elif looked is not None:
        store.project(lambda tx: _keep(tx, looked))
    return spread or looked is not None


def compare_exceptions(db: Database) -> list[Difference]:
    """Where the list is not what these tables say, but of accounts that wait to be looked at."""
    if all_rows(db, f"{_DAYS} LIMIT 1"):
        return []
    waiting = {str(account) for (account,) in all_rows(db, "SELECT account FROM exception_note")}
    waiting |= set(_sharing(db, sorted(waiting)))
    stored = {_key(one): _plain(one) for one in all_kept(db) if one.account not in waiting}
    computed = {_key(one): _plain(one) for one in found_in(db) if one.account not in waiting}
    return [
        Difference(
            table="found_exception",
            key=key,
            column=None,
            stored=stored.get(key),
            recomputed=computed.get(key),
        )
        for key in sorted(stored.keys() | computed.keys())
        if stored.get(key) != computed.get(key)
    ]


def _spread(tx: Projecting) -> None:
    """A day that something changed since becomes the accounts that bought on it and later.

    In a transaction of its own: in the one that told the day, sales that another projector was
    just bringing could not be seen. Whoever looked before that must look again.
    """
    db = tx.database
    execute(db, _BEGIN_TURN)
    days = all_rows(db, _DAYS)
    for since, node, *_id in days:
        if since == _EVERYBODY:
            execute(db, _TOUCHED)
        elif since == _JOINED:
            execute(db, _SOLD_ALONE, keys_of(node))
        else:
            execute(db, _BOUGHT, (since,))
    execute_many(db, _DAY_DONE, days)


def _look(db: Database, ending: Callable[[], bool]) -> _Looked | None:
    notes = all_rows(db, _NOTES)
    if not notes:
        return None
    noted = sorted({str(row[0]) for row in notes})
    accounts = sorted({*noted, *_sharing(db, noted)})
    found: list[tuple[OfficeException, bool]] = []
    for some in _parts(accounts, _FEW):
        if ending():
            return None
        found += [(one, not is_settled(db, one)) for one in found_in(db, some)]
    turn = int(all_rows(db, _TURN)[0][0])
    return _Looked(turn, notes, accounts, found)


def _keep(tx: Projecting, looked: _Looked) -> None:
    if not execute(tx.database, _TAKE, (looked.turn,)).fetchall():
        return  # another worker kept something since: look once more
    for some in _parts(looked.accounts):
        mine = set(some)
        keep(tx.database, some, [one for one in looked.found if one[0].account in mine])
    execute_many(tx.database, _DONE, looked.notes)


def _sharing(db: Database, accounts: Sequence[str]) -> list[str]:
    """Those with purchases of the same meters, or paid by the same references: what is wrong with
    a meter, or a reference, stands by one of them."""
    found: list[str] = []
    for some in _parts(accounts):
        theirs = among("account", some)
        found += [
            str(account)
            for (account,) in all_rows(db, _SHARING.format(among=theirs.sql), theirs.params)
        ]
        payers = among("o.account", some)
        found += [
            str(account)
            for (account,) in all_rows(db, SHARING.format(among=payers.sql), payers.params)
        ]
    return found


def _parts(accounts: Sequence[str], most: int = MOST) -> Iterable[Sequence[str]]:
    return (accounts[first : first + most] for first in range(0, len(accounts), most))


def _key(one: OfficeException) -> tuple[str, ...]:
    return (one.account, one.kind.value, one.subject)


def _plain(one: OfficeException) -> tuple[object, ...]:
    return (sorted(set(one.kiosks)), one.amount, one.quantity, one.since, one.allocation)
