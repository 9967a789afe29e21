"""What people at head office do about exceptions: look at a page, end one, reckon accounts anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from peewee import Database

from app.domain.amounts import parse_money
from app.domain.identity import EventId, Node
from app.domain.money_limits import MoneyLimit
from app.domain.quantity import Money
from app.domain.text import _
from app.ledger.projection.statements import all_rows
from app.ledger.queries import settings as facts_of
from app.office.exceptions import ExceptionKind, OfficeException, is_settled, settle
from app.office.head_office import HeadOffice
from app.office.kept_exceptions import Place, Wanted, kept, page, place_of
from app.office.recount import amount_of, book_recount, due_recount
from app.office.store.errors import StoreError
from app.operations.authority import require_second_above_limit
from app.operations.errors import OperationRefused, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller

_ACCOUNTS = 200
"""Of one request that reckons all."""
_OPEN = (
    "SELECT DISTINCT account FROM found_exception WHERE is_open = 1 "  # noqa: S608  a constant
    "AND kind IN ('price_difference', 'arrears_twice') AND account > ? "
    f"ORDER BY account LIMIT {_ACCOUNTS}"
)
_CURSOR = "SELECT seq FROM projection_cursor WHERE node = ? AND epoch = ? AND lane = 'tables'"
_ASIDE = "SELECT 1 FROM quarantine WHERE node = ? AND lane = 'tables' LIMIT 1"


class FoundPage(msgspec.Struct, frozen=True, kw_only=True):
    """Exceptions, the oldest first."""

    exceptions: Sequence[OfficeException]
    next: Place | None
    """Where the next page begins; None: there is none."""
    digits: int
    """Of the currency."""


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an account that was reckoned anew."""

    account: str
    amount: Money = 0
    """What was booked; below zero, the customer's."""
    event: EventId | None = None
    """None: nothing was booked."""
    why: str = ""
    """Why it was left, though there is something to book."""


class CountedPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of all accounts."""

    accounts: Sequence[Counted]
    next: str | None
    """Behind which account it goes on; None: it was all."""
    digits: int
    """Of the currency."""


class NoSuchException(StoreError):
    """The list has none of this kind and subject."""

    code = "no_such_exception"

    def __init__(self, kind: ExceptionKind, subject: str) -> None:
        super().__init__(
            _("There is no exception {kind} {subject}.").format(kind=kind.value, subject=subject),
            _("Nothing was recorded. `tapcard office exceptions` shows them."),
        )


class _Known(NamedTuple):
    """What the tables of the store hold of head office's own journal."""

    seq: int
    complete: bool


class ExceptionDesk:
    """For any number of threads."""

    def __init__(self, office: HeadOffice) -> None:
        """``office``: open."""
        self._office = office

    def look(self, wanted: Wanted, most: int, after: Place | None) -> FoundPage:
        """A page; what was ended a moment ago is not among the open ones."""
        with self._office.store.read_tables() as db:
            found = page(db, wanted, most, after)
        next = place_of(found[-1]) if len(found) == most else None
        with self._office.ledger.read() as reader:
            shown = [one for one in found if wanted.settled or not is_settled(reader.db, one)]
        return FoundPage(exceptions=shown, next=next, digits=self._digits())

    def settle(self, kind: ExceptionKind, subject: str, reason: str, caller: Caller) -> EventId:
        """Ends one, once. Raises NoSuchException, StaleQuote, SecondPersonNeeded.

        Credit of a dead load goes to the customer: two people, as where money is given back.
        """
        with self._office.store.read_tables() as db:
            found = kept(db, kind, subject)
        if found is None:
            raise NoSuchException(kind, subject)
        if found.settled is not None:
            raise StaleQuote(
                _("Somebody has settled this exception already."),
                _("Nothing was recorded. Look at the list again."),
            )
        if kind is ExceptionKind.DUPLICATE_NUMBER:
            require_second_above_limit(self._office, caller, found.amount, MoneyLimit.REFUND)
        return settle(
            self._office.ledger,
            found,
            operator=caller.operator,
            second=caller.second,
            reason=reason,
        )

    def recount(self, account: str, above: str, caller: Caller) -> CountedPage:
        """Books what an account's purchases cost otherwise, and arrears collected twice.

        ``above``: as typed; a smaller difference stays. Raises StaleQuote, SecondPersonNeeded.
        """
        digits = self._digits()
        counted = self._book(account, _limit(above, digits), caller)
        return CountedPage(accounts=[counted], next=None, digits=digits)

    def recount_all(self, above: str, after: str, caller: Caller) -> CountedPage:
        """The same of all accounts in the list, behind ``after``; what needs two stays for them."""
        digits = self._digits()
        limit = _limit(above, digits)
        with self._office.store.read_tables() as db:
            accounts = [str(one) for (one,) in all_rows(db, _OPEN, (after,))]
        counted = []
        for account in accounts:
            try:
                counted.append(self._book(account, limit, caller))
            except OperationRefused as error:
                counted.append(Counted(account=account, why=error.message))
        next = accounts[-1] if len(accounts) == _ACCOUNTS else None
        return CountedPage(accounts=counted, next=next, digits=digits)

    def _book(self, account: str, above: Money, caller: Caller) -> Counted:
        ledger = self._office.ledger
        with self._office.store.read_tables() as db:
            known = _known(db, ledger.node, ledger.epoch)
            event = due_recount(db, account, above=above, today=local_date(self._office))
        if event is None:
            return Counted(account=account)
        if not known.complete:
            raise StaleQuote(
                _("Head office's own events are not all in its tables."),
                _("Nothing was booked. `tapcard office quarantine` shows why."),
            )
        amount = amount_of(event)
        require_second_above_limit(self._office, caller, abs(amount), MoneyLimit.ARREARS)
        booked = book_recount(ledger, event, known=known.seq, caller=caller)
        return Counted(account=account, amount=amount, event=booked)

    def _digits(self) -> int:
        with self._office.ledger.read() as reader:
            return facts_of.utility(reader.db).currency_digits


def _limit(typed: str, digits: int) -> Money:
    return parse_money(typed, digits) if typed else 0


def _known(db: Database, node: Node, epoch: int) -> _Known:
    rows = all_rows(db, _CURSOR, (node, epoch))
    aside = all_rows(db, _ASIDE, (node,))
    return _Known(int(rows[0][0]) if rows else 0, bool(rows) and not aside)
