"""Inquiry: accounts by whatever a customer can say or show; the best first."""

from __future__ import annotations

import base64
import binascii

import msgspec

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.account_search import AccountHit, Position, search_accounts
from app.operations.errors import BadArgument
from app.operations.inquiring import PER_PAGE, rows_asked
from app.operations.operation import Caller, Operation


class FindAccountsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``text``: a number, a name in any script, telephone, address or document, or a part of it."""

    text: str
    rows: int = PER_PAGE
    after: str | None = None
    """What the page before said under ``next``."""


class FindAccountsResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page, the best first."""

    accounts: tuple[AccountHit, ...]
    next: str | None
    """Where the next page begins; None: this was the last."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: FindAccountsArguments) -> FindAccountsResult:
    """Reads one page. Raises BadArgument, UnknownRecord."""
    after = None if arguments.after is None else _behind(arguments.after)
    page = search_accounts(kiosk, arguments.text, rows_asked(arguments.rows), after)
    return FindAccountsResult(
        accounts=page.hits, next=None if page.after is None else _token(page.after)
    )


def _token(place: Position) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode()


def _behind(token: str) -> Position:
    try:
        text = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
        return msgspec.json.decode(text, type=Position)
    except (binascii.Error, UnicodeError, msgspec.DecodeError) as error:
        raise BadArgument(
            _("This is not the place of a page."),
            _("Nothing was done. Give back what the page before said under next."),
        ) from error


def quote_for(look: FindAccountsResult, arguments: FindAccountsArguments) -> FindAccountsResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: FindAccountsResult) -> FindAccountsResult:
    """What was found."""
    return quote


FIND_ACCOUNTS = Operation(
    name="find-accounts",
    summary=_("Find accounts by number, meter, card, name, telephone, address or document."),
    permission=Permission.READ_CARD,
    arguments=FindAccountsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
