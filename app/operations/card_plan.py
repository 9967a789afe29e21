"""Card plans: commit, execute, close, doubt. Nothing about writing a card stands anywhere else.

The order never changes: the card accepts its secret; the opening event with the plan is committed;
identity is read again in the same session; the steps are written; the card is read back and
compared; the closing event, its receipt number and its print job are one transaction.
Source: design.md section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from peewee import Database

from app.cards.errors import CardError, CardOutcomeUnknown
from app.cards.profiles.contract import Profile
from app.cards.profiles.retrieval import retrieval_verdict
from app.domain.account_states import AccountAct
from app.domain.cards import CardContents
from app.domain.errors import MoneyState
from app.domain.identity import EventId
from app.domain.plans import CardImage, Plan, PlanImages, StepKind, Verdict, judge, remaining_steps
from app.domain.text import _
from app.kiosk import CardSession, Kiosk, Transaction
from app.ledger.events.base import Event
from app.ledger.events.exceptions import PlanInDoubt
from app.ledger.events.sales import Opening, WrittenPart
from app.ledger.projection.tables.cards import Outcome
from app.ledger.queries import plans, shifts
from app.ledger.queries.plans import PlanRow
from app.operations.account_standing import require_writable
from app.operations.crediting import credit_invoiced
from app.operations.errors import CardScrapped, PlanInterrupted, PlanStillOpen, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller
from app.operations.paper.in_doubt_slip import in_doubt_slip
from app.operations.paper.letterhead import print_document
from app.operations.retrieve_words import retrieval_given_up, retrieval_still_open
from app.operations.still_to_do import still_to_do
from app.operations.torn_keys import shows_its_serial_only

_ATTEMPTS = 3
"""First write and two more, then the plan is in doubt (notes/cards.md 3.4)."""


class PlannedWrite(msgspec.Struct, frozen=True, kw_only=True):
    """What a quote wants written, before the plan has an identity."""

    before: CardImage
    serial: bytes
    contents: tuple[CardContents, ...]
    """One for each meter's part that is written, without mark: the plan's opening event gives it.
    All have the write sequence that follows on this card."""
    issues: bool = False
    account: str
    replaces: EventId | None = None
    """Open plan that this one closes: the only one that does not stand in its way."""
    act: AccountAct = AccountAct.SELL
    """What it does with the account, whose state must allow it."""


class PlanTicket(msgspec.Struct, frozen=True, kw_only=True):
    """What an opening event needs to know of its plan."""

    id: EventId
    plan: Plan
    written: tuple[CardContents, ...]

    @property
    def contents(self) -> CardContents:
        """What is written for the first meter, or the only one."""
        return self.written[0]

    def others(self, allocations: Sequence[EventId]) -> tuple[WrittenPart, ...]:
        """What is written for the further meters, which have these allocations."""
        return tuple(
            WrittenPart(allocation=allocation, contents=contents)
            for allocation, contents in zip(allocations, self.written[1:], strict=True)
        )


MakeOpening = Callable[[Transaction, PlanTicket], Opening]


@dataclass(frozen=True)
class ClosingTicket:
    """What a closing event needs to know."""

    kiosk: Kiosk
    tx: Transaction
    row: PlanRow
    caller: Caller
    id: EventId
    date: date
    own_shift: EventId | None
    """Open shift of the operator who closes it."""
    receipt: int | None
    """None after an epoch change: an older plan closes without a new number."""

    @property
    def shift(self) -> EventId:
        """Shift that books it: of who closes it, or where there is none, of who opened it."""
        return self.own_shift or self.row.shift


Closer = Callable[[ClosingTicket], Event]
"""Makes the closing event of one kind of plan and queues its paper."""


def commit_plan(
    kiosk: Kiosk,
    caller: Caller,
    session: CardSession,
    write: PlannedWrite,
    make_opening: MakeOpening,
) -> EventId:
    """Commits a plan after the card has accepted its secret. Nothing is written to the card yet.

    Raises StaleQuote when the card is not as quoted, PlanStillOpen when another plan came first.
    """
    require_same_image(session, write.before)
    _unlock(kiosk, session, write)
    profile: Profile = session.profile

    def work(tx: Transaction) -> EventId:
        refuse_open_plans(
            tx.db, account=write.account, serial=write.serial, replaces=write.replaces
        )
        require_writable(tx.db, write, local_date(kiosk))
        ticket = _ticket(kiosk, tx, profile, write)
        opening = make_opening(tx, ticket)
        return tx.append(
            opening, operator=caller.operator, second=caller.second, request=caller.request
        )

    return kiosk.ledger.commit(work)


def _unlock(kiosk: Kiosk, session: CardSession, write: PlannedWrite) -> None:
    """A plan that replaces another finds the secret as that one left it, before or after."""
    replaced = None if write.replaces is None else plan_row(kiosk, write.replaces).plan
    if replaced is not None and replaced.issues:
        session.unlock_for_issue(write.serial)
    elif replaced is not None and replaced.rekeys:
        session.unlock_for_rekey(write.serial)
    else:
        session.unlock(None if write.issues else write.serial)


def require_same_image(session: CardSession, before: CardImage) -> None:
    """Raises StaleQuote unless the card is, byte by byte, the one that was looked at."""
    if session.image() != before:
        raise StaleQuote(
            _("The card is not the one that was read before, or it has changed."),
            _("Nothing was paid. Read the card again and start over."),
        )


def refuse_open_plans(
    db: Database, *, account: str | None = None, serial: bytes, replaces: EventId | None = None
) -> None:
    """Raises PlanStillOpen while a plan of this account or card is open."""
    of_account = [] if account is None else plans.open_plans(db, account=account)
    for row in (*of_account, *plans.open_plans(db, serial=serial)):
        if row.id != replaces:
            raise plan_still_open(row)


def plan_still_open(row: PlanRow) -> PlanStillOpen:
    """The refusal that an open plan calls for."""
    if row.retrieves:
        return retrieval_still_open(row)
    if not row.for_customer:
        return PlanStillOpen(
            _("The making of function card {plan} did not come to its end.").format(plan=row.id),
            _("Nothing was paid for it. Put that card in and settle it first, or report it lost."),
            plan=row.id,
            money=MoneyState.UNTOUCHED,
        )
    return PlanStillOpen(
        _("Account {account} has an operation that did not come to its end ({plan}).").format(
            account=row.account, plan=row.id
        ),
        _(
            "The money of that operation is recorded; nothing new was paid. Settle it first, or"
            " report its card lost."
        ),
        plan=row.id,
    )


def _ticket(kiosk: Kiosk, tx: Transaction, profile: Profile, write: PlannedWrite) -> PlanTicket:
    mark = tx.next_id()
    contents = tuple(msgspec.structs.replace(one, mark=mark) for one in write.contents)
    if write.issues:
        steps = profile.issue(write.before, write.serial, contents, kiosk.keys)
    else:
        steps = profile.rewrite(write.before, contents, kiosk.keys)
    plan = Plan(
        serial=write.serial,
        profile=profile.name,
        sequence=contents[0].sequence,
        images=tx.keep_images(PlanImages(before=write.before, steps=steps)),
        issues=write.issues,
        rekeys=not write.issues and any(step.kind is StepKind.SECRET for step in steps),
    )
    return PlanTicket(id=mark, plan=plan, written=contents)


def verdict(kiosk: Kiosk, profile: Profile, row: PlanRow, card: CardImage) -> Verdict:
    """What the card in the reader shows of a plan."""
    if shows_its_serial_only(profile, row, card):
        return Verdict.BEGUN
    images = kiosk.ledger.images(row.plan.images)
    if row.retrieves:
        return retrieval_verdict(profile, images, card, kiosk.keys)
    marked = profile.declares.room_for_mark
    # Without room for a mark only this kiosk sells to the card: equal bytes are ours.
    mark_shown = not marked or profile.shows_mark(card, row.id, kiosk.keys)
    # A copy that shows the mark is valid, so it cannot be torn.
    torn = not (marked and mark_shown)
    return judge(
        images,
        card,
        mark_shown=mark_shown,
        torn_copy=torn and profile.torn_copy(card, images.steps, kiosk.keys),
        taken=profile.taken_since(card, images.steps, kiosk.keys),
    )


def execute(kiosk: Kiosk, session: CardSession, row: PlanRow, card: CardImage) -> None:
    """Writes what the card lacks of a plan, reads back and compares. The card is unlocked.

    Raises CardError when the card or reader fails, CardOutcomeUnknown when the card still does
    not show the plan after the last attempt.
    """
    images = kiosk.ledger.images(row.plan.images)
    for _attempt in range(_ATTEMPTS):
        _same_card(session, row, card)
        for step in remaining_steps(images, card):
            session.write(step)
        card = session.image()
        seen = verdict(kiosk, session.profile, row, card)
        if seen is Verdict.HAPPENED:
            return
        if seen is Verdict.UNKNOWN:
            break
    raise CardOutcomeUnknown(
        _("The card does not keep what was written to it."),
        _("The payment is recorded. Settle it with this card, or on a new one."),
    )


def _same_card(session: CardSession, row: PlanRow, card: CardImage) -> None:
    """Identity, read again in the same session, right before the write."""
    profile: Profile = session.profile
    if session.identify_again() != profile.serial_of(card):
        raise CardOutcomeUnknown(
            _("Another card is in the reader now."),
            _("The payment is recorded. Put the first card back and settle it."),
        )


def write_and_close(
    kiosk: Kiosk,
    caller: Caller,
    session: CardSession,
    plan: EventId,
    close: Closer,
) -> EventId:
    """Executes a plan just committed in this session and closes it.

    Raises PlanInterrupted, after recording the doubt and queueing its slip, when the card or the
    reader fails on the way.
    """
    row = plan_row(kiosk, plan)
    try:
        execute(kiosk, session, row, kiosk.ledger.images(row.plan.images).before)
    except CardError as error:
        raise in_doubt(kiosk, caller, row, error) from error
    return close_as_happened(kiosk, caller, row, close)


def close_as_happened(kiosk: Kiosk, caller: Caller, row: PlanRow, close: Closer) -> EventId:
    """The closing event, its receipt number and its print job, in one transaction."""
    today, shift = local_date(kiosk), _own_shift(kiosk, caller)
    older = row.id.epoch != kiosk.ledger.epoch

    def work(tx: Transaction) -> EventId:
        current = plans.plan(tx.db, row.id)
        if current is None or current.closed_by is not None:
            raise StaleQuote(
                _("This operation has been closed already."),
                _("Nothing was done again. Look at the account again."),
            )
        ticket = ClosingTicket(
            kiosk=kiosk,
            tx=tx,
            row=current,
            caller=caller,
            id=tx.next_id(),
            date=today,
            own_shift=shift,
            receipt=None if older else tx.next_receipt(),
        )
        closed = tx.append(close(ticket), operator=caller.operator, second=caller.second)
        return credit_invoiced(kiosk, tx, caller, closed)

    return kiosk.ledger.commit(work)


def in_doubt(kiosk: Kiosk, caller: Caller, row: PlanRow, cause: CardError) -> PlanInterrupted:
    """Records that a plan is in doubt, queues its slip, and returns the error to raise.

    A function card needs neither: nobody paid, and that its plan is open says the rest.
    """
    if not row.for_customer:
        return PlanInterrupted(
            cause.message,
            _("Nothing was paid. The card is not finished: put the same card in and settle it."),
            plan=row.id,
            money=MoneyState.UNTOUCHED,
        )

    def work(tx: Transaction) -> None:
        current = plans.plan(tx.db, row.id)
        if current is None or current.slip is not None:
            return
        number = tx.next_slip()
        event = PlanInDoubt(plan=row.id, account=row.account, why=cause.code, slip=number)
        slip = in_doubt_slip(kiosk, tx.db, current, number, cause.message)
        print_document(tx, slip, slip.number)
        tx.append(event, operator=caller.operator)

    kiosk.ledger.commit(work)
    return PlanInterrupted(cause.message, still_to_do(row), plan=row.id)


def plan_row(kiosk: Kiosk, plan: EventId) -> PlanRow:
    """A plan that is known to exist."""
    with kiosk.ledger.read() as reader:
        row = plans.plan(reader.db, plan)
    if row is None:
        raise LookupError(plan)
    return row


def closed_plan_row(kiosk: Kiosk, plan: EventId) -> PlanRow:
    """A plan that came to its end. Raises PlanStillOpen, CardScrapped."""
    row = plan_row(kiosk, plan)
    with kiosk.ledger.read() as reader:
        require_closed(reader.db, row)
    return row


def require_closed(db: Database, row: PlanRow) -> None:
    """Raises PlanStillOpen while a plan is open, CardScrapped while it waits for a new card."""
    if row.outcome is None:
        raise plan_still_open(row)
    if not row.for_customer:
        unfinished = row.outcome is not Outcome.HAPPENED
    else:
        unfinished = row.id in {found.id for found in plans.unrenewed(db, row.account)}
    if unfinished:
        raise card_scrapped(row)


def card_scrapped(row: PlanRow) -> CardScrapped:
    """The refusal that a card with a torn secret, or one that locked itself, calls for."""
    if row.retrieves:
        return retrieval_given_up(row)
    if not row.for_customer:
        return CardScrapped(
            _("The making of function card {plan} was given up.").format(plan=row.id),
            _("Nothing was paid for it. Keep that card out of use, and make another."),
            plan=row.id,
            money=MoneyState.UNTOUCHED,
        )
    return CardScrapped(
        _("This card refuses its code or what is written: it can take nothing any more."),
        _(
            "The payment is recorded. Throw this card away, put a blank card in and renew the "
            "plan (renew-plan) of account {account}."
        ).format(account=row.account),
        plan=row.id,
    )


def _own_shift(kiosk: Kiosk, caller: Caller) -> EventId | None:
    with kiosk.ledger.read() as reader:
        shift = shifts.open_shift(reader.db, kiosk.ledger.node, caller.operator)
    return None if shift is None else shift.id
