"""Committing the plan that makes a card blank; written, closed and settled like every other."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app.cards.profiles.contract import Profile
from app.domain.identity import EventId
from app.domain.plans import CardImage, Plan, PlanImages
from app.kiosk import CardSession, Kiosk, Transaction
from app.ledger.events.retrieval import CardRetrieved, RetrieveOpened
from app.operations.card_plan import ClosingTicket, refuse_open_plans, require_same_image
from app.operations.operation import Caller
from app.operations.paper.letterhead import print_document
from app.operations.paper.retrieve_slip import retrieve_slip


class PlannedRetrieval(msgspec.Struct, frozen=True, kw_only=True):
    """Which card is made blank."""

    before: CardImage
    serial: bytes
    account: str | None
    """Whose open plans stand in the way; None for a function card."""


MakeRetrieveOpening = Callable[[Transaction, Plan], RetrieveOpened]


def commit_retrieval(
    kiosk: Kiosk,
    caller: Caller,
    session: CardSession,
    card: PlannedRetrieval,
    make_opening: MakeRetrieveOpening,
) -> EventId:
    """Commits the plan after the card has accepted its secret. Nothing is erased yet.

    Raises StaleQuote when the card is not as quoted, PlanStillOpen when another plan came first.
    """
    require_same_image(session, card.before)
    session.unlock(card.serial)
    profile: Profile = session.profile
    steps = profile.retrieve(card.before, kiosk.keys)

    def work(tx: Transaction) -> EventId:
        refuse_open_plans(tx.db, account=card.account, serial=card.serial)
        plan = Plan(
            serial=card.serial,
            profile=profile.name,
            sequence=0,
            images=tx.keep_images(PlanImages(before=card.before, steps=steps)),
        )
        return tx.append(
            make_opening(tx, plan),
            operator=caller.operator,
            second=caller.second,
            request=caller.request,
        )

    return kiosk.ledger.commit(work)


def close_retrieval(ticket: ClosingTicket) -> CardRetrieved:
    """The closing event, and the slip for who handed the card in. No money, so no receipt."""
    row = ticket.row
    slip = retrieve_slip(ticket)
    print_document(ticket.tx, slip, slip.number)
    return CardRetrieved(plan=row.id, serial=row.plan.serial, account=row.account, date=ticket.date)
