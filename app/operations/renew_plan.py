"""Renewing a plan whose card was scrapped: another blank card gets the same contents."""

from __future__ import annotations

import msgspec

from app.domain.account_states import AccountAct
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import PlanRenewed
from app.ledger.queries import plans
from app.ledger.queries.plans import PlanRow
from app.operations.authority import require_shift
from app.operations.blank_card import BlankCard, require_kind, see_blank
from app.operations.card_plan import (
    PlannedWrite,
    PlanTicket,
    closed_plan_row,
    commit_plan,
    plan_row,
    write_and_close,
)
from app.operations.closers import closer_of
from app.operations.errors import StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation


class RenewPlanArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The account whose card was scrapped; a blank card lies in the reader."""

    account: str


class RenewPlanLook(msgspec.Struct, frozen=True, kw_only=True):
    """The scrapped plan and the blank card that will take its contents."""

    row: PlanRow
    card: BlankCard


class RenewPlanResult(msgspec.Struct, frozen=True, kw_only=True):
    """The operation that is complete now."""

    plan: EventId
    account: str
    receipt: int | None


def look_at(kiosk: Kiosk, caller: Caller, arguments: RenewPlanArguments) -> RenewPlanLook:
    """Finds the scrapped plan of the account. Raises UnknownRecord, WrongCard."""
    with kiosk.ledger.read() as reader:
        scrapped = plans.unrenewed(reader.db, arguments.account)
    if not scrapped:
        raise UnknownRecord(
            _("Account {account} has no scrapped card to renew.").format(account=arguments.account),
            _("Nothing was written. For any other reason a card is reissued."),
        )
    profile = scrapped[0].plan.profile
    with kiosk.cards.session(profile) as session:
        card = see_blank(kiosk, session)
    require_kind(card.profile, profile)
    return RenewPlanLook(
        row=scrapped[0],
        card=card,
    )


def quote_for(look: RenewPlanLook, arguments: RenewPlanArguments) -> RenewPlanLook:
    """There is nothing to choose: the contents stand since the payment."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: RenewPlanLook) -> RenewPlanResult:
    """Writes the same contents to the new card and closes the operation."""
    shift = require_shift(kiosk, caller)
    row = quote.row

    def opening(tx: Transaction, ticket: PlanTicket) -> PlanRenewed:
        if row.id not in {found.id for found in plans.unrenewed(tx.db, row.account)}:
            raise StaleQuote(
                _("This plan was renewed meanwhile."),
                _("Nothing was written. Look at the account again."),
            )
        # The first purchase's allocation keeps its identity: the event that allocated it.
        return PlanRenewed(
            account=row.account,
            allocation=row.allocation,
            plan=ticket.plan,
            contents=ticket.contents,
            others=ticket.others([part.allocation for part in row.others]),
            date=local_date(kiosk),
            shift=shift.id,
            renews=row.id,
            subject=row.subject,
        )

    write = PlannedWrite(
        before=quote.card.image,
        serial=quote.card.serial,
        contents=tuple(part.contents for part in row.parts),
        issues=True,
        account=row.account,
        act=AccountAct.SETTLE,
    )
    with kiosk.cards.session(row.plan.profile) as session:
        plan = commit_plan(kiosk, caller, session, write, opening)
        close = closer_of(kiosk, plan_row(kiosk, plan))
        write_and_close(kiosk, caller, session, plan, close)
    return recall(kiosk, plan)


def recall(kiosk: Kiosk, plan: EventId) -> RenewPlanResult:
    """The result of an earlier call. Raises PlanStillOpen while its card is in doubt."""
    row = closed_plan_row(kiosk, plan)
    return RenewPlanResult(plan=row.id, account=row.account, receipt=row.receipt)


RENEW_PLAN = Operation(
    name="renew-plan",
    summary=_("Put the contents meant for a scrapped card on a new blank card."),
    permission=Permission.SELL,
    arguments=RenewPlanArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("plan_renewed",),
    needs_shift=True,
)
