"""What head office's projected tables say, and whether a rebuild says the same."""

from __future__ import annotations

from dataclasses import dataclass

from app.ledger.projection.statements import execute
from app.office.looking import look_again
from app.office.store.contract import Store
from app.office.tables import compare_tables
from tests.chaos.told import Sums

_QUERIES = {
    "purchases in the tables": "SELECT COUNT(*) FROM purchase",
    "money of them, minor units": "SELECT COALESCE(SUM(total), 0) FROM purchase",
    "water of them, litres": "SELECT COALESCE(SUM(quantity), 0) FROM purchase",
    "cash that counts against vending limits": "SELECT COALESCE(SUM(cash), 0) FROM takings",
    "vending limits granted": "SELECT COALESCE(SUM(money), 0) FROM allowance_grant",
    "vending limits taken up": "SELECT COALESCE(SUM(money), 0) FROM allowance",
    "accounts": "SELECT COUNT(*) FROM account",
}


@dataclass(frozen=True)
class TablesFound:
    """Sums over them."""

    sums: tuple[int, ...] = ()
    """In the order of :data:`NAMES`."""
    differences: int = 0
    """Rows that are not what the journal says, by a projection beside."""
    quarantined: int = 0

    @classmethod
    def of(cls, journal: Sums) -> TablesFound:
        """What they must say where these events are in the journal."""
        of = journal
        taken = sum(money for _serial, money in of.taken.values())
        return cls((of.sales, of.money, of.litres, of.money, of.granted, taken, len(of.accounts)))


NAMES = tuple(_QUERIES)


def read_tables(store: Store) -> TablesFound:
    """Everything is projected by now; exceptions that wait are looked at first."""
    while look_again(store):
        pass
    with store.read_tables() as db:
        sums = tuple(int(execute(db, sql).fetchone()[0]) for sql in _QUERIES.values())
    return TablesFound(sums, len(compare_tables(store)), len(store.quarantined()))
