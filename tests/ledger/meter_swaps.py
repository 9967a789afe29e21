"""Meter changes in a village: one allocation ends, another begins, and back."""

from __future__ import annotations

import msgspec

from app.domain import bookkeeping
from app.domain.cards import CardForm
from app.domain.identity import EventId
from app.domain.sales import AllocationTerms, Load, LoadKind
from app.ledger.events import meter_changes
from tests.ledger.goods import CUBIC_METRE, fee_lines
from tests.ledger.village import Village


def change_meter(
    village: Village,
    purchase: EventId,
    meter: str,
    *,
    owed: int = CUBIC_METRE,
    still_owed: int = 0,
    overuse: int = 0,
    another_card: bool = False,
) -> EventId:
    """The meter of a purchase gives way to another one; a cubic metre comes on its card."""
    paid = village.opening(purchase)
    mark = village.next_id(purchase.node, purchase.epoch)
    load = owed - still_owed
    said = msgspec.structs.replace(
        paid.contents,
        form=CardForm.OPENING,
        meter=meter,
        number=1 if load else 0,
        load=load,
        cumulative=load,
        sequence=paid.contents.sequence + 1,
        mark=mark,
    )
    serial = b"the other" if another_card else paid.plan.serial
    return village.append(
        meter_changes.MeterChangeOpened(
            account=paid.account,
            allocation=mark,
            plan=msgspec.structs.replace(
                paid.plan, serial=serial, sequence=said.sequence, issues=another_card
            ),
            contents=said,
            date=paid.date,
            shift=paid.shift,
            old_allocation=paid.allocation,
            allocates=AllocationTerms(
                meter=meter,
                model="M1",
                kind=said.kind,
                dial=0,
                began=paid.date,
                served_since=paid.date,
            ),
            technician="Baraka",
            form="F-1",
            dial=0,
            first_dial=0,
            credited=owed,
            unloaded=0,
            used=overuse,
            owed=owed,
            overuse=overuse,
            load=Load(
                allocation=mark,
                kind=LoadKind.TRANSFER,
                charging=said.charging,
                number=said.number,
                quantity=load,
            ),
            still_owed=still_owed,
            lines=fee_lines(overuse) if overuse else (),
            old_serial=paid.plan.serial if another_card else None,
            goes_back=None if another_card else paid.contents,
        ),
        node=purchase.node,
        epoch=purchase.epoch,
    )


def meter_changed(village: Village, change: EventId) -> EventId:
    """The opening card is made."""
    opened = village.events[change]
    assert isinstance(opened, meter_changes.MeterChangeOpened)
    return village.append(
        meter_changes.MeterChanged(
            plan=change,
            account=opened.account,
            allocation=change,
            date=opened.date,
            shift=opened.shift,
            receipt=None,
            entries=bookkeeping.overused(opened.lines, opened.account),
            change=change,
            old_allocation=opened.old_allocation,
            ended=opened.allocates.began,
            still_owed=opened.still_owed,
            was_owed=opened.was_owed,
            lines=opened.lines,
            old_serial=opened.old_serial,
            new_serial=opened.plan.serial,
        ),
        node=change.node,
        epoch=change.epoch,
    )


def undo_change(village: Village, change: EventId) -> EventId:
    """The card is to be the old meter's again."""
    opened = village.events[change]
    assert isinstance(opened, meter_changes.MeterChangeOpened)
    mark = village.next_id(change.node, change.epoch)
    back = opened.goes_back or opened.contents
    sequence = opened.contents.sequence + 1
    return village.append(
        meter_changes.MeterChangeUndoOpened(
            account=opened.account,
            allocation=opened.old_allocation,
            plan=msgspec.structs.replace(opened.plan, sequence=sequence, issues=False),
            contents=msgspec.structs.replace(back, sequence=sequence, mark=mark),
            date=opened.date,
            shift=opened.shift,
            change=change,
            reason="leaks",
        ),
        node=change.node,
        epoch=change.epoch,
    )


def change_undone(village: Village, undo: EventId) -> EventId:
    """It is."""
    event = village.events[undo]
    assert isinstance(event, meter_changes.MeterChangeUndoOpened)
    opened = village.events[event.change]
    assert isinstance(opened, meter_changes.MeterChangeOpened)
    return village.append(
        meter_changes.MeterChangeUndone(
            plan=undo,
            account=opened.account,
            allocation=opened.old_allocation,
            date=opened.date,
            shift=opened.shift,
            receipt=None,
            entries=bookkeeping.not_overused(opened.lines, opened.account),
            change=event.change,
            ended=opened.allocates.began,
            still_owed=opened.still_owed,
            was_owed=opened.was_owed,
            lines=opened.lines,
        ),
        node=undo.node,
        epoch=undo.epoch,
    )
