"""The register of cards that are signed out, as an inquiry: who has which, which are overdue."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.cards_out import CardOutState
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import cards_out
from app.ledger.queries.cards_out import CardOut
from app.operations.errors import BadArgument
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation

PER_PAGE = 9
"""One digit each, on a screen."""


class CardsOutArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which cards; all where nothing is said."""

    state: CardOutState | None = None
    page: int = 1


class CardsOutResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the register, newest first."""

    today: date
    cards: tuple[CardOut, ...]
    page: int
    pages: int
    count: int
    """Of all pages."""
    overdue: int
    """Cards that should be back, whatever was asked for."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: CardsOutArguments) -> CardsOutResult:
    """Reads one page. Raises BadArgument."""
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        db = reader.db
        count = cards_out.count(db, arguments.state, today)
        pages = max(1, -(-count // PER_PAGE))
        if not 1 <= arguments.page <= pages:
            raise BadArgument(
                _("There is no page {page}.").format(page=arguments.page),
                _("The register has {count} pages.").format(count=pages),
            )
        skip = (arguments.page - 1) * PER_PAGE
        cards = cards_out.register(db, arguments.state, today, skip=skip, most=PER_PAGE)
        overdue = cards_out.count(db, CardOutState.OVERDUE, today)
    return CardsOutResult(
        today=today,
        cards=tuple(cards),
        page=arguments.page,
        pages=pages,
        count=count,
        overdue=overdue,
    )


def quote_for(look: CardsOutResult, arguments: CardsOutArguments) -> CardsOutResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: CardsOutResult) -> CardsOutResult:
    """What was found."""
    return quote


CARDS_OUT = Operation(
    name="cards-out",
    summary=_("Show which cards are signed out, who has them, and which are overdue."),
    permission=Permission.READ_CARD,
    arguments=CardsOutArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
