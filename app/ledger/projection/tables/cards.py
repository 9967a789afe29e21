"""Card plans, cards, and what cards showed that no plan of this ledger explains."""

from __future__ import annotations

import enum
from typing import Annotated, NamedTuple

from app.ledger.projection.merging import ANY, KEY, MIN, ONCE, Register
from app.ledger.projection.table import Index, Table, by_ends


class Outcome(enum.StrEnum):
    """How a plan was closed."""

    HAPPENED = "happened"
    """The card shows it."""
    NOT_WRITTEN = "not_written"
    """Two people decided so; what was paid went back at once."""
    SCRAPPED = "scrapped"
    """The card can take nothing any more; the plan may be renewed on another."""
    MONEY_BACK = "money_back"
    """Closed by the opening of the refund that gives its money back."""


CLOSED = Register("closed_at", "closed_by", earliest=True)
HELD = Register("held_at", "held_by")
SEEN = Register("seen_at", "seen_by")
ISSUED = Register("issued_at", "issued_by")
SUPERSEDED = Register("superseded_at", "superseded_event", earliest=True)
LAST_SUPERSEDED = Register("last_superseded_at", "last_superseded_event")
RETRIEVED = Register("retrieved_at", "retrieved_by")


class PlanRecord(NamedTuple):
    """A card plan by its opening event, which is its mark."""

    id: Annotated[int, KEY]
    kind: Annotated[str | None, ONCE] = None
    """Tag of the opening event; None while only later events of the plan are known."""
    account: Annotated[str | None, ONCE] = None
    allocation: Annotated[int | None, ONCE] = None
    serial: Annotated[bytes | None, ONCE] = None
    profile: Annotated[str | None, ONCE] = None
    sequence: Annotated[int | None, ONCE] = None
    images: Annotated[bytes | None, ONCE] = None
    issues: Annotated[bool | None, ONCE] = None
    rekeys: Annotated[bool | None, ONCE] = None
    subject: Annotated[int | None, ONCE] = None
    """First opening event of the chain of renewals; the plan itself where it was not renewed."""
    renews: Annotated[int | None, ONCE] = None
    date: Annotated[str | None, ONCE] = None
    shift: Annotated[int | None, ONCE] = None
    operator: Annotated[int | None, ONCE] = None
    request: Annotated[str | None, ONCE] = None
    contents: Annotated[bytes | None, ONCE] = None
    others: Annotated[bytes | None, ONCE] = None
    """Parts of further meters, as JSON; None where the plan writes one."""
    closed_at: Annotated[int | None, CLOSED] = None
    closed_by: Annotated[int | None, CLOSED] = None
    outcome: Annotated[str | None, CLOSED] = None
    """An :class:`Outcome`; None while open."""
    receipt: Annotated[int | None, MIN] = None
    held_at: Annotated[int | None, HELD] = None
    held_by: Annotated[int | None, HELD] = None
    held: Annotated[str | None, HELD] = None
    slip: Annotated[int | None, MIN] = None
    decided: Annotated[int | None, MIN] = None
    """The decision of two people, if there was one."""


class PlanPartRecord(NamedTuple):
    """What a plan writes for a meter that is not its first."""

    plan: Annotated[int, KEY]
    allocation: Annotated[int, KEY]
    sequence: Annotated[int, ONCE]
    contents: Annotated[bytes, ONCE]


SERIAL_STARTS = range(2, 10)
"""Bytes of a serial at which a part of it that is found begins."""


class CardRecord(NamedTuple):
    """A card by its serial."""

    serial: Annotated[bytes, KEY]
    issued: Annotated[bool, ANY] = False
    """Whether an event made this card, or told of a write that a card of ours carries."""
    issued_at: Annotated[int | None, ISSUED] = None
    issued_by: Annotated[int | None, ISSUED] = None
    """The plan that last made a card of ours out of a blank one under this serial."""
    account: Annotated[str | None, ISSUED] = None
    allocation: Annotated[int | None, ISSUED] = None
    superseded: Annotated[bool, ANY] = False
    superseded_at: Annotated[int | None, SUPERSEDED] = None
    superseded_event: Annotated[int | None, SUPERSEDED] = None
    superseded_by: Annotated[bytes | None, SUPERSEDED] = None
    """Serial of the card that replaced it."""
    held_at: Annotated[int | None, HELD] = None
    held_by: Annotated[int | None, HELD] = None
    held: Annotated[str | None, HELD] = None
    """Why; None once released."""
    seen_at: Annotated[int | None, SEEN] = None
    seen_by: Annotated[int | None, SEEN] = None
    """Where a hold or a sighting placed the card: for one whose issue is not known here."""
    seen_account: Annotated[str | None, SEEN] = None
    seen_allocation: Annotated[int | None, SEEN] = None
    last_superseded_at: Annotated[int | None, LAST_SUPERSEDED] = None
    last_superseded_event: Annotated[int | None, LAST_SUPERSEDED] = None
    last_superseded_by: Annotated[bytes | None, LAST_SUPERSEDED] = None
    """The same of the last time: a chip with a serial of its own may be issued again."""
    retrieved_at: Annotated[int | None, RETRIEVED] = None
    retrieved_by: Annotated[int | None, RETRIEVED] = None
    """When it was last made blank, or died on the way to it."""


class CardSightingRecord(NamedTuple):
    """A write that only the card tells of: sold elsewhere, or lost with a restore."""

    event: Annotated[int, KEY]
    kind: Annotated[str, ONCE]
    account: Annotated[str, ONCE]
    allocation: Annotated[int, ONCE]
    serial: Annotated[bytes, ONCE]
    sequence: Annotated[int, ONCE]
    mark: Annotated[int, ONCE]
    known_number: Annotated[int | None, ONCE]
    """Last purchase number that the noting ledger knew."""
    date: Annotated[str | None, ONCE]
    contents: Annotated[bytes, ONCE]


_OUTCOMES = ", ".join(f"'{outcome.value}'" for outcome in Outcome)

TABLES = (
    Table(
        "plan",
        PlanRecord,
        indexes=(
            Index("plan_written", ("allocation", "sequence")),
            # Few rows each, but for receipts: open plans, scrapped and renewed ones, decisions.
            Index("plan_receipt", ("receipt",), "receipt IS NOT NULL"),
            Index("plan_open", ("account",), "outcome IS NULL"),
            Index("plan_retrieved", ("serial",), "kind = 'retrieve_opened'"),
            Index("plan_renewed", ("subject",), "renews IS NOT NULL"),
            Index("plan_scrapped", ("account",), f"outcome = '{Outcome.SCRAPPED.value}'"),
            Index("plan_not_written", ("subject",), f"outcome = '{Outcome.NOT_WRITTEN.value}'"),
        ),
        checks=(f"outcome IN ({_OUTCOMES})",),
    ),
    Table(
        "plan_part",
        PlanPartRecord,
        indexes=(Index("plan_part_written", ("allocation", "sequence")),),
    ),
    Table("card", CardRecord, indexes=by_ends("card_serial", "serial", SERIAL_STARTS)),
    Table(
        "card_sighting",
        CardSightingRecord,
        indexes=(
            Index("card_sighting_written", ("allocation", "sequence")),
            Index("card_sighting_account", ("account",)),
        ),
    ),
)
