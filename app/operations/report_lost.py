"""The card of an interrupted operation is lost: two people say so, and decide.

Otherwise the account would stay blocked for ever, for only the card could tell what happened. It
is a hold like any other, but it leaves one decision (domain/lost_cards.py); afterwards the
customer gets a new card by reissue.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.approval import Signed
from app.domain.identity import EventId
from app.domain.lost_cards import CARD_LOST, counts_as_written
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.exceptions import Decision, PlanHeld
from app.ledger.events.retrieval import RetrieveGivenUp
from app.ledger.queries import journal, plans, sales
from app.ledger.queries.plans import PlanRow
from app.operations.card_plan import plan_row
from app.operations.errors import StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.plan_look import parse_event_id
from app.operations.reasons import reason_given


class ReportLostArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which open operation, as its slip names it, and what is said of the card."""

    plan: str
    reason: str


class ReportLostQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be put on hold, and the decision that is left then."""

    row: PlanRow
    reason: str
    decision: Decision | None


class ReportLostResult(msgspec.Struct, frozen=True, kw_only=True):
    """It is on hold, for two people to decide; a retrieval has ended."""

    plan: EventId
    account: str
    decision: Decision | None
    """None: nothing is left to decide, for the card was to become blank."""


class LostLook(msgspec.Struct, frozen=True, kw_only=True):
    """An open operation of this kiosk."""

    row: PlanRow
    decision: Decision | None
    """What is left to decide; None for a retrieval, which is given up."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReportLostArguments) -> LostLook:
    """Finds it. Raises UnknownRecord unless it is open here, about a customer's card, not held."""
    with kiosk.ledger.read() as reader:
        row = plans.plan(reader.db, parse_event_id(arguments.plan))
        if row is None or row.outcome is not None or row.id.node != kiosk.ledger.node:
            raise UnknownRecord(
                _("No open operation {plan} of this kiosk.").format(plan=arguments.plan),
                _("Nothing was changed. A card without one is replaced by reissue-card."),
            )
        if row.retrieves:
            return LostLook(row=row, decision=None)
        if not row.for_customer:
            raise UnknownRecord(
                _("Operation {plan} makes a function card.").format(plan=row.id),
                _("Nothing was changed. Report that card lost (lose-function-card)."),
            )
        if row.held is not None:
            raise UnknownRecord(
                _("Operation {plan} is on hold already.").format(plan=row.id),
                _("Nothing was changed. Two people decide it (decide-plan)."),
            )
        return LostLook(row=row, decision=decision_left(reader.db, row))


def decision_left(db: Database, row: PlanRow) -> Decision:
    """The only decision that is right whatever stands on the lost card of a plan."""
    refund = sales.refund(db, row.subject)
    takes_off = refund is not None and refund.basis.was_loaded
    proves = refund is not None and refund.needs_proof
    happened = counts_as_written(takes_credit_off=takes_off, meter_proves=proves)
    return Decision.HAPPENED if happened else Decision.NOT_WRITTEN


def quote_for(look: LostLook, arguments: ReportLostArguments) -> ReportLostQuote:
    """The hold and what may be decided. Raises BadArgument for a missing reason."""
    return ReportLostQuote(
        row=look.row, reason=reason_given(arguments.reason), decision=look.decision
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: ReportLostQuote) -> ReportLostResult:
    """Records it. No money moves."""
    row = quote.row

    def work(tx: Transaction) -> None:
        current = plans.plan(tx.db, row.id)
        if current is None or current.outcome is not None or current.held is not None:
            raise StaleQuote(
                _("This operation was settled or held meanwhile."),
                _("Nothing was changed. Look at the account again."),
            )
        event = _given_up(kiosk, row) if row.retrieves else _held(quote)
        tx.append(event, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return ReportLostResult(plan=row.id, account=row.account, decision=quote.decision)


def _held(quote: ReportLostQuote) -> PlanHeld:
    row = quote.row
    return PlanHeld(plan=row.id, account=row.account, why=CARD_LOST, reason=quote.reason)


def _given_up(kiosk: Kiosk, row: PlanRow) -> RetrieveGivenUp:
    """Nothing that was paid for is on the card: it stays what it was, wherever it is."""
    return RetrieveGivenUp(
        plan=row.id,
        serial=row.plan.serial,
        account=row.account,
        erased=False,
        date=local_date(kiosk),
    )


def recall(kiosk: Kiosk, held: EventId) -> ReportLostResult:
    """The result of an earlier call."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, held)
        if entry is None or not isinstance(entry.event, PlanHeld | RetrieveGivenUp):
            raise LookupError(held)
        row = plan_row(kiosk, entry.event.plan)
        left = None if row.retrieves else decision_left(reader.db, row)
        return ReportLostResult(plan=row.id, account=row.account, decision=left)


REPORT_LOST = Operation(
    name="report-lost",
    summary=_("Say that the card of an interrupted operation is lost; two people."),
    permission=Permission.DECIDE,
    arguments=ReportLostArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("plan_held", "retrieve_given_up"),
    needs_second=True,
    signed_for=lambda quote: Signed(account=quote.row.account),
)
