"""What the village sells and what its cards say: values that its events carry."""

from __future__ import annotations

from datetime import date

from app.domain.cards import CardContents, CardForm, ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.tariff.breakdown import Breakdown, Line, LineKind
from app.domain.tariff.revision import TariffRevision, Tax, Tier

TODAY = date(2026, 9, 21)
PERIOD = date(2026, 9, 1)
ACCOUNT = "120100017"
SERIAL = b"card-001"
LITRE = 1
CUBIC_METRE = 1000 * LITRE


def revision(number: int, valid_from: date) -> TariffRevision:
    """A flat tariff at 1.00 a cubic metre, 16 % tax inside."""
    return TariffRevision(
        tariff_class=1,
        name="Domestic",
        revision=number,
        valid_from=valid_from,
        period_months=1,
        tiers=(Tier(upto=None, price=1_000_000),),
        tiers_tax="VAT",
        taxes=(Tax(code="VAT", rate=1600, included=True),),
    )


def breakdown(quantity: int, period: date, standing_paid_to: date) -> Breakdown:
    """One cubic metre free, the rest at 1.00, 16 % tax inside."""
    sold = max(0, quantity - CUBIC_METRE)
    amount = sold // 10
    lines = (
        Line(
            kind=LineKind.ALLOWANCE,
            code="allowance",
            name="Free",
            quantity=quantity - sold,
        ),
        Line(
            kind=LineKind.TIER,
            code="tier-1",
            name="Water",
            quantity=sold,
            price=1_000_000,
            amount=amount,
            tax_code="VAT",
            tax=amount * 16 // 116,
        ),
    )
    return Breakdown(
        quantity=quantity,
        lines=lines,
        total=amount,
        balance_used=0,
        to_pay=amount,
        rest=0,
        tariff_class=1,
        revision=1,
        period_start=period,
        bought=quantity,
        allowance_used=quantity - sold,
        standing_paid_to=standing_paid_to,
    )


def fee_lines(amount: int) -> tuple[Line, ...]:
    """The fee for a reissue."""
    if not amount:
        return ()
    return (Line(kind=LineKind.FEE, code="reissue", name="New card", amount=amount),)


def contents(
    mark: EventId,
    number: int,
    load: int,
    account: str = ACCOUNT,
    sequence: int = 1,
    on: date = TODAY,
    period: date = PERIOD,
) -> CardContents:
    """What a card says after a purchase."""
    return CardContents(
        form=CardForm.OPENING if number == 1 else CardForm.USER,
        utility=7,
        region=3,
        kind=UtilityKind.WATER,
        charging=ChargingType.VOLUME,
        account=account,
        meter=f"4711{account[-3:]}",
        tariff_class=1,
        household_size=4,
        period_start=period,
        bought_in_period=load,
        standing_paid_to=on,
        allowance_used=0,
        number=number,
        load=load,
        cumulative=number * load,
        sequence=sequence,
        mark=mark,
    )
