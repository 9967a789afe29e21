"""Card plans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from peewee import Database

from app.domain.cards import CardContents
from app.domain.identity import EventId, Node, Operator
from app.domain.plans import Plan
from app.ledger.events.sales import WrittenPart
from app.ledger.projection.merging import Row as TableRow
from app.ledger.projection.statements import execute
from app.ledger.projection.tables.cards import Outcome, PlanRecord
from app.ledger.queries.reading import first, id_of, keys_of, known, select, value

_RETRIEVING = "retrieve_opened"


class PlanRow(msgspec.Struct, frozen=True, kw_only=True):
    """A card plan and what became of it."""

    id: EventId
    """Opening event, and mark."""
    kind: str
    """Tag of the opening event."""
    account: str
    """Empty where the card is, or was, for meters, not for a customer."""
    plan: Plan
    parts: tuple[WrittenPart, ...]
    """What it writes for each meter of a customer, that of ``allocation`` first; none on a
    function card, and on a card made blank."""
    subject: EventId
    """First opening event of the chain of renewals; the plan itself where it renews none."""
    renews: EventId | None
    date: date
    opened_in: EventId | None
    """Shift that it was opened in; None for a function card, which moves no money."""
    operator: Operator | None
    request: str | None
    outcome: Outcome | None
    """None while open."""
    closed_by: EventId | None
    receipt: int | None
    held: str | None
    """Why it is held, if it is."""
    slip: int | None
    """Number of the slip that the customer got, if one was printed."""

    @property
    def for_customer(self) -> bool:
        """Whether it writes a customer's card; only then the properties below have a value."""
        return bool(self.parts)

    @property
    def retrieves(self) -> bool:
        """Whether it makes a card blank again, a customer's or a function card."""
        return self.kind == _RETRIEVING

    @property
    def allocation(self) -> EventId:
        """Allocation of the first part, or the only one."""
        return self.parts[0].allocation

    @property
    def contents(self) -> CardContents:
        """What the first part says."""
        return self.parts[0].contents

    @property
    def others(self) -> tuple[WrittenPart, ...]:
        """Parts of further meters."""
        return self.parts[1:]

    @property
    def shift(self) -> EventId:
        """Shift that its money is booked in. Raises LookupError for a function card."""
        if self.opened_in is None:
            raise LookupError(self.id)
        return self.opened_in


_contents = msgspec.json.Decoder(CardContents)
_others = msgspec.json.Decoder(tuple[WrittenPart, ...])

# A row without kind waits for its opening event to arrive from another node.
_BY_ID = select("plan", PlanRecord, "WHERE id = ? AND kind IS NOT NULL")
_OPEN = select("plan", PlanRecord, "WHERE outcome IS NULL AND kind IS NOT NULL")
_NOT_RENEWED = (
    "NOT EXISTS (SELECT 1 FROM plan newer WHERE newer.subject = plan.subject AND "
    "newer.renews = plan.id)"
)
# Nor does anybody wait for another card instead of one that died as it was taken back.
_WAITS = f"kind <> '{_RETRIEVING}' AND {_NOT_RENEWED}"
_UNRENEWED = select(
    "plan",
    PlanRecord,
    f"WHERE account = ? AND outcome = 'scrapped' AND kind IS NOT NULL AND {_WAITS} ORDER BY id",
)
_CHANGE = "meter_change_opened"
_NEWEST = "SELECT MAX(id) FROM plan WHERE subject = ? AND renews IS NOT NULL"
# A scrapped function card is not renewed: nothing was paid for it.
# The unary plus keeps the planner on the indexes of the few open and the few scrapped ones; in the
# order of identities it would read all plans there are.
_UNFINISHED = (
    "outcome IS NULL AND kind IS NOT NULL AND +id BETWEEN ? AND ?",
    "outcome = 'scrapped' AND kind IS NOT NULL AND account IS NOT NULL "
    f"AND +id BETWEEN ? AND ? AND {_WAITS}",
)
_UNFINISHED_ROWS = " UNION ALL ".join(
    select("plan", PlanRecord, f"WHERE {condition}") for condition in _UNFINISHED
)
_IN_DOUBT = _UNFINISHED_ROWS.replace("+id BETWEEN ? AND ?", "shift = ?")


def plan(db: Database, id: EventId) -> PlanRow | None:
    """A plan by its opening event."""
    row = first(db, _BY_ID, (id.to_key(),))
    return None if row is None else _row(PlanRecord._make(row))


def open_plans(
    db: Database,
    *,
    serial: bytes | None = None,
    account: str | None = None,
    allocation: EventId | None = None,
    node: Node | None = None,
) -> list[PlanRow]:
    """Plans that are not closed, those of one card, account, allocation or node; by identity."""
    conditions, params = [""], list[object]()
    if serial is not None:
        conditions.append("serial = ?")
        params.append(serial)
    if account is not None:
        conditions.append("account = ?")
        params.append(account)
    if allocation is not None:
        conditions.append("allocation = ?")
        params.append(allocation.to_key())
    if node is not None:
        conditions.append("+id BETWEEN ? AND ?")
        params += keys_of(node)
    return _in_order(execute(db, _OPEN + " AND ".join(conditions), params))


def closed_by(db: Database, id: EventId) -> EventId | None:
    """The event that closed a plan, of several the first one; None while it is open."""
    return id_of(value(db, "SELECT closed_by FROM plan WHERE id = ?", (id.to_key(),)))


def newest(db: Database, subject: EventId) -> EventId:
    """The plan that is to write what an event opened: its own, or the last that renews it."""
    key = value(db, _NEWEST, (subject.to_key(),))
    return subject if key is None else EventId.from_key(key)


def unrenewed(db: Database, account: str) -> list[PlanRow]:
    """Plans whose card was scrapped and that no other plan renews, by identity."""
    rows = execute(db, _UNRENEWED, (account,))
    return [_row(PlanRecord._make(row)) for row in rows]


def unrenewed_changes(db: Database, account: str) -> list[PlanRow]:
    """Of these, meter changes: what they reckoned with must not change before they are renewed."""
    rows = unrenewed(db, account)
    return [row for row in rows if _kind_of_chain(db, row) == _CHANGE]


def _kind_of_chain(db: Database, row: PlanRow) -> str:
    first = plan(db, row.subject)
    return row.kind if first is None else first.kind


def in_doubt(db: Database, shift: EventId) -> list[PlanRow]:
    """Plans of a shift that are open, or scrapped and not renewed, by identity."""
    return _in_order(execute(db, _IN_DOUBT, (shift.to_key(),) * 2))


def unfinished(db: Database, node: Node) -> list[PlanRow]:
    """A node's plans that are open, or scrapped and not renewed, by identity."""
    return _in_order(execute(db, _UNFINISHED_ROWS, (*keys_of(node), *keys_of(node))))


def _in_order(rows: Iterable[TableRow]) -> list[PlanRow]:
    """By identity; they are few."""
    return sorted((_row(PlanRecord._make(row)) for row in rows), key=lambda row: row.id)


def _parts(record: PlanRecord) -> tuple[WrittenPart, ...]:
    if record.contents is None:
        return ()
    allocation = EventId.from_key(known(record.allocation))
    first = WrittenPart(allocation=allocation, contents=_contents.decode(record.contents))
    return (first, *(() if record.others is None else _others.decode(record.others)))


def _row(record: PlanRecord) -> PlanRow:
    # Columns that the opening event fills are there: every query asks for its kind.
    return PlanRow(
        id=EventId.from_key(record.id),
        kind=known(record.kind),
        account=record.account or "",
        plan=Plan(
            serial=bytes(known(record.serial)),
            profile=known(record.profile),
            sequence=known(record.sequence),
            images=bytes(known(record.images)),
            issues=bool(record.issues),
            rekeys=bool(record.rekeys),
        ),
        parts=_parts(record),
        subject=EventId.from_key(known(record.subject)),
        renews=id_of(record.renews),
        date=date.fromisoformat(known(record.date)),
        opened_in=id_of(record.shift),
        operator=record.operator,
        request=record.request,
        outcome=None if record.outcome is None else Outcome(record.outcome),
        closed_by=id_of(record.closed_by),
        receipt=record.receipt,
        held=record.held,
        slip=record.slip,
    )
