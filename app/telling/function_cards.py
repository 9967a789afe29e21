"""Function cards, and what meters wrote on them, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from app.domain.text import _
from app.ledger.queries.function_cards import FunctionCard, FunctionCardState
from app.operations.function_cards import FunctionCardsResult
from app.operations.function_words import (
    FUNCTION_NAMES,
    how_long,
    what_it_does,
    whom_it_works_on,
)
from app.operations.lose_function_card import LoseFunctionCardResult
from app.operations.make_function_card import MakeFunctionCardResult
from app.operations.read_function_card import DumpSeen, ReadFunctionCardResult
from app.telling.cards import STATUS_NAMES
from app.telling.words import Row, Told, Words

STATE_NAMES = {
    FunctionCardState.UNFINISHED: _("not finished"),
    FunctionCardState.OUT: _("out"),
    FunctionCardState.OVERDUE: _("overdue"),
    FunctionCardState.RETURNED: _("returned"),
    FunctionCardState.LOST: _("lost"),
}
_MONTHS_SHOWN = 4


def _made(_words: Words, made: MakeFunctionCardResult) -> Told:
    return Told(
        _("The function card is made: {name}.").format(name=FUNCTION_NAMES[made.function]),
        [
            (_("Register"), str(made.card)),
            (_("Card"), made.serial.hex()),
            (_("Holder"), made.holder),
            (_("Due back"), made.due_back.isoformat()),
        ],
    )


def _read(words: Words, card: ReadFunctionCardResult) -> Told:
    """Contents, the register, and each meter's block."""
    contents = card.contents
    name = FUNCTION_NAMES[contents.function]
    headline = _("This is a function card: {name}, made elsewhere.").format(name=name)
    if card.maker:
        headline = _("This is a function card: {name}, made by {maker} for {holder}.").format(
            name=name, maker=card.maker, holder=card.holder
        )
    return Told(
        headline,
        [
            (_("Does"), what_it_does(contents, words.currency, words.digits)),
            (_("Works on"), whom_it_works_on(contents)),
            (_("Works"), how_long(contents)),
            (_("Uses left"), str(card.uses_left)),
            (_("Register"), str(card.card or "")),
            (_("Card"), f"{card.serial.hex()} ({card.profile})"),
            (_("Due back"), card.due_back.isoformat() if card.due_back else ""),
            (_("Returned"), card.returned.isoformat() if card.returned else ""),
            *(row for seen in card.dumps for row in dump_rows(words, seen)),
        ],
    )


def dump_rows(words: Words, seen: DumpSeen) -> list[Row]:
    """What one meter wrote."""
    dump = seen.dump

    def credit(quantity: int) -> str:
        return words.credit(quantity, seen.charging, seen.kind)

    months = "  ".join(credit(month) for month in dump.months[:_MONTHS_SHOWN])
    new = _("recorded now") if seen.new else ""
    return [
        (_("Meter"), "  ".join(part for part in (dump.meter or _("no number"), new) if part)),
        (_("Account"), dump.account),
        (_("Last purchase"), str(dump.number) if dump.number else ""),
        (_("Credit left"), credit(dump.remaining)),
        (_("Credited in all"), credit(dump.total_credited)),
        (_("Used in all"), credit(dump.total_used)),
        (_("Last months"), months),
        (_("Warnings"), ", ".join(name for bit, name in STATUS_NAMES.items() if dump.status & bit)),
        (_("Credit is in"), dump.delivered_to),
    ]


def _lost(_words: Words, lost: LoseFunctionCardResult) -> Told:
    return Told(
        _("Function card {card} is reported lost: {name}.").format(
            card=lost.card, name=FUNCTION_NAMES[lost.function]
        ),
        [(_("Holder"), lost.holder), (_("Card"), lost.serial.hex())],
    )


def _register(_words: Words, register: FunctionCardsResult) -> Told:
    headline = _("Function cards: {count}. Page {page} of {pages}.").format(
        count=register.count, page=register.page, pages=register.pages
    )
    return Told(headline, [(str(card.id), _line(card, register.today)) for card in register.cards])


def _line(card: FunctionCard, today: date) -> str:
    state = STATE_NAMES[card.state(today)]
    return _("{name}, {holder}, due {day}: {state}").format(
        name=FUNCTION_NAMES[card.function],
        holder=card.holder,
        day=card.due_back.isoformat(),
        state=state,
    )


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    MakeFunctionCardResult: _made,
    ReadFunctionCardResult: _read,
    LoseFunctionCardResult: _lost,
    FunctionCardsResult: _register,
}
