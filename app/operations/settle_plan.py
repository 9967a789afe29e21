"""Settling a plan: the card says what happened, and the ledger follows it. Never guessed."""

from __future__ import annotations

import enum

import msgspec

from app.cards.errors import CardError, CardLocked, SecretRefused
from app.domain.errors import MoneyState
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.plans import Verdict
from app.domain.text import _
from app.kiosk import CardSession, Kiosk, Transaction
from app.ledger.events.exceptions import PlanHeld, PlanScrapped
from app.ledger.events.retrieval import RetrieveGivenUp
from app.ledger.queries.plans import PlanRow
from app.operations.authority import require_right
from app.operations.card_plan import (
    card_scrapped,
    close_as_happened,
    execute,
    in_doubt,
    plan_row,
    require_same_image,
)
from app.operations.closers import closer_of
from app.operations.errors import CardScrapped, PlanOnHold
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.plan_look import PlanLook, profile_of, see_plan
from app.operations.retrieve_words import retrieval_on_hold

_PAYING_BACK = "refund_opened"


class SettleAction(enum.StrEnum):
    """What settling will do."""

    CLOSE = "close"
    """It happened: close the plan, print."""
    WRITE = "write"
    """It did not happen, or began: write what is missing, then close."""
    FINISH_FOR_OTHER = "finish_for_other"
    """Another kiosk's plan: finish the card, close nothing."""
    NOTHING = "nothing"
    """Another kiosk's plan that happened: that kiosk closes it."""
    HOLD = "hold"
    """The card cannot tell: head office or two people decide."""


class SettleArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which open plan: the one of the card in the reader unless named."""

    account: str | None = None
    plan: str | None = None


class SettleQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What the card shows and what will be done."""

    look: PlanLook
    action: SettleAction


class SettleResult(msgspec.Struct, frozen=True, kw_only=True):
    """What was done."""

    plan: EventId
    account: str
    kind: str
    verdict: Verdict
    action: SettleAction
    receipt: int | None = None


def look_at(kiosk: Kiosk, caller: Caller, arguments: SettleArguments) -> SettleQuote:
    """What became of the plan, by the card in the reader."""
    expected = profile_of(kiosk, account=arguments.account, plan=arguments.plan)
    with kiosk.cards.session(expected) as session:
        look = see_plan(kiosk, session, account=arguments.account, plan=arguments.plan)
    _require_right(kiosk, caller, look.row)
    return SettleQuote(look=look, action=_action(kiosk, look))


def _require_right(kiosk: Kiosk, caller: Caller, row: PlanRow) -> None:
    """Who may not begin an operation does not end it either. Raises NotAllowed."""
    right = Permission.SELL if row.account else Permission.FUNCTION_CARDS
    require_right(kiosk, caller, right, SETTLE.name)


def _action(kiosk: Kiosk, look: PlanLook) -> SettleAction:
    ours = look.row.id.node == kiosk.ledger.node
    older = ours and look.row.id.epoch != kiosk.ledger.epoch
    if look.row.held is not None or look.verdict is Verdict.UNKNOWN:
        return SettleAction.HOLD
    if look.verdict is Verdict.HAPPENED:
        if not ours:
            return SettleAction.NOTHING
        return SettleAction.HOLD if older and look.row.kind == _PAYING_BACK else SettleAction.CLOSE
    if older:
        return SettleAction.HOLD
    return SettleAction.WRITE if ours else SettleAction.FINISH_FOR_OTHER


def quote_for(look: SettleQuote, arguments: SettleArguments) -> SettleQuote:
    """There is nothing to choose: the card decides."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: SettleQuote) -> SettleResult:
    """Does what the quote says."""
    row = quote.look.row
    _require_right(kiosk, caller, row)
    if quote.action is SettleAction.HOLD:
        hold(kiosk, caller, quote.look)
    if quote.action in (SettleAction.WRITE, SettleAction.FINISH_FOR_OTHER):
        _write(kiosk, caller, quote)
    if quote.action in (SettleAction.CLOSE, SettleAction.WRITE):
        close_as_happened(kiosk, caller, row, closer_of(kiosk, row))
    return SettleResult(
        plan=row.id,
        account=row.account,
        kind=row.kind,
        verdict=quote.look.verdict,
        action=quote.action,
        receipt=plan_row(kiosk, row.id).receipt,
    )


def _write(kiosk: Kiosk, caller: Caller, quote: SettleQuote) -> None:
    look = quote.look
    try:
        with kiosk.cards.session(look.row.plan.profile) as session:
            require_same_image(session, look.image)
            _unlock(kiosk, session, look.row)
            execute(kiosk, session, look.row, look.image)
    except (CardLocked, SecretRefused) as error:
        # Also amid the writing: a CPU card counts refused MACs, and locks itself after some.
        closed = _closed_card(kiosk, caller, look, error)
        if closed is None:
            raise
        raise closed from error
    except CardError as error:
        if look.row.id.node == kiosk.ledger.node:
            raise in_doubt(kiosk, caller, look.row, error) from error
        raise


def _unlock(kiosk: Kiosk, session: CardSession, row: PlanRow) -> None:
    """The plan says which secret: transport, derived, or one of the two where it may have torn."""
    if row.retrieves:
        before = kiosk.ledger.images(row.plan.images).before
        session.unlock_for_retrieval(row.plan.serial, before)
    elif row.plan.rekeys:
        session.unlock_for_rekey(row.plan.serial)
    elif row.plan.issues:
        session.unlock_for_issue(row.plan.serial)
    else:
        session.unlock(row.plan.serial)


def _closed_card(
    kiosk: Kiosk, caller: Caller, look: PlanLook, why: CardError
) -> CardScrapped | PlanOnHold | None:
    """Records what becomes of the plan of a card that takes nothing any more; the refusal.

    None: another kiosk's plan on a card that was made before. The one that opened it judges of it.
    """
    if look.row.plan.issues:
        return _scrap(kiosk, caller, look)
    if look.row.retrieves and look.row.id.node == kiosk.ledger.node:
        return _give_up(kiosk, caller, look)
    if look.row.id.node == kiosk.ledger.node:
        return _hold_closed_card(kiosk, caller, look.row, why)
    return None


def _hold_closed_card(kiosk: Kiosk, caller: Caller, row: PlanRow, why: CardError) -> PlanOnHold:
    """Records that the card of ours takes no secret of ours any more; returns the refusal."""
    _record_hold(kiosk, caller, row, why.code)
    message = why.message
    if isinstance(why, SecretRefused):
        message = _("The card refuses its code: nothing can be written to it.")
    if not row.for_customer:
        return _function_card_on_hold(row, message)
    return PlanOnHold(
        message,
        _(
            "The operation is recorded. Head office or two people decide (decide-plan {plan});"
            " then the customer gets a new card (reissue-card)."
        ).format(plan=row.id),
        plan=row.id,
    )


def _scrap(kiosk: Kiosk, caller: Caller, look: PlanLook) -> CardScrapped:
    event = PlanScrapped(plan=look.row.id, account=look.row.account)

    def work(tx: Transaction) -> None:
        tx.append(event, operator=caller.operator)

    kiosk.ledger.commit(work)
    return card_scrapped(look.row)


def _give_up(kiosk: Kiosk, caller: Caller, look: PlanLook) -> CardScrapped:
    """Closes a retrieval whose card takes no secret: nobody waits for it, so nobody decides."""
    row = look.row
    event = RetrieveGivenUp(
        plan=row.id,
        serial=row.plan.serial,
        account=row.account,
        erased=look.verdict is Verdict.BEGUN,
        date=local_date(kiosk),
    )

    def work(tx: Transaction) -> None:
        tx.append(event, operator=caller.operator)

    kiosk.ledger.commit(work)
    return card_scrapped(row)


def hold(kiosk: Kiosk, caller: Caller, look: PlanLook) -> None:
    """Records the hold, once, and refuses. Raises PlanOnHold.

    Only when a second reading says the same: a bad contact can make a card look changed. Raises
    StaleQuote when it does not.
    """
    row = look.row
    if row.held is None:
        with kiosk.cards.session(row.plan.profile) as session:
            require_same_image(session, look.image)
        _record_hold(kiosk, caller, row, look.verdict.value)
    if row.retrieves:
        raise retrieval_on_hold(row)
    if not row.for_customer:
        raise _function_card_on_hold(
            row, _("The card shows neither that it became a function card nor that it did not.")
        )
    message = _("The card shows neither that the operation happened nor that it did not.")
    if look.verdict is not Verdict.UNKNOWN:
        message = _("This operation is on hold: its card alone does not bring it to its end.")
    raise PlanOnHold(
        message,
        _("The payment is recorded. Head office or two people decide (decide-plan {plan}).").format(
            plan=row.id
        ),
        plan=row.id,
    )


def _function_card_on_hold(row: PlanRow, message: str) -> PlanOnHold:
    return PlanOnHold(
        message,
        _(
            "Nothing was paid for it. Two people decide (decide-plan {plan}), or the card is "
            "reported lost."
        ).format(plan=row.id),
        plan=row.id,
        money=MoneyState.UNTOUCHED,
    )


def _record_hold(kiosk: Kiosk, caller: Caller, row: PlanRow, why: str) -> None:
    event = PlanHeld(plan=row.id, account=row.account, why=why)

    def work(tx: Transaction) -> None:
        tx.append(event, operator=caller.operator)

    kiosk.ledger.commit(work)


SETTLE = Operation(
    name="settle",
    summary=_("Bring an interrupted card operation to its end, as the card proves it."),
    permission=Permission.SETTLE,
    arguments=SettleArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
