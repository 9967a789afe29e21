"""Corrections of what a village's kiosks recorded."""

from __future__ import annotations

import msgspec

from app.domain.identity import EventId
from app.ledger.events import corrections
from tests.ledger.goods import TODAY
from tests.ledger.village import Village


def correct_dial(village: Village, purchase: EventId, new: int, *, node: int = 7) -> EventId:
    """What the register showed is put right at some kiosk."""
    paid = village.opening(purchase)
    event = corrections.DialCorrected(
        account=paid.account,
        allocation=paid.allocation,
        old=0,
        new=new,
        reason="misread",
        date=TODAY,
        shift=paid.shift,
    )
    return village.append(event, node=node)


def correct_meter(village: Village, purchase: EventId, meter: str) -> EventId:
    """The card of a purchase is being written for another meter number."""
    paid = village.opening(purchase)
    mark = village.next_id(purchase.node, purchase.epoch)
    said = msgspec.structs.replace(
        paid.contents, meter=meter, sequence=paid.contents.sequence + 1, mark=mark
    )
    return village.append(
        corrections.MeterCorrectionOpened(
            account=paid.account,
            allocation=paid.allocation,
            plan=msgspec.structs.replace(paid.plan, sequence=said.sequence, issues=False),
            contents=said,
            date=TODAY,
            shift=paid.shift,
            purchase=purchase,
            old_meter=paid.contents.meter,
            new_meter=meter,
            reason="typed wrongly",
        ),
        node=purchase.node,
        epoch=purchase.epoch,
    )


def meter_corrected(village: Village, plan: EventId) -> EventId:
    """The card names it."""
    opened = village.events[plan]
    assert isinstance(opened, corrections.MeterCorrectionOpened)
    return village.append(
        corrections.MeterCorrected(
            plan=plan,
            account=opened.account,
            allocation=opened.allocation,
            date=TODAY,
            shift=opened.shift,
            receipt=None,
            purchase=opened.purchase,
            old_meter=opened.old_meter,
            new_meter=opened.new_meter,
        ),
        node=plan.node,
        epoch=plan.epoch,
    )
