"""Reporting a function card lost: nobody knows where it is, and meters would still obey it."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.function_cards import FunctionKind
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.function_cards import FunctionCardLost
from app.ledger.queries import function_cards
from app.ledger.queries.function_cards import FunctionCard
from app.operations.errors import BadArgument, StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.plan_look import parse_event_id
from app.operations.reasons import reason_given


class LoseFunctionCardArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which card, by its number in the register or its serial, and how it went lost."""

    card: str
    reason: str


class LoseFunctionCardQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be recorded."""

    card: FunctionCard
    reason: str


class LoseFunctionCardResult(msgspec.Struct, frozen=True, kw_only=True):
    """The card is reported lost."""

    card: EventId
    serial: bytes
    function: FunctionKind
    holder: str


def look_at(kiosk: Kiosk, caller: Caller, arguments: LoseFunctionCardArguments) -> FunctionCard:
    """Finds the card. Raises UnknownRecord, BadArgument."""
    with kiosk.ledger.read() as reader:
        found = _named(reader.db, arguments.card)
    if found is None:
        raise UnknownRecord(
            _("There is no function card {card} here.").format(card=arguments.card),
            _("Nothing was recorded. The register (function-cards) has all of them."),
        )
    _require_out(found)
    return found


def _named(db: Database, text: str) -> FunctionCard | None:
    """By serial in hexadecimal, as the register shows it, or by number."""
    if "-" in text:
        return function_cards.function_card(db, parse_event_id(text))
    try:
        serial = bytes.fromhex(text)
    except ValueError as error:
        raise BadArgument(
            _("{text} is neither a serial nor a number of the register.").format(text=text),
            _("Nothing was recorded. Both stand in the register (function-cards)."),
        ) from error
    return function_cards.newest_by_serial(db, serial)


def _require_out(card: FunctionCard) -> None:
    if card.returned is not None or card.lost is not None:
        raise StaleQuote(
            _("Function card {card} is not out: it was returned or reported lost.").format(
                card=card.id
            ),
            _("Nothing was recorded. The register shows what became of it."),
        )


def quote_for(look: FunctionCard, arguments: LoseFunctionCardArguments) -> LoseFunctionCardQuote:
    """The card, and how it went lost."""
    return LoseFunctionCardQuote(card=look, reason=reason_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: LoseFunctionCardQuote) -> LoseFunctionCardResult:
    """Records it. A card whose making broke off is given up with it."""
    card, today = quote.card, local_date(kiosk)

    def work(tx: Transaction) -> None:
        current = function_cards.function_card(tx.db, card.id)
        if current is None:
            raise LookupError(card.id)
        _require_out(current)
        event = FunctionCardLost(card=card.id, reason=quote.reason, date=today)
        tx.append(event, operator=caller.operator, request=caller.request)

    kiosk.ledger.commit(work)
    return _result(card)


def _result(card: FunctionCard) -> LoseFunctionCardResult:
    return LoseFunctionCardResult(
        card=card.id, serial=card.serial, function=card.function, holder=card.holder
    )


LOSE_FUNCTION_CARD = Operation(
    name="lose-function-card",
    summary=_("Report a function card lost."),
    permission=Permission.FUNCTION_CARDS,
    arguments=LoseFunctionCardArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
