"""Every inquiry of the ledger asks head office's tables too: the same answers on both databases.

Arguments are drawn by type and name from what stands in the tables, so that a query that is added
is asked as well. PostgreSQL has a language of its own here, with which texts sort otherwise.
"""

from __future__ import annotations

import enum
import importlib
import inspect
import itertools
import pkgutil
import random
import tempfile
import types
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from peewee import Database

from app.domain.identity import EventId
from app.ledger import queries, search_index
from app.ledger.projection.engine import TABLES
from app.ledger.projection.statements import execute
from app.ledger.queries import reading, shift_control
from app.office.store.contract import Store
from app.office.store.opening import open_store
from tests.ledger.kiosks import Chain
from tests.office.cluster import Cluster
from tests.office.stories import arrive, counter_tables, drawn, project_all
from tests.place import place

_ASKED = 30
"""Times that each query is asked."""
_CHAIN = drawn(8, acts=900)
_NAMES = ("achieng", "achienga", "anyango", "njeri", "njuguna", "wanjiru", "wanjiku", "odhiambo")
_DAYS = [date(2026, month, day) for month in (1, 3, 9, 10) for day in (1, 2, 15, 21)]

Query = Callable[..., Any]


def _queries() -> Iterator[Query]:
    for found in pkgutil.iter_modules(queries.__path__, f"{queries.__name__}."):
        if found.name in (reading.__name__, shift_control.__name__):
            continue  # what queries are made of; what a counter alone asks of its own journal
        module = importlib.import_module(found.name)
        for name, query in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(query).parameters), "")
            if first == "db" and query.__module__ == module.__name__ and name[0] != "_":
                yield query


@pytest.fixture(scope="module")
def stores(cluster: Cluster) -> Iterator[tuple[Store, Store]]:
    """SQLite's and PostgreSQL's, with the same events."""
    name = "asking"
    with cluster.connect() as connection:
        connection.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'sw'"
        )
    with tempfile.TemporaryDirectory(dir=place()) as folder:
        both = open_store(folder), open_store(cluster.dsn(name))
        for store in both:
            arrive(store, _CHAIN)
            project_all(store)
            store.project(lambda tx: search_index.add(tx.people.statements, _everybody()))
        yield both
        for store in both:
            store.close()


def _everybody() -> Iterator[tuple[str, dict[str, str]]]:
    """Accounts by all pairs of names."""
    for number, pair in enumerate(itertools.product(_NAMES, repeat=2)):
        yield f"{8000 + number}", {"name": " ".join(pair), "phone": f"07{number:08}"}


@cache
def _drawing() -> _Drawing:
    return _Drawing(_CHAIN)


class _Drawing:
    """Arguments, from what the events tell of."""

    def __init__(self, chain: Chain) -> None:
        self.columns: dict[str, list[object]] = {}
        with counter_tables(chain) as db:
            for table in TABLES:
                for column in table.columns:
                    values = self.columns.setdefault(column.name, [])
                    asked = f'SELECT DISTINCT "{column.name}" FROM "{table.name}" LIMIT 40'
                    values += [row[0] for row in execute(db, asked) if row[0] is not None]
        self.ids = [id for id, _entry in chain]
        self.texts = sorted(
            {one for some in self.columns.values() for one in some if isinstance(one, str)}
        )
        self.columns["wanted"] = [*_NAMES, "njer", "wanj", "iru", "odihambo", "000001"]
        self.serials = [one for one in self.columns["serial"] if isinstance(one, bytes)]

    def one(self, dice: random.Random, name: str, hint: Any) -> Any:
        """An argument of a name and type."""
        origin, inner = get_origin(hint), get_args(hint)
        if origin in (Union, types.UnionType):
            return self.one(dice, name, dice.choice(inner))
        if hint is type(None):
            return None
        if hint is EventId:
            return self._id(dice, name)
        if hint is str:
            return dice.choice(self._named(name, str) or self.texts)
        if hint is bytes:
            return dice.choice(self.serials)
        if hint is date:
            return dice.choice(_DAYS)
        if hint is bool:
            return dice.choice((True, False))
        if hint is int:
            return {"most": 50, "skip": dice.choice((0, 0, 1, 3))}.get(name) or self._number(
                dice, name
            )
        if inspect.isclass(hint) and issubclass(hint, enum.Enum):
            return dice.choice(list(hint))
        if origin is tuple:
            kinds = inner[:1] * dice.randrange(4) if inner[-1] is Ellipsis else inner
            return tuple(self.one(dice, name, kind) for kind in kinds)
        if origin is not None:
            return [
                self.one(dice, name.removesuffix("s"), inner[0]) for _ in range(dice.randrange(5))
            ]
        return self._made(dice, hint)

    def _made(self, dice: random.Random, kind: Any) -> Any:
        hints = get_type_hints(kind)
        return kind(**{field: self.one(dice, field, hint) for field, hint in hints.items()})

    def _id(self, dice: random.Random, name: str) -> EventId:
        keys = self._named(name, int)
        known = [EventId.from_key(key) for key in keys if key > 1 << 40]
        return dice.choice(known or self.ids)

    def _number(self, dice: random.Random, name: str) -> int:
        return int(dice.choice([*self._named(name, int), *range(12)]))

    def _named(self, name: str, kind: type) -> list[Any]:
        name = {"number": "account", "of": "account", "code": "code"}.get(name, name)
        return [one for one in self.columns.get(name, ()) if isinstance(one, kind)]


def _asked(db: Database, query: Query, arguments: dict[str, Any]) -> str:
    """The answer as text, or what it raises."""
    try:
        found = query(db, **arguments)
        if isinstance(found, Iterator):
            found = list(found)
    except (LookupError, ValueError, TypeError, AssertionError) as error:
        return f"{type(error).__name__}"
    return repr(found)


@contextmanager
def _both(stores: tuple[Store, Store]) -> Iterator[list[Database]]:
    sqlite, postgres = stores
    with sqlite.read_tables() as one, postgres.read_tables() as other:
        yield [one, other]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(one, id=f"{one.__module__.rpartition('.')[2]}.{one.__name__}")
        for one in _queries()
    ],
)
def test_answers_are_the_same(stores: tuple[Store, Store], query: Query) -> None:
    dice = random.Random(query.__name__)
    hints = get_type_hints(query, localns={"Mapping": Mapping})
    names = [name for name in inspect.signature(query).parameters if name != "db"]
    with _both(stores) as (sqlite, postgres):
        for _number in range(_ASKED if names else 1):
            arguments = {name: _drawing().one(dice, name, hints[name]) for name in names}
            assert _asked(postgres, query, arguments) == _asked(sqlite, query, arguments), arguments
