"""What feeds gave to the kiosks that go on, against the rule of scopes over the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from app.domain.identity import EventId
from app.ledger.events.codec import decode_entry
from app.office.known_fleet import fleet_of
from app.office.store.contract import Store
from app.sync.run import Run
from app.sync.scopes import scopes_of, scopes_of_kiosk
from tests.chaos.adventures import Place
from tests.chaos.seller import Seller
from tests.chaos.world import region_of

Digests = dict[EventId, bytes]


@dataclass
class Given:
    """Of all kiosks that go on."""

    meant: int = 0
    """Events of others that each must have."""
    had: int = 0
    """Those that it has, byte for byte."""
    strange: int = 0
    """What it has and nobody can have told."""
    gone: int = 0
    """What it was told before head office was restored, by a copy that never came again."""
    contradicted: int = 0
    """What it was told of one copy before that, and of another one after it."""

    @property
    def is_equal(self) -> bool:
        """Whether everybody has what is meant for them, and nothing else."""
        return self.meant == self.had and not self.strange


class Feeds:
    """What should be in each scope."""

    def __init__(self, store: Store) -> None:
        """``store``: of a head office that is closed."""
        self._fleet = fleet_of(store)
        self._meant: dict[str, Digests] = defaultdict(dict)
        self._journal: Digests = {}

    def expect(self, run: Run) -> None:
        """These events stand in the journal."""
        for id, body, _hash in run.events():
            digest = sha256(body).digest()
            self._journal[id] = digest
            for scope in scopes_of(id, decode_entry(body).event, self._fleet):
                self._meant[scope][id] = digest

    def compare(self, places: Sequence[Place]) -> Given:
        """Looks into the inbox of each copy that goes on."""
        found = Given()
        lost = {one for place in places for one in _of_copies(place)}
        for place in places:
            for seller in place.living:
                if not seller.fenced:
                    self._compare(seller, lost, found)
        return found

    def _compare(self, seller: Seller, lost: set[tuple[EventId, bytes]], found: Given) -> None:
        node, inbox = seller.kiosk.node, seller.inbox
        scopes = scopes_of_kiosk(node, region_of(node))
        found.contradicted += len(inbox.contradicted)
        meant = {
            id: digest
            for scope in scopes
            for id, digest in self._meant[scope].items()
            if id.node != node
        }
        found.meant += len(meant)
        found.had += len(meant.items() & inbox.given.items())
        for id, digest in inbox.given.items() - meant.items():
            if id.node == node and self._journal.get(id) == digest:
                continue  # its own, which it lost with a restore
            if (id, digest) in lost:
                found.gone += 1
            else:
                found.strange += 1


def _of_copies(place: Place) -> set[tuple[EventId, bytes]]:
    """All events of copies that do not go on."""
    return {
        (EventId(place.node, epoch, seq), sha256(body).digest())
        for seller in place.copies
        if seller in place.dead or seller.fenced
        for epoch, branch in seller.kiosk.branches.items()
        for seq, body in enumerate(branch.bodies, 1)
    }
