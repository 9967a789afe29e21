"""Grants of head office, what counters go by, and what each event takes of it."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import allowances
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.takings import NOTHING_TAKEN, takings_of
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    key_of,
    set_at,
    text_of,
    to_json,
)
from app.ledger.projection.tables.allowances import (
    AllowanceGrantRecord,
    AllowanceRecord,
    AllowanceRuleRecord,
    NumberBlockRecord,
    TakingsRecord,
)


def add_takings(out: Rows, id: EventId, event: Event) -> None:
    """What the event brought into drawers; only sums of them are kept."""
    taken = takings_of(event)
    if taken is not NOTHING_TAKEN:
        out[TakingsRecord].append((id.node, id.epoch, taken.cash, taken.sales))


def _granted(out: Rows, id: EventId, entry: Entry, event: allowances.AllowanceGranted) -> None:
    record = AllowanceGrantRecord(
        kiosk=event.kiosk,
        epoch=event.epoch,
        serial=event.serial,
        at=entry.at,
        event=key_of(id),
        money=event.money,
        sales=event.count,
        until=text_of(event.until),
        cash_since=None if event.since is None else event.since.cash,
        sales_since=None if event.since is None else event.since.sales,
    )
    out.add(record)


def _rule(out: Rows, id: EventId, entry: Entry, event: allowances.AllowanceRuleSet) -> None:
    rule = None if event.rule is None else to_json(event.rule)
    out.add(AllowanceRuleRecord(event.kiosk or 0, set_at(entry), key_of(id), rule))


def _taken(out: Rows, id: EventId, entry: Entry, event: allowances.AllowanceTaken) -> None:
    record = AllowanceRecord(
        node=id.node,
        epoch=id.epoch,
        serial=event.serial,
        event=key_of(id),
        at=entry.at,
        money=event.money,
        sales=event.count,
        until=text_of(event.until),
        typed=event.typed,
        cash_before=event.cash_before,
        sales_before=event.sales_before,
    )
    out.add(record)


def _block(out: Rows, id: EventId, entry: Entry, event: allowances.BlockGranted) -> None:
    record = NumberBlockRecord(
        kiosk=event.kiosk,
        epoch=event.epoch,
        first=event.first,
        at=entry.at,
        event=key_of(id),
        last=event.last,
        site=event.site,
    )
    out.add(record)


PROJECTORS: dict[type[Event], Projector] = {
    allowances.AllowanceGranted: _granted,
    allowances.AllowanceRuleSet: _rule,
    allowances.AllowanceTaken: _taken,
    allowances.BlockGranted: _block,
}
