"""What a price depends on, gathered from the ledger and from the card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from peewee import Database

from app.cards.profiles.contract import Declaration
from app.domain.cards import CardReading
from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.domain.tariff.breakdown import Line, LineKind, PricingFacts
from app.domain.tariff.periods import period_start
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import MeterModelSet
from app.ledger.queries import money, settings, usage
from app.ledger.queries.accounts import Account
from app.operations.errors import UnknownRecord


def revision_for(db: Database, tariff_class: int, on: date) -> TariffRevision:
    """The revision in force. Raises UnknownRecord when the class has none yet."""
    found = settings.revision_in_force(db, tariff_class, on)
    if found is None:
        raise UnknownRecord(
            _("Tariff class {number} has no prices for {day}.").format(
                number=tariff_class, day=on.isoformat()
            ),
            _("Nothing was paid. Have the tariff entered first."),
        )
    return found


def model_named(db: Database, code: str) -> MeterModelSet:
    """A meter model. Raises UnknownRecord."""
    found = settings.meter_model(db, code)
    if found is None:
        raise UnknownRecord(
            _("There is no meter model {code}.").format(code=code),
            _("Nothing was paid. Have the meter model entered first."),
        )
    return found


def fee_lines(db: Database, codes: Sequence[str], on: date) -> tuple[Line, ...]:
    """Lines of the price list; a fee that is not on the list is not taken."""
    lines = []
    for code in codes:
        fee = settings.fee_in_force(db, code, on)
        if fee is not None and fee.amount:
            taxed = 10_000 + fee.tax_rate
            lines.append(
                Line(
                    kind=LineKind.FEE,
                    code=fee.code,
                    name=fee.name,
                    amount=fee.amount,
                    tax_code=fee.tax_code,
                    tax=fee.amount - (fee.amount * 10_000 + taxed // 2) // taxed,
                )
            )
    return tuple(lines)


def pricing_facts(
    kiosk: Kiosk,
    db: Database,
    *,
    account: Account,
    revision: TariffRevision,
    model: MeterModelSet,
    declares: Declaration,
    today: date,
    began: date,
    allocation: EventId | None,
    reading: CardReading | None,
    fees: tuple[Line, ...] = (),
) -> PricingFacts:
    """Facts for a sale to this account today.

    ``reading``: the card, when it is to be sold to again; what it knows of the period counts
    where it knows more than the ledger (bought elsewhere).
    """
    start = period_start(revision, today=today, began=began)
    bought, allowance = usage.bought_in_period(db, account.number, model.kind, start)
    paid_to = usage.standing_paid_to(db, allocation) if allocation else None
    paid_to = paid_to or began
    if reading is not None:
        contents = reading.contents
        paid_to = max(paid_to, contents.standing_paid_to)
        if contents.period_start == start:
            bought = max(bought, contents.bought_in_period)
            allowance = max(allowance, contents.allowance_used)
    at_home = account.home == kiosk.ledger.node
    return PricingFacts(
        today=today,
        period_start=start,
        bought=bought,
        allowance_used=allowance,
        bought_this_month=usage.bought_in_month(
            db, account.number, model.kind, today.replace(day=1)
        ),
        household=((account.opened, account.household_size),),
        began=began,
        standing_paid_to=paid_to,
        # Account-level value is spent only where it cannot be spent twice.
        balance=max(0, money.balance(db, account.number)) if at_home else 0,
        arrears=max(0, money.arrears(db, account.number)),
        fees=fees,
        step=declares.step,
        largest=largest_load(model, declares, reading),
    )


def largest_load(
    model: MeterModelSet, declares: Declaration, reading: CardReading | None
) -> Quantity:
    """The most that one load may carry: card, meter, and what the meter may hoard."""
    limits = [declares.largest_load]
    if model.largest_load is not None:
        limits.append(model.largest_load)
    if model.hoarding_limit is not None:
        remaining = reading.read_back.remaining if reading is not None else 0
        limits.append(max(0, model.hoarding_limit - remaining))
    return min(limits)
