"""Corrections, and limits of who may do what alone."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import corrections
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import Projector, Rows, key_of
from app.ledger.projection.projectors.sales import add_closing, add_opening
from app.ledger.projection.tables.accounts import AllocationFieldRecord
from app.ledger.projection.tables.master import MoneyLimitRecord


def _limit_set(out: Rows, id: EventId, entry: Entry, event: corrections.MoneyLimitSet) -> None:
    out.add(MoneyLimitRecord(event.limit.value, entry.at, key_of(id), event.new))


def _dial(out: Rows, id: EventId, entry: Entry, event: corrections.DialCorrected) -> None:
    key = key_of(event.allocation)
    out.add(AllocationFieldRecord(key, "dial", entry.at, key_of(id), str(event.new)))


def _meter_opened(
    out: Rows, id: EventId, entry: Entry, event: corrections.MeterCorrectionOpened
) -> None:
    add_opening(out, id, entry, event)


def _meter(out: Rows, id: EventId, entry: Entry, event: corrections.MeterCorrected) -> None:
    add_closing(out, id, entry, event)
    key = key_of(event.allocation)
    out.add(AllocationFieldRecord(key, "meter", entry.at, key_of(id), event.new_meter))


PROJECTORS: dict[type[Event], Projector] = {
    corrections.MoneyLimitSet: _limit_set,
    corrections.DialCorrected: _dial,
    corrections.MeterCorrectionOpened: _meter_opened,
    corrections.MeterCorrected: _meter,
}
