"""Random worlds: ``python -m tests.sync.worlds [--worlds N] [--seed S] [--postgresql-every M]``.

Whoever has the same events must have the same tables, and nobody may lack what is meant for them:
counters of one region, head office, and another head office that got its journal in another order.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager

from peewee import Database

from app.domain.identity import EventId
from app.ledger.events.codec import Entry, decode_entry
from app.ledger.projection.dump import canonical_dump
from app.ledger.projection.engine import TABLES, project
from app.ledger.projection.statements import execute
from app.office import feeding
from app.office.store.contract import Store
from tests.ledger.kiosks import empty_tables
from tests.ledger.rumours import NODES
from tests.sync.world import PUT_BACK, REGIONS, World
from tests.sync.world_copies import Events
from tests.sync.world_offices import (
    KeptOffice,
    bring,
    entries_of,
    journal_of,
    postgres_office,
    project_all,
    sqlite_office,
    tables_of,
)

_PORTION = 7
_OFTEN = 0.04
"""Of all acts, those in which something befalls head office."""
_WAYS = 1 << 12
_TELL = 100


def play(
    office: KeptOffice,
    drawn: Sequence[int],
    tables: Database,
    seed: int,
    other: Store | None = None,
) -> World:
    """One world from its beginning to its end. Raises AssertionError where nodes differ.

    ``other``: of another head office, empty.
    """
    chance = random.Random(seed)
    office.emptied()
    world = World(office)
    for number in drawn:
        world.step(number)
    world.settle()
    _compare_counters(world, tables, chance)
    _compare_offices(world.store, other, tables, chance)
    return world


def _compare_counters(world: World, tables: Database, chance: random.Random) -> None:
    known: dict[frozenset[EventId], list[bytes]] = {}
    for node in NODES:
        copy = world.copies[node][-1]
        meant, has = world.events_for(REGIONS[node]), world.events_at(copy)
        if any(world.store.body(id) != body for id, body in copy.own.items()):
            # Another copy's events came first: of this kiosk it has others.
            meant, has = _without(meant, node), _without(has, node)
        # Given before head office was put back, by a copy that never came again: it happened.
        extra = sorted(set(has) - set(meant))
        gone = {id: has[id] for id in extra if world.is_gone(id, has[id])}
        meant = {**meant, **gone}
        assert has == meant, f"{node} has not what is meant for it"
        order = list(has)
        chance.shuffle(order)
        found = dump(tables, [(id, decode_entry(has[id])) for id in order])
        # Of two counters that have the same, each in an order of its own, one is as good as the
        # order in which head office gives it.
        which = frozenset(meant)
        if which not in known:
            known[which] = dump(tables, [(id, decode_entry(meant[id])) for id in meant])
        assert found == known[which], f"the tables of {node} are others"


def _compare_offices(
    store: Store, other: Store | None, tables: Database, chance: random.Random
) -> None:
    """The tables of head office are those of a counter that has all of its events."""
    project_all(store)
    chain = entries_of(journal_of(store))
    chance.shuffle(chain)
    expected = dump(tables, chain)
    assert tables_of(store) == expected, "the tables of head office are others"
    if other is not None:
        bring(store, other, chance)
        project_all(other)
        assert tables_of(other) == expected, "the tables of another head office are others"


def _without(events: Events, node: int) -> Events:
    return {id: body for id, body in events.items() if id.node != node}


def dump(tables: Database, chain: list[tuple[EventId, Entry]], size: int = 13) -> list[bytes]:
    """Of the tables after these events have come in this order, some at a time."""
    for table in TABLES:
        execute(tables, f'DELETE FROM "{table.name}"')
    for start in range(0, len(chain), size):
        project(tables, chain[start : start + size])
    return list(canonical_dump(tables))


def drawn_from(seed: int) -> list[int]:
    """What happens in a world that only has a number."""
    chance = random.Random(seed)
    return [chance.randrange(PUT_BACK) for _act in range(chance.randrange(20, 250))]


def put_back_in(drawn: Sequence[int], seed: int) -> list[int]:
    """The same, and now and then head office is backed up and put back."""
    chance = random.Random(seed)
    found: list[int] = []
    for number in drawn:
        if chance.random() < _OFTEN:
            found.append(PUT_BACK + chance.randrange(_WAYS))
        found.append(number)
    return found


@contextmanager
def small_portions() -> Iterator[None]:
    """The worker needs several for a kiosk."""
    usual = feeding.PORTION
    feeding.PORTION = _PORTION
    try:
        yield
    finally:
        feeding.PORTION = usual


def main() -> None:
    """Plays worlds and says how many ended as they must."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--postgresql-every", type=int, default=10, help="0: head office on SQLite alone"
    )
    parser.add_argument(
        "--put-back-every", type=int, default=2, help="0: head office is never put back"
    )
    asked = parser.parse_args()
    logging.disable(logging.WARNING)  # each refusal that belongs to a world would be told
    began = time.monotonic()
    put_back = branches = 0
    with ExitStack() as opened:
        tables = opened.enter_context(closing(empty_tables()))
        office = opened.enter_context(sqlite_office())
        others = [opened.enter_context(postgres_office())] if asked.postgresql_every else []
        opened.enter_context(small_portions())
        for number, seed in enumerate(range(asked.seed, asked.seed + asked.worlds)):
            drawn, other = drawn_from(seed), None
            if asked.put_back_every and (number + 1) % asked.put_back_every == 0:
                drawn = put_back_in(drawn, seed)
            if others and number % asked.postgresql_every == 0:
                other = others[0].emptied()
            try:
                world = play(office, drawn, tables, seed, other)
            except BaseException:
                sys.stderr.write(f"world {seed}:\n")
                raise
            put_back += world.times_put_back
            branches += world.branches_aside
            if (number + 1) % _TELL == 0:
                sys.stdout.write(
                    f"worlds {asked.seed} to {seed}: {time.monotonic() - began:.0f} s\n"
                )
                sys.stdout.flush()
    seconds = time.monotonic() - began
    with_other = len(range(0, asked.worlds, asked.postgresql_every)) if others else 0
    sys.stdout.write(
        f"{asked.worlds} worlds, seeds {asked.seed} to {asked.seed + asked.worlds - 1}, "
        f"{with_other} of them with a head office on PostgreSQL too; put back {put_back} times, "
        f"a neighbour's branch put aside {branches} times; {seconds:.0f} s: all equal\n"
    )


if __name__ == "__main__":
    main()
