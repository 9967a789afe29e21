"""Meter makers, received meters, the stock's rule."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import meter_stock
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import Projector, Rows, key_of, set_at, text_of
from app.ledger.projection.tables.meter_stock import (
    ONLY,
    MeterMakerRecord,
    MeterRangeLeftRecord,
    MeterRangeRecord,
    StockRuleRecord,
)


def _maker_set(out: Rows, id: EventId, entry: Entry, event: meter_stock.MeterMakerSet) -> None:
    out.add(MeterMakerRecord(event.maker, set_at(entry), key_of(id), event.name, event.closed))


def _received(out: Rows, id: EventId, entry: Entry, event: meter_stock.MetersReceived) -> None:
    until = event.verified_until
    record = MeterRangeRecord(
        event=key_of(id),
        at=entry.at,
        first=event.first,
        last=event.last,
        model=event.model,
        size=event.size,
        seal=event.seal,
        verified_until=None if until is None else text_of(until),
        received=text_of(event.received),
    )
    out.add(record)


def _taken_back(out: Rows, id: EventId, entry: Entry, event: meter_stock.MetersTakenBack) -> None:
    delivery = key_of(event.replaces)
    out.add(MeterRangeLeftRecord(delivery, entry.at, key_of(id), event.left_first, event.left_last))


def _rule_set(out: Rows, id: EventId, entry: Entry, event: meter_stock.StockRuleSet) -> None:
    rule = event.rule
    out.add(
        StockRuleRecord(ONLY, set_at(entry), key_of(id), rule.outside.value, rule.expired.value)
    )


PROJECTORS: dict[type[Event], Projector] = {
    meter_stock.MeterMakerSet: _maker_set,
    meter_stock.MetersReceived: _received,
    meter_stock.MetersTakenBack: _taken_back,
    meter_stock.StockRuleSet: _rule_set,
}
