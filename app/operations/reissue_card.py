"""Card reissue: a new card for an allocation; the old one is superseded.

Where only the data on the card are wrong, the same chip is written again and stays the card.

Only the selling kiosk, in the same epoch, restores an unloaded load: same number, same amount, so
that the meter credits it once, whichever card comes first. Elsewhere the new card carries none,
and what may have been lost is booked as owed.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.account_states import AccountAct
from app.domain.amounts import parse_money
from app.domain.card_writes import reissue_written
from app.domain.cards import CardContents, ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money, Quantity
from app.domain.reissue import Identification, LastLoad, ReissueReason, identifies
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Line
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import CardReissued, ReissuedPart, ReissueOpened
from app.ledger.queries import cards, sales, settings
from app.ledger.queries.accounts import Allocation
from app.ledger.queries.cards import CardWrite
from app.ledger.queries.sales import Reissue
from app.operations.account_standing import account_open_to
from app.operations.authority import require_second, require_shift
from app.operations.blacklisting import meter_subject, require_not_listed
from app.operations.blank_card import BlankCard, require_kind, see_blank
from app.operations.card_plan import (
    ClosingTicket,
    PlannedWrite,
    PlanTicket,
    closed_plan_row,
    commit_plan,
    plan_row,
    refuse_open_plans,
    write_and_close,
)
from app.operations.card_to_mend import CardToMend, see_card_to_mend
from app.operations.drawer import opening_drawer
from app.operations.errors import BadArgument, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import print_document, receipt_text
from app.operations.paper.reissue_receipt import reissue_receipt
from app.operations.pricing import fee_lines, model_named, require_home
from app.operations.records import only_allocation
from app.operations.replaced_card import ReissuedLoad, last_write, what_was_on_it, written_with
from app.operations.tendering import Rest, tenders_for


class ReissueArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose card; a blank card lies in the reader, or the one whose data are wrong."""

    account: str
    reason: ReissueReason
    identity: Identification | None = None
    """How it was made sure who asks; needed where nobody can show the old card."""
    meter: str | None = None
    """Which allocation, where the account has several."""
    tendered: str | None = None


class ReissueLook(msgspec.Struct, frozen=True, kw_only=True):
    """The card to be written, and all meters of the old one; that of ``allocation`` first."""

    card: BlankCard | CardToMend
    allocation: Allocation
    loads: tuple[ReissuedLoad, ...]
    fees: tuple[Line, ...]
    currency_digits: int

    @property
    def last(self) -> CardWrite:
        """The last write for ``allocation``."""
        return self.loads[0].last

    @property
    def restored(self) -> Quantity:
        """Load that the new card carries again for ``allocation``."""
        return self.last.load if self.loads[0].restores is not None else 0

    @property
    def owed(self) -> Quantity:
        """Load of ``allocation`` that may be lost with the old card."""
        return self.loads[0].owed


class ReissueQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what will be paid and written."""

    look: ReissueLook
    reason: ReissueReason
    identity: Identification | None
    lines: tuple[Line, ...]
    total: Money
    tenders: tuple[Tender, ...]
    contents: tuple[CardContents, ...]
    """What the new card will say, meter by meter."""

    @property
    def needs_second(self) -> bool:
        """Whether two people do it: what does not fit may be a copy, and writing wipes it out."""
        return isinstance(self.look.card, CardToMend)


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
    with kiosk.ledger.read() as reader:
        account = account_open_to(kiosk, reader.db, arguments.account, AccountAct.MAKE_CARD)
        refuse_open_plans(reader.db, account=account.number, serial=b"")
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
        require_home(kiosk, card.declares, (allocation.id,))
        return ReissueLook(
            card=card,
            allocation=allocation,
            loads=tuple(
                what_was_on_it(kiosk, reader.db, last)
                for last in written_with(reader.db, allocation)
            ),
            fees=fee_lines(reader.db, codes, local_date(kiosk)),
            currency_digits=settings.utility(reader.db).currency_digits,
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


def quote_for(look: ReissueLook, arguments: ReissueArguments) -> ReissueQuote:
    """The fee, and what the new card will say."""
    total = sum(line.amount for line in look.fees)
    handed = None
    if arguments.tendered is not None:
        handed = parse_money(arguments.tendered, look.currency_digits)
    return ReissueQuote(
        look=look,
        reason=arguments.reason,
        identity=arguments.identity,
        lines=look.fees,
        total=total,
        tenders=tenders_for(
            to_pay=total,
            balance_used=0,
            tendered=handed,
            rest=Rest.CHANGE,
            currency_digits=look.currency_digits,
        ),
        contents=_written(look),
    )


def _written(look: ReissueLook) -> tuple[CardContents, ...]:
    sequence = max(load.last.sequence for load in look.loads) + 1
    if isinstance(look.card, CardToMend):
        sequence = max(sequence, look.card.next_sequence)
    return tuple(
        reissue_written(
            load.last.contents,
            sequence=sequence,
            restores=load.becomes is LastLoad.RESTORED,
            taken=load.becomes in (LastLoad.NONE, LastLoad.TAKEN),
        )
        for load in look.loads
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: ReissueQuote) -> ReissueResult:
    """Writes the card; books what is owed if the load could not be restored.

    Raises SecondPersonNeeded for a card that is put right, and what a card plan raises.
    """
    shift = require_shift(kiosk, caller)
    if quote.needs_second:
        require_second(kiosk, caller)
    look = quote.look

    def opening(tx: Transaction, ticket: PlanTicket) -> ReissueOpened:
        if any(cards.last_write(tx.db, load.last.allocation) != load.last for load in look.loads):
            raise StaleQuote(
                _("The card was written meanwhile."), _("Nothing was paid. Start over.")
            )
        return ReissueOpened(
            account=look.allocation.account,
            allocation=look.allocation.id,
            plan=ticket.plan,
            contents=ticket.contents,
            others=ticket.others([load.last.allocation for load in look.loads[1:]]),
            date=local_date(kiosk),
            shift=shift.id,
            entries=bookkeeping.paid(quote.tenders, look.allocation.account, str(shift.id)),
            old_serial=look.last.serial,
            reason=quote.reason,
            identity=quote.identity,
            last_load=look.loads[0].becomes,
            restores=look.loads[0].restores,
            other_loads=tuple(
                ReissuedPart(restores=load.restores, owed=load.owed, last_load=load.becomes)
                for load in look.loads[1:]
            ),
            lines=quote.lines,
            tenders=quote.tenders,
            total=quote.total,
            owed=look.owed,
        )

    write = PlannedWrite(
        before=look.card.image,
        serial=look.card.serial,
        contents=quote.contents,
        issues=isinstance(look.card, BlankCard),
        account=look.allocation.account,
        act=AccountAct.MAKE_CARD,
    )
    with kiosk.cards.session(look.card.profile) as session:
        plan = commit_plan(kiosk, caller, session, write, opening)
        with opening_drawer(kiosk, quote.tenders) as drawer:
            write_and_close(kiosk, caller, session, plan, close_reissue)
    return msgspec.structs.replace(recall(kiosk, plan), drawer=drawer.text)


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
    """The result of an earlier call. Raises PlanStillOpen while its card is in doubt."""
    first = plan_row(kiosk, plan)
    with kiosk.ledger.read() as reader:
        loads = [_reissue(reader.db, plan, part.allocation) for part in first.parts]
    opened = loads[0]
    row = closed_plan_row(kiosk, opened.plan)
    return ReissueResult(
        plan=row.id,
        account=row.account,
        serial=row.plan.serial,
        meters=tuple(
            ReissuedMeter(
                meter=part.contents.meter,
                kind=part.contents.kind,
                charging=part.contents.charging,
                restored=part.contents.load,
                owed=load.owed,
                becomes=load.last_load,
            )
            for part, load in zip(row.parts, loads, strict=True)
        ),
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
