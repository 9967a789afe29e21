"""Signing cards out: a technician takes opening cards along while the counter is closed."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from peewee import Database

from app.domain.cards_out import LONGEST_OUT, CardOutcome, card_numbers
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.cards_out import CardsSignedOut
from app.ledger.queries import cards_out, journal
from app.operations.errors import AlreadyThere, BadArgument
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.cards_out_slip import cards_out_slip
from app.operations.paper.letterhead import print_document
from app.operations.reasons import line_of_text, reason_given

LONGEST_HOLDER = 40


class SignOutCardsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes which cards along, why, and until when."""

    holder: str
    cards: str
    """Numbers as they stand on the cards, with commas between."""
    reason: str
    due_back: date


class SignOutCardsResult(msgspec.Struct, frozen=True, kw_only=True):
    """They are out."""

    sign_out: EventId
    holder: str
    cards: tuple[str, ...]
    due_back: date


def look_at(kiosk: Kiosk, caller: Caller, arguments: SignOutCardsArguments) -> date:
    """Today. Raises BadCardNumber, AlreadyThere for a card that is out."""
    with kiosk.ledger.read() as reader:
        _require_here(reader.db, card_numbers(arguments.cards))
    return local_date(kiosk)


def _require_here(db: Database, cards: tuple[str, ...]) -> None:
    for card in cards:
        last = cards_out.newest_of(db, card)
        if last is None or last.change is not None or last.outcome is CardOutcome.UNUSED:
            continue
        if last.outcome is None:
            raise AlreadyThere(
                _("Card {card} is out: {holder} has it.").format(card=card, holder=last.holder),
                _("Nothing was recorded. Record first how it came back (return-cards)."),
            )
        raise AlreadyThere(
            _("Card {card} was used or lost when it was out last.").format(card=card),
            _("Nothing was recorded. Take another card along."),
        )


def quote_for(look: date, arguments: SignOutCardsArguments) -> CardsSignedOut:
    """What its holder signs for. Raises BadArgument, BadCardNumber."""
    if not look <= arguments.due_back <= look + timedelta(days=LONGEST_OUT):
        raise BadArgument(
            _("The cards cannot be due back on {day}.").format(day=arguments.due_back.isoformat()),
            _("Nothing was recorded. Give a day within {days} days.").format(days=LONGEST_OUT),
        )
    return CardsSignedOut(
        holder=line_of_text(arguments.holder, _("name of the holder"), LONGEST_HOLDER),
        cards=card_numbers(arguments.cards),
        reason=reason_given(arguments.reason),
        due_back=arguments.due_back,
        date=look,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: CardsSignedOut) -> SignOutCardsResult:
    """Records it; the slip is what the holder signs."""

    def work(tx: Transaction) -> EventId:
        _require_here(tx.db, quote.cards)
        id = tx.append(quote, operator=caller.operator, request=caller.request)
        print_document(tx, cards_out_slip(kiosk, tx.db, id, quote, caller.operator), str(id))
        return id

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, id: EventId) -> SignOutCardsResult:
    """The result of an earlier call."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, id)
    if entry is None or not isinstance(entry.event, CardsSignedOut):
        raise LookupError(id)
    event = entry.event
    return SignOutCardsResult(
        sign_out=id, holder=event.holder, cards=event.cards, due_back=event.due_back
    )


SIGN_OUT_CARDS = Operation(
    name="sign-out-cards",
    summary=_("Let a technician take cards along while the counter is closed."),
    permission=Permission.FUNCTION_CARDS,
    arguments=SignOutCardsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("cards_signed_out",),
)
