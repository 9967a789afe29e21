"""Cards that are signed out, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from app.domain.cards_out import CardOutcome, CardOutState
from app.domain.text import _
from app.ledger.queries.cards_out import CardOut
from app.operations.cards_out import CardsOutResult
from app.operations.return_cards import ReturnCardsResult
from app.operations.sign_out_cards import SignOutCardsResult
from app.telling.words import Row, Told, Words

STATE_NAMES = {
    CardOutState.OUT: _("out"),
    CardOutState.OVERDUE: _("OVERDUE"),
    CardOutState.UNUSED: _("back unused"),
    CardOutState.USED: _("back used"),
    CardOutState.RECORDED: _("recorded"),
    CardOutState.LOST: _("lost"),
}
_OUTCOMES = {
    CardOutcome.UNUSED: _("Back unused: {cards}."),
    CardOutcome.USED: _("Back used: {cards}. Now record the meter change; it names the card."),
    CardOutcome.LOST: _("Lost: {cards}."),
}


def card_out_rows(card: CardOut, today: date) -> list[Row]:
    """All that the register has of a card."""
    return [
        (_("Card"), card.card),
        (_("Holder"), card.holder),
        (_("Reason"), card.reason),
        (_("Signed out on"), card.out_on.isoformat()),
        (_("Due back"), card.due_back.isoformat()),
        (_("State"), STATE_NAMES[card.state(today)]),
        (_("Since"), "" if card.back_on is None else card.back_on.isoformat()),
        (_("Lost"), card.lost_why),
        (_("Meter change"), "" if card.change is None else str(card.change)),
    ]


def _signed_out(_words: Words, out: SignOutCardsResult) -> Told:
    return Told(
        _("{holder} has the cards; the slip is to be signed.").format(holder=out.holder),
        [
            (_("Cards"), ", ".join(out.cards)),
            (_("Due back"), out.due_back.isoformat()),
            (_("Slip"), str(out.sign_out)),
        ],
    )


def _returned(_words: Words, back: ReturnCardsResult) -> Told:
    return Told(_OUTCOMES[back.outcome].format(cards=", ".join(back.cards)), [])


def _register(_words: Words, found: CardsOutResult) -> Told:
    headline = _("{count} cards in the register, {overdue} overdue. Page {page} of {pages}.")
    return Told(
        headline.format(
            count=found.count, overdue=found.overdue, page=found.page, pages=found.pages
        ),
        [(card.card, _line(card, found.today)) for card in found.cards],
    )


def _line(card: CardOut, today: date) -> str:
    return _("{holder}, due {day}: {state}").format(
        holder=card.holder, day=card.due_back.isoformat(), state=STATE_NAMES[card.state(today)]
    )


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    SignOutCardsResult: _signed_out,
    ReturnCardsResult: _returned,
    CardsOutResult: _register,
}
