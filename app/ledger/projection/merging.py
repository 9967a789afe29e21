"""How the columns of a table take in a new row of the same key, in any order of arrival.

Every rule is commutative and associative, so that events may come in any order and in batches of
any size. Each rule stands in two forms, which must say the same: in Python, for rows of one batch,
and in SQL, which SQLite and PostgreSQL read alike.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

Row = tuple[Any, ...]


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

    def registers(self) -> tuple[Register, ...]:
        """The registers of the table."""
        return tuple(dict.fromkeys(how for how in self.how if isinstance(how, Register)))


# Each rule as an expression of the value that stands and the one that comes: in SQL, in Python.
_RULES: dict[Merge, tuple[str, str]] = {
    KEY: ("{old}", "{old}"),
    ONCE: ("COALESCE({old}, {new})", "{new} if {old} is None else {old}"),
    SUM: ("{old} + {new}", "{old} + {new}"),
    MAX: (
        "CASE WHEN {old} IS NULL OR {new} > {old} THEN {new} ELSE {old} END",
        "{new} if {old} is None or ({new} is not None and {new} > {old}) else {old}",
    ),
    MIN: (
        "CASE WHEN {old} IS NULL OR {new} < {old} THEN {new} ELSE {old} END",
        "{new} if {old} is None or ({new} is not None and {new} < {old}) else {old}",
    ),
    ANY: ("{old} OR {new}", "{old} or {new}"),
}


def merge_function(merging: Merging) -> Callable[[Row, Row], Row]:
    """A function of two rows with one key, the standing and the coming, that merges them.

    Compiled from the columns' rules like the statement is: a loop over rules takes longer than
    the database does.
    """
    registers = merging.registers()
    decided = "".join(
        f"    wins_{index} = {_wins_python(merging, register)}\n"
        for index, register in enumerate(registers)
    )
    columns = ", ".join(
        _merged_python(index, how, registers) for index, how in enumerate(merging.how)
    )
    source = f"def merge(old, new):\n{decided}    return ({columns},)\n"
    made: dict[str, Any] = {}
    exec(source, made)  # noqa: S102  made of column positions only
    merge: Callable[[Row, Row], Row] = made["merge"]
    return merge


def _merged_python(index: int, how: How, registers: tuple[Register, ...]) -> str:
    old, new = f"old[{index}]", f"new[{index}]"
    if isinstance(how, Register):
        return f"{new} if wins_{registers.index(how)} else {old}"
    return _RULES[how][1].format(old=old, new=new)


def _wins_python(merging: Merging, register: Register) -> str:
    at, by = merging.columns.index(register.at), merging.columns.index(register.by)
    sign = "<" if register.earliest else ">"
    return (
        f"new[{at}] is not None and (old[{at}] is None or "
        f"(new[{at}], new[{by}]) {sign} (old[{at}], old[{by}]))"
    )


def quoted(names: Iterable[str]) -> str:
    """Names of columns as a list in SQL."""
    return ", ".join(f'"{name}"' for name in names)


def insert_sql(table: str, merging: Merging) -> str:
    """The statement that adds one row whose key is new."""
    values = ", ".join("?" for _name in merging.columns)
    return f'INSERT INTO "{table}" ({quoted(merging.columns)}) VALUES ({values})'  # noqa: S608  names of our tables


def upsert_sql(table: str, merging: Merging) -> str:
    """The statement that takes one row in: adds it, or merges it with the one of its key."""
    return f"{insert_sql(table, merging)} {conflict_sql(table, merging)}"


def conflict_sql(table: str, merging: Merging) -> str:
    """What an insertion does where there is a row of its key: merges the two."""
    keys = quoted(merging.key_names())
    changes = ", ".join(
        f'"{name}" = {_merged_sql(table, name, how)}'
        for name, how in zip(merging.columns, merging.how, strict=True)
        if how is not KEY
    )
    return f"ON CONFLICT ({keys}) DO UPDATE SET {changes}"


def _merged_sql(table: str, name: str, how: How) -> str:
    old, new = f'"{table}"."{name}"', f'EXCLUDED."{name}"'
    if isinstance(how, Register):
        return f"CASE WHEN {_wins_sql(table, how)} THEN {new} ELSE {old} END"
    return _RULES[how][0].format(old=old, new=new)


def _wins_sql(table: str, register: Register) -> str:
    at, by = register.at, register.by
    sign = "<" if register.earliest else ">"
    return (
        f'EXCLUDED."{at}" IS NOT NULL AND ("{table}"."{at}" IS NULL OR '
        f'(EXCLUDED."{at}", EXCLUDED."{by}") {sign} ("{table}"."{at}", "{table}"."{by}"))'
    )
