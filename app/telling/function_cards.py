"""Function cards, and what meters wrote on them, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from app.domain.function_cards import MeterDump
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
    """Contents, the register, and what each meter wrote."""
    name = FUNCTION_NAMES[card.contents.function]
    headline = _("This is a function card: {name}, made elsewhere.").format(name=name)
    if card.maker:
        headline = _("This is a function card: {name}, made by {maker} for {holder}.").format(
            name=name, maker=card.maker, holder=card.holder
        )
    dumps = [row for seen in card.dumps for row in dump_rows(words, seen)]
    return Told(headline, [*card_rows(words, card), *dumps])


def card_rows(words: Words, card: ReadFunctionCardResult) -> list[Row]:
    """The card itself, without what meters wrote."""
    contents = card.contents
    return [
        (_("Does"), what_it_does(contents, words.currency, words.digits)),
        (_("Works on"), whom_it_works_on(contents)),
        (_("Works"), how_long(contents)),
        (_("Uses left"), str(card.uses_left) if contents.uses else ""),
        (_("Register"), str(card.card or "")),
        (_("Card"), f"{card.serial.hex()} ({card.profile})"),
        (_("Due back"), card.due_back.isoformat() if card.due_back else ""),
        (_("Returned"), card.returned.isoformat() if card.returned else ""),
    ]


def dump_rows(words: Words, seen: DumpSeen) -> list[Row]:
    """What one meter wrote."""
    dump = seen.dump

    def credit(quantity: int) -> str:
        return words.credit(quantity, seen.charging, seen.kind)

    months = "  ".join(credit(month) for month in dump.months[:_MONTHS_SHOWN])
    new = _("recorded now") if seen.new else ""
    totals = not dump.place
    return [
        (_("Meter"), "  ".join(part for part in (_named(dump), new) if part)),
        (_("Account"), dump.account),
        (_("Last purchase"), str(dump.number) if dump.number else ""),
        (_("Credit left"), credit(dump.remaining)),
        (_("Credited in all"), credit(dump.total_credited) if totals else ""),
        (_("Used in all"), credit(dump.total_used) if totals else ""),
        (_("Last months"), months),
        (_("Warnings"), ", ".join(name for bit, name in STATUS_NAMES.items() if dump.status & bit)),
        (_("Credit is in"), dump.delivered_to),
    ]


def _named(dump: MeterDump) -> str:
    if not dump.meter and dump.place:
        return _("at place {place}").format(place=dump.place)
    return dump.meter or _("no number")


def register_rows(words: Words, card: FunctionCard, today: date) -> list[Row]:
    """A line of the register in full."""
    contents = card.contents
    made = _("on {day} by {operator}").format(
        day=card.made_on.isoformat(), operator=card.operator or "?"
    )
    if card.second is not None:
        made = _("{made} and {second}").format(made=made, second=card.second)
    lost = f"{card.lost.isoformat()}: {card.lost_why}" if card.lost else ""
    return [
        (_("Register"), str(card.id)),
        (_("Does"), what_it_does(contents, words.currency, words.digits)),
        (_("Works on"), whom_it_works_on(contents)),
        (_("Works"), how_long(contents)),
        (_("Card"), f"{card.serial.hex()} ({card.profile})"),
        (_("Made"), made),
        (_("Holder"), card.holder),
        (_("Reason"), card.reason),
        (_("Due back"), card.due_back.isoformat()),
        (
            _("Uses left"),
            str(card.uses_left) if contents.uses and card.uses_left is not None else "",
        ),
        (_("Returned"), card.returned.isoformat() if card.returned else ""),
        (_("Lost"), lost),
        (_("State"), STATE_NAMES[card.state(today)]),
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
