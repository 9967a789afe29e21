"""The store of head office: what every part of it may ask for, whatever database is below.

Two databases behind one door: the *journal* (what kiosks push; every statement of a push touches
rows of one kiosk only, so that it can be distributed by kiosk) and the *tables* (projections,
their cursors, scopes, quarantine). With SQLite they are two files, so a projector never makes a
push wait. All methods may be called from any thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from peewee import Database

from app.domain.identity import EventId, Node
from app.ledger.projection.merging import Row
from app.ledger.projection.table import Table
from app.ledger.statements import Statements
from app.office.store.rows import (
    Contact,
    Enrolment,
    EpochRequest,
    Held,
    HeldSize,
    Invitation,
    Kiosk,
    KioskEpoch,
    Page,
    PersonChange,
    Quarantined,
    Refusal,
    ScopeChange,
    SealedKeys,
    Waiting,
)
from app.sync.run import Run

T = TypeVar("T")


class KioskTransaction(Protocol):
    """One transaction over the rows of one kiosk, whose row is locked until it ends."""

    @property
    def kiosk(self) -> Kiosk | None:
        """As it stands in this transaction; None where it is not enrolled."""

    def hash_at(self, epoch: int, seq: int) -> bytes | None:
        """Hash of an event; None where it is not here."""

    def hashes(self, epoch: int, first: int, last: int) -> Sequence[bytes]:
        """Hashes of ``first``..``last``, all of which are here."""

    def append(self, run: Run) -> None:
        """Adds events and headers of runs; the caller has checked that they go on from the last."""

    def put_epoch(self, row: KioskEpoch) -> None:
        """Adds or replaces an epoch's row: key, cursor, fence."""

    def set_enrolment(self, row: Enrolment) -> None:
        """Replaces the kiosk's row."""

    def keep_images(self, images: Mapping[bytes, bytes]) -> None:
        """Keeps card images by their SHA-256, each once."""

    def keep_sealed(self, keys: SealedKeys) -> None:
        """Keeps personal keys as they came, once for each bundle's range."""

    def hold(self, held: Held) -> None:
        """Keeps a bundle aside, once."""

    def drop_held(self, digest: bytes) -> None:
        """Lets a held bundle go: it was decided."""

    def holds(self, digest: bytes) -> bool:
        """Whether this bundle is kept aside already."""

    def held_size(self) -> HeldSize:
        """How much is kept aside."""

    def held_ending(self, epoch: int, seq: int, hash: bytes) -> Sequence[bytes]:
        """Files of the held bundles that end with this event."""

    def ask_epoch(self, request: EpochRequest) -> None:
        """Notes that an epoch is asked for, once for each key."""

    def epoch_requests(self) -> Sequence[EpochRequest]:
        """What it asks for and nobody has granted, and what another copy was granted."""

    def decide_epoch_requests(self, upto: int, granted: bytes) -> None:
        """Requests for epochs up to and including this one are decided; that of the key
        ``granted`` is forgotten."""


class People(Protocol):
    """Personal keys and the index of clear names, in one transaction over the tables."""

    @property
    def statements(self) -> Statements:
        """For ``ledger/personal`` and ``ledger/search_index``."""

    def told(self, changes: Iterable[PersonChange]) -> None:
        """Notes that events said something of people: :meth:`waiting` gives them."""

    def lock(self) -> None:
        """Nobody else changes keys or index until the transaction ends."""

    def waiting(self, most: int) -> Sequence[PersonChange]:
        """What was told and is not done."""

    def done(self, changes: Sequence[PersonChange]) -> None:
        """They are."""

    def tell_all(self) -> None:
        """Everybody whose key is here waits again: the index is to be built anew."""


class Projecting(Protocol):
    """One transaction over the tables: rows and cursors move together."""

    @property
    def database(self) -> Database:
        """For ``ledger/projection``; its open transaction ends with this one."""

    @property
    def people(self) -> People:
        """Personal keys and index."""

    def cursor(self, lane: str, node: Node, epoch: int) -> int:
        """Last event that the projector ``lane`` took; 0 for none.

        On PostgreSQL the cursor's row stays locked: of several workers one has a node's epoch.
        """

    def begin_cursors(self, lane: str, which: Sequence[tuple[Node, int]]) -> None:
        """Makes rows for nodes and epochs that have none, at the beginning; locks nothing."""

    def claim(self, lane: str, node: Node, epoch: int) -> int | None:
        """Like :meth:`cursor`, of a row that exists; None where another worker has it."""

    def move_cursor(self, lane: str, node: Node, epoch: int, seq: int) -> None:
        """The projector took everything up to ``seq``."""

    def forget_cursors(self, lane: str) -> None:
        """The projector begins anew."""

    def lock_cursors(self) -> None:
        """No worker has or gets a cursor until the transaction ends."""

    def adopt_cursors(self, lane: str, of: str) -> None:
        """``lane`` stands where ``of`` stood, quarantine too; ``of`` is no more.

        Cursors are locked from here on.
        """

    def write(self, rows: Mapping[Table, Sequence[Row]], prefix: str = "") -> None:
        """Takes projected rows into their tables (``prefix`` before the names), one set each.

        All or nothing, in one order for all workers. Raises RowsRefused for rows that the
        database does not take; the transaction goes on then.
        """

    def add_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Adds rows that are all key, of numbers and texts, as one set; old ones stay."""

    def add_to_scope(self, scope: str, ids: Sequence[EventId], at: int) -> int:
        """Adds events to a scope, each once; returns its version, from a row locked till the end.

        So a reader that saw version n has everything up to n. Versions go on from ``at`` where that
        is greater (wall time, milliseconds): a head office that was restored from a backup gives
        none that it gave to other events before.
        """

    def raise_scope(self, scope: str, version: int) -> None:
        """Its next version is above this one, which a counter has taken in."""

    def quarantine(self, found: Quarantined) -> None:
        """Notes an event that could not be applied, once for each lane."""

    def release(self, lane: str, id: EventId) -> bool:
        """The event is applied after all; False where somebody else did it."""


class Store(Protocol):
    """Everything that head office keeps."""

    projectors: int
    """Processes that project beside the one that serves. 0: it projects in a thread, because one
    transaction writes at a time, and threads of one process take turns where processes race."""

    # Enrolment

    def invite(self, invitation: Invitation) -> None:
        """Keeps a one-time code; one for the same node before it is void."""

    def invitations(self) -> Sequence[Invitation]:
        """Codes that nobody has used, expired ones too, by node."""

    def redeem(self, code_hash: bytes, at: int) -> Invitation | None:
        """Takes a code, once; None where it is not there, used or past its time."""

    def enrol(self, enrolment: Enrolment, first: KioskEpoch) -> None:
        """A kiosk and the key of its first epoch. Raises AlreadyEnrolled."""

    def kiosk(self, node: Node) -> Kiosk | None:
        """A node with its epochs."""

    def kiosks(self, after: Node = 0, limit: int = 500) -> Sequence[Kiosk]:
        """A page of all nodes above ``after``, by number."""

    def count_kiosks(self) -> int:
        """How many nodes there are."""

    def change(self, node: Node, work: Callable[[KioskTransaction], T]) -> T:
        """Runs ``work`` in one transaction with the kiosk's row locked; returned means durable.

        Raises StoreUnavailable, and with SQLite the errors of a ledger's file (DiskFull,
        LedgerUnsafe, CommitInDoubt): nothing is acknowledged then, and the kiosk sends it again.
        Anything else comes out of ``work``, and nothing is kept.
        """

    # Requests

    def take_count(self, node: Node, count: int) -> int | None:
        """Takes a request's count; the last one taken where ``count`` is not greater.

        Where the machine fails, the counts of the last second may be lost: every request is one
        that may come twice.
        """

    def touch(self, contact: Contact) -> None:
        """What a kiosk said of itself; the row before is replaced. It says the same again later."""

    def contacts(self, nodes: Sequence[Node]) -> Mapping[Node, Contact]:
        """What they last said."""

    def refused(self, node: Node, code: str, detail: str, at: int) -> None:
        """Counts a refusal."""

    def refusals(self, node: Node | None = None) -> Sequence[Refusal]:
        """What was refused, the last one first."""

    def epoch_requests(self) -> Sequence[EpochRequest]:
        """All that wait, of all kiosks, by time."""

    def rivals(self, node: Node) -> Sequence[EpochRequest]:
        """All that a kiosk asked for and was not granted: what waits, and what was decided."""

    # The journal

    def page(self, node: Node, epoch: int, first: int, limit: int) -> Page:
        """Events from ``first`` on."""

    def body(self, id: EventId) -> bytes | None:
        """One event."""

    def events(self, node: Node, epoch: int, seqs: Sequence[int]) -> Page:
        """These events, those that are here, with the headers of the runs that they belong to."""

    def hash_at(self, id: EventId) -> bytes | None:
        """Hash of one event; None where it is not here."""

    def images(self, node: Node, digests: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Card images that this kiosk sent, by digest."""

    def sealed_keys(
        self, after: tuple[Node, int, int, int] = (0, 0, 0, 0), limit: int = 100
    ) -> Sequence[SealedKeys]:
        """Personal keys that nobody has opened yet, by node, epoch, first event and count.

        A page of those behind ``after``.
        """

    def drop_sealed(self, keys: SealedKeys) -> None:
        """They were opened and kept elsewhere: erasing must find them in one place."""

    def keep_keys(self, keys: Mapping[str, bytes]) -> None:
        """Keeps personal keys by name, the first of a name; of who was erased, none."""

    def personal_keys(self, names: Sequence[str]) -> Mapping[str, bytes]:
        """Those that are here."""

    def forget_key(self, name: str) -> None:
        """Destroys a personal key, for good: none of this name is kept from now on."""

    def held(self, node: Node | None = None, limit: int = 100) -> Sequence[Held]:
        """Bundles that wait for a decision, with their files, by time."""

    def held_listed(self, of_each: int) -> Sequence[Held]:
        """Bundles kept aside without their files, the first so many of each kiosk, by kiosk."""

    def held_from(self, low: bytes, high: bytes) -> Sequence[Held]:
        """Bundles kept aside with digests in this range; of more than two, two."""

    def held_sealed(self, limit: int = 20) -> Sequence[Held]:
        """Bundles kept aside whose personal keys nobody has taken out yet."""

    def take_keys_out(self, held: Held, keys: Mapping[str, bytes], file: bytes) -> None:
        """Keeps the keys of a bundle kept aside beside it, of who was erased none; ``file``: the
        bundle without them."""

    def held_keys(self, node: Node, digest: bytes) -> Mapping[str, bytes]:
        """Personal keys of a bundle kept aside."""

    # The tables

    def waiting(self, lane: str, limit: int = 100) -> Sequence[Waiting]:
        """Where the projector ``lane`` has something to do, by node and epoch."""

    def project(self, work: Callable[[Projecting], T]) -> T:
        """Runs ``work`` in one transaction over the tables; rolled back where it raises.

        With SQLite it runs on the thread that writes the tables, one after the other.
        """

    def read_tables(self) -> AbstractContextManager[Database]:
        """One consistent view of the tables, for queries."""

    def scope_heads(self, scopes: Sequence[str]) -> Mapping[str, int]:
        """Version of each; 0 for one that has nothing yet."""

    def scope_changes(self, scope: str, after: int, limit: int) -> Sequence[ScopeChange]:
        """What came into a scope after a version, in order."""

    def quarantined(self, limit: int = 500) -> Sequence[Quarantined]:
        """Events that wait for a program that can read them, the oldest first."""

    def quarantined_after(self, lane: str, after: EventId, limit: int = 500) -> Sequence[EventId]:
        """A page of those of one lane, by identity."""

    def wipe(self) -> None:
        """Leaves no trace of what was deleted from the tables, as far as the database can."""

    def close(self) -> None:
        """Ends it; repeatable."""
