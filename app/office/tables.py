"""The projected tables of head office: made, computed anew beside and swapped, compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from peewee import Database

from app.domain.identity import EventId, Node
from app.ledger import journal
from app.ledger.events.codec import Entry
from app.ledger.projection import dump, engine
from app.ledger.projection.dump import Difference
from app.ledger.projection.statements import execute
from app.office.looking import compare_exceptions, note_everybody
from app.office.projector import BATCH, IN_FORCE, Lane, project_once
from app.office.store.contract import Projecting, Store

_BESIDE = Lane("building", engine.BUILDING)
_OWNER = "INSERT INTO this_ledger (node) VALUES (?) ON CONFLICT (node) DO NOTHING"


def bring_up_to_date(store: Store, office: Node, at: int) -> None:
    """Makes the tables where there are none, computes them anew where another release made them.

    ``office``: head office's own node; ``at``: wall time, milliseconds.
    Raises StoreUnavailable and the errors of a ledger's file.
    """

    def made_or_current(tx: Projecting) -> bool:
        tx.lock_cursors()
        execute(tx.database, _OWNER, (office,))
        found = execute(tx.database, "SELECT form FROM projection_form").fetchone()
        if found is None:
            engine.create_tables(tx.database)
            return True
        return bool(found[0] == engine.form())

    if not store.project(made_or_current):
        rebuild_tables(store, at)


def rebuild_tables(store: Store, at: int) -> None:
    """Computes all tables anew from the journal and puts them in place in one step.

    Head office goes on meanwhile: whoever reads sees the old tables or the new ones, and what is
    pushed is projected behind. Ended anywhere, the old ones stay.
    """

    def begin(tx: Projecting) -> None:
        tx.forget_cursors(_BESIDE.name)
        engine.create_beside(tx.database)

    def swap(tx: Projecting) -> None:
        tx.adopt_cursors(IN_FORCE.name, _BESIDE.name)
        engine.put_in_place(tx.database)
        note_everybody(tx.database)

    store.project(begin)
    while not project_once(store, at, _BESIDE).nothing:
        pass
    store.project(swap)


def compare_tables(store: Store) -> list[Difference]:
    """Where the tables differ from what the journal says, up to the cursors. Changes nothing."""
    with store.read_tables() as db:
        return [*dump.check(db, _projected(store, db)), *compare_exceptions(db)]


def _projected(store: Store, db: Database) -> Iterator[Sequence[tuple[EventId, Entry]]]:
    """The events that are in the tables of this view."""
    lane = (IN_FORCE.name,)
    cursors = "SELECT node, epoch, seq FROM projection_cursor WHERE lane = ? ORDER BY node, epoch"
    aside = {
        EventId(*row)
        for row in execute(db, "SELECT node, epoch, seq FROM quarantine WHERE lane = ?", lane)
    }
    for node, epoch, last in execute(db, cursors, lane).fetchall():
        for first in range(1, last + 1, BATCH):
            page = store.page(node, epoch, first, min(BATCH, last + 1 - first))
            ids = [(EventId(node, epoch, seq), body) for seq, body in page.events]
            yield [(id, journal.decoded(id, body)) for id, body in ids if id not in aside]
