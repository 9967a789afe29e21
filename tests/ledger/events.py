"""Events that tests of the ledger append."""

from __future__ import annotations

from datetime import date

from app.domain.cards import CardContents, CardForm, ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.plans import Plan
from app.domain.sales import Load, LoadKind
from app.domain.tariff.breakdown import Breakdown
from app.ledger.events.accounts import AccountOpened
from app.ledger.events.exceptions import PlanInDoubt
from app.ledger.events.ledger_life import ClockJumpAccepted
from app.ledger.events.master_data import RegionSet
from app.ledger.events.sales import PurchaseLoaded, PurchasePaid

TODAY = date(2026, 9, 21)
ALLOCATION = EventId(7, 1, 2)
SHIFT = EventId(7, 1, 1)


def region(number: int, name: str = "") -> RegionSet:
    return RegionSet(region=number, name=name or f"Region {number}")


def loaded(receipt: int | None) -> PurchaseLoaded:
    return PurchaseLoaded(
        plan=ALLOCATION,
        purchase=ALLOCATION,
        account="1201000017",
        allocation=ALLOCATION,
        date=TODAY,
        shift=SHIFT,
        receipt=receipt,
    )


def in_doubt(slip: int) -> PlanInDoubt:
    return PlanInDoubt(plan=ALLOCATION, account="1201000017", why="card pulled", slip=slip)


def opened(account: str, sealed: bytes) -> AccountOpened:
    return AccountOpened(
        account=account,
        home=7,
        region=3,
        tariff_class=1,
        household_size=4,
        date=TODAY,
        sealed=sealed,
    )


def jump_accepted(wall: int) -> ClockJumpAccepted:
    return ClockJumpAccepted(wall_milliseconds=wall, reason="battery")


def paid(mark: EventId, digest: bytes) -> PurchasePaid:
    contents = CardContents(
        form=CardForm.OPENING,
        utility=7,
        region=3,
        kind=UtilityKind.WATER,
        charging=ChargingType.VOLUME,
        account="1201000017",
        meter="4711",
        tariff_class=1,
        household_size=4,
        period_start=TODAY,
        bought_in_period=1000,
        standing_paid_to=TODAY,
        allowance_used=0,
        number=1,
        load=1000,
        cumulative=1000,
        sequence=1,
        mark=mark,
    )
    return PurchasePaid(
        account="1201000017",
        allocation=mark,
        plan=Plan(serial=b"serial01", profile="tapcard-sle4442", sequence=1, images=digest),
        contents=contents,
        date=TODAY,
        shift=SHIFT,
        loads=(
            Load(
                allocation=mark,
                kind=LoadKind.PURCHASE,
                charging=ChargingType.VOLUME,
                number=1,
                quantity=1000,
            ),
        ),
        breakdown=Breakdown(
            quantity=1000,
            lines=(),
            total=0,
            balance_used=0,
            to_pay=0,
            rest=0,
            tariff_class=1,
            revision=1,
            period_start=TODAY,
            bought=1000,
            allowance_used=0,
            standing_paid_to=TODAY,
        ),
        tenders=(),
    )
