"""Cards that were signed out come back: used, unused, or not at all."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.approval import Signed
from app.domain.cards_out import CardOutcome, card_numbers, may_come_back
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.cards_out import CardCameBack, SignedOutCard
from app.ledger.queries import cards_out
from app.ledger.queries.cards_out import CardOut
from app.operations.authority import require_second
from app.operations.errors import BadArgument, StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given


class ReturnCardsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which cards, and how they came back; lost ones need a reason and two people."""

    cards: str
    """Numbers as they stand on the cards, with commas between."""
    outcome: CardOutcome
    reason: str = ""


class ReturnCardsLook(msgspec.Struct, frozen=True, kw_only=True):
    """The cards as the register has them."""

    today: date
    cards: tuple[CardOut, ...]


class ReturnCardsQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be recorded of each."""

    look: ReturnCardsLook
    outcome: CardOutcome
    reason: str

    @property
    def needs_second(self) -> bool:
        """Whether two people say it."""
        return self.outcome is CardOutcome.LOST


class ReturnCardsResult(msgspec.Struct, frozen=True, kw_only=True):
    """What is recorded of the cards."""

    cards: tuple[str, ...]
    outcome: CardOutcome


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReturnCardsArguments) -> ReturnCardsLook:
    """Finds the cards. Raises BadCardNumber, UnknownRecord, StaleQuote."""
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        found = tuple(
            _out(reader.db, number, arguments.outcome, today)
            for number in card_numbers(arguments.cards)
        )
    return ReturnCardsLook(today=today, cards=found)


def _out(db: Database, number: str, outcome: CardOutcome, today: date) -> CardOut:
    last = cards_out.newest_of(db, number)
    if last is None:
        raise UnknownRecord(
            _("Card {card} was not signed out here.").format(card=number),
            _("Nothing was recorded. The register (cards-out) has all of them."),
        )
    if not may_come_back(last.state(today), outcome):
        raise StaleQuote(
            _("Card {card} is not out: it came back on {day}.").format(
                card=number, day="" if last.back_on is None else last.back_on.isoformat()
            ),
            _("Nothing was recorded. Look at the register: it is done."),
        )
    return last


def quote_for(look: ReturnCardsLook, arguments: ReturnCardsArguments) -> ReturnCardsQuote:
    """The same of all of them. Raises BadArgument."""
    lost = arguments.outcome is CardOutcome.LOST
    if arguments.reason and not lost:
        raise BadArgument(
            _("Only a lost card has a reason."), _("Nothing was recorded. Leave the reason out.")
        )
    reason = reason_given(arguments.reason) if lost else ""
    return ReturnCardsQuote(look=look, outcome=arguments.outcome, reason=reason)


def carry_out(kiosk: Kiosk, caller: Caller, quote: ReturnCardsQuote) -> ReturnCardsResult:
    """Records each. Raises SecondPersonNeeded for lost ones."""
    if quote.needs_second:
        require_second(kiosk, caller)
    look = quote.look

    def work(tx: Transaction) -> None:
        for card in look.cards:
            if _out(tx.db, card.card, quote.outcome, look.today) != card:
                raise StaleQuote(
                    _("Card {card} was recorded otherwise meanwhile.").format(card=card.card),
                    _("Nothing was recorded. Start over."),
                )
            event = CardCameBack(
                card=SignedOutCard(sign_out=card.sign_out, card=card.card),
                outcome=quote.outcome,
                reason=quote.reason,
                date=look.today,
            )
            tx.append(event, operator=caller.operator, second=caller.second)

    kiosk.ledger.commit(work)
    return ReturnCardsResult(cards=tuple(card.card for card in look.cards), outcome=quote.outcome)


RETURN_CARDS = Operation(
    name="return-cards",
    summary=_("Record how cards came back that were signed out: unused, used, or lost."),
    permission=Permission.FUNCTION_CARDS,
    arguments=ReturnCardsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    signed_for=lambda _quote: Signed(),
)
