"""The rows that the generator makes are those that the operations leave behind."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import apsw

from app.ledger.projection.engine import TABLES
from tests.bench.model_households import Household, founded
from tests.bench.people import people
from tests.bench.population import Population, fill, founded_models

_OPAQUE = {"sealed", "images", "form", "public_key"}
"""Bytes that are random, or digests of them."""
_STAMP = 1 << 56
"""Every stamp is above it, no key is."""


def test_everybody_has_the_rows_that_the_operations_would_have_left(tmp_path: Path) -> None:
    population = Population(accounts=7, rounds=4, seed=3)
    counter = founded(tmp_path / "real.ledger")
    homes = [
        Household(counter, population.habit(index), population.meter(index), person)
        for index, person in enumerate(people(population.accounts, population.seed))
    ]
    for round in range(population.rounds):
        for index, home in enumerate(homes):
            home.live(round, population.day(round, index))
    counter.close()
    population = replace(population, cards=cards(tmp_path / "real.ledger"))
    founded(tmp_path / "made.ledger").close()
    with (
        founded_models(tmp_path / "models.ledger", population.rounds) as models,
        closing(apsw.Connection(str(tmp_path / "made.ledger"))) as connection,
    ):
        fill(connection, population, models)
    real, made = tables(tmp_path / "real.ledger"), tables(tmp_path / "made.ledger")
    assert len(real["purchase"]) == population.accounts * population.rounds
    for name, rows in real.items():
        assert made[name] == rows, name


def cards(path: Path) -> tuple[bytes, ...]:
    with closing(apsw.Connection(str(path))) as connection:
        found = connection.execute("SELECT serial FROM card ORDER BY issued_by")
        return tuple(row[0] for row in found)


def tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All projected rows and the search index; stamps by their order, opaque bytes left out."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    local = ("clear_word",)
    with closing(apsw.Connection(str(path))) as connection:
        for name in (*(table.name for table in TABLES), *local):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            kept = ", ".join(column for column in columns if column not in _OPAQUE)
            order = "ORDER BY " + ", ".join(str(n + 1) for n in range(kept.count(",") + 1))
            found[name] = connection.execute(f"SELECT {kept} FROM {name} {order}").fetchall()
    stamps = sorted(
        {cell for rows in found.values() for row in rows for cell in row if stamp(cell)}
    )
    ranks = {one: rank for rank, one in enumerate(stamps)}
    return {
        name: [tuple(ranks[cell] if stamp(cell) else cell for cell in row) for row in rows]
        for name, rows in found.items()
    }


def stamp(cell: Any) -> bool:
    return isinstance(cell, int) and cell > _STAMP
