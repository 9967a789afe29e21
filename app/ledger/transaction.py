"""What work inside a commit, or a reader, is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import EventId, Node, Stamp
from app.ledger import images as card_images
from app.ledger import journal, local_tables, names, personal
from app.ledger.clock_guard import Reading, Reference, check_clock, jumped, observed, tick
from app.ledger.database import SALE_ROOM, connection_of, require_room
from app.ledger.events.accounts import AccountEdited, AccountErased, AccountOpened
from app.ledger.events.codec import AnyEvent, Entry, encode_entry
from app.ledger.events.function_cards import FunctionCardOpened
from app.ledger.events.ledger_life import ClockJumpAccepted
from app.ledger.events.sales import Opening
from app.ledger.journal import Head, RunHeader

if TYPE_CHECKING:
    from app.domain.plans import PlanImages
    from app.kiosk import Clock, Randomness
    from app.ledger.checkpoint import Signer
    from app.ledger.events.base import Event

Projector: TypeAlias = Callable[[APSWDatabase, Sequence[tuple[EventId, Entry]]], None]
"""Maps a batch of events to changed rows of the projected tables, in the open transaction."""


@dataclass(frozen=True)
class Author:
    """Who writes this ledger, and with what."""

    path: Path
    node: Node
    epoch: int
    signer: Signer
    clock: Clock
    random: Randomness
    project: Projector
    office: bool = False
    """Whether it is head office's own."""


class Reader:
    """A view of the ledger's tables."""

    def __init__(self, db: APSWDatabase) -> None:
        self.db = db
        """The peewee database for ledger.queries."""


class Transaction(Reader):
    """One atomic change. Usable only while its work runs."""

    def __init__(self, db: APSWDatabase, author: Author, head: Head) -> None:
        super().__init__(db)
        self.head = head
        """Where the chain will stand when this is committed."""
        self.forgot = False
        """Whether something was erased, whose traces must leave the write-ahead log too."""
        self._connection = connection_of(db)
        self._author = author
        self._approval: tuple[int, str] | None = None

    def next_id(self) -> EventId:
        """Identity that the next appended event will have: the mark of its plan."""
        return EventId(self._author.node, self._author.epoch, self.head.seq + 1)

    def append(
        self,
        event: Event,
        *,
        operator: int | None = None,
        second: int | None = None,
        request: str | None = None,
    ) -> EventId:
        """Puts an event at the end of the journal and projects it.

        Raises DiskFull for an event that opens a plan while little room is left, ValueError for a
        receipt or slip number that is not the next one or a clock accepted by one person alone.
        """
        if isinstance(event, Opening | FunctionCardOpened):
            require_room(self._author.path, SALE_ROOM)
        approval = self._take_approval(second)
        accepted = isinstance(event, ClockJumpAccepted)
        if accepted and second in (None, operator):
            raise ValueError("a clock jump is accepted by two people")
        local_tables.take_numbers(self._connection, self._author.epoch, event)
        self._begin_run()
        now = Reading.of(self._author.clock)
        believed = accepted or not jumped(self.head.reference, now)
        entry = Entry(
            at=tick(self.head.stamp, self.head.reference, now, accepted=accepted),
            schema=type(event).schema,
            operator=operator,
            second=second,
            approval=approval,
            request=request,
            office=self._author.office,
            event=cast(AnyEvent, event),
        )
        id = self.next_id()
        self._store(id, entry, now if believed else None)
        self._author.project(self.db, [(id, entry)])
        return id

    def approved(self, second: int, challenge: str) -> None:
        """The next event that ``second`` signs says that they answered this challenge."""
        self._approval = (second, challenge)

    @property
    def approval_waits(self) -> bool:
        """Whether no event has said so yet."""
        return self._approval is not None

    def seal_secret(self, secret: bytes) -> bytes:
        """Encrypts a secret of this machine."""
        return self._author.signer.seal(secret, self._author.random)

    def unseal_secret(self, sealed: bytes) -> bytes | None:
        """Inverse of :meth:`seal_secret`; None after a restore, or for altered bytes."""
        return self._author.signer.unseal(sealed)

    def shared_key(self, public: bytes, purpose: bytes) -> bytes:
        """See :meth:`app.ledger.checkpoint.Signer.shared_key`."""
        return self._author.signer.shared_key(public, purpose)

    def sign_checkpoint(self, *, operator: int | None = None) -> EventId:
        """Appends this node's signature over its chain so far (shift close, seal of a run)."""
        last = EventId(self._author.node, self._author.epoch, self.head.seq)
        return self.append(self._author.signer.checkpoint(last, self.head.hash), operator=operator)

    def accept(
        self,
        events: Iterable[tuple[EventId, bytes]],
        runs: Iterable[bytes],
        *,
        images: Iterable[bytes] = (),
        keys: Mapping[str, bytes] | None = None,
    ) -> int:
        """Keeps and projects other nodes' events and run headers; returns how many were new.

        ``images``: encoded card images of their plans. ``keys``: personal keys by name; those of
        the erased stay away, and whoever can be read with them is found by name from now on.
        Raises ForkDetected, LedgerNewer.
        """
        headers = journal.new_runs(self._connection, runs)
        bodies = journal.new_events(self._connection, events)
        self._require_foreign((*headers, *bodies))
        for header in headers.values():
            journal.add_run(self._connection, header)
        batch = []
        for id, body in bodies.items():
            journal.add_event(self._connection, id, body, None, None)
            batch.append((id, journal.decoded(id, body)))
        for body in images:
            card_images.keep_encoded(self._connection, body)
        if batch:
            self._follow(entry.at for _id, entry in batch)
            self._author.project(self.db, batch)
        self._take_in_names([entry.event for _id, entry in batch], keys or {})
        return len(batch)

    def keep_images(self, plan_images: PlanImages) -> bytes:
        """Keeps a plan's images beside the journal; returns their SHA-256."""
        return card_images.keep(self._connection, plan_images)

    def queue_print(
        self, kind: str, number: str, document: bytes, copy: int = 0, *, kept: bool = False
    ) -> None:
        """Adds a print job that exists exactly if this transaction does.

        ``kept``: it does not come out until somebody asks for it. Raises ``apsw.ConstraintError``
        for a document and copy that was queued before.
        """
        self._connection.execute(
            "INSERT INTO print_job (kind, number, copy, document, state) VALUES (?, ?, ?, ?, ?)",
            (kind, number, copy, document, "abandoned" if kept else "queued"),
        )

    def next_receipt(self) -> int:
        """Number for the next event that carries a receipt of this node and epoch."""
        return self._next(local_tables.RECEIPT)

    def next_slip(self) -> int:
        """Number for the next "payment taken, not on card" slip of this node and epoch."""
        return self._next(local_tables.SLIP)

    def next_account_serial(self) -> int:
        """Serial for the next account number of this node and epoch."""
        return self._next(local_tables.ACCOUNT)

    def seal(self, account: str, fields: dict[str, str], *, findable: bool = True) -> bytes:
        """Encrypts personal fields under the account's own key and indexes them for search."""
        return personal.seal(
            self._connection, self._author.random, account, fields, findable=findable
        )

    def seal_field(self, account: str, field: str, value: str) -> bytes:
        """Encrypts one field; :meth:`index_names` makes it found."""
        return personal.encrypt(self._connection, self._author.random, account, {field: value})

    def index_names(self, account: str, fields: dict[str, str]) -> None:
        """Makes these fields the ones that the account is found under."""
        personal.make_findable(self._connection, account, fields)

    def forget(self, account: str) -> None:
        """Destroys the account's personal key and its place in the search index."""
        personal.forget(self._connection, account)
        self.forgot = True

    def check_clock(self) -> None:
        """Raises ClockRefused while the wall clock cannot be believed."""
        check_clock(self.head.reference, Reading.of(self._author.clock))

    def _take_in_names(self, events: Sequence[AnyEvent], keys: Mapping[str, bytes]) -> None:
        """Keys that are not here yet, and the search index of those whom they or events are about.

        Erasing binds whatever comes first, the event or the key.
        """
        erased = [event.account for event in events if isinstance(event, AccountErased)]
        for account in erased:
            self.forget(account)
        for name, key in keys.items():
            if name not in erased and not names.is_erased(self.db, name):
                personal.keep_key_if_new(self._connection, name, key)
        told = {
            event.account for event in events if isinstance(event, AccountOpened | AccountEdited)
        }
        names.index_accounts(self.db, sorted(told | keys.keys()))

    def _take_approval(self, second: int | None) -> str | None:
        if self._approval is None or self._approval[0] != second:
            return None
        challenge, self._approval = self._approval[1], None
        return challenge

    def _next(self, name: str) -> int:
        return 1 + local_tables.last_number(self._connection, self._author.epoch, name)

    def _begin_run(self) -> None:
        if self.head.in_run:
            return
        header = journal.encode_header(
            RunHeader(
                node=self._author.node,
                epoch=self._author.epoch,
                boot=self._author.clock.boot(),
                first_seq=self.head.seq + 1,
                previous=self.head.hash,
            )
        )
        journal.add_run(self._connection, header)
        self.head = replace(self.head, hash=journal.link(self.head.hash, header), in_run=True)

    def _store(self, id: EventId, entry: Entry, believed: Reading | None) -> None:
        body = encode_entry(entry)
        hash = journal.link(self.head.hash, body)
        journal.add_event(self._connection, id, body, hash, believed.wall if believed else None)
        reference = Reference(believed.wall, believed.boot) if believed else self.head.reference
        self.head = Head(id.seq, hash, entry.at, reference, in_run=True)

    def _follow(self, foreign: Iterable[Stamp]) -> None:
        """Whatever is appended next sorts after what has been seen."""
        now = Reading.of(self._author.clock)
        stamp = self.head.stamp
        for other in foreign:
            stamp = observed(stamp, other, self.head.reference, now)
        if stamp > self.head.stamp:
            self.head = replace(self.head, stamp=stamp)
            self._connection.execute("UPDATE this_ledger SET observed = ?", (stamp,))

    def _require_foreign(self, ids: Iterable[EventId]) -> None:
        """Nobody but this ledger writes its node's present epoch."""
        for id in ids:
            if (id.node, id.epoch) == (self._author.node, self._author.epoch):
                raise journal.ForkDetected(id)
