"""Tariff class or household of an account, from a day on: today, or one that is past.

What was sold since is reckoned anew, and the difference is owed by the customer or to them. Only
at the account's home kiosk, where its balance and arrears are, and by two people.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.account_states import AccountAct
from app.domain.accounts import LARGEST_HOUSEHOLD, check_account_number
from app.domain.approval import signed_money
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.tariff.breakdown import Line
from app.domain.tariff.reassess import (
    NoPrices,
    Reassessed,
    Sold,
    booked_apart,
    differences,
    reassess,
)
from app.domain.tariff.revision import TariffRevision
from app.domain.tariff.schedule import Schedule, corrected, value_on
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.corrections import ClassCorrected, FieldChange
from app.ledger.queries import journal, meter_credit, money, plans, reckoning, settings
from app.ledger.queries.accounts import Account
from app.ledger.queries.handovers import counted_with
from app.operations.account_standing import account_open_to
from app.operations.authority import require_second, require_shift
from app.operations.card_plan import card_scrapped, refuse_open_plans
from app.operations.crediting import credit_invoiced
from app.operations.errors import CorrectionImpossible, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.class_slip import class_slip
from app.operations.paper.letterhead import print_document
from app.operations.pricing import revision_for
from app.operations.reasons import reason_given
from app.operations.reckoning import all_sold, charged_by_month


class CorrectClassArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``tariff_class``, ``household_size`` or both, as they are right from ``since`` on."""

    account: str
    reason: str
    tariff_class: int | None = None
    household_size: int | None = None
    since: date | None = None
    """None: from today on, nothing is reckoned anew."""


class CorrectClassLook(msgspec.Struct, frozen=True, kw_only=True):
    """The account, its purchases, and what held when."""

    account: Account
    today: date
    sold: tuple[Sold, ...]
    classes: Schedule
    household: Schedule
    revisions: dict[int, tuple[TariffRevision, ...]]
    """By tariff class: those that held, and the one asked for."""
    arrears: Money


class CorrectClassQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What changes, and what it comes to."""

    look: CorrectClassLook
    since: date
    tariff_class: FieldChange | None
    household_size: FieldChange | None
    reason: str
    changed: tuple[Reassessed, ...]
    lines: tuple[Line, ...]
    """The difference, line by line."""
    to_arrears: Money
    to_balance: Money


class CorrectClassResult(msgspec.Struct, frozen=True, kw_only=True):
    """What stands now."""

    correction: EventId
    account: str
    since: date
    tariff_class: FieldChange | None
    household_size: FieldChange | None
    purchases: int
    """Reckoned anew with another result."""
    to_arrears: Money
    to_balance: Money


def look_at(kiosk: Kiosk, caller: Caller, arguments: CorrectClassArguments) -> CorrectClassLook:
    """Refuses away from home, and while something of the account is not at its end."""
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        db = reader.db
        account = account_open_to(
            kiosk, db, check_account_number(arguments.account), AccountAct.CORRECT
        )
        if account.home != kiosk.ledger.node:
            raise CorrectionImpossible(
                _("This account is kept at kiosk K{node:02d}.").format(node=account.home),
                _("Nothing was changed. Have it put right there."),
            )
        _require_at_rest(db, account.number)
        _require_own_use(db, account.number)
        _require_not_paid_back(db, account.number, arguments.since or today)
        classes = reckoning.classes_of(db, account)
        asked = arguments.tariff_class
        if asked is not None:
            revision_for(db, asked, today)
        sold = all_sold(db, account.number)
        _require_not_subsidised(sold, arguments.since or today)
        return CorrectClassLook(
            account=account,
            today=today,
            sold=tuple(sold),
            classes=classes,
            household=reckoning.household_of(db, account),
            revisions=_revisions(db, sold, classes, asked),
            arrears=money.arrears(db, account.number),
        )


def _require_own_use(db: Database, account: str) -> None:
    """Raises CorrectionImpossible where the use of the person before counts for its tiers."""
    if len(counted_with(db, account)) > 1:
        raise CorrectionImpossible(
            _("What the person before bought counts for the tiers of this account."),
            _("Nothing was changed. It is put right from today on by editing the account."),
        )


def _require_at_rest(db: Database, account: str) -> None:
    """Raises PlanStillOpen, CardScrapped."""
    refuse_open_plans(db, account=account, serial=b"")
    for row in plans.unrenewed(db, account):
        raise card_scrapped(row)


def _require_not_paid_back(db: Database, account: str, since: date) -> None:
    """What was paid back out of a meter went at the price that was paid, and counts no longer."""
    if meter_credit.shared_since(db, account, since):
        raise CorrectionImpossible(
            _("Credit of a purchase since then was paid back out of its meter."),
            _("Nothing was changed. Correct from a later day on."),
        )


def _require_not_subsidised(sold: Iterable[Sold], since: date) -> None:
    """What a third party bore a share of is not reckoned anew: it paid its share of that price."""
    if any(one.day >= since and one.priced.subsidised.quantity for one in sold):
        raise CorrectionImpossible(
            _("A third party paid a share of a purchase since then."),
            _("Nothing was changed. Correct from a later day on."),
        )


def _revisions(
    db: Database, sold: Iterable[Sold], classes: Schedule, asked: int | None
) -> dict[int, tuple[TariffRevision, ...]]:
    numbers = {value for _since, value in classes}
    numbers |= {one.own_class for one in sold if one.own_class is not None}
    numbers |= set() if asked is None else {asked}
    return {number: tuple(settings.revisions(db, number)) for number in sorted(numbers)}


def quote_for(look: CorrectClassLook, arguments: CorrectClassArguments) -> CorrectClassQuote:
    """What changes and comes out of it. Raises BadArgument, CorrectionImpossible."""
    since = arguments.since or look.today
    _check(look, arguments, since)
    tariff_class = _change(look.classes, since, look.account.tariff_class, arguments.tariff_class)
    household_size = _change(
        look.household, since, look.account.household_size, arguments.household_size
    )
    if tariff_class is None and household_size is None:
        raise CorrectionImpossible(
            _("This is recorded already, from that day on."),
            _("Nothing was changed. Check class, household and day."),
        )
    changed = _reassessed(look, since, tariff_class, household_size)
    difference = sum(one.difference for one in changed)
    to_arrears, to_balance = booked_apart(difference, look.arrears)
    return CorrectClassQuote(
        look=look,
        since=since,
        tariff_class=tariff_class,
        household_size=household_size,
        reason=reason_given(arguments.reason),
        changed=changed,
        lines=differences(changed),
        to_arrears=to_arrears,
        to_balance=to_balance,
    )


def _check(look: CorrectClassLook, arguments: CorrectClassArguments, since: date) -> None:
    if not look.account.opened <= since <= look.today:
        raise CorrectionImpossible(
            _("The day lies before the account was opened, or is still to come."),
            _("Nothing was changed. Give a day from {first} to {last}.").format(
                first=look.account.opened.isoformat(), last=look.today.isoformat()
            ),
        )
    size = arguments.household_size
    if size is not None and not 1 <= size <= LARGEST_HOUSEHOLD:
        raise CorrectionImpossible(
            _("A household has 1 to {most} persons.").format(most=LARGEST_HOUSEHOLD),
            _("Nothing was changed. Give a number between them."),
        )
    if since < look.today and any(one.day >= since and charged_by_month(one) for one in look.sold):
        raise CorrectionImpossible(
            _("A meter of this account is charged by what each month used."),
            _("Nothing was changed: past months cannot be reckoned anew. Change it from today on."),
        )


def _change(schedule: Schedule, since: date, now: int, wanted: int | None) -> FieldChange | None:
    """What a field becomes; None where it says so already from that day on."""
    if wanted is None:
        return None
    later = {value for day, value in schedule if day > since}
    if now == wanted and value_on(schedule, since) == wanted and later <= {wanted}:
        return None
    return FieldChange(old=now, new=wanted)


def _reassessed(
    look: CorrectClassLook,
    since: date,
    tariff_class: FieldChange | None,
    household_size: FieldChange | None,
) -> tuple[Reassessed, ...]:
    """Nothing where it holds from today on: what was sold today was sold by what was known."""
    if since == look.today:
        return ()
    classes, household = look.classes, look.household
    if tariff_class is not None:
        classes = corrected(classes, since, tariff_class.new)
    if household_size is not None:
        household = corrected(household, since, household_size.new)
    try:
        return reassess(
            look.sold, since, classes=classes, household=household, revisions=look.revisions
        )
    except NoPrices as error:
        raise CorrectionImpossible(
            _("Tariff class {number} had no prices on {day}.").format(
                number=error.tariff_class, day=error.day.isoformat()
            ),
            _("Nothing was changed. Choose a later day, or have the tariff entered first."),
        ) from error


def carry_out(kiosk: Kiosk, caller: Caller, quote: CorrectClassQuote) -> CorrectClassResult:
    """Records it, books the difference, prints the slip.

    Raises SecondPersonNeeded, NotAllowed, StaleQuote.
    """
    require_second(kiosk, caller)
    shift, look = require_shift(kiosk, caller).id, quote.look

    def work(tx: Transaction) -> EventId:
        _require_unchanged(kiosk, tx.db, look)
        event = _event(quote, shift)
        number = tx.next_id()
        slip = class_slip(kiosk, tx.db, quote, number=number, shift=shift, caller=caller)
        print_document(tx, slip, str(number))
        done = tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )
        return credit_invoiced(kiosk, tx, caller, done)

    return recall(kiosk, kiosk.ledger.commit(work))


def _require_unchanged(kiosk: Kiosk, db: Database, look: CorrectClassLook) -> None:
    """Raises StaleQuote where anything that the quote rests on moved."""
    number = look.account.number
    _require_at_rest(db, number)
    account = account_open_to(kiosk, db, number, AccountAct.CORRECT)
    now = (account, local_date(kiosk), tuple(all_sold(db, number)), money.arrears(db, number))
    classes, household = reckoning.classes_of(db, account), reckoning.household_of(db, account)
    if (*now, classes, household) != (
        *(look.account, look.today, look.sold, look.arrears),
        *(look.classes, look.household),
    ):
        raise StaleQuote(
            _("This account was changed meanwhile."), _("Nothing was changed now. Start over.")
        )


def _event(quote: CorrectClassQuote, shift: EventId) -> ClassCorrected:
    account = quote.look.account.number
    return ClassCorrected(
        account=account,
        since=quote.since,
        tariff_class=quote.tariff_class,
        household_size=quote.household_size,
        reason=quote.reason,
        date=quote.look.today,
        shift=shift,
        changed=quote.changed,
        to_arrears=quote.to_arrears,
        to_balance=quote.to_balance,
        entries=bookkeeping.reckoned_anew(
            ((one.kind, one.old, one.new) for one in quote.changed),
            account,
            to_arrears=quote.to_arrears,
            to_balance=quote.to_balance,
        ),
    )


def recall(kiosk: Kiosk, correction: EventId) -> CorrectClassResult:
    """What an earlier call put right."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, correction)
    if entry is None or not isinstance(entry.event, ClassCorrected):
        raise LookupError(correction)
    event = entry.event
    return CorrectClassResult(
        correction=correction,
        account=event.account,
        since=event.since,
        tariff_class=event.tariff_class,
        household_size=event.household_size,
        purchases=len(event.changed),
        to_arrears=event.to_arrears,
        to_balance=event.to_balance,
    )


CORRECT_CLASS = Operation(
    name="correct-class",
    summary=_("Put tariff class or household right, from today or a past day on; two people."),
    permission=Permission.REFUND,
    arguments=CorrectClassArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("class_corrected",),
    needs_shift=True,
    signed_for=lambda quote: signed_money(
        quote.look.account.number, quote.to_arrears + quote.to_balance
    ),
)
