"""Card reissue: a new card for an allocation; the old one is superseded.

Only the selling kiosk, in the same epoch, restores an unloaded load: same number, same amount, so
that the meter credits it once, whichever card comes first. Elsewhere the new card carries none,
and what may have been lost is booked as owed.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.amounts import parse_money
from app.domain.card_writes import reissue_written
from app.domain.cards import CardContents
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.plans import CardImage
from app.domain.quantity import Money, Quantity
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Line
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import CardReissued, ReissueOpened, ReissueReason
from app.ledger.queries import cards, sales, settings
from app.ledger.queries.accounts import Allocation
from app.ledger.queries.cards import CardWrite
from app.operations.authority import require_shift
from app.operations.blank_card import SERIAL_BYTES, see_blank
from app.operations.card_plan import (
    ClosingTicket,
    PlannedWrite,
    PlanTicket,
    closed_plan_row,
    commit_plan,
    refuse_open_plans,
    write_and_close,
)
from app.operations.drawer import opening_drawer
from app.operations.errors import StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import print_document, receipt_text
from app.operations.paper.reissue_receipt import reissue_receipt
from app.operations.pricing import fee_lines
from app.operations.records import account_named, only_allocation, purchase_carried
from app.operations.tendering import Rest, tenders_for


class ReissueArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose card; a blank card lies in the reader."""

    account: str
    reason: ReissueReason
    meter: str | None = None
    """Which allocation, where the account has several."""
    tendered: str | None = None


class ReissueLook(msgspec.Struct, frozen=True, kw_only=True):
    """The allocation, its last write, and the blank card."""

    image: CardImage
    allocation: Allocation
    last: CardWrite
    restores: EventId | None
    """The purchase whose load the new card carries again."""
    owed: Quantity
    """Load that may be lost with the old card and is not restored here."""
    fees: tuple[Line, ...]
    serial: bytes
    currency_digits: int


class ReissueQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what will be paid and written."""

    look: ReissueLook
    reason: ReissueReason
    lines: tuple[Line, ...]
    total: Money
    tenders: tuple[Tender, ...]
    contents: CardContents


class ReissueResult(msgspec.Struct, frozen=True, kw_only=True):
    """The new card."""

    plan: EventId
    account: str
    serial: bytes
    restored: Quantity
    owed: Quantity
    total: Money
    tenders: tuple[Tender, ...]
    receipt: int | None
    drawer: str = ""
    """Why the cash drawer did not open, if it should have."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReissueArguments) -> ReissueLook:
    """Refuses while a plan is open, and a card that is not blank."""
    with kiosk.cards.session() as session:
        image, _declares = see_blank(session)
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        account = account_named(reader.db, arguments.account)
        refuse_open_plans(reader.db, account=account.number, serial=b"")
        allocation = only_allocation(reader.db, account.number, arguments.meter)
        last = last_write(reader.db, allocation)
        restores, owed = _what_is_on_it(kiosk, reader.db, last)
        codes = () if arguments.reason is ReissueReason.OUR_FAULT else ("reissue",)
        return ReissueLook(
            image=image,
            allocation=allocation,
            last=last,
            restores=restores,
            owed=owed,
            fees=fee_lines(reader.db, codes, today),
            serial=kiosk.random.bytes(SERIAL_BYTES),
            currency_digits=settings.utility(reader.db).currency_digits,
        )


def last_write(db: Database, allocation: Allocation) -> CardWrite:
    """The newest write to the allocation's cards. Raises UnknownRecord."""
    last = cards.last_write(db, allocation.id)
    if last is None:
        raise UnknownRecord(
            _("No card of this meter is recorded here."),
            _("Nothing was paid. Go to the kiosk that made the card."),
        )
    return last


def _what_is_on_it(kiosk: Kiosk, db: Database, last: CardWrite) -> tuple[EventId | None, Quantity]:
    """(purchase to restore, load that is owed instead). No load: neither."""
    if last.load == 0:
        return None, 0
    carried = purchase_carried(db, last.mark)
    row = None if carried is None else sales.purchase(db, carried)
    if row is None or row.loaded is None or row.refund is not None:
        return None, last.load
    ours = (row.id.node, row.id.epoch) == (kiosk.ledger.node, kiosk.ledger.epoch)
    return (row.id, 0) if ours else (None, last.load)


def quote_for(look: ReissueLook, arguments: ReissueArguments) -> ReissueQuote:
    """The fee, and what the new card will say."""
    total = sum(line.amount for line in look.fees)
    handed = None
    if arguments.tendered is not None:
        handed = parse_money(arguments.tendered, look.currency_digits)
    return ReissueQuote(
        look=look,
        reason=arguments.reason,
        lines=look.fees,
        total=total,
        tenders=tenders_for(
            to_pay=total,
            balance_used=0,
            tendered=handed,
            rest=Rest.CHANGE,
            currency_digits=look.currency_digits,
        ),
        contents=reissue_written(
            look.last.contents, restores=look.restores is not None, taken=look.last.load == 0
        ),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: ReissueQuote) -> ReissueResult:
    """Makes the new card; books what is owed if the load could not be restored."""
    shift = require_shift(kiosk, caller)
    look = quote.look

    def opening(tx: Transaction, ticket: PlanTicket) -> ReissueOpened:
        if cards.last_write(tx.db, look.allocation.id) != look.last:
            raise StaleQuote(
                _("The card was written meanwhile."), _("Nothing was paid. Start over.")
            )
        return ReissueOpened(
            account=look.allocation.account,
            allocation=look.allocation.id,
            plan=ticket.plan,
            contents=ticket.contents,
            date=local_date(kiosk),
            shift=shift.id,
            entries=bookkeeping.paid(quote.tenders, look.allocation.account, str(shift.id)),
            old_serial=look.last.serial,
            reason=quote.reason,
            restores=look.restores,
            lines=quote.lines,
            tenders=quote.tenders,
            total=quote.total,
            owed=look.owed,
        )

    write = PlannedWrite(
        before=look.image,
        serial=look.serial,
        contents=quote.contents,
        issues=True,
        account=look.allocation.account,
    )
    with kiosk.cards.session() as session:
        plan = commit_plan(kiosk, caller, session, write, opening)
        with opening_drawer(kiosk, quote.tenders) as drawer:
            write_and_close(kiosk, caller, session, plan, close_reissue)
    return msgspec.structs.replace(recall(kiosk, plan), drawer=drawer.text)


def close_reissue(ticket: ClosingTicket) -> CardReissued:
    """The closing event of a reissue, or of the plan that renewed it."""
    opened = sales.reissue(ticket.tx.db, ticket.row.subject)
    if opened is None:
        raise LookupError(ticket.row.subject)
    if ticket.receipt is not None:
        number = receipt_text(ticket.kiosk, ticket.receipt)
        print_document(ticket.tx, reissue_receipt(ticket, opened, number), number)
    return CardReissued(
        plan=ticket.row.id,
        account=ticket.row.account,
        allocation=ticket.row.allocation,
        date=ticket.date,
        shift=ticket.shift,
        receipt=ticket.receipt,
        entries=bookkeeping.earned(opened.lines, ticket.row.account),
        old_serial=opened.old_serial,
        new_serial=ticket.row.plan.serial,
        lines=opened.lines,
        owed=opened.owed,
    )


def recall(kiosk: Kiosk, plan: EventId) -> ReissueResult:
    """The result of an earlier call. Raises PlanStillOpen while its card is in doubt."""
    with kiosk.ledger.read() as reader:
        opened = sales.reissue(reader.db, plan)
    if opened is None:
        raise LookupError(plan)
    row = closed_plan_row(kiosk, opened.plan)
    return ReissueResult(
        plan=row.id,
        account=row.account,
        serial=row.plan.serial,
        restored=row.contents.load,
        owed=opened.owed,
        total=opened.total,
        tenders=opened.tenders,
        receipt=row.receipt,
    )


REISSUE_CARD = Operation(
    name="reissue-card",
    summary=_("Make a new card for a meter; the old one is superseded."),
    permission=Permission.REISSUE,
    arguments=ReissueArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("reissue_opened",),
    needs_shift=True,
    needs_clock=True,
)
