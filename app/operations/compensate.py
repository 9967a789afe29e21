"""Compensation: credit that the utility owes, put on the customer's card without money.

A load under the next purchase number, with the rules of a sale for how the card stands and for
what one load may carry. It is not bought: no money, no receipt number, no tier use, no standing
charge. Two people. Sources: notes/domain.md 1.1 and 3.7, domain/compensation.py.

What is owed to an account is spent only at its home kiosk (design.md section 4), so compensation
is given nowhere else: two kiosks would make the same loss good twice.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app.domain.account_states import AccountAct
from app.domain.amounts import parse_money, parse_volume
from app.domain.approval import signed_credit
from app.domain.cards import CardContents
from app.domain.comparison import SELLABLE
from app.domain.compensation import check_compensation, compensation_written
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Quantity
from app.domain.sales import Load, LoadKind
from app.domain.tariff.errors import VolumeNotSold
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import CompensationOpened
from app.ledger.queries import compensation, settings
from app.operations.authority import require_second, require_shift
from app.operations.card_ahead import arrival, note_ahead
from app.operations.card_look import CardLook, asked_about, see_card
from app.operations.card_plan import (
    PlannedWrite,
    PlanTicket,
    closed_plan_row,
    commit_plan,
    write_and_close,
)
from app.operations.card_standing import (
    explain,
    hold_if_unexplained,
    refuse_blocked,
    require_a_number,
    require_carried,
)
from app.operations.close_compensation import close_compensation
from app.operations.errors import BadArgument, RequestReused, StaleQuote, UnknownRecord, WrongCard
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.pricing import largest_load, model_behind, require_home
from app.operations.reasons import reason_given
from app.operations.records import account_named, allocation_with


class CompensateArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``volume`` in units, or ``amount`` for a meter that counts money; the card says whose."""

    reason: str
    volume: str | None = None
    amount: str | None = None
    meter: str | None = None
    """Which meter, where the card serves several that can be given credit."""


class CompensateLook(msgspec.Struct, frozen=True, kw_only=True):
    """The card, what one load may carry, and what is owed to its customer."""

    card: CardLook
    allocation: EventId
    step: int
    largest: int
    """Credit as the meter counts it, like ``step`` and ``owed``."""
    owed: int
    """For this meter, without what the card proves to have arrived after all."""
    currency_digits: int

    @property
    def contents(self) -> CardContents:
        """What the card says now for the meter."""
        return self.card.reading.contents


class CompensateQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what will be written and booked."""

    look: CompensateLook
    reason: str
    credit: int
    settles: Quantity
    """Part of it that makes good what is owed."""
    contents: CardContents


class CompensateResult(msgspec.Struct, frozen=True, kw_only=True):
    """The credit is on the card."""

    compensation: EventId
    account: str
    contents: CardContents
    """What was written for the meter: number and load among it."""
    reason: str
    settled: Quantity
    still_owed: Quantity
    """For this meter, by now."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: CompensateArguments) -> CompensateLook:
    """Reads the card; refuses unless the meter could be sold to, and away from home."""
    with kiosk.cards.session() as session:
        card = asked_about(see_card(kiosk, session), arguments.meter, SELLABLE)
    refuse_blocked(card, AccountAct.GIVE_CREDIT)
    require_home(kiosk, card.declares, (part.allocation for part in card.parts))
    hold_if_unexplained(kiosk, caller, card)
    if card.standing not in SELLABLE or card.allocation is None:
        raise explain(card)
    require_carried(card)
    require_a_number(card.declares, card.reading.contents)
    with kiosk.ledger.read() as reader:
        db = reader.db
        _require_account_at_home(kiosk, account_named(db, card.account).home)
        model = model_behind(db, allocation_with(db, card.allocation).model, card.reading.contents)
        counts_money = card.reading.contents.charging.counts_money
        return CompensateLook(
            card=card,
            allocation=card.allocation,
            step=card.declares.money_step if counts_money else card.declares.step,
            largest=largest_load(model, card.declares, card.reading),
            owed=max(0, compensation.owed(db, card.account, card.allocation) - arrival(db, card)),
            currency_digits=settings.utility(db).currency_digits,
        )


def _require_account_at_home(kiosk: Kiosk, home: int) -> None:
    if home != kiosk.ledger.node:
        raise WrongCard(
            _("This account is kept at kiosk K{node:02d}: only that one compensates.").format(
                node=home
            ),
            _("Nothing was given. Send the customer there."),
        )


def quote_for(look: CompensateLook, arguments: CompensateArguments) -> CompensateQuote:
    """What goes on the card. Raises BadArgument, BadAmount, and what a load may not carry."""
    credit = _credit(look, arguments)
    check_compensation(
        credit,
        look.contents,
        step=look.step,
        largest=look.largest,
        digits=look.currency_digits,
    )
    return CompensateQuote(
        look=look,
        reason=reason_given(arguments.reason),
        credit=credit,
        settles=min(look.owed, credit),
        contents=compensation_written(look.card.reading, credit, sequence=look.card.next_sequence),
    )


def _credit(look: CompensateLook, arguments: CompensateArguments) -> int:
    if look.contents.charging.counts_money:
        if arguments.volume is not None:
            raise VolumeNotSold
        if arguments.amount is not None:
            return parse_money(arguments.amount, look.currency_digits)
        raise BadArgument(
            _("Say how much credit is given."), _("Nothing was given. Give an amount of money.")
        )
    if arguments.amount is not None or arguments.volume is None:
        raise BadArgument(
            _("This meter counts volume: compensation is a volume."),
            _("Nothing was given. Give a volume."),
        )
    return parse_volume(arguments.volume)


def carry_out(kiosk: Kiosk, caller: Caller, quote: CompensateQuote) -> CompensateResult:
    """Two people are known: record it, write the card, prove it, print the slip.

    Raises SecondPersonNeeded, NotAllowed, and what a card plan raises.
    """
    return recall(kiosk, give_credit(kiosk, caller, quote))


def give_credit(
    kiosk: Kiosk,
    caller: Caller,
    quote: CompensateQuote,
    *,
    kind: LoadKind = LoadKind.COMPENSATION,
    scheme: str = "",
    check: Callable[[Transaction], None] | None = None,
) -> EventId:
    """Writes credit that nobody pays for; gives its plan. ``check``: refuses what has changed.

    ``scheme``: of free volume. Raises as :func:`carry_out`.
    """
    require_second(kiosk, caller)
    shift, today, look = require_shift(kiosk, caller), local_date(kiosk), quote.look
    account = look.contents.account

    def opening(tx: Transaction, ticket: PlanTicket) -> CompensationOpened:
        if check is not None:
            check(tx)
        if compensation.owed(tx.db, account, look.allocation) != look.owed:
            raise StaleQuote(
                _("What is owed to this customer changed meanwhile."),
                _("Nothing was given. Start over."),
            )
        return CompensationOpened(
            account=account,
            allocation=look.allocation,
            plan=ticket.plan,
            contents=ticket.contents,
            date=today,
            shift=shift.id,
            load=_load(look.allocation, ticket.contents, kind),
            reason=quote.reason,
            settles=quote.settles,
            scheme=scheme,
        )

    write = PlannedWrite(
        before=look.card.image,
        serial=look.card.reading.serial,
        contents=(quote.contents,),
        account=account,
        act=AccountAct.GIVE_CREDIT,
    )
    with kiosk.cards.session() as session:
        note_ahead(kiosk, caller, session, look.card, today)
        plan = commit_plan(kiosk, caller, session, write, opening)
        write_and_close(kiosk, caller, session, plan, close_compensation)
    return plan


def _load(allocation: EventId, contents: CardContents, kind: LoadKind) -> Load:
    counts_money = contents.charging.counts_money
    return Load(
        allocation=allocation,
        kind=kind,
        charging=contents.charging,
        number=contents.number,
        quantity=0 if counts_money else contents.load,
        money=contents.load if counts_money else 0,
    )


def recall(kiosk: Kiosk, plan: EventId) -> CompensateResult:
    """The result of an earlier call. Raises PlanStillOpen while its card is in doubt."""
    row = closed_plan_row(kiosk, plan)
    with kiosk.ledger.read() as reader:
        given = compensation.compensation(reader.db, row.id)
        still_owed = compensation.owed(reader.db, row.account, row.allocation)
    if given is None or given.loaded is None:
        raise UnknownRecord(
            _("This compensation never reached its card: two people decided so."),
            _("Nothing was given now. Compensate again with a new id."),
        )
    require_kind(given, LoadKind.COMPENSATION)
    return CompensateResult(
        compensation=given.id,
        account=given.account,
        contents=row.contents,
        reason=given.reason,
        settled=given.settles,
        still_owed=still_owed,
    )


def require_kind(given: compensation.Compensation, kind: LoadKind) -> None:
    """Raises RequestReused where an earlier call gave credit of another kind."""
    if given.load.kind is not kind:
        raise RequestReused(
            _("This id was used before, for another operation."),
            _("Nothing was done. Use a new id."),
        )


COMPENSATE = Operation(
    name="compensate",
    summary=_("Put credit that the utility owes on a customer's card; two people."),
    permission=Permission.REFUND,
    arguments=CompensateArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("compensation_opened",),
    needs_shift=True,
    needs_clock=True,
    signed_for=lambda quote: signed_credit(quote.contents.account, quote.credit),
)
