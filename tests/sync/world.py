"""A world of kiosks and one head office that lives by numbers which somebody draws.

Kiosks write the events that rumours tell, are copied, restored, push anything in any order, get
feeds cut anywhere, late, twice or never; head office projects what has come, a little at a time,
and may be put back to a backup. In the end everybody sends and gets what is lacking.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import cast

from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.codec import AnyEvent, Entry, decode_entry
from app.ledger.events.ledger_life import EpochBegun
from app.office.feeding import feed_scopes
from app.office.feeds import next_feed
from app.office.hearing import hear_hello
from app.office.known_fleet import fleet_of
from app.office.projector import project_once
from app.office.push_answers import Acked, Fenced, Fork, Gap, Ungranted
from app.office.store.contract import Store
from app.office.store.errors import StoreError
from app.office.store.rows import Kiosk
from app.sync.errors import SyncError
from app.sync.feed import OpenedFeed, parse_feed
from app.sync.run import public_key_in
from app.sync.scopes import EVERYONE, region_scope, scopes_of
from tests.counter import SeededRandomness
from tests.ledger.rumours import ACTS, NODES, Rumours
from tests.office.nodes import NOW, OFFICE, KioskNode
from tests.sync.world_copies import Copy, Events
from tests.sync.world_offices import KeptOffice

REGIONS = {7: 12, 8: 12, 9: 13}
PUT_BACK = 1 << 24
"""Numbers from here on are what befalls head office."""
_LATER = 1_000_000
"""Milliseconds that it takes to put a head office back."""
_BEGAN = 1 << 40
_MOST_TRIES = 30


class World(Rumours):
    """What happens, by numbers that somebody draws."""

    def __init__(self, office: KeptOffice) -> None:
        """``office``: empty."""
        super().__init__()
        self.store: Store = office.store
        self.times_put_back = 0
        self._office = office
        self._now = NOW
        self.copies: dict[int, list[Copy]] = {}
        self.under_way: list[OpenedFeed] = []
        self._which = 0
        self._keys = 0
        for node in NODES:
            kiosk = KioskNode(node).enrol(self.store, REGIONS[node], str(node))
            self.copies[node] = [Copy(kiosk)]
            self.shifts.append(self.shift(node))
        self._backup = office.kept()

    # What rumours ask for

    def next_id(self, node: int = 7, epoch: int = 1) -> EventId:  # noqa: ARG002  its own says it
        here = self.here(node).kiosk
        return EventId(node, here.epoch, here.here.last + 1)

    def append(
        self,
        event: Event,
        *,
        node: int = 7,
        epoch: int = 1,  # noqa: ARG002  its own says it
        at: int | None = None,
        operator: int | None = 11,
        request: str | None = None,
    ) -> EventId:
        id = self.next_id(node)
        if isinstance(event, EpochBegun):
            return id  # a restore is an act of this world
        entry = Entry(
            at=_BEGAN + id.seq if at is None else at,
            schema=type(event).schema,
            operator=operator,
            request=request,
            event=cast(AnyEvent, event),
        )
        self.here(node).kiosk.append(entry)
        self.events[id] = event
        return id

    def here(self, node: int) -> Copy:
        """The copy of a kiosk that this act is about."""
        copies = self.copies[node]
        return copies[self._which % len(copies)]

    # Acts

    def step(self, drawn: int) -> None:
        """One act; most of them are rumours."""
        if drawn >= PUT_BACK:
            self.befall_office(drawn - PUT_BACK)
            return
        drawn, kind = divmod(drawn, 20)
        drawn, index = divmod(drawn, len(NODES))
        drawn, self._which = divmod(drawn, 3)
        node = NODES[index]
        if kind < len(_HAPPENS):
            _HAPPENS[kind](self, node, drawn)
            return
        self.rumour(node, drawn)

    def rumour(self, node: int, drawn: int) -> None:
        """One of the events that counters write."""
        which, what = divmod(drawn, len(ACTS))
        # What stands under a number at one copy of a kiosk may be another thing at the other.
        with suppress(AssertionError, AttributeError, KeyError):
            ACTS[what](self, node, which % 18)

    def push(self, node: int, drawn: int) -> None:
        """Any range of the present epoch."""
        kiosk = self.here(node).kiosk
        first = 1 + drawn % kiosk.here.last
        last = min(kiosk.here.last, first + drawn // 7 % 12)
        # Refused where another copy began the epoch: head office does not know this one's key.
        with suppress(SyncError, StoreError):
            kiosk.push(self.store, first, last)

    def push_new(self, node: int, drawn: int) -> None:  # noqa: ARG002  one shape for all
        """As agents mostly do."""
        kiosk = self.here(node).kiosk
        row = self.row(node).epochs.get(kiosk.epoch)
        if row is not None and row.last_seq < kiosk.here.last:
            with suppress(SyncError, StoreError):
                kiosk.push(self.store, row.last_seq + 1)

    def feed(self, node: int, drawn: int) -> None:  # noqa: ARG002  one shape for all
        """The worker takes a portion of each kiosk."""
        feed_scopes(self.store, OFFICE, self._now + drawn % 5)

    def project(self, node: int, drawn: int) -> None:  # noqa: ARG002  one shape for all
        """The projector takes some of what has come."""
        project_once(self.store, self._now, most=1 + drawn % 40)

    def pull(self, node: int, drawn: int) -> None:
        """A feed comes at once, later, twice or never."""
        copy = self.here(node)
        feed = self.next_feed(copy, 1 + drawn % 9)
        if feed is None:
            return
        if drawn // 9 % 3:
            copy.take_in(feed)
        if drawn // 27 % 3 == 0:
            self.under_way.append(feed)

    def deliver(self, node: int, drawn: int) -> None:
        """One that was under way comes, perhaps once more."""
        if self.under_way:
            self.here(node).take_in(self.under_way[drawn % len(self.under_way)])

    def copy_it(self, node: int, drawn: int) -> None:
        """Its card is copied, and both run."""
        if drawn % 2 == 0 and len(self.copies[node]) < 3:
            one = self.here(node)
            copied = Copy(one.kiosk.copy(), dict(one.given), dict(one.versions))
            self.copies[node].append(copied)

    def befall_office(self, drawn: int) -> None:
        """A backup, that it is put back to, or that and another copy of a kiosk comes first."""
        drawn, what = divmod(drawn, 3)
        if what == 0:
            self._backup = self._office.kept()
        elif what == 1:
            self.put_back()
        else:
            self.give_other_branch(NODES[drawn % len(NODES)], drawn)

    def put_back(self) -> None:
        """Head office loses what came after its backup."""
        self._backup()
        self._now += _LATER
        self.times_put_back += 1

    def give_other_branch(self, node: int, drawn: int) -> None:
        """One copy of a kiosk is heard and given on; head office is put back, and hears another."""
        self._backup = self._office.kept()
        self.copy_it(node, 0)
        for which in range(len(self.copies[node])):
            self._which = which
            self.rumour(node, drawn)
        for which in (drawn, drawn + 1):
            self._which = which
            self.push_new(node, 0)
            self.feed(node, 0)
            for other in NODES:
                self.pull(other, 26)
            if which == drawn:
                self.put_back()

    def restore(self, node: int, drawn: int) -> None:
        """From a backup; head office may agree at once."""
        if drawn % 2:
            return
        copy = self.here(node)
        seq = 1 + drawn // 2 % copy.kiosk.here.last
        self.begin_epoch(copy, copy.kiosk.back_to(seq))
        if drawn // 3 % 2:
            self.be_granted(copy)

    def begin_epoch(self, copy: Copy, kiosk: KioskNode) -> None:
        self._keys += 1
        foreign = self.foreign_epoch(kiosk)
        if foreign is not None:
            for epoch in [one for one in kiosk.journals if one >= foreign]:
                del kiosk.journals[epoch]
            kiosk.epoch = max(kiosk.journals)
        epoch = 1 + max(self.row(kiosk.node).in_force.epoch, kiosk.epoch)
        copy.kiosk = kiosk.begin_epoch(epoch, f"key {self._keys}")
        copy.given = {id: body for id, body in copy.given.items() if id.node != kiosk.node}
        copy.versions = {}

    def foreign_epoch(self, kiosk: KioskNode) -> int | None:
        """The first epoch of a copy that was granted to another one: it lost that race.

        Such a copy is set up anew from a backup of before.
        """
        rows = self.row(kiosk.node).epochs
        for epoch, run in sorted(kiosk.journals.items()):
            if epoch in rows and public_key_in(run) != rows[epoch].public_key:
                return epoch
        return None

    def be_granted(self, copy: Copy) -> None:
        if self.foreign_epoch(copy.kiosk) is not None:
            return
        if copy.kiosk.epoch > self.row(copy.kiosk.node).in_force.epoch:
            copy.kiosk.be_granted(self.store)

    # The end

    def row(self, node: int) -> Kiosk:
        found = self.store.kiosk(node)
        assert found is not None
        return found

    def next_feed(self, copy: Copy, limit: int) -> OpenedFeed | None:
        """None too where another copy's epoch is in force: that one is answered."""
        row = self.row(copy.kiosk.node)
        if row.in_force.public_key != copy.kiosk.signer.public_key:
            return None
        self._now += 1
        hear_hello(self.store, row, copy.hello(self._now), self._now)
        data = next_feed(
            self.store,
            OFFICE,
            row,
            copy.versions,
            limit=limit,
            at=self._now,
            random=SeededRandomness(1),
        )
        return None if data is None else parse_feed(data).open(OFFICE.public_key)

    def settle(self) -> None:
        """Everybody sends what is lacking, one copy of each kiosk goes on, and gets everything."""
        for node in NODES:
            self.send_all(self.copies[node][-1])
        while feed_scopes(self.store, OFFICE, self._now):
            pass
        for node in NODES:
            copy = self.copies[node][-1]
            while feed := self.next_feed(copy, 11):
                before = (dict(copy.versions), copy.aside)
                copy.take_in(feed)
                assert (copy.versions, copy.aside) != before, "a feed that brings nobody further"

    def send_all(self, copy: Copy) -> None:
        """As an agent does what it is told."""
        for _try in range(_MOST_TRIES):
            kiosk = copy.kiosk
            if self.foreign_epoch(kiosk) is not None:
                self.begin_epoch(copy, kiosk.copy())
                continue
            try:
                answer = kiosk.push(self.store)
            except (SyncError, StoreError):
                answer = Fenced(0)  # its epoch was begun by another copy with another key
            match answer:
                # One that head office is ahead of is an older copy, whatever it was answered.
                case Acked(seq=seq) if (self.row(kiosk.node).in_force.epoch, seq) == (
                    kiosk.epoch,
                    kiosk.here.last,
                ):
                    return
                case Ungranted():
                    self.be_granted(copy)
                case Gap(epoch=epoch) | Fork(epoch=epoch) if epoch < kiosk.epoch:
                    for older in sorted(kiosk.journals)[:-1]:
                        kiosk.push(self.store, epoch=older)
                case _:
                    self.begin_epoch(copy, kiosk.copy())
        raise AssertionError(f"{copy.kiosk.node} is not settled")

    @property
    def branches_aside(self) -> int:
        """How often a counter went by another branch of a neighbour."""
        return sum(copy.aside for copies in self.copies.values() for copy in copies)

    def is_gone(self, id: EventId, body: bytes) -> bool:
        """Whether head office lost it for good: the copy that wrote it never came again.

        Its number may be another event's by now, one that is not given on to who has this one.
        """
        return self.times_put_back > 0 and self.store.body(id) != body

    def events_for(self, region: int) -> Events:
        """What every counter of a region must have, in the order in which head office gives it."""
        changes = [
            change
            for scope in (EVERYONE, region_scope(region))
            for change in self.store.scope_changes(scope, 0, 1 << 20)
        ]
        return {change.id: cast(bytes, self.store.body(change.id)) for change in changes}

    def events_at(self, copy: Copy) -> Events:
        """What of it a counter has, its own first."""
        node = copy.kiosk.node
        fleet = fleet_of(self.store)
        wanted = {EVERYONE, region_scope(REGIONS[node])}
        return {
            id: body
            for id, body in {**copy.own, **copy.given}.items()
            if wanted.intersection(scopes_of(id, decode_entry(body).event, fleet))
        }


_HAPPENS: tuple[Callable[[World, int, int], None], ...] = (
    World.push,
    World.push_new,
    World.feed,
    World.project,
    World.pull,
    World.pull,
    World.deliver,
    World.copy_it,
    World.restore,
)
