"""What a price depends on, gathered from the ledger and from the card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from peewee import Database

from app.cards.profiles.contract import Declaration
from app.domain.arrears import Deductible, DeductionRule, deductible, due_by
from app.domain.cards import CardContents, CardReading, ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.meter_tariff import MeterTariff
from app.domain.payments import tax_inside
from app.domain.quantity import Money, Quantity
from app.domain.subsidy import Subsidy, subsidy_on
from app.domain.tariff.back_charge import back_charge, closed_months
from app.domain.tariff.breakdown import Line, LineKind, PricingFacts
from app.domain.tariff.meter_tiers import meter_tariff
from app.domain.tariff.periods import add_months, period_start
from app.domain.tariff.revision import TariffRevision
from app.domain.tariff.rise_cap import RiseLimit, rise_limit, usual_volume
from app.domain.tariff.rise_window import rise_window
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import MeterModelSet
from app.ledger.queries import money, payments, reckoning, settings, subsidies, usage
from app.ledger.queries.account_states import suspensions
from app.ledger.queries.accounts import Account
from app.operations.errors import UnknownRecord, WrongCard

_USUAL_MONTHS = 12


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


def model_behind(db: Database, code: str, contents: CardContents) -> MeterModelSet:
    """The model of the meter that a card's part is for.

    Raises UnknownRecord, and WrongCard where the model counts otherwise than the card: money
    written as volume would be water that nobody paid for.
    """
    model = model_named(db, code)
    alike = model.charging.counts_money is contents.charging.counts_money
    if model.kind is not contents.kind or not alike:
        raise WrongCard(
            _("Meter {meter} counts otherwise than its model {code} is set to.").format(
                meter=contents.meter, code=code
            ),
            _("Nothing was paid. Have the meter model set right, then start over."),
        )
    return model


def fee_lines(db: Database, codes: Sequence[str], on: date) -> tuple[Line, ...]:
    """Lines of the price list; a fee that is not on the list is not taken."""
    lines = []
    for code in codes:
        fee = settings.fee_in_force(db, code, on)
        if fee is not None and fee.amount:
            lines.append(
                Line(
                    kind=LineKind.FEE,
                    code=fee.code,
                    name=fee.name,
                    amount=fee.amount,
                    tax_code=fee.tax_code,
                    tax=tax_inside(fee.amount, fee.tax_rate),
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
    taken = deductible_from(db, account.number, today)
    counts_money, month = model.charging.counts_money, today.replace(day=1)
    facts = PricingFacts(
        today=today,
        kind=model.kind,
        period_start=start,
        bought=bought,
        allowance_used=allowance,
        bought_this_month=usage.bought_in_month(db, account.number, model.kind, month),
        charging=model.charging,
        credited_this_month=usage.credited_in_month(db, account.number, model.kind, month)
        if counts_money
        else 0,
        household=reckoning.household_of(db, account),
        began=began,
        standing_paid_to=paid_to,
        # Account-level value is spent only where it cannot be spent twice.
        balance=balance_here(kiosk, db, account),
        arrears=taken.most,
        arrears_rate=taken.rate,
        suspended=suspensions(db, account.number),
        fees=fees,
        step=declares.money_step if counts_money else declares.step,
        largest=largest_load(model, declares, reading),
        subsidy=None if counts_money else subsidy_here(kiosk, db, account, model.kind, today),
        before_rise=None
        if counts_money
        else _before_rise(db, account, revision.tariff_class, model.kind, today),
    )
    if model.charging is not ChargingType.VOLUME_BACK_CHARGE or reading is None:
        return facts
    return _back_charged(kiosk, db, facts, revision.tariff_class, allocation, reading)


def _before_rise(
    db: Database, account: Account, tariff_class: int, kind: UtilityKind, today: date
) -> RiseLimit | None:
    """What the account may still buy before a rise; None where no cap holds.

    The usual volume is that of up to twelve whole months before the window, from the account's
    first whole month on.
    """
    cap = settings.rise_cap(db, tariff_class)
    if cap is None:
        return None
    window = rise_window(cap, settings.revisions(db, tariff_class), today)
    if window is None:
        return None
    ends = window.begins.replace(day=1)
    begins = max(add_months(ends, -_USUAL_MONTHS), account.opened.replace(day=1))
    months = (ends.year - begins.year) * 12 + ends.month - begins.month
    before = usage.bought_between(db, account.number, kind, begins, ends) if months > 0 else 0
    bought = usage.bought_between(db, account.number, kind, window.begins, window.rises)
    return rise_limit(cap, window, usual=usual_volume(before, months), bought=bought)


def _back_charged(
    kiosk: Kiosk,
    db: Database,
    facts: PricingFacts,
    tariff_class: int,
    allocation: EventId | None,
    reading: CardReading,
) -> PricingFacts:
    """With what the use of closed months costs beyond what was paid for it.

    Which months were charged stands in the ledger of the allocation's kiosk and on no card:
    elsewhere nothing is charged, so that nothing is charged twice.
    """
    if allocation is None or allocation.node != kiosk.ledger.node:
        return facts
    charge = back_charge(
        settings.revisions(db, tariff_class),
        facts,
        closed_months(reading.read_back),
        usage.back_charged_to(db, allocation),
    )
    return msgspec.structs.replace(
        facts, back_charge=charge.lines, back_charged_to=charge.charged_to
    )


def balance_here(kiosk: Kiosk, db: Database, account: Account) -> Money:
    """What of the account balance may be spent here: nothing away from home."""
    at_home = account.home == kiosk.ledger.node
    return max(0, money.balance(db, account.number)) if at_home else 0


def subsidy_here(
    kiosk: Kiosk, db: Database, account: Account, kind: UtilityKind, today: date
) -> Subsidy | None:
    """What a third party still bears this month: nothing away from home, where it is not known."""
    term = subsidies.subsidy_term(db, account.number)
    if term is None or account.home != kiosk.ledger.node:
        return None
    scheme = subsidies.subsidy_scheme(db, term.scheme)
    if scheme is None or scheme.kind is not kind:
        return None
    used = usage.subsidised_in_month(db, account.number, kind, today)
    return subsidy_on(today, term, scheme, persons=account.household_size, used=used)


def same_subsidy(kiosk: Kiosk, db: Database, account: Account, facts: PricingFacts) -> bool:
    """Whether a third party bears what a price was reckoned with: none of it is used twice."""
    if facts.charging.counts_money:
        return True
    return subsidy_here(kiosk, db, account, facts.kind, facts.today) == facts.subsidy


def same_money(kiosk: Kiosk, db: Database, account: Account, facts: PricingFacts) -> bool:
    """Whether balance and arrears are as a price was reckoned with: neither is used twice."""
    taken = deductible_from(db, account.number, facts.today)
    return (balance_here(kiosk, db, account), *taken) == (
        facts.balance,
        facts.arrears,
        facts.arrears_rate,
    )


def deductible_from(db: Database, account: str, today: date) -> Deductible:
    """What a purchase may take for arrears, by the scheme that counts for the account."""
    owed = money.arrears(db, account)
    scheme = payments.deduction(db, account)
    due = 0
    if owed and scheme.rule is DeductionRule.DUE:
        due = due_by(payments.arrears_plan(db, account), payments.debts(db, account), today)
    return deductible(scheme, arrears=owed, due=due)


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


def require_home(
    kiosk: Kiosk, declares: Declaration, allocations: Iterable[EventId | None]
) -> None:
    """Raises WrongCard where a card without room for a mark is used at another kiosk.

    Nobody could tell two kiosks' writes of the same number apart (design.md section 4). So that
    kiosk has no say about how the card stands either: ask before its standing is looked at.
    """
    if declares.room_for_mark:
        return
    for allocation in allocations:
        if allocation is None or allocation.node == kiosk.ledger.node:
            continue
        raise WrongCard(
            _("Cards of this kind are sold to at one kiosk only: K{node:02d}.").format(
                node=allocation.node
            ),
            _("Nothing was paid. Send the customer there."),
        )


def tariff_in_meter(
    db: Database, model: MeterModelSet, tariff_class: int, today: date, *, persons: int
) -> MeterTariff | None:
    """The tier sets that the card brings to a meter with tiers inside; None for other meters."""
    if model.charging is not ChargingType.MONEY_TIERED:
        return None
    return meter_tariff(settings.revisions(db, tariff_class), today, persons=persons)
