"""The rows of a population, projected from everybody's events: what a generator's must equal.

Events are the models' own with other identities, changed as the journal stores them: as text.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import EventId, stamp_at
from app.ledger.events.codec import Entry, decode_entry
from app.ledger.projection.engine import TABLES, project
from tests.bench.model_households import HABITS, Models, founded, noon
from tests.bench.population import (
    _AFTER,
    _EVENTS_APART,
    _NODE,
    Population,
    _Starts,
    fill,
    founded_models,
)
from tests.bench.test_population import tables

Change = Callable[[Any], Any]
_BATCH = 5000


def tables_that_differ(folder: Path, population: Population) -> list[str]:
    """Names of the tables whose rows the generator makes otherwise than the projection does."""
    made, projected = folder / "made.ledger", folder / "projected.ledger"
    founded(made).close()
    founded(projected).close()
    with founded_models(folder / "models.ledger", population.rounds) as models:
        with closing(apsw.Connection(str(folder / "models.ledger"))) as connection:
            rows: list[Any] = connection.execute("SELECT seq, body FROM journal_event").fetchall()
        with closing(apsw.Connection(str(made))) as connection:
            fill(connection, population, models)
        _project(projected, everybody(population, models, dict(rows)))
    ours, theirs = tables(made), tables(projected)
    return [table.name for table in TABLES if ours[table.name] != theirs[table.name]]


def _project(path: Path, events: Iterator[tuple[EventId, Entry]]) -> None:
    database = APSWDatabase(str(path))
    database.connect()
    while batch := [event for _n, event in zip(range(_BATCH), events, strict=False)]:
        with database.atomic():
            project(database, batch)
    database.close()


def everybody(
    population: Population, models: Models, bodies: dict[int, bytes]
) -> Iterator[tuple[EventId, Entry]]:
    """All events of all households, round by round. ``bodies``: the models' own, by number."""
    starts = _Starts(population, models)
    for round in range(population.rounds):
        for habit in range(len(HABITS)):
            block = models.blocks[habit][round]
            for index in starts.ranges[habit]:
                stamp = stamp_at(noon(population.day(round, index)) + _AFTER)
                change = _change(population, models, starts, habit, round, index)
                for offset in range(block.events):
                    body = change(json.loads(bodies[block.first + offset]))
                    body["at"] = stamp + index * _EVENTS_APART + offset
                    seq = starts.events[habit, round] + index * block.events + offset
                    yield EventId(_NODE, 1, seq), decode_entry(json.dumps(body).encode())


def _change(
    population: Population, models: Models, starts: _Starts, habit: int, round: int, index: int
) -> Change:
    """Puts one household's identities in place of its model's."""
    blocks = models.blocks[habit]
    seqs = {
        block.first + offset: starts.events[habit, at] + index * block.events + offset
        for at, block in enumerate(blocks[: round + 1])
        for offset in range(block.events)
    }
    words = {
        models.accounts[habit]: population.account(index),
        models.meters[habit]: population.meter(index),
        base64.b64encode(models.serials[habit]).decode(): base64.b64encode(
            population.serial(index)
        ).decode(),
    }
    if round:
        words[blocks[round].day.isoformat()] = population.day(round, index).isoformat()
    found = re.compile("|".join(map(re.escape, words)))
    block = blocks[round]
    receipts = starts.receipts[habit, round] + index * block.receipts - block.first_receipt

    def change(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: inner + receipts if name == "receipt" and inner is not None else change(inner)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            if len(value) == len(EventId._fields) and value[:2] == [_NODE, 1]:
                return [_NODE, 1, seqs.get(value[2], value[2])]
            return [change(inner) for inner in value]
        return found.sub(lambda hit: words[hit.group()], value) if isinstance(value, str) else value

    return change
