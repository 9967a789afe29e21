"""The blacklist as an inquiry: what stands on it, what is over, what was lifted."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.blacklist import BlacklistEntry, EntryState, Listed
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import blacklist
from app.ledger.queries.blacklist import Filter
from app.operations.errors import BadArgument
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation

PER_PAGE = 8
"""One digit each, on a screen; 9 puts one on."""
LONGEST_SEARCH = 40
"""Characters."""


class BlacklistEntriesArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries; all where nothing is said."""

    state: EntryState | None = None
    what: Listed | None = None
    text: str = ""
    """A part of the number, of the account or of the reason."""
    page: int = 1


class BlacklistEntriesResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the blacklist, newest first."""

    today: date
    entries: tuple[BlacklistEntry, ...]
    page: int
    pages: int
    count: int
    """Of all pages."""


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: BlacklistEntriesArguments
) -> BlacklistEntriesResult:
    """Reads one page. Raises BadArgument."""
    today = local_date(kiosk)
    which = Filter(
        today=today,
        state=arguments.state,
        what=arguments.what,
        text=_searched(arguments.text),
    )
    with kiosk.ledger.read() as reader:
        count = blacklist.count(reader.db, which)
        pages = max(1, -(-count // PER_PAGE))
        if not 1 <= arguments.page <= pages:
            raise BadArgument(
                _("There is no page {page}.").format(page=arguments.page),
                _("The list has {count} pages.").format(count=pages),
            )
        skip = (arguments.page - 1) * PER_PAGE
        found = blacklist.entries(reader.db, which, skip=skip, most=PER_PAGE)
    return BlacklistEntriesResult(
        today=today, entries=tuple(found), page=arguments.page, pages=pages, count=count
    )


def _searched(text: str) -> str:
    searched = " ".join(text.split())
    if len(searched) > LONGEST_SEARCH or not searched.isprintable():
        raise BadArgument(
            _("That cannot be searched for."),
            _("Type at most {most} letters and digits of a number or a reason.").format(
                most=LONGEST_SEARCH
            ),
        )
    return searched


def quote_for(
    look: BlacklistEntriesResult, arguments: BlacklistEntriesArguments
) -> BlacklistEntriesResult:
    """An inquiry has no consequence."""
    return look


def carry_out(
    kiosk: Kiosk, caller: Caller, quote: BlacklistEntriesResult
) -> BlacklistEntriesResult:
    """What was found."""
    return quote


BLACKLIST_ENTRIES = Operation(
    name="blacklist-entries",
    summary=_("Show the blacklist: what stands on it, since when, why, until when."),
    permission=Permission.READ_CARD,
    arguments=BlacklistEntriesArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
