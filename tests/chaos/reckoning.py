"""At the end: what head office has against what the kiosks have, bytes, hashes and money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.office.store.contract import Store
from app.office.store.rows import Kiosk
from app.sync.bundle import key_id, parse
from app.sync.run import Run
from tests.chaos.adventures import Place
from tests.chaos.branch import Branch
from tests.chaos.model_sales import paid_in
from tests.chaos.seller import Seller

_PAGE = 5_000


@dataclass
class Side:
    """Events of one side; each counts once, whoever has it."""

    events: int = 0
    sales: int = 0
    money: int = 0

    def add(self, money: int) -> None:
        """One event, and what it takes in."""
        self.events += 1
        self.sales += money > 0
        self.money += money


@dataclass
class Reckoning:
    """Both sides and what was compared."""

    kiosks: Side
    office: Side
    rows: int = 0
    """Of the journal at head office."""
    held: int = 0
    """Further events, in bundles that wait for people."""
    heads: int = 0
    """Epochs whose rows and hash head are one copy's own."""
    epochs: int = 0

    @property
    def is_equal(self) -> bool:
        """Whether nothing is lost and nothing doubled."""
        return self.kiosks == self.office and self.heads == self.epochs


def reckon(store: Store, places: Sequence[Place]) -> Reckoning:
    """Raises AssertionError where something that was acknowledged is not there."""
    found = Reckoning(Side(), Side())
    for place in places:
        _reckon_place(store, place, found)
    return found


def _reckon_place(store: Store, place: Place, found: Reckoning) -> None:
    kiosk = store.kiosk(place.node)
    assert kiosk is not None
    copies = [seller.kiosk.branches for seller in (*place.living, *place.dead)]
    known: dict[bytes, int] = {}
    for epoch, row in sorted(kiosk.epochs.items()):
        run = _rows(store, kiosk, epoch, row.last_seq)
        found.epochs += 1
        if run is not None:
            found.rows += len(run.bodies)
            known |= _money(run)
        own = [branches[epoch] for branches in copies if epoch in branches]
        found.heads += run is not None and row.last_hash == run.last_hash and _is_one(run, own)
    rows = len(known)
    for run in _held(store, kiosk):
        known |= _money(run)
    found.held += len(known) - rows
    for money in known.values():
        found.office.add(money)
    for money in _own(place, known).values():
        found.kiosks.add(money)


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
    previous = parent.hash if parent else bytes(32)
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


def _held(store: Store, kiosk: Kiosk) -> Iterator[Run]:
    for held in store.held(kiosk.enrolment.node, 1_000):
        bundle = parse(held.file)
        keys = [row.public_key for row in kiosk.epochs.values()]
        (key,) = (key for key in keys if key_id(key) == bundle.header.key_id)
        yield bundle.open(key).run


def _money(run: Run) -> dict[bytes, int]:
    return {hash: paid_in(body) for _id, body, hash in run.events()}


def _own(place: Place, office: dict[bytes, int]) -> dict[bytes, int]:
    """What the kiosks have: all of those that live; of the dead what head office could know."""
    own: dict[bytes, int] = {}
    for seller in place.living:
        for branch in seller.kiosk.branches.values():
            own |= zip(branch.hashes, branch.money, strict=True)
    for seller in place.dead:
        own |= _of_the_dead(seller, office)
    return own


def _of_the_dead(seller: Seller, office: dict[bytes, int]) -> dict[bytes, int]:
    """Everything acknowledged, and what head office took before it could say so."""
    own: dict[bytes, int] = {}
    for epoch, branch in seller.kiosk.branches.items():
        for seq, (hash, money) in enumerate(zip(branch.hashes, branch.money, strict=True), 1):
            if seq <= seller.acked.get(epoch, 0):
                assert hash in office, "acknowledged and gone"
            if hash in office:
                own[hash] = money
    return own
