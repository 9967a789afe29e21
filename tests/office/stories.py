"""Events that say something, at head office: stories of three kiosks as they were pushed."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import sha256

from peewee import Database

from app.domain.identity import EventId, Node
from app.ledger.events.codec import encode_entry
from app.ledger.projection.dump import canonical_dump
from app.ledger.projection.engine import project
from app.office.projector import BATCH, Done, project_once
from app.office.store.contract import KioskTransaction, Store
from app.office.store.rows import KioskEpoch
from app.office.tables import bring_up_to_date
from app.sync.run import Run
from tests.ledger.kiosks import Chain, empty_tables
from tests.ledger.rumours import ACTS, Act, story
from tests.office.nodes import NOW, KioskNode


def drawn(seed: int, acts: int = 400) -> Chain:
    """A story of three kiosks, most types of events in it."""
    dice = random.Random(seed)
    return story(
        [Act(dice.randrange(len(ACTS)), dice.randrange(3), dice.randrange(18)) for _ in range(acts)]
    )


class _Unchained(Run):
    """A run whose hashes nobody asks for."""

    @property
    def hashes(self) -> tuple[bytes, ...]:
        return tuple(sha256(body).digest() for body in self.bodies)


def arrive(store: Store, chain: Chain, cut: int = 1 << 30) -> None:
    """Puts events into the journal as pushes do, ``cut`` of each node's epochs at a time."""
    bodies: defaultdict[tuple[int, int], list[bytes]] = defaultdict(list)
    for id, entry in chain:
        bodies[id.node, id.epoch].append(encode_entry(entry))
        assert id.seq == len(bodies[id.node, id.epoch])
    for (node, epoch), some in sorted(bodies.items()):
        have = store.kiosk(node)
        known = 0 if have is None or epoch not in have.epochs else have.epochs[epoch].last_seq
        more = some[known : known + cut]
        if more:
            append(store, node, epoch, known + 1, more)


def append(store: Store, node: int, epoch: int, first: int, bodies: Sequence[bytes]) -> None:
    """Further events of a node, whatever they say; a story's are in no chain."""
    if store.kiosk(node) is None:
        KioskNode(node).enrol(store)
    run = _Unchained(node, epoch, first, bytes(32), tuple(bodies))
    row = KioskEpoch(
        node=node, epoch=epoch, public_key=bytes(32), seal_key=bytes(32), last_seq=run.last
    )

    def work(tx: KioskTransaction) -> None:
        tx.append(run)
        tx.put_epoch(row)

    store.change(node, work)


def project_all(store: Store, most: int = BATCH, own: Node = 7) -> Done:
    """Until nothing is left; ``own``: whose tables they are."""
    bring_up_to_date(store, own, NOW)
    total = Done()
    while not (done := project_once(store, NOW, most=most)).nothing:
        total = Done(total.applied + done.applied, total.quarantined + done.quarantined)
    return total


def dump(store: Store) -> list[bytes]:
    """The tables of head office as text."""
    with store.read_tables() as db:
        return list(canonical_dump(db))


@contextmanager
def counter_tables(chain: Chain) -> Iterator[Database]:
    """What a counter that has the same events has."""
    with closing(empty_tables()) as db:
        project(db, chain)
        yield db


def counter_dump(chain: Chain) -> list[bytes]:
    """Its tables as text."""
    with counter_tables(chain) as db:
        return list(canonical_dump(db))


def without(chain: Chain, *ids: EventId) -> Chain:
    """All others."""
    return [one for one in chain if one[0] not in ids]
