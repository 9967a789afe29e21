"""The register of function cards, as an inquiry: who has which, since when, and is it back."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.function_cards import FunctionKind
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import function_cards
from app.ledger.queries.function_cards import Filter, FunctionCard, FunctionCardState
from app.operations.errors import BadArgument
from app.operations.inquiring import PER_PAGE, serial_typed
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation


class FunctionCardsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which cards; all where nothing is said."""

    state: FunctionCardState | None = None
    function: FunctionKind | None = None
    holder: str | None = None
    serial: str | None = None
    page: int = 1


class FunctionCardsResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the register, newest first."""

    today: date
    cards: tuple[FunctionCard, ...]
    page: int
    pages: int
    count: int
    """Of all pages."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: FunctionCardsArguments) -> FunctionCardsResult:
    """Reads one page. Raises BadArgument."""
    today = local_date(kiosk)
    which = Filter(
        today=today,
        state=arguments.state,
        function=arguments.function,
        holder=arguments.holder,
        serial=serial_typed(arguments.serial),
    )
    with kiosk.ledger.read() as reader:
        count = function_cards.count(reader.db, which)
        pages = max(1, -(-count // PER_PAGE))
        if not 1 <= arguments.page <= pages:
            raise BadArgument(
                _("There is no page {page}.").format(page=arguments.page),
                _("The register has {count} pages.").format(count=pages),
            )
        skip = (arguments.page - 1) * PER_PAGE
        cards = function_cards.register(reader.db, which, skip=skip, most=PER_PAGE)
    return FunctionCardsResult(
        today=today, cards=tuple(cards), page=arguments.page, pages=pages, count=count
    )


def quote_for(look: FunctionCardsResult, arguments: FunctionCardsArguments) -> FunctionCardsResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: FunctionCardsResult) -> FunctionCardsResult:
    """What was found."""
    return quote


FUNCTION_CARDS = Operation(
    name="function-cards",
    summary=_("Show the register of function cards: who has which, and when it is due back."),
    permission=Permission.READ_CARD,
    arguments=FunctionCardsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
