"""Personal keys and the index of clear names in SQL, the same on both databases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.office.store.rows import PersonChange
from app.office.store.session import Row, Session


class SqlPeople:
    """See :class:`app.office.store.contract.People`."""

    def __init__(self, session: Session) -> None:
        """``session``: the transaction that is open."""
        self._session = session

    @property
    def statements(self) -> _Statements:
        """For ``ledger/personal`` and ``ledger/search_index``."""
        return _Statements(self._session)

    def told(self, changes: Iterable[PersonChange]) -> None:
        """Each once, in one order for all workers."""
        rows = sorted(set(changes))
        if rows:
            self._session.add_new("person_change", PersonChange._fields, rows)

    def lock(self) -> None:
        """By the one row that says how the index is built."""
        self._session.rows("SELECT form FROM clear_form WHERE one = 1" + self._session.locking)

    def waiting(self, most: int) -> Sequence[PersonChange]:
        """What was told and is not done."""
        rows = self._session.rows(
            "SELECT account, node, epoch, seq FROM person_change "
            "ORDER BY account, node, epoch, seq LIMIT ?",
            (most,),
        )
        return [PersonChange(*row) for row in rows]

    def done(self, changes: Sequence[PersonChange]) -> None:
        """They are; what was told since stays."""
        self._session.many(
            "DELETE FROM person_change WHERE account = ? AND node = ? AND epoch = ? AND seq = ?",
            changes,
        )

    def tell_all(self) -> None:
        """Everybody whose key is here waits again."""
        self._session.rows(
            "INSERT INTO person_change (account, node, epoch, seq) "
            "SELECT account, 0, 0, 0 FROM personal_key WHERE true "
            "ON CONFLICT (account, node, epoch, seq) DO NOTHING"
        )


class _Statements:
    """See :class:`app.ledger.statements.Statements`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def execute(self, sql: str, params: Sequence[Any] = (), /) -> _Found:
        return _Found(self._session.rows(sql, params))

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> None:
        self._session.many(sql, list(rows))


class _Found:
    """See :class:`app.ledger.statements.Found`."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = iter(rows)

    def fetchone(self) -> Row | None:
        return next(self._rows, None)

    def __iter__(self) -> Iterator[Row]:
        return self._rows
