"""A projected table: its columns from a typed record, its statements compiled once.

A record is a ``NamedTuple`` whose fields say type and merging::

    class RegionRecord(NamedTuple):
        region: Annotated[int, KEY]
        at: Annotated[int, LATEST]
        event: Annotated[int, LATEST]
        name: Annotated[str, LATEST]

Columns are 64-bit integers, texts, blobs and booleans, so that SQLite and PostgreSQL keep the same
rows. No foreign keys: the facts of one node may arrive before those of another that they name.
"""

from __future__ import annotations

import types
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    Check,
    CompositeKey,
    Database,
    Field,
    Model,
    SchemaManager,
    SqliteDatabase,
    TextField,
)

from app.ledger.projection.merging import (
    KEY,
    ONCE,
    Merging,
    Row,
    insert_sql,
    merge_function,
    quoted,
    upsert_sql,
)
from app.ledger.projection.statements import execute

_FIELDS: dict[type, type[Field[Any]]] = {
    int: BigIntegerField,
    str: TextField,
    bytes: BlobField,
    bool: BooleanField,
}


class Column(NamedTuple):
    """One column as its record declares it."""

    name: str
    type: type
    null: bool


class Index(NamedTuple):
    """A secondary index; ``where`` keeps rows out that its queries never ask for."""

    name: str
    columns: tuple[str, ...]
    where: str = ""
    expression: str = ""
    """What it is by in place of columns."""


def by_ends(name: str, column: str, starts: range, where: str = "") -> tuple[Index, ...]:
    """Indexes by the ends of a number: a part of the number is the beginning of one of them."""
    return tuple(
        Index(f"{name}_from_{start}", (), where, f"substr({column}, {start})") for start in starts
    )


class Sum:
    """Says that a table sums a column of another, by key columns that both have by name."""

    def __init__(self, of: type[Row], by: tuple[str, ...], amount: str) -> None:
        columns = list(get_type_hints(of))
        self.of = of
        self._amount = columns.index(amount)
        self._key_of = itemgetter(*(columns.index(name) for name in by))

    def rows(self, source: Iterable[Row]) -> list[Row]:
        """One row for each key: the key's columns, then the sum."""
        key_of, amount = self._key_of, self._amount
        totals: dict[Row, int] = defaultdict(int)
        for row in source:
            totals[key_of(row)] += row[amount]
        return [(*key, total) for key, total in totals.items()]


class Table:
    """One table of the projection."""

    def __init__(
        self,
        name: str,
        record: type[Row],
        *,
        indexes: tuple[Index, ...] = (),
        checks: tuple[str, ...] = (),
        sums: Sum | None = None,
    ) -> None:
        hints = get_type_hints(record, include_extras=True)
        self.name = name
        self.record = record
        self.indexes = indexes
        self.checks = checks
        self.columns = tuple(_column(field, hint) for field, hint in hints.items())
        self.merging = Merging(tuple(hints), tuple(get_args(hint)[1] for hint in hints.values()))
        self.keys = self.merging.key_names()
        if self.merging.how[: len(self.keys)] != (KEY,) * len(self.keys):
            raise TypeError(f"{record.__name__}: the key's columns must stand first")
        self._key_of = itemgetter(*range(len(self.keys)))
        self.whole = self._whole()
        """Whether each row comes complete from one event, so that none merges with another."""
        self.sums = sums
        self._statements: dict[str, str] = {}
        self._creations: dict[tuple[type[Database], str], str] = {}
        self.merge: Callable[[Row, Row], Row] = merge_function(self.merging)

    def _whole(self) -> bool:
        facts = set(self.merging.how) <= {KEY, ONCE}
        return facts and not getattr(self.record, "_field_defaults", {})

    def merged(self, rows: list[Row]) -> list[Row]:
        """One row for each key."""
        if self.whole:
            return rows
        if len(set(map(self._key_of, rows))) == len(rows):
            return rows
        key_of, merge = self._key_of, self.merge
        found: dict[object, Row] = {}
        for row in rows:
            key = key_of(row)
            known = found.get(key)
            found[key] = row if known is None else merge(known, row)
        return list(found.values())

    def statement(self, prefix: str = "") -> str:
        """The statement that takes a row in; ``?`` for each column.

        A row that comes whole is inserted: an event projected twice is an error there, where it
        would double sums elsewhere.
        """
        if prefix not in self._statements:
            make = insert_sql if self.whole else upsert_sql
            self._statements[prefix] = make(prefix + self.name, self.merging)
        return self._statements[prefix]

    @cached_property
    def declared(self) -> str:
        """All that a stored table depends on, as text."""
        how = (str(rule) for rule in self.merging.how)
        parts = (self.name, self.columns, tuple(how), self.indexes, self.checks)
        return repr(parts)

    def create(self, db: Database, prefix: str = "") -> None:
        """Creates the table without its indexes, strict where the database can."""
        execute(db, self._creation(db, prefix))

    def create_indexes(self, db: Database) -> None:
        """Creates the secondary indexes."""
        for index in self.indexes:
            where = f" WHERE {index.where}" if index.where else ""
            execute(
                db,
                f'CREATE INDEX IF NOT EXISTS "{index.name}" ON "{self.name}" '
                f"({index.expression or quoted(index.columns)}){where}",
            )

    def _creation(self, db: Database, prefix: str) -> str:
        """Its statement, put together once for each kind of database: that takes far longer."""
        made = type(db), prefix
        if made not in self._creations:
            schema: Any = SchemaManager(self._model(isinstance(db, SqliteDatabase), prefix), db)
            self._creations[made], _none = schema._create_table().query()
        return self._creations[made]

    def _model(self, sqlite: bool, prefix: str) -> type[Model]:
        single = len(self.keys) == 1
        fields = {
            column.name: _FIELDS[column.type](
                null=column.null,
                primary_key=single and column.name == self.keys[0],
                # SQLite compares texts by their bytes; PostgreSQL does where it is told to.
                collation=None if sqlite or column.type is not str else '"C"',
            )
            for column in self.columns
        }
        options: dict[str, Any] = {
            "table_name": prefix + self.name,
            "constraints": [Check(check) for check in self.checks],
        }
        if not single:
            options["primary_key"] = CompositeKey(*self.keys)
        if sqlite:
            options["strict_tables"] = True
            # An integer key is the row's own number; any other would need an index beside it.
            options["without_rowid"] = not (single and self.columns[0].type is int)
        meta = type("Meta", (), options)
        return type(self.record.__name__, (Model,), {**fields, "Meta": meta})


def _column(name: str, hint: object) -> Column:
    declared = get_args(hint)[0]
    if get_origin(declared) in (Union, types.UnionType):
        found = [kind for kind in get_args(declared) if kind is not type(None)]
        return Column(name, found[0], null=True)
    return Column(name, declared, null=False)
