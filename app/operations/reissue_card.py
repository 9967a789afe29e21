"""Card reissue: a new card for an allocation; the old one is superseded.

What the customer buys at once goes onto the new card too, in the same plan and payment, where the
meter has told that it has all before (reissue_sale.py).

Where only the data on the card are wrong, the same chip is written again and stays the card.

Only the selling kiosk, in the same epoch, restores an unloaded load: same number, same amount, so
that the meter credits it once, whichever card comes first. Elsewhere the new card carries none,
and what may have been lost is booked as owed.
"""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.account_states import AccountAct
from app.domain.approval import signed_money
from app.domain.cards import ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.reissue import LastLoad, ReissueReason, identifies
from app.domain.sales import Tender
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import CardReissued, PurchasePaid, ReissueOpened
from app.ledger.queries import cards, plans, sales, settings
from app.ledger.queries.sales import Reissue
from app.operations.account_standing import account_open_to
from app.operations.authority import require_right, require_second, require_shift
from app.operations.blacklisting import meter_subject, require_not_listed
from app.operations.blank_card import BlankCard, require_kind, see_blank
from app.operations.card_plan import (
    ClosingTicket,
    PlannedWrite,
    PlanTicket,
    card_scrapped,
    closed_plan_row,
    commit_plan,
    plan_row,
    refuse_open_plans,
    write_and_close,
)
from app.operations.card_to_mend import CardToMend, see_card_to_mend
from app.operations.close_purchase import close_purchase
from app.operations.drawer import opening_drawer
from app.operations.errors import BadArgument, RequestReused, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import print_document, receipt_text
from app.operations.paper.reissue_receipt import reissue_receipt
from app.operations.pricing import fee_lines, model_named, require_home
from app.operations.records import only_allocation
from app.operations.reissue_quote import ReissueArguments, ReissueLook, ReissueQuote, quote_for
from app.operations.reissue_sale import (
    offers_with_card,
    reissue_paid,
    reissued_part,
)
from app.operations.replaced_card import last_write, what_was_on_it, written_with
from app.operations.sale_result import sale_result
from app.operations.selling import Household, require_same_prices
from app.operations.vending import vending_for

_SALE = _("a sale with a new card")


class ReissuedMeter(msgspec.Struct, frozen=True, kw_only=True):
    """One meter of the new card; credit as ``charging`` counts it."""

    meter: str
    kind: UtilityKind
    charging: ChargingType
    restored: int
    """Load that the new card carries again."""
    owed: int
    """Load that may be lost with the old card, and is booked as owed."""
    becomes: LastLoad | None
    """What became of the last load; None: recorded by an older version."""
    bought: int = 0
    """Load that was bought in the same step."""


class ReissueResult(msgspec.Struct, frozen=True, kw_only=True):
    """The new card."""

    plan: EventId
    account: str
    serial: bytes
    meters: tuple[ReissuedMeter, ...]
    """At least one."""
    total: Money
    tenders: tuple[Tender, ...]
    receipt: int | None
    drawer: str = ""
    """Why the cash drawer did not open, if it should have."""

    @property
    def restored(self) -> int:
        """Load of the first meter that the new card carries again."""
        return self.meters[0].restored

    @property
    def owed(self) -> int:
        """Load of the first meter that is booked as owed."""
        return self.meters[0].owed


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReissueArguments) -> ReissueLook:
    """Refuses while a plan is open, and a card that cannot become the account's."""
    _require_identified(arguments)
    if arguments.buys:
        require_right(kiosk, caller, Permission.SELL, _SALE)
    with kiosk.ledger.read() as reader:
        account = account_open_to(kiosk, reader.db, arguments.account, AccountAct.MAKE_CARD)
        refuse_open_plans(reader.db, account=account.number, serial=b"")
        for row in plans.unrenewed(reader.db, account.number):
            # Renewed after that, it would put an older image on a second valid card.
            raise card_scrapped(row)
        allocation = only_allocation(reader.db, account.number, arguments.meter)
        profile = model_named(reader.db, allocation.model).profile
        newest = last_write(reader.db, allocation).serial
        meters = [meter_subject(row.contents.meter) for row in written_with(reader.db, allocation)]
        require_not_listed(reader.db, meters, AccountAct.MAKE_CARD, local_date(kiosk))
    with kiosk.cards.session(profile) as session:
        card: BlankCard | CardToMend
        if arguments.reason is ReissueReason.WRONG_DATA:
            card = see_card_to_mend(kiosk, session, account=account.number, newest=newest)
        else:
            card = see_blank(kiosk, session)
    require_kind(card.profile, profile)
    codes = () if arguments.reason.free else ("reissue",)
    with kiosk.ledger.read() as reader:
        db = reader.db
        require_home(kiosk, card.declares, (allocation.id,))
        loads = tuple(what_was_on_it(kiosk, db, last) for last in written_with(db, allocation))
        return ReissueLook(
            card=card,
            allocation=allocation,
            loads=loads,
            fees=fee_lines(db, codes, local_date(kiosk)),
            currency_digits=settings.utility(db).currency_digits,
            sale=offers_with_card(kiosk, db, account, card.declares, loads, arguments.reason),
            household=Household(
                number=account.number,
                size=account.household_size,
                tariff_class=account.tariff_class,
            ),
            vending=vending_for(kiosk, db, caller, arguments.tenders),
        )


def _require_identified(arguments: ReissueArguments) -> None:
    if identifies(arguments.reason, arguments.identity):
        return
    raise BadArgument(
        _("Whoever finds or takes a card could ask for its credit: say who this customer is."),
        _(
            "Nothing was paid. Check a document, call the phone number on file, or know the"
            " person (identity=document, phone, known)."
        ),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: ReissueQuote) -> ReissueResult:
    """Writes the card; books what is owed if the load could not be restored.

    Raises SecondPersonNeeded for a card that is put right, and what a card plan raises.
    """
    shift = require_shift(kiosk, caller)
    if quote.parts:
        require_right(kiosk, caller, Permission.SELL, _SALE)
    if quote.needs_second:
        require_second(kiosk, caller)
    look = quote.look

    def opening(tx: Transaction, ticket: PlanTicket) -> ReissueOpened | PurchasePaid:
        if any(cards.last_write(tx.db, load.last.allocation) != load.last for load in look.loads):
            raise StaleQuote(
                _("The card was written meanwhile."), _("Nothing was paid. Start over.")
            )
        if not quote.parts:
            return _opened(quote, ticket, local_date(kiosk), shift.id)
        require_same_prices(kiosk, tx.db, look.household, [part.offer for part in quote.parts])
        return reissue_paid(
            ticket,
            account=look.allocation.account,
            loads=quote.loads,
            parts=quote.parts,
            tenders=quote.tenders,
            reason=quote.reason,
            identity=quote.identity,
            shift=shift.id,
        )

    write = PlannedWrite(
        before=look.card.image,
        serial=look.card.serial,
        contents=quote.contents,
        issues=isinstance(look.card, BlankCard),
        account=look.allocation.account,
        act=AccountAct.SELL if quote.parts else AccountAct.MAKE_CARD,
    )
    with kiosk.cards.session(look.card.profile) as session:
        plan = commit_plan(kiosk, caller, session, write, opening)
        with opening_drawer(kiosk, quote.tenders) as drawer:
            close = close_purchase if quote.parts else close_reissue
            write_and_close(kiosk, caller, session, plan, close)
    return msgspec.structs.replace(recall(kiosk, plan), drawer=drawer.text)


def _opened(quote: ReissueQuote, ticket: PlanTicket, today: date, shift: EventId) -> ReissueOpened:
    first, *others = quote.loads
    account = quote.look.allocation.account
    return ReissueOpened(
        account=account,
        allocation=first.last.allocation,
        plan=ticket.plan,
        contents=ticket.contents,
        others=ticket.others([load.last.allocation for load in others]),
        date=today,
        shift=shift,
        entries=bookkeeping.paid(quote.tenders, account, str(shift)),
        old_serial=first.last.serial,
        reason=quote.reason,
        identity=quote.identity,
        last_load=first.becomes,
        restores=first.restores,
        other_loads=tuple(reissued_part(load) for load in others),
        lines=quote.lines,
        tenders=quote.tenders,
        total=quote.total,
        owed=first.owed,
    )


def close_reissue(ticket: ClosingTicket) -> CardReissued:
    """The closing event of a reissue, or of the plan that renewed it."""
    db, row = ticket.tx.db, ticket.row
    opened = _reissue(db, row.subject, row.allocation)
    others = [_reissue(db, row.subject, part.allocation) for part in row.others]
    if ticket.receipt is not None:
        number = receipt_text(ticket.kiosk, ticket.receipt)
        print_document(ticket.tx, reissue_receipt(ticket, opened, others, number), number)
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
        other_allocations=tuple(other.allocation for other in others),
        other_owed=tuple(other.owed for other in others),
    )


def _reissue(db: Database, id: EventId, allocation: EventId) -> Reissue:
    found = sales.reissue(db, id, allocation)
    if found is None:
        raise LookupError(id)
    return found


def recall(kiosk: Kiosk, plan: EventId) -> ReissueResult:
    """The result of an earlier call.

    Raises PlanStillOpen while its card is in doubt, GivenBack where its money goes back.
    """
    first = plan_row(kiosk, plan)
    with kiosk.ledger.read() as reader:
        made = [sales.reissue(reader.db, plan, part.allocation) for part in first.parts]
        loads = [load for load in made if load is not None]
        bought = {load.allocation: load for load in sales.payment(reader.db, plan)}
    if not loads:
        raise RequestReused(
            _("This id was used before, for another sale."),
            _("Nothing was done. Use a new id."),
        )
    sale = sale_result(kiosk, plan) if bought else None
    row = closed_plan_row(kiosk, loads[0].plan)
    return ReissueResult(
        plan=row.id,
        account=row.account,
        serial=row.plan.serial,
        meters=tuple(
            ReissuedMeter(
                meter=part.contents.meter,
                kind=part.contents.kind,
                charging=part.contents.charging,
                restored=0 if load.allocation in bought else part.contents.load,
                owed=load.owed,
                becomes=load.last_load,
                bought=part.contents.load if load.allocation in bought else 0,
            )
            for part, load in zip(row.parts, loads, strict=True)
        ),
        total=loads[0].total if sale is None else sale.total,
        tenders=loads[0].tenders if sale is None else sale.tenders,
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
    opened_by=("reissue_opened", "purchase_paid"),
    needs_shift=True,
    needs_invoice=True,
    needs_clock=True,
    signed_for=lambda quote: signed_money(quote.look.allocation.account, quote.total),
)
