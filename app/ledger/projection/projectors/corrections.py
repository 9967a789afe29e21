"""Corrections, and limits of who may do what alone."""

from __future__ import annotations

from app.domain.identity import EventId
from app.domain.tariff.reassess import Reassessed
from app.ledger.events import corrections
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.corrected import add_correction, kinds_of, moved_between
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    add_entries,
    key_of,
    set_at,
    text_of,
    to_json,
)
from app.ledger.projection.projectors.sales import add_closing, add_opening
from app.ledger.projection.projectors.tenders import add_tenders
from app.ledger.projection.tables.accounts import (
    AccountFieldRecord,
    AccountHistoryRecord,
    AllocationFieldRecord,
)
from app.ledger.projection.tables.corrections import Corrected
from app.ledger.projection.tables.master import MoneyLimitRecord
from app.ledger.projection.tables.sales import ReckonedAnewRecord, TenderCorrectionRecord


def _limit_set(out: Rows, id: EventId, entry: Entry, event: corrections.MoneyLimitSet) -> None:
    out.add(MoneyLimitRecord(event.limit.value, set_at(entry), key_of(id), event.new))


def _dial(out: Rows, id: EventId, entry: Entry, event: corrections.DialCorrected) -> None:
    key = key_of(event.allocation)
    out.add(AllocationFieldRecord(key, "dial", entry.at, key_of(id), str(event.new)))
    add_correction(
        out,
        id,
        Corrected.DIAL,
        event.date,
        event.account,
        of=event.allocation,
        old=str(event.old),
        new=str(event.new),
    )


def _meter_opened(
    out: Rows, id: EventId, entry: Entry, event: corrections.MeterCorrectionOpened
) -> None:
    add_opening(out, id, entry, event)


def _meter(out: Rows, id: EventId, entry: Entry, event: corrections.MeterCorrected) -> None:
    add_closing(out, id, entry, event)
    key = key_of(event.allocation)
    out.add(AllocationFieldRecord(key, "meter", entry.at, key_of(id), event.new_meter))
    add_correction(
        out,
        id,
        Corrected.METER,
        event.date,
        event.account,
        of=event.plan,
        old=event.old_meter,
        new=event.new_meter,
    )


def _class(out: Rows, id: EventId, entry: Entry, event: corrections.ClassCorrected) -> None:
    key, since = key_of(id), text_of(event.since)
    fields = {
        Corrected.TARIFF_CLASS: event.tariff_class,
        Corrected.HOUSEHOLD_SIZE: event.household_size,
    }
    difference = event.to_arrears - event.to_balance
    for what, change in fields.items():
        name = what.value
        if change is not None:
            add_correction(
                out,
                id,
                what,
                event.date,
                event.account,
                amount=difference,
                old=str(change.old),
                new=str(change.new),
            )
            difference = 0  # it is that of both together
            out.add(
                AccountFieldRecord(event.account, name, entry.at, key, str(change.new)),
                AccountHistoryRecord(
                    key, name, event.account, entry.at, since, change.old, change.new
                ),
            )
    add_reckoned(out, entry, key, event.changed)
    add_entries(out, key, entry, event.entries, text_of(event.date), key_of(event.shift))


def add_reckoned(out: Rows, entry: Entry, key: int, changed: tuple[Reassessed, ...]) -> None:
    """What purchases cost since the event ``key``."""
    for one in changed:
        out.add(
            ReckonedAnewRecord(
                purchase=key_of(one.purchase),
                allocation=key_of(one.allocation),
                at=entry.at,
                event=key,
                period_start=text_of(one.period_start),
                allowance=one.allowance,
                lines=to_json(one.new),
            )
        )


def _tenders(out: Rows, id: EventId, entry: Entry, event: corrections.TendersCorrected) -> None:
    key = key_of(id)
    out.add(TenderCorrectionRecord(key_of(event.purchase), entry.at, key, to_json(event.new)))
    add_correction(
        out,
        id,
        Corrected.TENDERS,
        event.date,
        event.account,
        of=event.purchase,
        moved=moved_between(event.old, event.new),
        old=kinds_of(event.old),
        new=kinds_of(event.new),
    )
    add_tenders(
        out,
        id,
        event.new,
        sale=event.purchase,
        account=event.account,
        day=event.date,
        shift=event.shift,
    )
    add_entries(out, key, entry, event.entries, text_of(event.date), key_of(event.shift))


PROJECTORS: dict[type[Event], Projector] = {
    corrections.MoneyLimitSet: _limit_set,
    corrections.DialCorrected: _dial,
    corrections.MeterCorrectionOpened: _meter_opened,
    corrections.MeterCorrected: _meter,
    corrections.ClassCorrected: _class,
    corrections.TendersCorrected: _tenders,
}
