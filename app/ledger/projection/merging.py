"""How the columns of a table take in a new row of the same key, in any order of arrival.

Every rule is commutative and associative, so that events may come in any order and in batches of
any size. Two forms of each rule stand side by side: in memory, for rows of one batch, and as SQL
for SQLite and PostgreSQL.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

Row = tuple[Any, ...]
Value = TypeVar("Value", int, str)


class Merge(enum.Enum):
    """What becomes of one column when rows with the same key meet."""

    KEY = enum.auto()
    """Part of the key. Keys stand first in their row."""
    ONCE = enum.auto()
    """A fact that exactly one event states; the other rows of the key leave it empty."""
    SUM = enum.auto()
    MAX = enum.auto()
    MIN = enum.auto()
    ANY = enum.auto()
    """True for ever, once true: cancelled is final."""


KEY, ONCE, SUM = Merge.KEY, Merge.ONCE, Merge.SUM
MAX, MIN, ANY = Merge.MAX, Merge.MIN, Merge.ANY


class Register(NamedTuple):
    """Columns that one event sets together; of several events the one later in time counts.

    Time is the hybrid stamp, then the event's identity, both kept in the row. With ``earliest``
    the first one counts, for what must not be changed by a second event.
    """

    at: str = "at"
    """Column with the stamp."""
    by: str = "event"
    """Column with the event's key."""
    earliest: bool = False


LATEST = Register()
EARLIEST = Register(earliest=True)

How = Merge | Register


class Merging(NamedTuple):
    """Names of a table's columns and how each of them merges."""

    columns: tuple[str, ...]
    how: tuple[How, ...]

    def key_names(self) -> tuple[str, ...]:
        """Names of the key's columns."""
        return tuple(name for name, how in zip(self.columns, self.how, strict=True) if how is KEY)

    def where(self, wanted: How) -> tuple[int, ...]:
        """Positions of the columns that merge so."""
        return tuple(index for index, how in enumerate(self.how) if how == wanted)

    def registers(self) -> tuple[Register, ...]:
        """The registers of the table."""
        return tuple(dict.fromkeys(how for how in self.how if isinstance(how, Register)))


def merge_function(merging: Merging) -> Callable[[Row, Row], Row]:
    """A function of two rows with one key that returns their merged row."""
    once = merging.where(ONCE)
    pairs = [(index, rule) for how, rule in _IN_MEMORY.items() for index in merging.where(how)]
    registers = [_register_positions(merging, register) for register in merging.registers()]

    def merge(old: Row, new: Row) -> Row:
        row = list(old)
        for index in once:
            if row[index] is None:
                row[index] = new[index]
        for index, rule in pairs:
            row[index] = rule(row[index], new[index])
        for positions in registers:
            if _wins(old, new, positions):
                for index in positions.columns:
                    row[index] = new[index]
        return tuple(row)

    return merge


class _Positions(NamedTuple):
    at: int
    by: int
    earliest: bool
    columns: tuple[int, ...]


def _register_positions(merging: Merging, register: Register) -> _Positions:
    return _Positions(
        at=merging.columns.index(register.at),
        by=merging.columns.index(register.by),
        earliest=register.earliest,
        columns=merging.where(register),
    )


def _wins(old: Row, new: Row, positions: _Positions) -> bool:
    at, by = positions.at, positions.by
    if new[at] is None:
        return False
    if old[at] is None:
        return True
    older, newer = (old[at], old[by]), (new[at], new[by])
    return bool(newer < older if positions.earliest else newer > older)


def _largest(old: Value | None, new: Value | None) -> Value | None:
    if old is None or new is None:
        return new if old is None else old
    return max(old, new)


def _smallest(old: Value | None, new: Value | None) -> Value | None:
    if old is None or new is None:
        return new if old is None else old
    return min(old, new)


_IN_MEMORY: dict[How, Callable[[Any, Any], Any]] = {
    SUM: lambda old, new: old + new,
    MAX: _largest,
    MIN: _smallest,
    ANY: lambda old, new: old or new,
}


def quoted(names: Iterable[str]) -> str:
    """Names of columns as a list in SQL."""
    return ", ".join(f'"{name}"' for name in names)


def upsert_sql(table: str, merging: Merging) -> str:
    """The statement that takes one row in."""
    columns, keys = quoted(merging.columns), quoted(merging.key_names())
    values = ", ".join("?" for _name in merging.columns)
    changes = ", ".join(
        f'"{name}" = {_merged_sql(table, name, how)}'
        for name, how in zip(merging.columns, merging.how, strict=True)
        if how is not KEY
    )
    return (
        f'INSERT INTO "{table}" ({columns}) VALUES ({values}) '  # noqa: S608  names of our tables
        f"ON CONFLICT ({keys}) DO UPDATE SET {changes}"
    )


def _merged_sql(table: str, name: str, how: How) -> str:
    old, new = f'"{table}"."{name}"', f'EXCLUDED."{name}"'
    if isinstance(how, Register):
        return f"CASE WHEN {_wins_sql(table, how)} THEN {new} ELSE {old} END"
    return _IN_SQL[how].format(old=old, new=new)


def _wins_sql(table: str, register: Register) -> str:
    at, by = register.at, register.by
    sign = "<" if register.earliest else ">"
    return (
        f'EXCLUDED."{at}" IS NOT NULL AND ("{table}"."{at}" IS NULL OR '
        f'(EXCLUDED."{at}", EXCLUDED."{by}") {sign} ("{table}"."{at}", "{table}"."{by}"))'
    )


_IN_SQL: dict[Merge, str] = {
    ONCE: "COALESCE({old}, {new})",
    SUM: "{old} + {new}",
    MAX: "CASE WHEN {old} IS NULL OR {new} > {old} THEN {new} ELSE {old} END",
    MIN: "CASE WHEN {old} IS NULL OR {new} < {old} THEN {new} ELSE {old} END",
    ANY: "{old} OR {new}",
}
