"""What a report is: one value for each file beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from peewee import Database

from app.reports.asked import Asked
from app.reports.columns import Column, Row
from app.reports.watch import Watch


@dataclass(frozen=True)
class Statement:
    """A query with its parameters."""

    sql: str
    values: tuple[object, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """A statistical form."""

    name: str
    """As typed after `tapcard report`."""
    title: str
    about: str
    """A sentence: what is counted, and by which day."""
    columns: Callable[[Asked], tuple[Column, ...]]
    rows: Callable[[Database, Asked, Watch], Iterator[Row]]
    by: tuple[str, ...] = ()
    """By what it can be grouped, the usual one first; empty: there is nothing to choose."""
    of_account: bool = False
    """Whether it is about one account, which has to be named."""
    of_shift: bool = False
    """Whether it can be about one shift alone."""
    behind: Callable[[Database, Asked, Row], Statement] | None = None
    """The keys of the purchases that a row counts: identity and allocation, newest first."""
    plot: str = ""
    """The column whose shape says most; empty: none of its figures can stand beside each other."""
