"""At the end: what head office has against what the kiosks have, bytes, hashes and sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from app.domain.identity import Node
from app.ledger.journal import GENESIS
from app.office.store.contract import Store
from app.office.store.rows import Kiosk
from app.sync.bundle import key_id, parse
from app.sync.run import Run
from tests.chaos.adventures import Place
from tests.chaos.branch import Branch
from tests.chaos.feeds_reckoned import Feeds, Given
from tests.chaos.seller import Seller
from tests.chaos.tables_reckoned import TablesFound, read_tables
from tests.chaos.told import Sums, Told, told_by

_PAGE = 5_000

Known = dict[bytes, Told]
"""Events by their hashes."""


@dataclass
class Reckoning:
    """Both sides and what was compared."""

    kiosks: Sums = field(default_factory=Sums)
    """What the kiosks and head office's own ledger have."""
    office: Sums = field(default_factory=Sums)
    """What stands in the journal at head office or is kept aside there."""
    journal: Sums = field(default_factory=Sums)
    """Of what the kiosks have, that which stands in the journal: what the tables must say."""
    held: int = 0
    """Further events, in bundles that wait for people."""
    held_ungranted: int = 0
    """Of these, of an epoch that nobody granted."""
    heads: int = 0
    """Epochs whose rows and hash head are one copy's own."""
    epochs: int = 0
    tables: TablesFound = field(default_factory=TablesFound)
    given: Given = field(default_factory=Given)

    @property
    def is_equal(self) -> bool:
        """Whether nothing is lost and nothing doubled, anywhere."""
        return (
            self.office == self.kiosks
            and self.heads == self.epochs
            and self.tables.sums == TablesFound.of(self.journal).sums
            and self.tables.differences == self.tables.quarantined == 0
            and self.given.is_equal
        )


def reckon(store: Store, places: Sequence[Place], own: Run) -> Reckoning:
    """``own``: the journal of head office's ledger.

    Raises AssertionError where something that was acknowledged is not there.
    """
    found = Reckoning()
    feeds = Feeds(store)
    _reckon_own(store, own, found, feeds)
    for place in places:
        _reckon_place(store, place, found, feeds)
    found.given = feeds.compare(places)
    found.tables = read_tables(store)
    return found


def _reckon_own(store: Store, own: Run, found: Reckoning, feeds: Feeds) -> None:
    kiosk = _kiosk(store, own.node)
    run = _rows(store, kiosk, 1, kiosk.epochs[1].last_seq)
    found.epochs += 1
    found.heads += run == own and kiosk.epochs[1].last_hash == own.last_hash
    assert run is not None
    feeds.expect(run)
    found.office.add(_told(run).values())
    for side in (found.kiosks, found.journal):
        side.add(_told(own).values())


def _reckon_place(store: Store, place: Place, found: Reckoning, feeds: Feeds) -> None:
    kiosk = _kiosk(store, place.node)
    copies = [seller.kiosk.branches for seller in place.copies]
    known: Known = {}
    for epoch, row in sorted(kiosk.epochs.items()):
        run = _rows(store, kiosk, epoch, row.last_seq)
        found.epochs += 1
        if run is None:
            continue
        feeds.expect(run)
        known |= _told(run)
        own = [branches[epoch] for branches in copies if epoch in branches]
        found.heads += row.last_hash == run.last_hash and _is_one(run, own)
    journal = set(known)
    stray = {} if place.stray is None else _branch_told(place.stray.kiosk.here)
    for run in _held(store, place):
        held = {hash: told for hash, told in _told(run).items() if hash not in known}
        found.held += len(held)
        found.held_ungranted += len(held.keys() & stray.keys())
        known |= held
    found.office.add(known.values())
    own_told = _own(place, known)
    found.journal.add(told for hash, told in own_told.items() if hash in journal)
    found.kiosks.add((own_told | stray).values())


def _kiosk(store: Store, node: Node) -> Kiosk:
    kiosk = store.kiosk(node)
    assert kiosk is not None
    return kiosk


def _rows(store: Store, kiosk: Kiosk, epoch: int, last: int) -> Run | None:
    """The journal of an epoch as it stands in the database, its chain computed anew."""
    bodies: list[bytes] = []
    headers: dict[int, bytes] = {}
    while len(bodies) < last:
        page = store.page(kiosk.enrolment.node, epoch, len(bodies) + 1, _PAGE)
        for seq, body in page.events:
            assert seq == len(bodies) + 1, "a row is missing or doubled"
            bodies.append(body)
        headers |= page.headers
    assert not store.page(kiosk.enrolment.node, epoch, last + 1, 1).events, "rows behind the cursor"
    parent = kiosk.epochs[epoch].parent
    previous = parent.hash if parent else GENESIS
    return Run(kiosk.enrolment.node, epoch, 1, previous, tuple(bodies), headers) if last else None


def _is_one(run: Run, copies: Sequence[Branch]) -> bool:
    """Whether these are one copy's events from the first on; of one that is in use, all of them."""
    return any(
        run.last <= branch.last
        and list(run.bodies) == branch.bodies[: run.last]
        and list(run.hashes) == branch.hashes[: run.last]
        and dict(run.headers)
        == {seq: data for seq, data in branch.headers.items() if seq <= run.last}
        for branch in copies
    )


def _held(store: Store, place: Place) -> list[Run]:
    """What is kept aside, opened by the key of whichever copy sealed it."""
    sellers = [*place.copies, *([] if place.stray is None else [place.stray])]
    keys = {key_id(key): key for seller in sellers for key in seller.kiosk.public_keys}
    bundles = [parse(held.file) for held in store.held(place.node, 1_000)]
    return [bundle.open(keys[bundle.header.key_id]).run for bundle in bundles]


def _told(run: Run) -> Known:
    return {hash: told_by(body, (id.node, id.epoch)) for id, body, hash in run.events()}


def _branch_told(branch: Branch) -> Known:
    life = (branch.node, branch.epoch)
    bodies = (told_by(body, life) for body in branch.bodies)
    return dict(zip(branch.hashes, bodies, strict=True))


def _own(place: Place, office: Known) -> Known:
    """What the kiosks have: all of those that live; of the dead what head office could know."""
    own: Known = {}
    for branch in chain(*(seller.kiosk.branches.values() for seller in place.living)):
        own |= _branch_told(branch)
    for seller in place.dead:
        own |= _of_the_dead(seller, office)
    return own


def _of_the_dead(seller: Seller, office: Known) -> Known:
    """Everything acknowledged, and what head office took before it could say so."""
    own: Known = {}
    for epoch, branch in seller.kiosk.branches.items():
        for seq, (hash, told) in enumerate(_branch_told(branch).items(), 1):
            if seq <= seller.acked.get(epoch, 0):
                assert hash in office, "acknowledged and gone"
            if hash in office:
                own[hash] = told
    return own
