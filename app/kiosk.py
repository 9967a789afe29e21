"""What an operation is given: protocols of everything outside, in one dataclass.

Time, identity, randomness and devices come in here and nowhere else, so that one seed replays a
whole day.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import msgspec
    from peewee import Database

    from app.domain.cards import CardReading, CardSeen
    from app.domain.identity import EventId, Node
    from app.domain.plans import CardImage, PlanImages, Step
    from app.domain.wire_readings import WireReading

T = TypeVar("T")


class Clock(Protocol):
    """Wall time and what it is worth."""

    def milliseconds(self) -> int:
        """Wall time, milliseconds since 1970 UTC."""
        ...

    def boot(self) -> str:
        """Identity of this boot of the machine."""
        ...

    def trusted(self) -> bool:
        """Whether the clock has been set by a battery-backed or network source."""
        ...


class Randomness(Protocol):
    """Unpredictable bytes: card serials, personal keys, salts."""

    def bytes(self, count: int) -> bytes:
        """``count`` bytes."""
        ...


class CardSession(Protocol):
    """Exclusive work with the one card in the reader; ends when the context is left.

    Any error of cards/errors.py may come out of any call. After CardOutcomeUnknown the session
    is over.
    """

    @property
    def profile(self) -> Any:  # noqa: ANN401  the room of cards stands above
        """The profile that knows this card (cards.profiles.contract.Profile)."""
        ...

    def image(self) -> CardImage:
        """All bytes, read now."""
        ...

    def blank(self) -> bool:
        """Whether the card as last read is blank."""
        ...

    def readings(self) -> tuple[CardReading, ...]:
        """Each meter's part of the card as last read. Raises CardForeign, CardDamaged."""
        ...

    def seen(self) -> CardSeen:
        """What lies there, as last read; no secret is presented for it."""
        ...

    def serial(self) -> bytes | None:
        """Serial as last read; None on a card without one."""
        ...

    def identify_again(self) -> bytes | None:
        """Reads the serial anew, right before a write; None on a card without one."""
        ...

    def unlock(self, serial: bytes | None) -> None:
        """Presents the secret of the card ``serial``; None: the transport code, to a blank."""
        ...

    def unlock_for_issue(self, serial: bytes) -> None:
        """For a card on which an issuing plan began: either secret, one try kept."""
        ...

    def unlock_for_rekey(self, serial: bytes) -> None:
        """For a card of ours whose secret a plan may have changed: either, one try kept."""
        ...

    def unlock_for_retrieval(self, serial: bytes, before: CardImage) -> None:
        """For a card that may have its transport secret back: either, one try kept."""
        ...

    def write(self, step: Step) -> None:
        """Executes one step of a plan; the card must be unlocked."""
        ...


class CardStation(Protocol):
    """One reader."""

    def session(self, expected: str | None = None) -> AbstractContextManager[CardSession]:
        """Takes hold of the card.

        ``expected``: the profile that a blank is to be made a card of, where several share a chip.
        Raises ReaderLost, NoCard, CardMute, CardUnsupported.
        """
        ...


class Reader(Protocol):
    """A consistent view of the ledger's tables."""

    @property
    def db(self) -> Database:
        """Query-only database for ledger.queries."""
        ...


class Transaction(Reader, Protocol):
    """One atomic change: events, their projection and local rows, all or nothing."""

    def next_id(self) -> EventId:
        """Identity that the next appended event will have: the mark of its plan."""
        ...

    def append(
        self,
        event: msgspec.Struct,
        *,
        operator: int | None = None,
        second: int | None = None,
        request: str | None = None,
    ) -> EventId:
        """Puts an event at the end of the journal and projects it."""
        ...

    def approved(self, second: int, challenge: str) -> None:
        """The next event that ``second`` signs says that they answered this challenge."""
        ...

    @property
    def approval_waits(self) -> bool:
        """Whether no event has said so yet."""
        ...

    def seal_secret(self, secret: bytes) -> bytes:
        """Encrypts a secret of this machine."""
        ...

    def unseal_secret(self, sealed: bytes) -> bytes | None:
        """Inverse of :meth:`seal_secret`; None after a restore, or for altered bytes."""
        ...

    def shared_key(self, public: bytes, purpose: bytes) -> bytes:
        """32 bytes that only this node and the holder of the seal key ``public`` can compute."""
        ...

    def keep_images(self, images: PlanImages) -> bytes:
        """Keeps a plan's images beside the journal; returns their digest."""
        ...

    def queue_print(
        self, kind: str, number: str, document: bytes, copy: int = 0, *, kept: bool = False
    ) -> None:
        """Adds a print job that exists exactly if this transaction does; ``kept``: not to print."""
        ...

    def next_receipt(self) -> int:
        """Number for the next closing event of this node and epoch."""
        ...

    def next_slip(self) -> int:
        """Number for the next "payment taken, not on card" slip of this node and epoch."""
        ...

    def sign_checkpoint(self, *, operator: int | None = None) -> EventId:
        """Appends this node's signature over its chain so far."""
        ...

    def next_account_serial(self) -> int:
        """Serial for the next account number of this node and epoch."""
        ...

    def seal(self, account: str, fields: dict[str, str], *, findable: bool = True) -> bytes:
        """Encrypts personal fields under the account's own key; ``findable`` by their words."""
        ...

    def seal_field(self, account: str, field: str, value: str) -> bytes:
        """Encrypts one field of it."""
        ...

    def index_names(self, account: str, fields: dict[str, str]) -> None:
        """Makes these fields the ones that the account is found under."""
        ...

    def forget(self, account: str) -> None:
        """Destroys the account's personal key and its place in the search index."""
        ...


class Ledger(Protocol):
    """The truth of one node. Errors are those of ledger/errors.py."""

    @property
    def node(self) -> Node:
        """The node whose events are appended here."""
        ...

    @property
    def epoch(self) -> int:
        """The node's life since its last restore."""
        ...

    @property
    def print_jobs(self) -> Any:  # noqa: ANN401  the room of the ledger stands above
        """Print jobs of this ledger (ledger.print_jobs.PrintJobs)."""
        ...

    def commit(self, work: Callable[[Any], T]) -> T:
        """Runs ``work(transaction)`` and makes it durable; an exception undoes it."""
        ...

    def read(self) -> AbstractContextManager[Reader]:
        """A snapshot to query."""
        ...

    def images(self, digest: bytes) -> PlanImages:
        """The images of a plan, checked against their digest."""
        ...

    def check_clock(self) -> None:
        """Raises ClockRefused while the wall clock stands far from the last event."""
        ...

    def unseal(self, account: str, sealed: bytes) -> dict[str, str]:
        """Personal fields in clear."""
        ...

    def unseal_each(self, sealed: Mapping[str, Sequence[bytes]]) -> dict[str, dict[str, str]]:
        """Those of several accounts, each in pieces; who cannot be read is left out."""
        ...


class Devices(Protocol):
    """Reader, printer and backup path as chosen at the kiosk."""

    def change(self, key: str, value: str) -> tuple[str, str]:
        """Keeps a choice across restarts; returns old and new. Raises SettingsError."""
        ...

    @property
    def printers(self) -> tuple[str, ...]:
        """Names of the further printers; the first one has none."""
        ...


class Drawer(Protocol):
    """The cash drawer; as payments.cash_drawer.CashDrawer."""

    def open(self) -> None:
        """Opens it, once. Raises a TapcardError when it could not be told to open."""
        ...


class MeterLine(Protocol):
    """Meters on a wire; as meters.line.SerialMeterLine."""

    def read(self, meter: str) -> WireReading:
        """Asks the meter of this number. Raises an error of meters/errors.py."""
        ...


class Backups(Protocol):
    """Verified copies of the ledger on a second path."""

    def make(self) -> Path | None:
        """Makes a copy and reads it back; None if no path is set. Raises BackupFailed."""
        ...


class Books(Protocol):
    """A ledger and its clock: all that signing in and rights need, at a kiosk or head office."""

    @property
    def ledger(self) -> Ledger:
        """What is recorded, and whoever may do what."""
        ...

    @property
    def clock(self) -> Clock:
        """Wall time."""
        ...

    @property
    def performer(self) -> Performer | None:
        """Who checks PINs in its place."""
        ...


class Performer(Protocol):
    """Who performs in a kiosk's place what it cannot: a kiosk that only reads has one.

    Operations, callers and what they bring are those of the room above.
    """

    def performs(self, operation: Any) -> bool:  # noqa: ANN401  an Operation
        """Whether an operation is looked at and performed there; else this kiosk does it itself."""
        ...

    def look(self, operation: Any, caller: Any, arguments: Any) -> Any:  # noqa: ANN401  of operations
        """As Operation.look_unsigned."""
        ...

    def perform(self, operation: Any, caller: Any, quote: Any) -> Any:  # noqa: ANN401  of operations
        """As Operation.perform."""
        ...

    def sign_in(self, operator: int, pin: str, *, renewing: bool) -> Any:  # noqa: ANN401  of operations
        """As operations.sign_in."""
        ...


@dataclass(frozen=True)
class Kiosk:
    """Everything an operation may touch."""

    ledger: Ledger
    cards: CardStation
    keys: Any
    """A cards.keys.KeySource."""
    clock: Clock
    random: Randomness
    devices: Devices
    backups: Backups
    drawer: Drawer
    meters: MeterLine | None = None
    """None: no meter hangs on a wire of this kiosk."""
    performer: Performer | None = None
    """None: it performs everything itself."""
