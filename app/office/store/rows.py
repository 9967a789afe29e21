"""What the store of head office keeps, as values.

Times are wall time at head office, milliseconds since 1970 UTC. Keys are 32 bytes, hashes too.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from app.domain.identity import EventId, Node
from app.domain.quantity import Money


class EnrolmentState(enum.StrEnum):
    """Whether a kiosk may speak."""

    ENROLLED = "enrolled"
    REVOKED = "revoked"


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """One kiosk (or head office itself) that this head office knows."""

    node: Node
    name: str
    region: int
    site: str
    """Site prefix of its account numbers, 1 to 4 digits."""
    state: EnrolmentState = EnrolmentState.ENROLLED
    transport_key: bytes
    """Ed25519, of the agent that signs its requests; empty for head office itself."""
    enrolled_at: int


class Parent(NamedTuple):
    """The event of an older epoch that a later one goes on from."""

    epoch: int
    seq: int
    hash: bytes


class KioskEpoch(msgspec.Struct, frozen=True, kw_only=True):
    """One granted epoch of a node, and how much of it is here."""

    node: Node
    epoch: int
    public_key: bytes
    """Ed25519, signs its bundles."""
    seal_key: bytes
    """X25519, what only this node may open in this epoch is sealed to it."""
    last_seq: int = 0
    """Last event that is here; 0 for none."""
    last_hash: bytes = bytes(32)
    """Of that event; before the first one: zeros, or of the parent."""
    fenced: bool = False
    """A later epoch is in force."""
    parent: Parent | None = None
    """None for the first epoch."""


class Kiosk(msgspec.Struct, frozen=True):
    """A node with all its granted epochs."""

    enrolment: Enrolment
    epochs: Mapping[int, KioskEpoch]

    @property
    def in_force(self) -> KioskEpoch:
        """The epoch that may go on."""
        return self.epochs[max(self.epochs)]

    @property
    def revoked(self) -> bool:
        """Whether it is barred."""
        return self.enrolment.state is EnrolmentState.REVOKED


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time code with which a machine becomes a kiosk."""

    code_hash: bytes
    """SHA-256 of the code; the code itself is never stored."""
    node: Node
    name: str
    region: int
    site: str
    expires_at: int


class EpochRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A kiosk that was restored asks to go on; waits until somebody at head office decides.

    Two copies of one kiosk may ask for the same epoch with different keys: one can be granted.
    """

    node: Node
    epoch: int
    public_key: bytes
    seal_key: bytes
    parent: Parent
    reason: str
    asked_at: int
    decided: bool = False
    """Another copy was granted the epoch: what this key signs is kept aside."""


class HoldReason(enum.StrEnum):
    """Why a well-signed bundle was not added to the journal."""

    FORK = "fork"
    """Other events have its numbers."""
    FENCED = "fenced"
    """A later epoch is in force."""
    RIVAL = "rival"
    """A copy made it in an epoch that another copy was granted."""
    REVOKED = "revoked"
    """The kiosk was barred before it came."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle that is kept aside for people to decide: nothing that a counter did is lost."""

    node: Node
    digest: bytes
    """SHA-256 of the file."""
    epoch: int
    first: int
    last: int
    last_hash: bytes
    reason: HoldReason
    received_at: int
    file: bytes
    keys_out: bool = False
    """Its personal keys were opened and stand elsewhere; zeros are in their place."""
    cash: Money = 0
    """Into drawers less what went out of them, of the events that this program can read."""
    sales: int = 0


class HeldSize(NamedTuple):
    """How much of a kiosk is kept aside."""

    files: int
    bytes: int


class SealedKeys(msgspec.Struct, frozen=True, kw_only=True):
    """Personal keys as they came, sealed to the office identity, and what binds their box."""

    node: Node
    epoch: int
    first: int
    count: int
    last_hash: bytes
    sealed: bytes


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """What was refused of a node, counted: one row for each kind, however often it comes."""

    node: Node
    code: str
    """Of the error."""
    first_at: int
    last_at: int
    times: int
    detail: str
    """What the last one said."""


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """What a kiosk last said of itself. Fields are only added, with defaults."""

    node: Node
    at: int
    """When head office heard it."""
    program: str = ""
    clock_offset: int | None = None
    """Its wall clock minus head office's, milliseconds."""
    sealed_epoch: int = 0
    sealed_seq: int = 0
    """Last event that its agent has seen sealed."""
    health: dict[str, str | int] = {}
    waiting: int = 0
    """Events that its agent has yet to push."""
    scopes: dict[str, int] = {}
    """Versions that it has taken in."""

    @property
    def unwell(self) -> bool:
        """Whether it says itself that its disk or its clock is not as it should be."""
        return any(self.health.get(name) for name in ("disk", "clock"))


class Quarantined(msgspec.Struct, frozen=True, kw_only=True):
    """An event that is kept but that this program cannot read or apply yet."""

    id: EventId
    lane: str
    reason: str
    since: int


class PersonChange(NamedTuple):
    """An event that said something of a person, or the arrival of a key (event 0)."""

    account: str
    node: Node
    epoch: int
    seq: int


class Waiting(NamedTuple):
    """Events of one node and epoch that a projector has not taken yet."""

    node: Node
    epoch: int
    after: int
    """Last event that it took; 0 for none."""
    last: int
    """Last event that is here."""


class ScopeChange(NamedTuple):
    """One event that came into a scope."""

    version: int
    id: EventId


class Page(NamedTuple):
    """Events of one node and epoch as they are given on, exact bytes."""

    headers: Mapping[int, bytes]
    """Of the process runs that begin in it, by the number of their first event."""
    events: Sequence[tuple[int, bytes]]
    """Number and body."""
