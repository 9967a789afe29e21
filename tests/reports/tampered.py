"""A counter's tables after somebody was at them with a database tool."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw
from peewee import Database

from tests.counter import Counter


def tamper(kept_counter: Counter, folder: Path, *statements: str) -> Path:
    """A copy of a ledger on which statements were run, with its key."""
    copy = folder / "ledger.db"
    with closing(apsw.Connection(str(kept_counter.path))) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    with closing(apsw.Connection(str(copy))) as connection:
        for statement in statements:
            connection.execute(statement)
    shutil.copy(f"{kept_counter.path}.key", folder)
    return copy


@contextmanager
def tampered(kept_counter: Counter, folder: Path, *statements: str) -> Iterator[Database]:
    """The tables of such a copy."""
    counter = Counter(tamper(kept_counter, folder, *statements), node=kept_counter.node).open()
    assert counter.ledger is not None
    with counter.ledger.read() as reader:
        yield reader.db
    counter.close()
