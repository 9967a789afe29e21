"""Corrections of what a village's kiosks recorded."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain import bookkeeping
from app.domain.cards import UtilityKind
from app.domain.identity import EventId
from app.domain.tariff.breakdown import Line, LineKind
from app.domain.tariff.reassess import Reassessed, booked_apart, reckoned_lines
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


def correct_class(village: Village, purchase: EventId, number: int, *, node: int = 7) -> EventId:
    """A purchase is reckoned anew at some kiosk; class and household change from a day on."""
    paid = village.opening(purchase)
    old = reckoned_lines(paid.breakdown.lines, counts=True)
    line = Line(kind=LineKind.TIER, code="tier-1", name="Tier 1", amount=100 * number)
    one = Reassessed(
        purchase=purchase,
        allocation=paid.allocation,
        kind=UtilityKind.WATER,
        old=old,
        new=(line,),
        period_start=date(2026, 1 + number % 9, 1),
        allowance=number,
        tariff_class=number,
        revision=1,
    )
    to_arrears, to_balance = booked_apart(one.difference, 0)
    event = corrections.ClassCorrected(
        account=paid.account,
        since=date(2026, 9, 1 + number % 20),
        tariff_class=corrections.FieldChange(old=1, new=number),
        household_size=corrections.FieldChange(old=number, new=4) if number % 2 else None,
        reason="shop",
        date=TODAY,
        shift=paid.shift,
        changed=(one,),
        to_arrears=to_arrears,
        to_balance=to_balance,
        entries=bookkeeping.reckoned_anew(
            [(one.kind, one.old, one.new)],
            paid.account,
            to_arrears=to_arrears,
            to_balance=to_balance,
        ),
    )
    return village.append(event, node=node)


def correct_tender(village: Village, purchase: EventId, kept: int, *, node: int = 7) -> EventId:
    """More was handed over than recorded, and kept on the account balance."""
    paid = village.opening(purchase)
    (old,) = paid.tenders
    new = msgspec.structs.replace(old, tendered=old.tendered + kept, to_balance=kept)
    event = corrections.TendersCorrected(
        account=paid.account,
        purchase=purchase,
        old=(old,),
        new=(new,),
        reason="change was kept",
        date=TODAY,
        shift=paid.shift,
        entries=bookkeeping.tendered_otherwise(
            (old,), (new,), paid.account, str(paid.shift), counted_by="11" if kept % 2 else ""
        ),
    )
    return village.append(event, node=node)


def correct_something(village: Village, purchase: EventId, which: int, *, node: int) -> EventId:
    """All of it, some of it to the end; gives the plan of the card."""
    correct_dial(village, purchase, 1000 * which, node=node)
    correct_class(village, purchase, 1 + which % 5, node=node)
    correct_tender(village, purchase, which, node=node)
    plan = correct_meter(village, purchase, f"{which % 3}")
    if which % 2:
        meter_corrected(village, plan)
    return plan
