"""A ledger of any size with all that reports read, for measuring them.

Purchases, readings and postings of everybody come from the generator (population.py), over many
districts, operators and shifts; what happens now and then is added set-wise (seldom_deeds.py).
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import apsw
from playhouse.apsw_ext import APSWDatabase

from app.ledger.projection.engine import TABLES
from tests.bench.model_households import founded
from tests.bench.population import Population, fill, founded_models
from tests.bench.seldom_deeds import add_seldom_deeds

ROUNDS = 10
DISTRICT = 5_000
"""Accounts of a region."""
_SALES_OF_A_SHIFT = 250
_OPERATORS = 200
_FREE = 100_000
_FIRST_OPERATOR, _FIRST_REGION = 101, 101
_FIRST_OF_SHIFT = f":first + (i - :first) / {_SALES_OF_A_SHIFT} * {_SALES_OF_A_SHIFT}"
_SPREAD = {
    "shift": f":began + ({_FIRST_OF_SHIFT}) * :events",
    "operator": (f"{_FIRST_OPERATOR} + ({_FIRST_OF_SHIFT}) / {_SALES_OF_A_SHIFT} % {_OPERATORS}"),
    "region": f"{_FIRST_REGION} + i / {DISTRICT}",
}
"""A shift begins with the first event of its first household; one operator sells in it."""
_WITHOUT = frozenset({"touch", "request", "takings", "shift_tally", "shift_book", "book_total"})
"""Tables that no report reads, or that are summed up here."""


def population_of(accounts: int) -> Population:
    """So many accounts with ten purchases each."""
    return Population(accounts, ROUNDS, without=_WITHOUT, spread=_SPREAD, events_before=_FREE)


def reported(path: Path, population: Population) -> Path:
    """Makes the ledger at ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    founded(path).close()
    with (
        founded_models(path.with_name("models.db"), population.rounds) as models,
        closing(apsw.Connection(str(path))) as connection,
    ):
        # An index that is made at the end is made of sorted rows.
        for table in TABLES:
            for index in table.indexes:
                connection.execute(f'DROP INDEX "{index.name}"')
        fill(connection, population, models)
    database = APSWDatabase(str(path))
    database.connect()
    for table in TABLES:
        table.create_indexes(database)
    database.close()
    with closing(apsw.Connection(str(path))) as connection:
        add_seldom_deeds(connection, population.rounds)
    return path
