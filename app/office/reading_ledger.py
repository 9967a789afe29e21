"""What all counters did, as a ledger that nobody can write: for the screens of head office."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NoReturn

from peewee import Database

from app.domain.identity import Node
from app.domain.plans import PlanImages
from app.ledger import personal
from app.ledger.projection.statements import execute_many, query
from app.office.no_devices import DoneAtACounter


class ReadingLedger:
    """See :class:`app.kiosk.Ledger`: its tables are those of head office's store."""

    def __init__(
        self, read: Callable[[], AbstractContextManager[Database]], node: Node, epoch: int
    ) -> None:
        """``read``: a view of the tables; ``node``, ``epoch``: head office's own."""
        self._read = read
        self._node = node
        self._epoch = epoch
        self.print_jobs = NoPrintJobs()

    @property
    def node(self) -> Node:
        """Head office's own."""
        return self._node

    @property
    def epoch(self) -> int:
        """Its life since its last restore."""
        return self._epoch

    def commit(self, _work: Callable[[Any], object]) -> NoReturn:
        """Raises DoneAtACounter: `serve` writes, and what happens at counters they do."""
        raise DoneAtACounter

    @contextmanager
    def read(self) -> Iterator[TablesReader]:
        """A snapshot to query."""
        with self._read() as database:
            yield TablesReader(database)

    def images(self, _digest: bytes) -> PlanImages:
        """Raises DoneAtACounter: plans are settled where the card is."""
        raise DoneAtACounter

    def check_clock(self) -> None:
        """Nothing is sold here."""

    def unseal(self, account: str, sealed: bytes) -> dict[str, str]:
        """Personal fields in clear. Raises PersonalKeyMissing, LedgerDamaged."""
        with self._read() as database:
            return personal.unseal(_Statements(database), account, sealed)

    def unseal_each(self, sealed: Mapping[str, Sequence[bytes]]) -> dict[str, dict[str, str]]:
        """Those of several accounts, each in pieces; who cannot be read is left out."""
        with self._read() as database:
            return personal.unseal_each(_Statements(database), sealed)


class TablesReader:
    """See :class:`app.kiosk.Reader`."""

    def __init__(self, database: Database) -> None:
        """``database``: in a transaction that only reads."""
        self.db = database


class NoPrintJobs:
    """Head office prints nothing."""

    def newest_id(self) -> int:
        """None is the newest."""
        return 0

    def kept_since(self, _id: int) -> Sequence[Any]:
        """None was kept."""
        return ()


class _Statements:
    """See :class:`app.ledger.statements.Statements`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def execute(self, sql: str, params: Sequence[Any] = (), /) -> Any:  # noqa: ANN401  a driver's cursor
        return query(self._database, sql, params)

    def executemany(self, sql: str, rows: Any, /) -> None:  # noqa: ANN401  as the protocol has it
        execute_many(self._database, sql, rows)
