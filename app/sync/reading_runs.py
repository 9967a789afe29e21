"""Runs out of a ledger's database: any range of its own journal, again and again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import Node
from app.ledger import stretches
from app.ledger.database import connection_of
from app.sync.run import Run


class Found(NamedTuple):
    """What goes into a bundle."""

    run: Run
    images: list[bytes]
    """Encoded card images of its plans that are open: only an open one can still be written.

    What a closed one wrote stands in its events, and its images lie beside the journal."""
    keys: Mapping[str, bytes]
    """Personal keys by name."""


def read_run(db: APSWDatabase, node: Node, epoch: int, first: int, last: int) -> Found:
    """Events ``first``..``last``, all of which must be here. Raises LedgerDamaged."""
    connection = connection_of(db)
    found = stretches.stretch(connection, node, epoch, first, last)
    run = Run(node, epoch, first, found.previous, found.bodies, found.headers)
    keys = stretches.keys_of(connection, node, epoch, first, found.bodies)
    opening = stretches.opening_plans(connection, node, epoch, first, found.bodies)
    return Found(run, stretches.images_of(connection, opening), keys)
